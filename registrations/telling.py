"""Who is told of a changed training: everybody once, and only of what concerns them.

A new time or place concerns whoever takes part, is offered a seat, waits for one or for an approval: who waits may no
longer want to. A new link concerns those alone who have been given the old one. A corrected text, or what was over
already, concerns nobody. While a training is postponed its new programme is told when it comes back.
"""

from events import session_changes
from events.models import Event, EventChange
from registrations import notices
from registrations.models import Registration


def tell_of_moving(event: Event, change: EventChange) -> None:
    """Owe one message to each whom the change of a locked event concerns, however many sessions it is about."""
    if event.state != Event.State.PUBLISHED:
        return
    if session_changes.is_news(change):
        notices.send_to_all("event_moved", event, change)
    elif session_changes.of(change):
        notices.send_to_all("event_link", event, change, states=[Registration.State.CONFIRMED])
