"""Who is told of a change is seen before it is made: counted, read in each language, and nothing of it happens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import rehearsing
from catalogue.models import Membership, Message, Person
from events import publishing, scheduling
from events.models import Event, EventChange
from registrations import access, cancelling
from registrations.models import Registration
from tests.events.settling.arrangements import clash
from tests.events.workspace.test_editor_pages import posted_back
from tests.factories import MembershipFactory, RegistrationFactory
from tests.registrations.arrangements import BY, fill, open_event, register

pytestmark = pytest.mark.django_db
State = Registration.State


def cancel(event, **values):
    return rehearsing.rehearse(lambda: publishing.cancel_event(by=BY, event_id=event.pk, **values))


def test_rehearsal_counts_by_standing_and_language_and_takes_everything_back():
    event = open_event(capacity=2)
    for number, language in enumerate(["fi", "sv", "fi", "sv"]):
        register(event, number, language=language)
    before = [Message.objects.count(), Person.objects.count(), EventChange.objects.count()]

    telling = cancel(event)

    assert telling.total == 4
    assert list(telling.standings) == [(State.CONFIRMED.label, 2), (State.WAITLISTED.label, 2)]
    assert dict(telling.languages) == {"fi": 2, "sv": 2}
    assert {(each.kind, each.language, each.count) for each in telling.examples} == {
        ("event_cancelled", "fi", 2),
        ("event_cancelled", "sv", 2),
    }
    event.refresh_from_db()
    assert event.state == Event.State.PUBLISHED
    assert [Message.objects.count(), Person.objects.count(), EventChange.objects.count()] == before


def test_rehearsed_messages_are_those_that_are_sent_then():
    event = open_event(capacity=1)
    fill(event, 3)

    telling = cancel(event, reason="Kouluttaja on sairas")
    publishing.cancel_event(by=BY, event_id=event.pk, reason="Kouluttaja on sairas")

    assert Message.objects.filter(kind="event_cancelled").count() == telling.total
    assert "Kouluttaja on sairas" in telling.examples[0].text


def test_example_is_nobody_s_own():
    event = open_event()
    registration = register(event, email="aino.oma@example.org")

    (example,) = cancel(event).examples

    written = f"{example.subject} {example.text}"
    assert registration.reference not in written
    assert "aino.oma" not in written
    assert registration.last_name not in written
    address = next(word for word in example.text.split() if "/registrations/" in word)
    assert str(Registration.objects.get(pk=registration.pk).link_version) == "1"
    assert not _opens(address, registration)


def _opens(address, registration):
    return access.is_key_of(address.rstrip("/").rpartition("/")[2], registration)


def test_refused_write_is_answered_and_tells_nobody():
    event = open_event()
    fill(event, 1)
    publishing.cancel_event(by=BY, event_id=event.pk)

    telling = cancel(event)

    assert (telling.total, telling.refusal.code) == (0, "state_change_not_allowed")


def test_who_hears_twice_of_one_write_is_counted_once():
    event = open_event(capacity=1)
    seated, _waiting = fill(event, 2)
    publishing.cancel_event(by=BY, event_id=event.pk)
    cancelling.cancel_registration(registration_id=seated.pk)

    telling = rehearsing.rehearse(lambda: publishing.revive_event(by=BY, event_id=event.pk))

    assert telling.total == 1
    assert {each.kind for each in telling.examples} == {"event_revived", "promoted"}


@pytest.mark.parametrize("number", [1, 3])
def test_rehearsal_asks_a_number_of_queries_that_does_not_grow(django_assert_num_queries, number):
    event = open_event(capacity=5)
    fill(event, number)

    with django_assert_num_queries(QUERIES_OF_A_REHEARSAL):
        cancel(event)


QUERIES_OF_A_REHEARSAL = 61


# --- Pages -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def training(client):
    event = open_event(capacity=2)
    client.force_login(MembershipFactory(organisation=event.lead, role=Membership.Role.ORGANISER).user)
    return event


def page_of(event, name):
    return f"/en/workspace/events/{event.pk}/{name}/"


@pytest.mark.parametrize(("action", "subject"), [("cancel", "Koulutus peruttu"), ("postpone", "Koulutusta lykätty")])
def test_page_that_asks_shows_whom_it_tells(client, training, action, subject):
    fill(training, 3)

    page = client.get(page_of(training, action)).content.decode()

    assert "3 people get a message" in page
    assert subject in page
    training.refresh_from_db()
    assert training.state == Event.State.PUBLISHED


def test_reason_is_seen_in_the_message_before_anything_is_done(client, training):
    fill(training, 1)

    page = client.post(page_of(training, "cancel"), {"do": "look", "reason": "Lumimyrsky"}).content.decode()

    assert page.count("Lumimyrsky") == 2  # in the field and in the message
    training.refresh_from_db()
    assert training.state == Event.State.PUBLISHED


def test_training_nobody_has_registered_for_says_that_nobody_gets_a_message(client, training):
    page = client.get(page_of(training, "cancel")).content.decode()

    assert "Nobody gets a message" in page


def test_editor_saves_what_tells_people_only_once_its_sender_has_seen_it(client, training):
    fill(training, 1)
    session = training.sessions.get()
    data = posted_back(client.get(page_of(training, "edit"))) | {"do": "save", "sessions-0-starts": "6:05"}

    asked = client.post(page_of(training, "edit"), data)
    saved_at_first = type(session).objects.get(pk=session.pk).starts_at
    seen = data | {"told": asked.context["telling"].digest}
    saved = client.post(page_of(training, "edit"), seen)

    assert (asked.status_code, saved.status_code) == (200, 302)
    assert "Nothing is saved yet: see who is told" in asked.content.decode()
    assert saved_at_first == session.starts_at
    assert timezone.localtime(type(session).objects.get(pk=session.pk).starts_at).strftime("%H:%M") == "06:05"
    assert Message.objects.filter(kind__startswith="event_moved").count() == 1


def test_editor_saves_a_corrected_text_at_once(client, training):
    fill(training, 1)
    data = posted_back(client.get(page_of(training, "edit"))) | {"do": "save", "title_fi": "Parempi nimi"}

    assert client.post(page_of(training, "edit"), data).status_code == 302
    training.refresh_from_db()
    assert training.title_fi == "Parempi nimi"


def test_move_in_an_overlap_shows_whom_it_tells_before_it_is_done(client):
    pair = clash()
    Event.objects.filter(pk=pair.own.pk).update(state="published", published_at=timezone.now())
    RegistrationFactory(event=pair.own)
    client.force_login(pair.aino)
    when = timezone.localtime(pair.own.starts_at + timedelta(days=1))
    data = {
        "action": "move",
        "move-event": str(pair.own.pk),
        "move-starts_at_0": f"{when:%Y-%m-%d}",
        "move-starts_at_1": f"{when:%H:%M}",
        "move-note": "",
    }
    path = f"/en/workspace/overlaps/{pair.case.pk}/"

    asked = client.post(path, data)
    still = Event.objects.get(pk=pair.own.pk).starts_at
    client.post(path, data | {"told": asked.context["unseen"].digest})

    assert (asked.status_code, still) == (200, pair.own.starts_at)
    assert "1 person gets a message" in asked.content.decode()
    assert Event.objects.get(pk=pair.own.pk).starts_at == pair.own.starts_at + timedelta(days=1)


def test_move_of_many_sessions_is_one_message(client, training):
    fill(training, 1)
    session = training.sessions.get()
    move = scheduling.SessionMove(
        session_id=session.pk,
        starts_at=session.starts_at + timedelta(hours=1),
        ends_at=session.ends_at + timedelta(hours=1),
    )

    telling = rehearsing.rehearse(lambda: scheduling.move_event(by=BY, event_id=training.pk, moves=[move]))

    assert (telling.total, [each.kind for each in telling.examples]) == (1, ["event_moved"])


def test_choice_between_two_savers_holds_while_the_messages_are_looked_at(client, training):
    fill(training, 1)
    data = posted_back(client.get(page_of(training, "edit")))
    mine = data | {"do": "save", "sessions-0-starts": "6:05", "title_en": "Mine"}
    Event.objects.filter(pk=training.pk).update(title_en="Theirs", version=7)

    conflict = client.post(page_of(training, "edit"), mine)
    answered = mine | {"version": "7", "keep-title_en": "theirs"}
    asked = client.post(page_of(training, "edit"), answered)
    kept = {f"keep-{part}": whose for part, whose in asked.context["kept"].items()}
    told = {"told": asked.context["telling"].digest}
    saved = client.post(page_of(training, "edit"), mine | {"version": "7"} | kept | told)

    assert [each.status_code for each in (conflict, asked, saved)] == [409, 200, 302]
    training.refresh_from_db()
    assert training.title_en == "Theirs"
