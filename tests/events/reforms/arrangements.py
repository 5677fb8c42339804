"""Two old agencies, one of them with a unit, and the national agency whose units take over, by sector."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from catalogue.models import (
    ApiToken,
    CalendarPeriod,
    Membership,
    Organisation,
    Sector,
    Succession,
)
from events import drafting
from events.models import Event, ExternalCalendar
from events.reforms import plans
from tests.factories import EventFactory, OrganisationFactory, SectorFactory, SessionFactory, UserFactory

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
COMING, OVER = NOW + timedelta(days=30), NOW - timedelta(days=30)


def organisation(slug, **values):
    """One name in every language: whatever language a test before left behind, it reads the same."""
    names = dict.fromkeys(("name_fi", "name_sv", "name_en"), slug.title())
    return OrganisationFactory(slug=slug, **names, **values)


@dataclass
class World:
    """What a reform finds; `plan_text` is the plan that the tests start from."""

    school: Sector = field(default_factory=lambda: SectorFactory(code="school"))
    library: Sector = field(default_factory=lambda: SectorFactory(code="library"))
    north: Organisation = field(default_factory=lambda: organisation("north", reference="old-1"))
    south: Organisation = field(default_factory=lambda: organisation("south", reference="old-2"))
    national: Organisation = field(default_factory=lambda: organisation("national", valid_from=date(2026, 1, 1)))

    def __post_init__(self):
        begins = {"parent": self.national, "kind": "unit", "valid_from": date(2026, 1, 1)}
        self.schools = organisation("schools", **begins)
        self.libraries = organisation("libraries", **begins)
        self.swedish = organisation("swedish", **begins)
        self.svenska = organisation("svenska", parent=self.south, kind="unit")

    @property
    def said(self):
        old = ["old-1", "old-2"]
        return {
            "name": "Uudistus",
            "closed_on": "2025-12-31",
            "in_force_from": "2026-01-01",
            "succession": [
                {"from": old, "sectors": ["school"], "to": "schools"},
                {"from": old, "sectors": ["library"], "to": "libraries"},
                {"from": ["svenska"], "sectors": ["*"], "to": "swedish"},
            ],
        }

    def plan(self, **more):
        return plans.read(json.dumps(self.said | more))


def training(title, lead, *, at=COMING, by=None, **values):
    """A training with a session at this time; `by` changes it once."""
    event = EventFactory(title_fi=title, lead=lead, created_at=OVER, **values)
    SessionFactory(event=event, starts_at=at, ends_at=at + timedelta(hours=2))
    if by:
        drafting.save_change(event, by=by, action="edit")
    return event


def token_of(lead, prefix):
    return ApiToken.objects.create(
        organisation=lead,
        role="organiser",
        name="Ohjelma",
        prefix=prefix,
        digest=prefix.ljust(64, "0"),
        expires_at=NOW + timedelta(days=90),
    )


def member(lead, email, role="organiser"):
    user = UserFactory(email=email)
    Membership.objects.create(user=user, organisation=lead, role=role)
    return user


def who_has_what():
    """Everything that a reform may change, by names."""
    slugs = dict(Organisation.objects.values_list("pk", "slug"))
    return {
        "closed": dict(Organisation.objects.values_list("slug", "valid_to")),
        "successions": sorted(
            (row.predecessor.slug, row.sector and row.sector.code, row.successor.slug)
            for row in Succession.objects.select_related("predecessor", "successor", "sector")
        ),
        "trainings": {
            event.title_fi: (slugs[event.lead_id], sorted(each.slug for each in event.co_organisers.all()))
            for event in Event.objects.prefetch_related("co_organisers")
        },
        "members": sorted(Membership.objects.values_list("user__email", "organisation__slug", "role")),
        "tokens": sorted(ApiToken.objects.values_list("prefix", "organisation__slug")),
        "calendars": sorted(ExternalCalendar.objects.values_list("name", "organisation__slug")),
        "periods": sorted(CalendarPeriod.objects.values_list("name_fi", "organisation__slug")),
    }
