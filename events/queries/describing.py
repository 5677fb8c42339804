"""Trainings with everything their descriptions read, in a constant number of queries."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.db.models.expressions import Combinable, RawSQL

from catalogue.viewers import Viewer
from catalogue.vocabularies import Vocabularies
from events.descriptions import EventDescription, describe
from events.models import Event, Session
from events.models.events import EventQuerySet

LINKED = {
    "co_organiser": (Event.co_organisers.through, "organisation_id"),
    "region": (Event.regions.through, "region_id"),
    "sector": (Event.sectors.through, "sector_id"),
    "level": (Event.levels.through, "educationlevel_id"),
    "audience": (Event.audiences.through, "targetgroup_id"),
    "theme": (Event.themes.through, "theme_id"),
}


# What the apps above know of an event that its description shows, by the name of the attribute.
_from_above: dict[str, Combinable] = {}


def register_column(name: str, expression: Combinable) -> None:
    """Name something to be fetched with every described event; apps do this when they are ready."""
    _from_above[name] = expression


def described(events: EventQuerySet) -> EventQuerySet:
    """Fetch with each event what `descriptions.describe()` reads: three more queries, whatever the number of rows."""
    # As text: composing six subqueries anew takes longer than answering them.
    linked = {f"{name}_ids": RawSQL(linked_ids(name, "events_event.id"), ()) for name in LINKED}  # noqa: S611
    sessions = Session.objects.select_related("venue", "room").prefetch_related("trainers")
    return (
        events.annotate(**linked, **_from_above)
        .select_related("series", "ceiling")
        .prefetch_related(Prefetch("sessions", sessions), "pools")
        .defer("search")
    )


def events_by_id(
    ids: Collection[UUID], *, viewer: Viewer, language: str, vocabularies: Vocabularies, now: datetime
) -> dict[UUID, EventDescription]:
    """Descriptions of those of these events that the viewer may see."""
    rows = described(Event.objects.visible_to(viewer).filter(pk__in=ids))
    return {row.id: describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows}


def linked_ids(name: str, event_id: str) -> str:
    """SQL for an array of the ids of an event's terms, in order; `event_id` is SQL too."""
    through, column = LINKED[name]
    table = through._meta.db_table  # noqa: SLF001 - Django's own name for it
    return f"ARRAY(SELECT {column} FROM {table} WHERE event_id = {event_id} ORDER BY 1)"  # noqa: S608 - our own names
