"""Every address of the workspace: who is let in, who is refused, and to whom there is nothing.

Alice organises in the agency that leads the draft and the plan, Bob organises in another agency, Carol has an account
and no role. A new address fails here until it says which of these it is.
"""

import uuid
from dataclasses import dataclass

import pytest
from django.urls import get_resolver, reverse
from django.utils import translation

from catalogue.models import Membership
from events.models import Event
from events.views.workspace.deciding import DECISIONS
from registrations import acting
from tests.factories import (
    CalendarPeriodFactory,
    EventFactory,
    ExternalCalendarFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.registrations.asked.arrangements import ask

pytestmark = pytest.mark.django_db
Role = Membership.Role
OPEN, REFUSED, NOTHING, SIGN_IN = 200, 403, 404, 302
# To Alice, Bob, Carol and nobody; `clerk` handles registrations in Alice's agency and plans nothing.
FOR_EVERY_MEMBER = {"alice": OPEN, "bob": OPEN, "clerk": OPEN, "carol": NOTHING, "nobody": SIGN_IN}
FOR_PLANNERS = FOR_EVERY_MEMBER | {"clerk": REFUSED}
FOR_COORDINATORS = FOR_EVERY_MEMBER | {"alice": REFUSED, "bob": REFUSED, "clerk": REFUSED}
FOR_SYSTEM_ADMINISTRATORS = FOR_COORDINATORS
OF_THE_AGENCY = FOR_EVERY_MEMBER | {"bob": NOTHING}
PLANNING = OF_THE_AGENCY | {"clerk": REFUSED}
ADMINISTERING = PLANNING | {"alice": REFUSED}
HANDLING_A_PLAN = FOR_EVERY_MEMBER | {"bob": REFUSED}
LOOKING_AT_A_PLAN = FOR_EVERY_MEMBER
EDITING_A_PLAN = FOR_EVERY_MEMBER | {"bob": REFUSED, "clerk": REFUSED}

# By name of the address: what it is called with, and who gets what.
ADDRESSES = {
    "workspace-rights": ([], FOR_EVERY_MEMBER),
    "workspace-service": ([], FOR_SYSTEM_ADMINISTRATORS),
    "workspace-service-member": (["role_everywhere"], FOR_SYSTEM_ADMINISTRATORS),
    "workspace-board": ([], FOR_PLANNERS),
    "workspace-board-move": (["plan"], EDITING_A_PLAN),
    "workspace-year": ([], FOR_PLANNERS),
    "workspace-cases": ([], FOR_EVERY_MEMBER),
    "workspace-coordination": ([], FOR_COORDINATORS),
    "workspace-calendars": ([], FOR_EVERY_MEMBER),
    "workspace-calendars-add": (["kind_of_dates"], FOR_PLANNERS),
    "workspace-calendar-dates": (["dates"], FOR_EVERY_MEMBER),
    "workspace-external": ([], FOR_PLANNERS),
    "workspace-external-add": ([], FOR_PLANNERS),
    "workspace-external-calendar": (["external"], EDITING_A_PLAN),
    "workspace-external-change": (["external"], EDITING_A_PLAN),
    "workspace-agency": (["agency"], OF_THE_AGENCY),
    "workspace-events": (["agency"], OF_THE_AGENCY),
    "workspace-members": (["agency"], ADMINISTERING),
    "workspace-member": (["agency", "membership"], ADMINISTERING),
    "workspace-tokens": (["agency"], ADMINISTERING),
    "workspace-uses-of-data": (["agency"], ADMINISTERING),
    "workspace-removals": ([], FOR_SYSTEM_ADMINISTRATORS),
    "workspace-event-check-in": (["plan"], HANDLING_A_PLAN),
    **{
        f"workspace-registrations{page}": (["plan"], HANDLING_A_PLAN)
        for page in ("", "-add", "-export", "-import", "-print")
    },
    **{
        f"workspace-registration{page}": (["registration"], HANDLING_A_PLAN) for page in ("", "-details", "-substitute")
    },
    **{act.address: (["registration"], HANDLING_A_PLAN) for act in acting.ACTS.values()},
    "workspace-feed": (["agency"], OF_THE_AGENCY),
    "workspace-event-new": (["agency"], PLANNING),
    "workspace-event": (["plan"], LOOKING_AT_A_PLAN),
    "workspace-event-preview": (["plan"], LOOKING_AT_A_PLAN),
    "workspace-event-history": (["plan"], LOOKING_AT_A_PLAN),
    "workspace-event-edit": (["plan"], EDITING_A_PLAN),
    "workspace-event-copy": (["plan"], EDITING_A_PLAN),
    "workspace-event-few": (["plan"], EDITING_A_PLAN),
    "workspace-event-registration": (["plan"], EDITING_A_PLAN),
    "workspace-event-question-new": (["plan"], EDITING_A_PLAN),
    "workspace-event-question": (["plan", "question"], EDITING_A_PLAN),
    "workspace-event-messages": (["plan"], HANDLING_A_PLAN),
    "workspace-event-messages-new": (["plan"], HANDLING_A_PLAN),
    "workspace-messages": (["agency"], ADMINISTERING),
    "workspace-message": (["agency", "kind_of_message", "language_of_message"], ADMINISTERING),
    "workspace-privacy-texts": (["agency"], ADMINISTERING),
    "workspace-privacy-texts-write": (["agency", "kind_of_text"], ADMINISTERING),
    **{f"workspace-event-{action}": (["plan"], EDITING_A_PLAN) for action in DECISIONS},
}
# Lead elsewhere, or answer a form alone: their own tests say to whom.
TESTED_ELSEWHERE = {
    "workspace-registrations-attendance",
    "workspace-registrations-badges",
    "workspace-registrations-bulk",
    "workspace-registrations-columns",
    "workspace-registrations-template",
    "workspace-registration-note",
    "workspace-registration-note-remove",
    "workspace-event-check-in-dismiss",
    "workspace-event-message-resend",
    "workspace-event-question-act",
    "workspace-event-registration-meaning",
    "workspace-event-remind",
    "workspace",
    "workspace-case",
    "workspace-calendar-dates-remove",
    "workspace-external-fetch",
    "workspace-external-remove",
    "workspace-slots",
    "workspace-members-factor",
    "workspace-overlaps-check",
    "workspace-token-revoke",
}


@dataclass
class Cast:
    agency: str
    plan: uuid.UUID
    draft: uuid.UUID
    people: dict[str, object]
    dates: int
    membership: int
    role_everywhere: int
    question: int
    registration: uuid.UUID
    external: int
    kind_of_dates: str = "blocked"
    kind_of_text: str = "notice"
    kind_of_message: str = "confirmed"
    language_of_message: str = "sv"

    def address(self, name, args, language="fi"):
        with translation.override(language):
            return reverse(name, args=[getattr(self, arg) for arg in args])


@pytest.fixture
def cast():
    own, other = OrganisationFactory(), OrganisationFactory()
    people = {
        "alice": MembershipFactory(organisation=own).user,
        "bob": MembershipFactory(organisation=other).user,
        "clerk": MembershipFactory(organisation=own, role=Role.CLERK).user,
        "carol": UserFactory(),
        "nobody": None,
    }
    plan = EventFactory(lead=own, state=Event.State.PLANNED)
    dates = CalendarPeriodFactory(organisation=own)
    draft = EventFactory(lead=own, state=Event.State.DRAFT)
    everywhere = MembershipFactory(organisation=None, role=Role.COORDINATOR)
    membership = people["alice"].memberships.get()
    registration = RegistrationFactory(event=plan)
    external = ExternalCalendarFactory(organisation=own)
    asked = (ask(plan).pk, registration.pk, external.pk)
    return Cast(own.slug, plan.pk, draft.pk, people, dates.pk, membership.pk, everywhere.pk, *asked)


def seen_by(client, person, address):
    if person:
        client.force_login(person)
    return client.get(address).status_code


def test_every_address_of_the_workspace_says_who_may_open_it():
    names = {name for name in _names(get_resolver().url_patterns) if name.startswith("workspace")}

    assert names == ADDRESSES.keys() | TESTED_ELSEWHERE


def _names(patterns):
    for pattern in patterns:
        yield from _names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name or ""]


