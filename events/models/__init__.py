"""Events, their sessions and seat pools, the series that tie them together, and their history."""

from events.models.check_in import CheckInHelper
from events.models.events import AgendaItem, Event, EventSeries
from events.models.external import (
    CategoryRule,
    ExternalCalendar,
    ExternalCalendarChange,
    ExternalCopy,
    ExternalFetch,
    ExternalItem,
    ExternalUpload,
)
from events.models.feeds import FeedRevision, SessionEntry, WorkspaceFeed
from events.models.history import EventChange
from events.models.likeness import TextVector
from events.models.overlaps import OverlapCase, OverlapChange, OverlapCheck, OverlapKind, OverlapSpan, Severity
from events.models.pools import SeatCeiling, SeatPool
from events.models.sessions import Session
from events.models.settling import CaseComment, CaseProposal
from events.models.words import SearchWord

__all__ = [
    "AgendaItem",
    "CaseComment",
    "CaseProposal",
    "CategoryRule",
    "CheckInHelper",
    "Event",
    "EventChange",
    "EventSeries",
    "ExternalCalendar",
    "ExternalCalendarChange",
    "ExternalCopy",
    "ExternalFetch",
    "ExternalItem",
    "ExternalUpload",
    "FeedRevision",
    "OverlapCase",
    "OverlapChange",
    "OverlapCheck",
    "OverlapKind",
    "OverlapSpan",
    "SearchWord",
    "SeatCeiling",
    "SeatPool",
    "Session",
    "SessionEntry",
    "Severity",
    "TextVector",
    "WorkspaceFeed",
]
