"""The registration form and a person's own page, as a browser without JavaScript meets them."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from limits import RateLimitItemPerMinute

from catalogue import outbox, throttling
from events import publishing
from events.feeds import entries
from events.models import Event
from registrations import cancelling, notices
from registrations.models import Registration
from tests.factories import SectorFactory
from tests.registrations.arrangements import BY, fill, open_event, register

pytestmark = pytest.mark.django_db
ANSWERS = {
    "first_name": "Aino",
    "last_name": "Virtanen",
    "email": "aino@example.org",
    "workplace": "Kirjasto",
    "language": "fi",
}


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def own_address(registration, name="registration", language="en"):
    return notices.page_path(registration, language, name)


def test_form_registers_and_leads_to_the_own_page(client):
    event = open_event()

    response = client.post(address("register", event.slug), ANSWERS, follow=True)

    registration = Registration.objects.get()
    assert response.redirect_chain == [(own_address(registration) + "?registered", 302)]
    assert "Your seat is confirmed" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("first_name", "", "This field is required."),
        ("last_name", "\x00\x0b", "This field is required."),
        ("email", "aino@", "Enter a valid email address."),
        ("email", '"\x0bBcc:all@example.org\x0b"@example.org', "Enter a valid email address."),
        ("email", f"aino@{'İ' * 60}.{'İ' * 60}.fi", "Enter a valid email address."),
        ("workplace", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("first_name", "Voita! HTTPS://voita.example", "Do not write a web address here."),
        ("workplace", "www.voita.example", "Do not write a web address here."),
        ("sector", "nonsense", "Select a valid choice. nonsense is not one of the available choices."),
        ("language", "", "This field is required."),
    ],
)
def test_form_with_an_error_says_so_beside_the_field_and_keeps_what_was_typed(client, field, value, error):
    event = open_event()

    response = client.post(address("register", event.slug), ANSWERS | {"unit": "Lastenosasto", field: value})

    content = response.content.decode()
    assert response.status_code == 422
    assert error in content
    assert 'value="Lastenosasto"' in content
    assert not Registration.objects.exists()


def test_form_for_an_address_already_registered_reveals_nothing_and_mails_the_owner(client):
    event = open_event()
    register(event, email="aino@example.org")

    response = client.post(address("register", event.slug), ANSWERS | {"last_name": "Toinen"})

    assert response.status_code == 409
    assert "Virtanen 1" not in response.content.decode()
    assert 'value="Toinen"' in response.content.decode()
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    assert any("Your registration" in sent.subject or "Ilmoittautumisesi" in sent.subject for sent in mail.outbox)


def test_form_of_a_full_training_offers_the_waiting_list_and_gives_the_place(client):
    event = open_event(capacity=1)
    fill(event, 3)

    form = client.get(address("register", event.slug)).content.decode()
    response = client.post(address("register", event.slug), ANSWERS, follow=True)

    assert "Join the waiting list" in form
    assert "You are number 3 on the waiting list" in response.content.decode()


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_form_of_an_unpublished_training_is_not_found(client, state):
    event = open_event(state=state)

    assert client.get(address("register", event.slug)).status_code == 404
    assert client.post(address("register", event.slug), ANSWERS).status_code == 404


def test_form_of_a_closed_training_gives_the_reason_instead(client):
    event = open_event()
    publishing.cancel_event(by=BY, event_id=event.pk)

    response = client.get(address("register", event.slug))

    assert "The training has been cancelled." in response.content.decode()
    assert "<form class" not in response.content.decode()


def test_form_asks_for_the_participant_record_and_nothing_else(client):
    event = open_event()

    form = client.get(address("register", event.slug)).context["form"]

    assert sorted(form.fields) == sorted(
        [
            "first_name",
            "last_name",
            "email",
            "phone",
            "workplace",
            "unit",
            "municipality",
            "sector",
            "level",
            "professional_group",
            "job_title",
            "language",
        ]
    )


def test_form_without_protection_is_refused_in_words():
    event = open_event()

    response = Client(enforce_csrf_checks=True).post(address("register", event.slug), ANSWERS)

    assert response.status_code == 403
    assert "csrf" not in response.content.decode().lower().replace("csrfmiddlewaretoken", "")


def test_own_page_shows_the_join_link_to_a_confirmed_participant_only(client):
    event = open_event(capacity=1)
    event.sessions.update(is_online=True, join_url="https://meet.example/abc")
    seated, waiting = fill(event, 2)

    pages = [client.get(own_address(row)).content.decode() for row in (seated, waiting)]

    assert ["https://meet.example/abc" in page for page in pages] == [True, False]


@pytest.mark.parametrize("name", ["registration", "registration-details", "registration-cancel"])
def test_own_pages_with_a_wrong_token_are_not_found(client, name):
    registration = register(open_event())
    token = notices.token_of(registration)

    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x" * 45, "nonsense", token + "A"):
        assert client.get(address(name, wrong)).status_code == 404


def test_own_page_of_a_revoked_link_is_not_found(client):
    registration = register(open_event())
    path = own_address(registration)
    Registration.objects.update(link_version=2)

    assert client.get(path).status_code == 404


def test_own_page_is_kept_out_of_caches_and_search_engines(client):
    response = client.get(own_address(register(open_event())))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_own_page_asks_only_who_has_a_seat_to_give_it_up(client):
    seated, waiting = fill(open_event(capacity=1), 2)

    has_seat, waits = (client.get(own_address(one)).content.decode() for one in (seated, waiting))

    assert "your seat goes to the next person" in has_seat
    assert "your seat goes to the next person" not in waits
    assert "the others move up" in waits


def test_cancel_page_says_that_somebody_waits_and_a_get_changes_nothing(client):
    seated, waiting = fill(open_event(capacity=1), 2)

    page = client.get(own_address(seated, "registration-cancel")).content.decode()

    assert "1 person is waiting" in page
    assert Registration.objects.get(pk=seated.pk).state == "confirmed"
    assert Registration.objects.get(pk=waiting.pk).state == "waitlisted"


def test_cancel_confirmed_gives_the_seat_to_the_next(client):
    seated, waiting = fill(open_event(capacity=1), 2)

    response = client.post(own_address(seated, "registration-cancel"), follow=True)

    assert "This registration has been cancelled" in response.content.decode()
    assert Registration.objects.get(pk=waiting.pk).state == "confirmed"


def test_cancel_page_of_a_waiting_person_offers_to_keep_the_place(client):
    event = open_event(capacity=1)
    fill(event, 1)
    waiting = register(event, email="aino@example.org")

    page = client.get(own_address(waiting, "registration-cancel")).content.decode()

    assert "Keep my place in the queue" in page
    assert "Keep my registration" not in page


@pytest.mark.parametrize(
    ("news", "is_cancelled", "greets"),
    [("registered", False, True), ("registered", True, False), ("cancelled", True, True), ("cancelled", False, False)],
)
def test_greeting_opened_again_says_nothing_that_has_ceased_to_be_so(client, news, is_cancelled, greets):
    registration = register(open_event())
    if is_cancelled:
        cancelling.cancel_registration(registration_id=registration.pk)

    page = client.get(own_address(registration) + f"?{news}").content.decode()

    assert ("Thank you for" in page) == greets


def test_cancel_twice_says_that_it_is_over(client):
    registration = register(open_event())
    path = own_address(registration, "registration-cancel")
    cancelling.cancel_registration(registration_id=registration.pk)

    assert client.post(path).status_code == 409


def test_cancelled_registration_of_a_postponed_training_is_not_said_to_be_kept(client):
    event = open_event()
    kept, cancelled = fill(event, 2)
    publishing.postpone_event(by=BY, event_id=event.pk)

    client.post(own_address(cancelled, "registration-cancel"))

    assert "Your registration is kept" in client.get(own_address(kept)).content.decode()
    assert "This registration has been cancelled" in client.get(own_address(cancelled)).content.decode()


def test_details_are_corrected_and_shown(client):
    registration = register(open_event())
    form = client.get(own_address(registration, "registration-details")).context["form"]

    response = client.post(
        own_address(registration, "registration-details"), form.initial | {"workplace": "Nuorisotalo"}, follow=True
    )

    assert "Nuorisotalo" in response.content.decode()
    assert Registration.objects.get().email == registration.email


@pytest.mark.parametrize("name", ["registration", "registration-cancel", "registration-details"])
def test_own_pages_ask_the_same_number_of_queries_whatever_the_queue(client, name):
    counts = []
    for count in (2, 4):
        last = fill(open_event(capacity=1), count)[-1]
        with CaptureQueriesContext(connection) as queries:
            client.get(own_address(last, name))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 24


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_mail_of_every_kind_is_written_in_the_persons_language(language):
    event = open_event(capacity=1)
    seated = register(event, 1, language=language)
    register(event, 2, language=language)
    outbox.sweep(now=timezone.now() + outbox.GRACE)
    publishing.postpone_event(by=BY, event_id=event.pk, reason="Kouluttaja sairastui")
    cancelling.cancel_registration(registration_id=seated.pk)
    outbox.sweep(now=timezone.now() + outbox.GRACE)

    for sent in mail.outbox:
        link = next(line for line in sent.body.splitlines() if "/registrations/" in line)
        assert f"/{language}/registrations/" in link
        assert f'lang="{language}"' in sent.alternatives[0].content
        assert "{{" not in sent.body


def test_confirmation_carries_the_sessions_as_a_calendar_file(client):
    event = open_event()

    entries.refresh([event.pk])
    register(event)
    outbox.sweep(now=timezone.now() + outbox.GRACE)

    (sent,) = mail.outbox
    (file,) = sent.attachments
    assert (file.get_filename(), file.get_content_type()) == (f"{event.slug}.ics", "application/ics")
    assert event.sessions.get().uid.encode() in file.get_payload(decode=True).replace(b"\r\n ", b"")


def test_form_sent_too_often_from_one_address_says_when_to_try_again(client, monkeypatch):
    monkeypatch.setattr(throttling, "write_rate", lambda: RateLimitItemPerMinute(1))
    event = open_event()

    answers = [client.post(address("register", event.slug), ANSWERS, REMOTE_ADDR="192.0.2.7") for _attempt in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert int(answers[1]["Retry-After"]) > 0


def test_form_of_a_training_with_several_pools_asks_how_one_takes_part(client):
    event = open_event(pools=[1, 5])
    onsite, online = event.pools.order_by("position")
    event.pools.filter(pk=onsite.pk).update(delivery="onsite")
    event.pools.filter(pk=online.pk).update(delivery="online")

    unanswered = client.post(address("register", event.slug), ANSWERS)
    client.post(address("register", event.slug), ANSWERS | {"pool": str(online.pk)})
    client.post(address("register", event.slug), ANSWERS | {"pool": "any", "email": "bo@example.org"})

    assert next(iter(unanswered.context["form"].fields)) == "pool"  # errors are listed in the order of the page
    assert unanswered.context["form"].errors["pool"]
    assert dict(Registration.objects.values_list("email", "pool")) == {
        "aino@example.org": online.pk,
        "bo@example.org": onsite.pk,
    }
    page = client.get(own_address(Registration.objects.get(email="aino@example.org"))).content.decode()
    assert "Taking part" in page
    assert "Online" in page


def test_form_of_a_training_with_one_pool_asks_nothing_about_it(client):
    assert "pool" not in client.get(address("register", open_event().slug)).context["form"].fields


def test_form_of_a_training_of_one_sector_proposes_it(client):
    event = open_event()
    event.sectors.set([SectorFactory(code="library")])

    assert client.get(address("register", event.slug)).context["form"]["sector"].value() == "library"
