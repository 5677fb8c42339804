"""An agency's plans as a calendar: drafts and plans for its own people alone, with what overlaps marked."""

import itertools
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.actors import by_user
from catalogue.models import Membership
from events.feeds import plan_addresses
from events.models import Event, OverlapCase, OverlapChange, Session
from tests.events.feeds import lint
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, SessionFactory, UserFactory
from tests.registrations.arrangements import BY

pytestmark = pytest.mark.django_db
State, Role = Event.State, Membership.Role


@pytest.fixture
def agency():
    return OrganisationFactory(slug="oma", name_fi="Oma virasto")


@pytest.fixture
def aino(agency):
    return MembershipFactory(organisation=agency, role=Role.ORGANISER).user


def training(lead, state=State.PUBLISHED, days=30, **values):
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=days)
    event = EventFactory(lead=lead, state=state, published_at=starts_at if state == State.PUBLISHED else None, **values)
    SessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Event.objects.get(pk=event.pk)


def meeting(one, other, **values):
    first, second = sorted([one, other], key=lambda event: event.pk)
    values = {"kind": "clash", "severity": "high", "score": 90, "is_internal": False, "fingerprint": "x"} | values
    return OverlapCase.objects.create(
        first=first, second=second, starts_at=one.starts_at, ends_at=one.ends_at, due_on=one.starts_at, **values
    )


def read(client, user, agency, language="fi"):
    return client.get(f"{plan_addresses.path_of(user.pk, agency.pk)}?lang={language}")


def said(answer, *names):
    """The values of these properties of each VEVENT."""
    events = answer.content.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    return [tuple(_value(event, name) for name in names) for event in events]


def _value(event, name):
    found = re.search(rf"^{name}(?:;[^:\r\n]*)?:(.*)\r$", event, re.MULTILINE)
    return found.group(1) if found else None


def test_calendar_says_how_far_each_training_is(client, agency, aino):
    training(agency, State.DRAFT, days=1, title_fi="Leikki")
    training(agency, State.PLANNED, days=2, title_fi="Luku")
    training(agency, days=3, title_fi="Lasku")
    training(agency, State.CANCELLED, days=4, title_fi="Laulu")

    answer = read(client, aino, agency)

    assert said(answer, "SUMMARY", "STATUS", "CLASS") == [
        ("LUONNOS: Leikki", "TENTATIVE", "PRIVATE"),
        ("SUUNNITTEILLA: Luku", "TENTATIVE", "PRIVATE"),
        ("Lasku", "CONFIRMED", "PRIVATE"),
        ("PERUTTU: Laulu", "CANCELLED", "PRIVATE"),
    ]
    assert lint.faults(answer.content) == []


def test_calendar_is_private_and_leads_to_the_workspace(client, agency, aino):
    event = training(agency, State.DRAFT)

    answer = read(client, aino, agency, "sv")

    [(address,)] = said(answer, "URL")
    assert address.endswith(f"/sv/workspace/events/{event.pk}/")
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [answer.headers[name] for name in names] == ["private, max-age=300", "noindex", "no-referrer"]
    assert not answer.cookies


def test_calendar_marks_what_overlaps_and_says_with_what(client, agency, aino):
    own, other = training(agency, State.PLANNED, title_fi="Luku"), training(OrganisationFactory(name_fi="Toinen"))
    Event.objects.filter(pk=other.pk).update(title_fi="Sana")
    case = meeting(own, other)

    [(summary, description)] = said(read(client, aino, agency), "SUMMARY", "DESCRIPTION")

    assert summary == "PÄÄLLEKKÄIN\\, SUUNNITTEILLA: Luku"
    assert "Päällekkäin: Sana (Toinen)" in description
    assert f"/fi/workspace/overlaps/{case.pk}/" in description


@pytest.mark.parametrize(
    "values",
    [{"severity": "low"}, {"state": OverlapCase.State.KEPT}, {"kind": "duplicate"}],
    ids=["of little weight", "settled", "same content"],
)
def test_title_is_plain_when_nothing_calls_for_a_look(client, agency, aino, values):
    meeting(training(agency, title_fi="Luku"), training(OrganisationFactory()), **values)

    answer = read(client, aino, agency)

    assert said(answer, "SUMMARY") == [("Luku",)]