@pytest.mark.parametrize("person", ["alice", "bob", "clerk", "carol", "nobody"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_address_of_the_workspace_is_for_its_people(client, cast, name, person):
    args, expected = ADDRESSES[name]

    assert seen_by(client, cast.people[person], cast.address(name, args)) == expected[person]


@pytest.mark.parametrize("person", ["bob", "carol"])
@pytest.mark.parametrize("name", [name for name, (args, _expected) in ADDRESSES.items() if args == ["plan"]])
def test_draft_of_another_agency_is_not_there(client, cast, name, person):
    cast.plan = cast.draft

    assert seen_by(client, cast.people[person], cast.address(name, ["plan"])) == NOTHING


def test_door_leads_to_the_own_agency_and_strangers_find_nothing(client, cast):
    door = cast.address("workspace", [])

    led = [seen_by(client, cast.people[person], door) for person in ("alice", "carol")]

    assert led == [SIGN_IN, NOTHING]
    client.force_login(cast.people["alice"])
    assert client.get(door).url == cast.address("workspace-agency", ["agency"])


@pytest.mark.parametrize(("memberships", "offered"), [(2, 2), (0, 0)], ids=["two agencies", "every agency"])
def test_door_offers_agencies_to_who_has_not_exactly_one(client, memberships, offered):
    agencies = OrganisationFactory.create_batch(3)
    user = MembershipFactory(organisation=None, role=Role.COORDINATOR).user
    for agency in agencies[:memberships]:
        MembershipFactory(user=user, organisation=agency)
    client.force_login(user)

    response = client.get("/fi/workspace/")

    assert len(response.context["offered"]) == (offered or 3)


def test_anonymous_reader_comes_back_to_the_page_after_signing_in(client, cast):
    address = cast.address("workspace-events", ["agency"])

    assert client.get(address).url.endswith(f"?next={address}")


def test_pages_of_the_workspace_are_kept_by_no_cache(client, cast):
    client.force_login(cast.people["alice"])

    response = client.get(cast.address("workspace-agency", ["agency"]))

    assert "no-store" in response["Cache-Control"]
