"""Registering through the API, and one's own registration with its key."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Message
from events.models import Event, SeatPool
from registrations import notices
from registrations.models import Registration
from tests.api.arrangements import PARTICIPANT, register, registrations_of
from tests.factories import EducationLevelFactory, RegistrationFactory, SectorFactory
from tests.registrations.arrangements import open_event

pytestmark = pytest.mark.django_db
State = Registration.State


def own(registration, act="", *, lang="en"):
    action = f"/{act}" if act else ""
    return f"/api/v1/registrations/{registration.reference}{action}?lang={lang}"


def bearer(registration):
    return {"Authorization": f"Bearer {notices.token_of(registration)}"}


def test_registering_takes_a_seat_and_answers_reference_state_and_links(client):
    event = open_event(capacity=1, title_sv="Fortbildning")
    sector = SectorFactory(code="library")
    level = EducationLevelFactory(code="basic")

    answer = register(client, event, lang="sv", sector="library", level="basic", phone="040 123")

    registration = Registration.objects.get()
    key = notices.token_of(registration)
    address = f"http://localhost:8000/api/v1/registrations/{registration.reference}"
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert answer.json() == {
        "reference": registration.reference,
        "state": "confirmed",
        "queue_position": None,
        "event": {
            "id": str(event.pk),
            "slug": event.slug,
            "title": "Fortbildning",
            "starts_at": timezone.localtime(event.starts_at).isoformat(),
            "ends_at": timezone.localtime(event.ends_at).isoformat(),
            "url": f"http://localhost:8000/sv/events/{event.slug}/",
        },
        "links": {
            "self": f"{address}?key={key}",
            "cancel": f"{address}/cancel?key={key}",
            "page": f"http://localhost:8000/fi/registrations/{key}/",
        },
    }
    assert (registration.channel, str(registration.sector), str(registration.level)) == ("api", str(sector), str(level))
    assert [change.action for change in registration.changes.all()] == ["register"]


def test_registering_needs_no_form_protection():
    answer = register(Client(enforce_csrf_checks=True), open_event())

    assert answer.status_code == 201


def test_registering_for_a_full_training_joins_the_queue(client):
    event = open_event(capacity=0)

    answers = [register(client, event, email=f"a{number}@example.org").json() for number in (1, 2)]

    assert [(answer["state"], answer["queue_position"]) for answer in answers] == [("waitlisted", 1), ("waitlisted", 2)]


@pytest.mark.parametrize("state", Registration.ACTIVE)
def test_registering_again_reveals_nothing_and_mails_the_owner(client, state):
    event = open_event(capacity=5)
    RegistrationFactory(event=event, state=state, person__email="aino@example.org", queue_number=1)
    expected = {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "already_registered",
        "detail": "There is already a registration with this e-mail address. "
        "We have sent the link to it to that address again.",
        "errors": [],
    }

    answer = register(client, event, email="Aino@Example.org")

    assert (answer.status_code, answer.json()) == (409, expected)
    assert [(mail.kind, mail.address) for mail in Message.objects.all()] == [("link_again", "aino@example.org")]


def test_address_in_another_spelling_is_the_same_person(client):
    event = open_event(capacity=5)

    answers = [register(client, event, email=email) for email in ("aino@hämeenlinna.fi", "Aino@XN--hmeenlinna-q5a.fi")]

    assert [answer.status_code for answer in answers] == [201, 409]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"registration_closes_at": timezone.now() - timedelta(days=1)}, "registration_closed"),
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, "registration_not_open"),
        ({"state": Event.State.CANCELLED}, "event_cancelled"),
        ({"state": Event.State.POSTPONED}, "registration_closed"),
        ({"capacity": 0, "waiting_list_limit": 0}, "waiting_list_full"),
        ({"registration_mode": "elsewhere"}, "registration_closed"),
    ],
)
def test_registering_when_it_is_refused_says_why_and_writes_nothing(client, values, code):
    event = open_event(**values)

    answer = register(client, event)

    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_registering_for_what_is_not_published_is_not_found(client, state):
    answer = register(client, open_event(state=state))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_registering_with_wrong_fields_names_each_in_the_callers_language(client):
    event = open_event()

    answer = register(
        client, event, lang="fi", first_name="", last_name=None, email="aino", sector="libary", language="de", phone=7
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("first_name", "required"),
        ("last_name", "required"),
        ("email", "invalid"),
        ("phone", "type"),
        ("sector", "invalid_choice"),
        ("language", "invalid_choice"),
    ]
    assert problem["errors"][0]["text"] == "Täytä tämä kohta."
    assert answer.headers["Content-Language"] == "fi"


def test_registering_drops_control_characters_as_the_form_does(client):
    register(client, open_event(), first_name=" Ai\x00no\n Maria ")

    assert Registration.objects.get().first_name == "Ai no Maria"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b" ", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"NaN", "application/json", 422),
        (b"\xff\xfe\x00", "application/json", 422),
        (b"9" * 5000, "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"first_name":' * 10_000, "application/json", 422),
        (json.dumps(PARTICIPANT).encode(), "text/plain", 415),
        (b"first_name=Aino", "application/x-www-form-urlencoded", 415),
        (b"x", "multipart/form-data; boundary=x", 415),
        (b"{}", "", 415),
        (b" " * 300_000, "application/json", 413),
        (b" " * 3_000_000, "application/json", 413),
    ],
)
def test_registering_with_a_hostile_body_is_a_problem(client, body, content_type, status):
    answer = client.post(registrations_of(open_event()), body, content_type=content_type)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("value", ["\x00", "\ud800", "a" * 5000, 7, 1.5, True, [], {}, [["x"]], "\u2028", " "])
@pytest.mark.parametrize("field", ["first_name", "email", "sector", "language", "phone"])
def test_registering_with_a_hostile_value_never_fails(client, field, value):
    body = json.dumps(PARTICIPANT | {field: value})

    answer = client.post(registrations_of(open_event()), body, content_type="application/json")

    assert answer.status_code in {201, 422}


@pytest.mark.parametrize("as_header", [True, False])
def test_own_registration_is_opened_by_its_key(client, as_header):
    registration = RegistrationFactory(event=open_event())
    headers = bearer(registration) if as_header else {}
    query = "" if as_header else f"&key={notices.token_of(registration)}"

    answer = client.get(own(registration) + query, headers=headers)

    assert answer.status_code == 200
    assert answer.json()["reference"] == registration.reference
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_own_registration_without_a_key_is_401(client):
    answer = client.get(own(RegistrationFactory(event=open_event())), headers={"Authorization": "Basic eDp5"})

    assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("act", ["", "cancel", "accept", "decline"])
@pytest.mark.parametrize("key", ["wrong", "\u00e4", "a" * 45, "%00", "other"])
def test_own_registration_with_a_wrong_key_looks_as_if_it_were_not_there(client, act, key):
    event = open_event()
    registration, other = RegistrationFactory(event=event), RegistrationFactory(event=event)
    key = notices.token_of(other) if key == "other" else key
    ask = client.post if act else client.get
    nowhere = Registration(reference="AAAA-AAAA-AAAA")

    wrong = ask(f"{own(registration, act)}&key={key}")
    missing = ask(f"{own(nowhere, act)}&key={key}")

    assert (wrong.status_code, wrong.content) == (404, missing.content)
    assert Registration.objects.filter(state=State.CONFIRMED).count() == 2


def test_cancelling_frees_the_seat_for_the_first_who_waits(client):
    event = open_event(capacity=1)
    register(client, event)
    register(client, event, email="b@example.org")
    first, second = Registration.objects.order_by("created_at")

    answer = client.post(own(first, "cancel"), headers=bearer(first))
    again = client.post(own(first, "cancel"), headers=bearer(first))

    second.refresh_from_db()
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert (again.status_code, again.json()["code"]) == (409, "registration_not_active")
    assert second.state == State.CONFIRMED


@pytest.mark.parametrize("act", ["accept", "decline"])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITLISTED, State.CANCELLED])
def test_answering_an_offer_that_is_not_there_is_refused(client, act, state):
    registration = RegistrationFactory(event=open_event(), state=state)

    answer = client.post(own(registration, act), headers=bearer(registration))

    assert (answer.status_code, answer.json()["code"]) == (409, "no_offer")


def test_accepting_an_offer_confirms_the_seat(client):
    registration = RegistrationFactory(event=open_event(capacity=1), state=State.OFFERED)

    answer = client.post(own(registration, "accept"), headers=bearer(registration))

    registration.refresh_from_db()
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert registration.changes.get().from_state == "offered"
    assert SeatPool.objects.get().taken == 1


def test_declining_an_offer_passes_the_seat_on(client):
    event = open_event(capacity=1)
    registration = RegistrationFactory(event=event, state=State.OFFERED)
    waiting = RegistrationFactory(event=event, state=State.WAITLISTED)

    answer = client.post(own(registration, "decline"), headers=bearer(registration))

    waiting.refresh_from_db()
    assert (answer.status_code, answer.json()["state"]) == (200, "declined")
    assert waiting.state == State.CONFIRMED


def test_an_offer_that_has_run_out_is_no_offer(client):
    run_out = timezone.now() - timedelta(minutes=1)
    registration = RegistrationFactory(event=open_event(), state=State.OFFERED, offer_expires_at=run_out)

    answer = client.post(own(registration, "accept"), headers=bearer(registration))

    assert (answer.status_code, answer.json()["code"]) == (409, "no_offer")
