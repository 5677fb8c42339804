"""Trainings with everything their descriptions read, in a constant number of queries."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Prefetch

from catalogue.models import User
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


def described(events: EventQuerySet) -> EventQuerySet:
    """Fetch with each event what `descriptions.describe()` reads: three more queries, whatever the number of rows."""
    linked = {f"{name}_ids": _linked_ids(through, column) for name, (through, column) in LINKED.items()}
    sessions = Session.objects.select_related("venue", "room").prefetch_related("trainers")
    return (
        events.annotate(**linked)
        .select_related("series")
        .prefetch_related(Prefetch("sessions", sessions), "pools")
        .defer("search")
    )


def events_by_id(
    ids: Collection[UUID], *, user: User | AnonymousUser, language: str, vocabularies: Vocabularies, now: datetime
) -> dict[UUID, EventDescription]:
    """Descriptions of those of these events that the user may see."""
    rows = described(Event.objects.visible_to(user).filter(pk__in=ids))
    return {row.id: describe(row, language=language, vocabularies=vocabularies, now=now) for row in rows}


def _linked_ids(through: type[Model], column: str) -> ArraySubquery:
    return ArraySubquery(through._default_manager.filter(event_id=OuterRef("pk")).values(column))  # noqa: SLF001
