"""Events, their sessions and seat pools, the series that tie them together, and their history."""

from events.models.events import AgendaItem, Event, EventSeries
from events.models.feeds import SessionEntry
from events.models.history import EventChange
from events.models.pools import SeatPool
from events.models.sessions import Session

__all__ = ["AgendaItem", "Event", "EventChange", "EventSeries", "SeatPool", "Session", "SessionEntry"]
