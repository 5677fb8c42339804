"""What an administrator of one agency posts to another's addresses: refused or not there, and nothing is changed.

Who may open an address is in tests/test_workspace_access.py; here are the ids in forms, and addresses without a page.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalogue import tokens
from catalogue.actors import by_system
from catalogue.models import AccessChange, CalendarPeriodChange, Membership
from events.models import Event, EventChange, ExternalCalendar, ExternalCalendarChange, OverlapChange
from events.views.workspace.cases import FORMS
from events.views.workspace.deciding import DECISIONS
from tests.events.settling.arrangements import clash, organisation_of
from tests.factories import (
    CalendarPeriodFactory,
    EventFactory,
    ExternalCalendarFactory,
    MembershipFactory,
    OrganisationFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role
EVERYTHING = {"title_fi": "Vallattu", "version": 1, "reason": "Syy", "first_on": "2027-01-05", "name_fi": "Päivä"}


@pytest.fixture
def own():
    return OrganisationFactory()


@pytest.fixture
def other():
    return OrganisationFactory()


@pytest.fixture
def post(own):
    """Post as an administrator of the own agency, and answer the status."""
    client = Client()
    client.force_login(MembershipFactory(organisation=own, role=Role.AGENCY_ADMIN).user)

    def posted(path, **values):
        return client.post(f"/fi/workspace/{path}", EVERYTHING | values).status_code

    return posted


@pytest.mark.parametrize(("state", "status"), [("planned", 403), ("draft", 404)])
def test_training_of_another_agency_is_not_written(post, own, other, state, status):
    event = EventFactory(lead=other, state=state)
    SessionFactory(event=event)
    user = MembershipFactory(organisation=own).user
    ones = f"events/{event.pk}/"

    statuses = {
        **{action: post(f"{ones}{action}/") for action in DECISIONS},
        "edit": post(f"{ones}edit/", agency=own.slug, do="save"),
        "copy": post(f"{ones}copy/"),
        "move": post(f"board/move/{event.pk}/", day="2027-01-05", time="9:00"),
        "helper": post(f"{ones}check-in/", email=user.email),
        "helper dismissed": post(f"{ones}check-in/{user.pk}/dismiss/"),
        "question": post(f"{ones}registration/questions/new/", kind="text", text_fi="Mitä?", purpose_fi="Muuten vaan"),
        "panel": post("overlaps/check/", event=event.pk, agency=own.slug),
        "slots": post("slots/", event=event.pk, agency=own.slug),
    }

    assert {name: got for name, got in statuses.items() if got != status} == {}
    assert (Event.objects.get().version, EventChange.objects.count()) == (1, 0)


def test_nothing_is_made_for_another_agency(post, own, other):
    statuses = [
        post(f"{other.slug}/events/new/", do="save"),
        post("overlaps/check/", agency=other.slug),
        post("slots/", agency=other.slug),
        post(f"{other.slug}/members/", email="x@example.org", first_name="X", last_name="X", language="fi"),
        post(f"{other.slug}/tokens/", name="X", days="30", role="organiser"),
        post(f"{other.slug}/members/second-factor/", required="yes"),
    ]

    assert statuses == [404] * 6
    assert not Event.objects.exists()
    assert not AccessChange.objects.exists()


def test_members_and_tokens_of_another_agency_are_not_reached_through_ones_own(post, own, other):
    membership = MembershipFactory(organisation=other)
    expires_at = timezone.now() + timedelta(days=9)
    token = tokens.create_organisation_token(
        by=by_system("test"), organisation_id=other.pk, role="organiser", name="X", expires_at=expires_at
    ).token
    made = AccessChange.objects.count()

    statuses = [
        post(f"{agency.slug}/{path}", action=action, role=Role.ANALYST)
        for agency in (own, other)
        for path in (f"members/{membership.pk}/", f"tokens/{token.pk}/revoke/")
        for action in ("role", "end", "again")
    ]

    assert statuses == [404] * 12
    assert AccessChange.objects.count() == made


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.COORDINATOR, "", "helper"])
def test_role_that_is_not_an_agencys_to_give_is_not_given(post, own, role):
    member = MembershipFactory(organisation=own)
    person = {"email": "x@example.org", "first_name": "X", "last_name": "X", "language": "fi", "role": role}

    statuses = [
        post(f"{own.slug}/members/", **person, organisation="", organisation_id=""),
        post(f"{own.slug}/members/{member.pk}/", action="role", role=role),
    ]

    assert statuses == [422, 422]
    assert not AccessChange.objects.exists()


CALENDAR = {"name": "Vallattu", "refresh_hours": "6", "address": "https://vallattu.example/a.ics", "kind": "address"}


@pytest.mark.parametrize("do", ["save", "preview"])
def test_calendar_of_others_that_another_agency_keeps_is_not_written(post, other, do):
    calendar = ExternalCalendarFactory(organisation=other)
    ones = f"calendars/others/{calendar.pk}/"

    statuses = {name: post(f"{ones}{name}/", **CALENDAR, do=do) for name in ("change", "fetch", "remove")}
    statuses["add"] = post("calendars/others/add/", **CALENDAR, agency=other.slug, do=do)
    statuses["nothing"] = post(f"calendars/others/{calendar.pk + 1}/remove/")

    assert statuses == {"change": 403, "fetch": 403, "remove": 403, "add": 422, "nothing": 404}
    kept = ExternalCalendar.objects.get()
    assert (kept.name, kept.version, kept.is_active, kept.next_fetch_at) == (calendar.name, 1, True, None)
    assert not ExternalCalendarChange.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 403), (Role.ANALYST, 403), (Role.COORDINATOR, 403), ("none", 404), ("", 302)]
)
def test_who_does_not_plan_for_the_agency_writes_none_of_its_calendars(own, role, status):
    calendar, client = ExternalCalendarFactory(organisation=own), Client()
    if role:
        is_member = role != "none"
        where = None if role == Role.COORDINATOR else own
        user = MembershipFactory(organisation=where, role=role).user if is_member else UserFactory()
        client.force_login(user)

    paths = [*(f"{calendar.pk}/{name}/" for name in ("change", "fetch", "remove")), "add/"]
    posted = [client.post(f"/fi/workspace/calendars/others/{path}", CALENDAR | {"agency": own.slug}) for path in paths]

    assert [response.status_code for response in posted] == [status] * 4
    assert (ExternalCalendar.objects.count(), ExternalCalendarChange.objects.count()) == (1, 0)
    assert ExternalCalendar.objects.get().is_active


def test_days_of_another_agency_and_of_all_are_not_kept(post, own, other):
    periods = [CalendarPeriodFactory(organisation=each) for each in (other, None)]

    changed = [post(f"calendars/{each.pk}/{action}") for each in periods for action in ("", "remove/")]
    added = [post("calendars/add/blocked/", agency=slug, first_on="2027-01-05") for slug in (other.slug, "")]
    schools = post("calendars/add/school_break/", first_on="2027-01-05")

    assert (changed, added, schools) == ([403] * 4, [422] * 2, 403)
    assert not CalendarPeriodChange.objects.exists()


def test_overlap_of_others_is_not_there_and_neither_is_ones_own_for_who_does_not_plan(post):
    pair = clash()
    clerk = Client()
    clerk.force_login(MembershipFactory(organisation=organisation_of(pair.aino), role=Role.CLERK).user)
    said = {f"{action}-{name}": "Syy" for action in FORMS for name in ("text", "reason")}

    statuses = [post(f"overlaps/{pair.case.pk}/", action=action, **said) for action in FORMS]
    statuses += [
        clerk.post(f"/fi/workspace/overlaps/{pair.case.pk}/", said | {"action": action}).status_code for action in FORMS
    ]

    assert statuses == [404] * 2 * len(FORMS)
    assert set(OverlapChange.objects.values_list("action", flat=True)) == {"open"}
