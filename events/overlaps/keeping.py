"""What every write of an event does for overlaps: its sessions' rows at once, the comparison after the commit."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalogue.actors import by_system
from events.models import OverlapCheck
from events.overlaps import spans

FINDER = by_system("overlaps")


def keep(event_id: UUID) -> None:
    """Call it in the transaction that has written an event, when its sessions and links are written too.

    A comparison that fails costs nobody a thing: the event's version stays unchecked, and the sweep finds it.
    """
    spans.refresh([event_id])
    transaction.on_commit(lambda: _compare(event_id), robust=True)


def _compare(event_id: UUID) -> None:
    from events.overlaps import cases

    # Of many writes of one event in a transaction, and after a rebuild, one comparison is enough.
    if not OverlapCheck.objects.filter(event=event_id, checked_version=F("event__version")).exists():
        cases.refresh_cases(event_ids=[event_id], by=FINDER)
