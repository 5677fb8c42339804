"""No page and no mail in Finnish or Swedish says a sentence of the interface in English."""

from datetime import timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from catalogue import outbox
from catalogue.models import Message
from config import refusals
from events import publishing
from registrations import access_log, cancelling, notices
from registrations.newsletter import digests, subscribing
from tests.config.page_words import LANGUAGES, Words, english_in, english_on
from tests.factories import EventFactory, EventSeriesFactory, RoomFactory, SessionFactory, TrainerFactory, VenueFactory
from tests.registrations.arrangements import BY, open_event, register
from tests.registrations.messages.arrangements import owed
from tests.registrations.my.arrangements import deliver, mailed_link
from tests.registrations.newsletter.test_newsletter import subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainings():
    """Trainings in every state a page tells apart, one of them with all that a page can show."""
    series = EventSeriesFactory()
    rich = open_event(5, series=series, delivery="hybrid", contact_name="Aino", registration_note_fi="Huom")
    room = RoomFactory(venue=VenueFactory(accessibility_fi="Esteetön"))
    SessionFactory(event=rich, venue=room.venue, room=room, trainers=[TrainerFactory(), TrainerFactory()])
    SessionFactory(event=rich, state="cancelled")
    made = [rich, open_event(1, series=series), EventFactory()]
    register(made[1], 1)
    closed = open_event(registration_closes_at=timezone.now() - timedelta(days=1))
    later = open_event(registration_opens_at=timezone.now() + timedelta(days=1))
    elsewhere = open_event(registration_mode="elsewhere", registration_url="https://example.org/")
    none = open_event(registration_mode="none")
    past = EventFactory()
    SessionFactory(event=past, starts_at=timezone.now() - timedelta(days=9))
    gone = [open_event(), open_event()]
    publishing.cancel_event(by=BY, event_id=gone[0].pk)
    publishing.postpone_event(by=BY, event_id=gone[1].pk)
    return [*made, closed, later, elsewhere, none, past, *gone]