def test_draft_of_another_agency_is_in_no_word(client, agency, aino):
    hidden = training(OrganisationFactory(), State.DRAFT, title_fi="Salaisuus")
    meeting(training(agency, title_fi="Luku"), hidden)

    answer = read(client, aino, agency)

    assert said(answer, "SUMMARY") == [("Luku",)]
    assert "Salaisuus" not in answer.content.decode()


def test_sequence_and_time_rise_with_the_training_and_with_its_overlaps(client, agency, aino):
    own = training(agency)
    seen = [said(read(client, aino, agency), "SEQUENCE", "LAST-MODIFIED")]
    case = meeting(own, training(OrganisationFactory()))
    OverlapCase.objects.update(state_changed_at=timezone.now() + timedelta(seconds=5))
    seen.append(said(read(client, aino, agency), "SEQUENCE", "LAST-MODIFIED"))
    OverlapChange.objects.create(case=case, action="keep", **BY.columns())
    OverlapCase.objects.update(state="kept", state_changed_at=timezone.now() + timedelta(seconds=9))
    seen.append(said(read(client, aino, agency), "SEQUENCE", "LAST-MODIFIED"))
    Event.objects.filter(pk=own.pk).update(version=own.version + 1, updated_at=timezone.now() + timedelta(seconds=20))
    seen.append(said(read(client, aino, agency), "SEQUENCE", "LAST-MODIFIED"))

    revisions = [(int(sequence), changed) for [(sequence, changed)] in seen]
    assert all(before[0] < after[0] and before[1] < after[1] for before, after in itertools.pairwise(revisions))


def test_uid_is_that_of_the_public_feed(client, agency, aino):
    training(agency, State.DRAFT)

    answer = read(client, aino, agency)

    assert said(answer, "UID") == [(Session.objects.get().uid,)]


def test_address_opens_nothing_once_it_was_made_anew(client, agency, aino):
    training(agency, title_fi="Luku")
    old = plan_addresses.path_of(aino.pk, agency.pk)
    plan_addresses.reset_address(by=by_user(aino), user_id=aino.pk, organisation_id=agency.pk)

    assert client.get(old).status_code == 404
    assert client.get(plan_addresses.path_of(aino.pk, agency.pk)).status_code == 200


def test_address_opens_nothing_for_who_has_left(client, agency, aino):
    path = plan_addresses.path_of(aino.pk, agency.pk)
    Membership.objects.all().delete()

    assert client.get(path).status_code == 404


def test_address_opens_nothing_for_an_account_that_is_closed(client, agency, aino):
    path = plan_addresses.path_of(aino.pk, agency.pk)
    type(aino).objects.update(is_active=False)

    assert client.get(path).status_code == 404


def test_address_of_another_purpose_opens_nothing(client, agency, aino, monkeypatch):
    monkeypatch.setattr(plan_addresses, "LINK_PURPOSE", "my_calendar")
    forged = plan_addresses.path_of(aino.pk, agency.pk)
    monkeypatch.undo()

    assert client.get(forged).status_code == 404
    assert client.get("/feeds/workspace/nothing.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_asks_a_fixed_number_of_queries(client, agency, aino, count, django_assert_num_queries):
    for days in range(count):
        meeting(training(agency, State.PLANNED, days=days + 1), training(OrganisationFactory(), days=days + 1))
    path = plan_addresses.path_of(aino.pk, agency.pk)
    client.get(path)  # the vocabularies are read once per revision

    with django_assert_num_queries(11):
        answer = client.get(path)

    assert len(said(answer, "UID")) == count


def test_page_tells_the_address_and_makes_it_anew(client, agency, aino):
    client.force_login(aino)
    page = reverse("workspace-feed", args=["oma"])
    old = plan_addresses.path_of(aino.pk, agency.pk)

    shown = client.get(page).content.decode()
    answer = client.post(page, follow=True)

    assert old in shown
    assert old not in answer.content.decode()
    assert plan_addresses.path_of(aino.pk, agency.pk) in answer.content.decode()


def test_coordinator_subscribes_to_any_agency(client, agency):
    helena = UserFactory()
    Membership.objects.create(user=helena, organisation=None, role=Role.COORDINATOR)
    training(agency, State.PLANNED, title_fi="Luku")

    answer = read(client, helena, agency)

    assert said(answer, "SUMMARY") == [("SUUNNITTEILLA: Luku",)]
