"""A person's own calendar: their registrations, how sure each is, how to join; nobody else's, by a secret address."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.models import Person
from events import publishing
from events.models import Session
from registrations import cancelling
from registrations.models import Registration
from registrations.my import calendar
from tests.events.feeds import lint
from tests.factories import EventFactory, PersonFactory, RegistrationFactory, SessionFactory
from tests.registrations.arrangements import BY, open_event, register
from tests.registrations.my.arrangements import open_page

pytestmark = pytest.mark.django_db
State = Registration.State
JOIN = "https://example.org/liity?a=1"


def address(person, language="fi"):
    person = Person.objects.select_related("own_page").get(pk=person.pk)
    return re.sub(r"^https?://[^/]+", "", calendar.addresses_of(person, language).https)


def lines(answer):
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def said(answer, *names):
    """The values of these properties of each VEVENT."""
    events = "\n".join(lines(answer)).split("BEGIN:VEVENT")[1:]
    return [tuple(value(event, name) for name in names) for event in events]


def value(event, name):
    found = re.search(rf"^{name}(?:;[^:\n]*)?:(.*)$", event, re.MULTILINE)
    return found.group(1) if found else None


@pytest.fixture
def aino():
    return PersonFactory(email="aino1@example.org", language="fi")


def joined(aino, state=State.CONFIRMED, **values):
    registration = register(open_event(title_fi="Lukutaito", title_sv="Läsning", **values))
    registration.event.sessions.update(join_url=JOIN)
    Registration.objects.filter(pk=registration.pk).update(state=state)
    return registration


UNSURE = ["TENTATIVE", "OPAQUE", "TENTATIVE"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.CONFIRMED, ["Lukutaito", "CONFIRMED", "OPAQUE", None]),
        (State.WAITLISTED, ["JONOSSA: Lukutaito", *UNSURE]),
        (State.OFFERED, ["PAIKKA TARJOLLA: Lukutaito", *UNSURE]),
        (State.AWAITING_APPROVAL, ["ODOTTAA HYVÄKSYNTÄÄ: Lukutaito", *UNSURE]),
        (State.CANCELLED, ["PERUTTU: Lukutaito", "CANCELLED", "TRANSPARENT", None]),
        (State.EXPIRED, ["PERUTTU: Lukutaito", "CANCELLED", "TRANSPARENT", None]),
    ],
)
def test_calendar_says_how_sure_each_training_is(client, aino, state, expected):
    registration = joined(aino)
    Registration.objects.update(state=state, queue_number=1)

    answer = client.get(address(aino))

    assert said(answer, "SUMMARY", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS") == [tuple(expected)]
    assert said(answer, "UID") == [(registration.event.sessions.get().uid,)]
    assert lint.faults(answer.content) == []


@pytest.mark.parametrize(("state", "is_shown"), [(State.CONFIRMED, True), (State.WAITLISTED, False)])
def test_way_to_join_is_in_the_calendar_of_who_has_a_seat(client, aino, state, is_shown):
    joined(aino)
    Registration.objects.update(state=state, queue_number=1)

    [(location, description)] = said(client.get(address(aino)), "LOCATION", "DESCRIPTION")

    assert (location, JOIN in description) == ((JOIN, True) if is_shown else ("Verkossa", False))


def test_way_to_join_is_in_no_other_calendar(client, aino):
    event = joined(aino).event

    for feed in ("/feeds/events.ics", f"/feeds/events/{event.pk}.ics", f"/feeds/agencies/{event.lead.slug}.ics"):
        assert JOIN not in "".join(lines(client.get(feed)))


def test_sequence_is_the_sessions_plus_the_registrations_and_never_falls(client, aino):
    event = joined(aino).event
    Session.objects.update(sequence=5)
    seen = [sequence(client, aino)]

    cancelling.cancel_registration(by=BY, registration_id=Registration.objects.get().pk)
    seen.append(sequence(client, aino))
    register(event)
    seen.append(sequence(client, aino))
    cancelling.cancel_registration(by=BY, registration_id=Registration.objects.get(state=State.CONFIRMED).pk)
    seen.append(sequence(client, aino))

    assert seen == [5, 6, 7, 8]


def sequence(client, aino):
    [(number,)] = said(client.get(address(aino)), "SEQUENCE")
    return int(number)


def test_training_that_is_cancelled_is_so_in_the_calendar_too(client, aino):
    event = joined(aino).event
    publishing.cancel_event(by=BY, event_id=event.pk)

    answer = client.get(address(aino))

    assert said(answer, "SUMMARY", "STATUS") == [("PERUTTU: Lukutaito", "CANCELLED")]


def test_what_was_given_up_goes_a_month_after_it_was_held(client, aino):
    for days in (20, 40):
        event = EventFactory()
        SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=days))
        RegistrationFactory(event=event, person=aino, state=State.CANCELLED, pool=None)

    assert len(said(client.get(address(aino)), "UID")) == 1


@pytest.mark.parametrize(("days", "is_shown"), [(360, True), (370, False)])
def test_calendar_goes_back_a_year(client, aino, days, is_shown):
    event = EventFactory()
    SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=days))
    RegistrationFactory(event=event, person=aino)

    assert bool(said(client.get(address(aino)), "UID")) is is_shown


def test_calendar_has_the_headers_of_a_secret(client, aino):
    joined(aino)

    answer = client.get(address(aino))

    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Content-Type")
    assert [answer.headers.get(name) for name in names] == [
        "private, max-age=300",
        "noindex",
        "no-referrer",
        "text/calendar; charset=utf-8",
    ]
    assert "Set-Cookie" not in answer.headers
    again = client.get(address(aino), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, max-age=300")


@pytest.mark.parametrize("change", ["state", "join_url", "title"])
def test_etag_moves_with_what_is_shown(client, aino, change):
    registration = joined(aino)
    before = client.get(address(aino))["ETag"]

    if change == "state":
        cancelling.cancel_registration(by=BY, registration_id=registration.pk)
    elif change == "join_url":
        Session.objects.update(join_url="https://example.org/uusi")
    else:
        type(registration.event).objects.update(title_fi="Uusi")

    assert client.get(address(aino))["ETag"] != before


@pytest.mark.parametrize(("language", "name"), [("fi", "Omat koulutukseni"), ("sv", "Mina fortbildningar")])
def test_calendar_speaks_the_language_of_its_person_or_that_asked_for(client, aino, language, name):
    joined(aino)
    plain = address(aino)
    asked, own = client.get(f"{plain}?lang={language}"), None
    Person.objects.update(language=language)
    own = client.get(plain)

    assert f"NAME:{name}" in lines(asked)
    assert asked.content == own.content


def test_empty_calendar_is_one_all_the_same(client, aino):
    answer = client.get(address(aino))

    assert (answer.status_code, lint.faults(answer.content)) == (200, [])


def test_calendar_of_one_person_shows_nothing_of_anothers(client, aino):
    register(open_event(title_fi="Toisen"), 2)
    joined(aino)

    assert said(client.get(address(aino)), "SUMMARY") == [("Lukutaito",)]


def test_address_made_anew_ends_the_old_one(client, aino):
    joined(aino)
    old = address(aino)
    open_page(client, aino.email)

    client.post("/fi/my/calendar/reset/")

    gone = client.get(old)
    assert (gone.status_code, gone.content) == (404, b"")
    assert client.get(address(aino)).status_code == 200
    assert address(aino) != old


def test_address_of_a_sign_in_link_or_of_nobody_is_no_calendar(client, aino):
    token = address(aino).split("/")[-1].removesuffix(".ics")
    other = PersonFactory()
    mixed = address(other).split("/")[-1][:22] + token[22:]

    for wrong in (mixed, "x", token[:-1], token[:-2] + "xx"):
        assert client.get(f"/feeds/personal/{wrong}.ics").status_code == 404


def test_calendar_of_somebody_forgotten_is_gone(client, aino):
    joined(aino)
    old = address(aino)

    Person.objects.update(email=None, anonymised_at=timezone.now())

    assert client.get(old).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_of_any_number_of_trainings_takes_the_same_queries(client, aino, count, django_assert_num_queries):
    for _each in range(count):
        joined(aino)
        SessionFactory(event=register(open_event()).event)
    plain = address(aino)

    # The person, registrations, trainings left; events with lead and series, sessions, audiences, themes, sectors.
    with django_assert_num_queries(8):
        client.get(plain)