PAGES = [
    "",
    "events/",
    "events/?past=1",
    "events/?q=olematon&open=1&from=2026-01-01&until=2090-01-01&sector=nonsense&delivery=online&language=fi",
    "subscribe/",
    "embed/?sector=nonsense&scheme=x",
    "newsletter/",
    "subscribe/?q=" + "pitkä" * 60,
    "accessibility/",
    "privacy/",
    "my/",
    "nothing-here/",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_says_nothing_in_english(client, trainings, path, language):
    html = client.get(f"/{language}/{path}").content.decode()

    assert f'lang="{language}"' in html
    assert english_on({path: html}, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_trainings_in_every_state_say_nothing_in_english(client, trainings, language):
    addresses = [f"/{language}/events/{each.slug}/{page}" for each in trainings for page in ("", "register/")]

    pages = {address: client.get(address).content.decode() for address in addresses}

    assert english_on(pages, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_form_says_nothing_in_english(client, language):
    event = open_event()
    answers = {"first_name": "x" * 200, "email": "aino@", "sector": "nonsense", "language": ""}

    html = client.post(f"/{language}/events/{event.slug}/register/", answers).content.decode()

    assert html.count("error") > len(answers)
    assert english_on({"register": html}, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_pages_say_nothing_in_english(client, language):
    event = open_event(1)
    confirmed, waiting, leaving = (register(event, number, language=language) for number in (1, 2, 3))
    cancelling.cancel_registration(by=BY, registration_id=leaving.pk)
    addresses = [
        notices.page_path(each, language, name) + query
        for each in (confirmed, waiting, leaving)
        for name in ("registration", "registration-details", "registration-cancel")
        for query in ("", "?registered", "?corrected", "?cancelled")
    ]

    pages = {address: client.get(address).content.decode() for address in addresses}

    assert english_on(pages, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_page_says_nothing_in_english(client, language):
    full = open_event(1)
    for number in (2, 1):
        register(full, number, language=language)
    offered = register(open_event(), 1, language=language)
    offered_until = timezone.now() + timedelta(hours=9)
    type(offered).objects.filter(pk=offered.pk).update(state="offered", offer_expires_at=offered_until)
    leaving = register(open_event(), 1, language=language)
    cancelling.cancel_registration(by=BY, registration_id=leaving.pk)
    access_log.record(by=BY, event=full)
    path = mailed_link("aino1@example.org", language)
    pages = {"link": client.get(path).content.decode()}
    pages["sent"] = client.post(f"/{language}/my/", {"email": "x@example.org"}).content.decode()
    client.post(path)

    for page in ("", "details/", "calendar/", "data/", "data/erase/", "erased/"):
        pages[page] = client.get(f"/{language}/my/{page}").content.decode()
    pages["refused"] = client.post(f"/{language}/my/data/erase/").content.decode()
    pages["used"] = client.post(path).content.decode()
    client.post(f"/{language}/my/data/erase/", {"is_sure": "on"})
    deliver()
    letters = {each.subject: f"<p>{each.subject}</p>{each.body}" for each in mail.outbox}

    assert english_on(pages | letters, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_and_mailbox_say_nothing_in_english(client, rf, language):
    request = rf.get(f"/{language}/")
    with translation.override(language):
        pages = [render_to_string(f"{status}.html", {"language": language, "wait": 5}) for status in (429, 500)]
        pages += [render_to_string("403.html")]
        pages += [render_to_string("403_csrf.html", {"written": written}) for written in ([], [("first_name", "Aino")])]
        pages += [refusals.page(request, status).content.decode() for status in (400, 405, 413, 414, 415, 503)]
        pages.append(refusals.page(request, 400, refusals.TOO_MANY).content.decode())
        pages.append(refusals.page(request, 413, refusals.CALENDAR_TOO_LARGE).content.decode())
    client.cookies["language"] = language
    pages.append(client.get("/mailbox/").content.decode())

    assert english_on(dict(enumerate(pages)), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_of_every_kind_say_nothing_in_english(language):
    mails = [notices.render(owed(kind, language, contact_email=to)) for kind in notices.KINDS for to in ("", "a@b.fi")]

    assert english_in(" ".join(f"{each.subject} {each.text}" for each in mails), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_mails_of_the_newsletter_say_nothing_in_english(client, language):
    subscription = subscribe(language=language, is_confirmed=False)
    token = subscribing.token_of(subscription)
    addresses = [f"/{language}/newsletter/{token}/{name}" for name in ("", "confirm/")] + [f"/newsletter/end/{token}"]
    pages = {address: client.get(address).content.decode() for address in addresses}
    pages["over"] = client.get(f"/{language}/newsletter/x/").content.decode()
    subscribing.confirm(subscription_id=subscription.pk, now=timezone.now() - timedelta(days=2))
    pages["confirmed"] = client.get(addresses[1]).content.decode()
    pages["changed"] = client.post(addresses[0], {"mail_language": language}).content.decode()
    subscribing.ask(email=subscription.email, language=language, choices="")
    SessionFactory(event=EventFactory(title_sv="Läsning"))
    digests.owe_digests()
    mails = [outbox.render(message) for message in Message.objects.exclude(kind=subscribing.CONFIRM)]
    pages |= {mail.subject: f"<p>{mail.subject}</p><pre>{mail.text}</pre>" for mail in mails}
    pages["ended"] = client.post(addresses[2]).content.decode()

    assert len(mails) == 2
    assert english_on(pages, language) == []


def test_english_on_a_finnish_page_is_found():
    page = '<p aria-label="Main navigation">Registration is open until tomorrow.</p><script>"Show trainings"</script>'

    found = english_in(Words(page).text, "fi")

    assert found == ["Main navigation", "Registration is open until %(moment)s.", "until %(day)s"]
