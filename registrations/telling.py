"""Who is told of a changed training: everybody once, and only of what concerns them.

A new time or place concerns whoever takes part, is offered a seat, waits for one or for an approval: who waits may no
longer want to. After a big change those who have a seat are asked whether they still come. A new link concerns those
alone who have been given the old one. A corrected text, or what was over already, concerns nobody. While a training is
postponed its new programme is told when it comes back.
"""

from events import session_changes
from events.models import Event, EventChange
from registrations import notices, reconfirming
from registrations.models import Registration


def tell_of_moving(event: Event, change: EventChange) -> None:
    """Owe one message to each whom the change of a locked event concerns, however many sessions it is about."""
    if event.state != Event.State.PUBLISHED:
        return
    active = Registration.objects.active()
    if session_changes.is_news(change):
        asked = reconfirming.ask_again(event, change) if reconfirming.is_big(change) else ()
        reached = notices.send_to_all("event_moved_far", event, change, among=active.filter(pk__in=asked))
        notices.send_to_all("event_moved", event, change, among=active.exclude(pk__in=asked), reached=reached)
    elif session_changes.of(change):
        seated = active.filter(state=Registration.State.CONFIRMED)
        notices.send_to_all("event_link", event, change, among=seated)
