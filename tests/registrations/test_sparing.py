"""Nobody is flooded with our mail: what makes us write to one address is counted, whoever asks for it and how."""

import pytest
from limits import RateLimitItemPerHour

from catalogue.models import Message
from registrations import grouping, notices, sparing, terms
from registrations.grouping import Contact, GroupWish
from registrations.models import Registration
from tests.conftest import broker
from tests.registrations.arrangements import BY, open_event, register

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.org"
RECORD = {"first_name": "Aino", "last_name": "Virtanen", "email": VICTIM, "workplace": "Koulu", "language": "fi"}


@pytest.fixture(autouse=True)
def rates(monkeypatch):
    monkeypatch.setattr(sparing, "RATES", (RateLimitItemPerHour(2), RateLimitItemPerHour(3)))


def by_page(client):
    return client.post(f"/fi/events/{open_event().slug}/register/", RECORD)


def by_api(client):
    path = f"/api/v1/events/{open_event().pk}/registrations"
    return client.post(path, RECORD, content_type="application/json")


def in_a_group(client):
    event = open_event()
    rows = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0}
    member = {f"members-0-{name}": RECORD[name] for name in ("first_name", "last_name", "email")}
    contact = RECORD | {"email": f"kaisa{event.pk}@example.org", "register": ""}
    return client.post(f"/fi/events/{event.slug}/register/group/", contact | rows | member)


def instead_of_somebody(client):
    own = register(open_event())
    return client.post(notices.page_path(own, "fi", "registration-substitute"), RECORD)


def by_name(client):
    event = open_event()
    contact = Contact(first_name="K", last_name="K", email="k@example.org", workplace="Koulu", language="fi")
    group = grouping.register_group(event_id=event.pk, contact=contact, members=[None], wish=GroupWish())
    seat = group.registrations.get()
    return client.post(f"/fi/groups/{notices.token_of_group(group)}/{seat.pk}/name/", RECORD)


@pytest.mark.parametrize("ask", [by_page, by_api, in_a_group, instead_of_somebody, by_name])
def test_address_is_written_to_so_often_in_an_hour_and_no_more(client, ask):
    answers = [ask(client) for _time in range(3)]

    assert [each.status_code < 400 for each in answers] == [True, True, False]
    assert answers[2].status_code == 429
    assert Registration.objects.filter(email=VICTIM).count() == 2
    assert Message.objects.filter(address=VICTIM).count() == 2


def test_whoever_asks_in_somebodys_name_does_not_keep_them_out_elsewhere(client):
    for _time in range(5):
        by_page(client)
    elsewhere = [
        client.post(f"/fi/events/{open_event().slug}/register/", RECORD, REMOTE_ADDR=network)
        for network in ("192.0.2.1", "192.0.2.2")
    ]

    assert [each.status_code for each in elsewhere] == [302, 429]


def test_program_is_told_how_long_to_wait_and_asked_again_then(client, rf):
    event = open_event()
    path, headers = f"/api/v1/events/{event.pk}/registrations", {"Idempotency-Key": "one"}
    for _time in range(2):
        sparing.spare(rf.post("/"), [VICTIM])

    refused = client.post(path, RECORD, content_type="application/json", headers=headers)
    broker().flushdb()
    later = client.post(path, RECORD, content_type="application/json", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_letters")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert later.status_code == 201


def test_supervisor_is_asked_so_often_whoever_names_them(client):
    event = open_event()
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": "supervisor"})
    path = f"/fi/events/{event.slug}/register/"

    answers = [
        client.post(path, RECORD | {"email": f"aino{number}@example.org", "supervisor_email": VICTIM})
        for number in range(3)
    ]

    assert [each.status_code for each in answers] == [302, 302, 429]
    assert Message.objects.filter(address=VICTIM).count() == 2


def test_other_supervisor_named_later_is_counted_too(client, rf):
    event = open_event()
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": "supervisor"})
    for _time in range(2):
        sparing.spare(rf.post("/"), [], supervisor=VICTIM)
    client.post(f"/fi/events/{event.slug}/register/", RECORD | {"supervisor_email": "esimies@example.org"})
    own = Registration.objects.get()

    answer = client.post(
        notices.page_path(own, "fi", "registration-details"), RECORD | {"supervisor_email": "victim@example.org"}
    )

    own.refresh_from_db()
    assert (answer.status_code, own.supervisor_email) == (429, "esimies@example.org")


def test_two_spellings_are_one_address_and_the_broker_is_told_neither(client):
    for email in (VICTIM.upper(), VICTIM, VICTIM.title()):
        answer = client.post(f"/fi/events/{open_event().slug}/register/", RECORD | {"email": email})

    assert answer.status_code == 429
    assert not any(b"example.org" in key for key in broker().scan_iter())
