"""What the feeds show of the catalogue: when a name changes there, the sessions that show it change too."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet

from catalogue.models import Organisation, Room, Sector, TargetGroup, Theme, Venue
from events.feeds import entries
from events.models import Event, EventSeries

# Where each kind of name stands in a VEVENT; the others (regions, levels, trainers) are not shown.
SHOWN_THROUGH: dict[type[Model], str] = {
    Organisation: "lead",
    Theme: "themes",
    Sector: "sectors",
    TargetGroup: "audiences",
    Venue: "sessions__venue",
    Room: "sessions__room",
    EventSeries: "series",
}


def showing(model: type[Model], ids: Collection[int]) -> QuerySet[Event]:
    """Answer the public events whose VEVENTs show one of these rows."""
    path = SHOWN_THROUGH.get(model)
    return Event.objects.public().filter(**{f"{path}__in": ids}).distinct() if path else Event.objects.none()


def refresh_renamed(*, model: type[Model], ids: Collection[int], **_rest: Any) -> None:
    """Receive `catalogue_renamed`, inside the transaction that renamed."""
    entries.refresh(set(showing(model, ids).order_by().values_list("pk", flat=True)))
