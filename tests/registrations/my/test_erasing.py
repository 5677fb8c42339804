"""Erasing leaves not a word of somebody anywhere in the database, and every figure as it was."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from catalogue import personal_data
from catalogue.actors import by_user
from catalogue.models import Message, Person, StoredAnswer
from catalogue.personal_data import Erased, Nobodys
from events.models import SeatPool
from registrations import cancelling, forgetting, grouping, noting, registering, substituting
from registrations.models import (
    Answer,
    ForgettingRun,
    GroupBooking,
    NewsSubscription,
    Question,
    Registration,
    RegistrationChange,
)
from registrations.my import erasing, letters
from registrations.notices import owing
from tests.factories import EventFactory, PersonFactory, RegistrationFactory, SessionFactory, UserFactory
from tests.registrations.arrangements import BY, fill, open_event, participant, register
from tests.registrations.my.arrangements import deliver, open_page

pytestmark = pytest.mark.django_db
State = Registration.State
AINO = "aino.erityinen@example.org"
# Each is found nowhere else, so that a row which keeps it is found.
SECRETS = {
    "first_name": "Ainoliisa",
    "last_name": "Erityisen-Salainen",
    "phone": "040 7654321",
    "workplace": "Näkymättömyyskoulu",
    "unit": "Kellariyksikkö",
    "municipality": "Salolankylä",
    "professional_group": "Näkymätönryhmä",
    "job_title": "Aavevastaava",
}
WORDS = [AINO, *SECRETS.values(), "Mustikka-allergia", "Soitti äitinsä", "Äkillinen syy", "esimies@example.org"]


def everything_that_says(words):
    """Tables and rows in which any of these words stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{word}%"])
                found += [(table, word)] if cursor.fetchone()[0] else []
    return found


def join(event, **values):
    return registering.register_person(event_id=event.pk, participant=participant(email=AINO, **SECRETS_OF, **values))


SECRETS_OF = {name: value for name, value in SECRETS.items() if name not in {"first_name", "last_name", "workplace"}}


@pytest.fixture
def aino():
    """Somebody with something of every kind, in a training to come that others wait for."""
    event = open_event(1)
    registration = join(event)
    fill(event, 2)
    Registration.objects.filter(pk=registration.pk).update(
        **SECRETS, supervisor_email="esimies@example.org", origin="ab" * 8
    )
    question = Question.objects.create(event=event, kind="text", text_fi="Ruoka?", purpose_fi="Ruoka")
    Answer.objects.create(registration=registration, question=question, value="Mustikka-allergia")
    noting.add_note(by=by_user(UserFactory()), registration_id=registration.pk, text="Soitti äitinsä")
    RegistrationChange.objects.create(
        registration=registration, action="correct", reason="Äkillinen syy", actor_kind="user"
    )
    GroupBooking.objects.create(
        event=event,
        contact_first_name=SECRETS["first_name"],
        contact_last_name=SECRETS["last_name"],
        contact_email=AINO,
        contact_phone=SECRETS["phone"],
        workplace=SECRETS["workplace"],
        language="fi",
    )
    NewsSubscription.objects.create(email=AINO, language="fi", confirmed_at=timezone.now())
    StoredAnswer.objects.create(caller="192.0.2.1", path="/x", key="k", body_digest="d", body=registration.reference)
    deliver()
    return Person.objects.get(email=AINO)


def held(person, days=9, **values):
    event = EventFactory(**values)
    SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=days))
    row = RegistrationFactory(event=event, person=person)
    Registration.objects.filter(pk=row.pk).update(**SECRETS, email=AINO)
    return row


def figures():
    states = Registration.objects.exclude(state=State.CANCELLED)
    return {
        "registrations": Registration.objects.count(),
        "in force": states.count(),
        "persons": Person.objects.values("pseudonym").distinct().count(),
        "people": Registration.objects.values("person").distinct().count(),
        "taken": sum(SeatPool.objects.values_list("taken", flat=True)),
    }


def test_not_a_word_of_somebody_is_left(aino):
    assert {word for _table, word in everything_that_says(WORDS)} == set(WORDS)

    erasing.erase_person(person_id=aino.pk, with_held=True)

    # The message that says so is the last to go: tomorrow.
    assert everything_that_says(WORDS) == [("catalogue_message", AINO)]
    assert Message.objects.get(address=AINO).kind == letters.ERASED
    assert StoredAnswer.objects.count() == 0


@pytest.mark.parametrize("is_seat_given", [True, False])
def test_mails_that_named_somebody_to_a_colleague_name_them_no_more(aino, is_seat_given):
    own = Registration.objects.get(email=AINO)
    if is_seat_given:
        substituting.substitute(registration_id=own.pk, participant=participant(50))
    else:
        other = open_event(title_fi="Toinen")
        colleague = register(other, 50)
        substituting.substitute(registration_id=colleague.pk, participant=participant(email=AINO))
        Registration.objects.filter(email=AINO).update(**SECRETS)
    deliver()
    assert ("catalogue_message", SECRETS["last_name"]) in everything_that_says(WORDS)

    erasing.erase_person(person_id=aino.pk, with_held=True)

    assert everything_that_says(WORDS) == [("catalogue_message", AINO)]


def test_subscription_goes_even_when_a_held_training_stays(aino):
    held(aino)

    erasing.erase_person(person_id=aino.pk, with_held=False)

    assert NewsSubscription.objects.count() == 0


def test_figures_stay_and_the_seat_passes_on(aino):
    before = figures()

    erasing.erase_person(person_id=aino.pk, with_held=True)

    assert figures() == before | {"in force": before["in force"] - 1}
    assert Registration.objects.get(email="aino1@example.org").state == State.CONFIRMED


def test_mail_says_that_it_has_been_done_and_no_other(aino):
    mail.outbox.clear()

    erasing.erase_person(person_id=aino.pk, with_held=True)
    deliver()

    assert len([each for each in mail.outbox if each.to == [AINO]]) == 1
    assert list(Message.objects.filter(address=AINO).values_list("kind", "state")) == [(letters.ERASED, "sent")]


def test_last_message_goes_the_day_after(aino, settings):
    erasing.erase_person(person_id=aino.pk, with_held=True)
    deliver()

    forgetting.forget_personal_data(now=timezone.now() + timedelta(days=1, minutes=1))

    assert everything_that_says(WORDS) == []


def test_message_owed_while_somebody_is_erased_is_not_sent_and_goes_in_the_night(aino):
    kept = held(aino)
    message = owing.build("thanks", kept, cause="thanks:late", now=timezone.now())
    message.address = AINO
    erasing.erase_person(person_id=aino.pk, with_held=True)
    mail.outbox.clear()

    # By who has read their address before.
    message.save()
    deliver()
    forgetting.forget_personal_data(now=timezone.now() + timedelta(days=1, minutes=1))

    assert [each.subject for each in mail.outbox if "thanks" in each.extra_headers["X-Cause"]] == []
    assert everything_that_says(WORDS) == []


def test_of_a_held_training_what_a_certificate_needs_stays(aino):
    kept = held(aino)

    erasing.erase_person(person_id=aino.pk, with_held=False)

    kept.refresh_from_db()
    said = {word for _table, word in everything_that_says(WORDS)}
    assert said == {AINO, SECRETS["first_name"], SECRETS["last_name"], SECRETS["workplace"]}
    assert (kept.phone, kept.unit, kept.state) == ("", "", State.CONFIRMED)
    aino.refresh_from_db()
    assert aino.email == AINO
    assert Registration.objects.filter(email=AINO).count() == 1


def test_held_trainings_go_too_when_asked(aino):
    held(aino)

    erasing.erase_person(person_id=aino.pk, with_held=True)

    aino.refresh_from_db()
    assert (aino.email, aino.anonymised_at is None) == (None, False)
    assert Registration.objects.filter(email=AINO).count() == 0


def test_what_is_foreseen_is_what_is_done(aino):
    kept = held(aino)
    given_up = Registration.objects.get(email=AINO, event__starts_at__gt=timezone.now())

    erasure = erasing.foresee(aino, now=timezone.now())

    assert [row.pk for row in erasure.given_up] == [given_up.pk]
    assert [each.registration.pk for each in erasure.held] == [kept.pk]
    assert erasure.emptied == []
    assert len(erasure.groups) == 1
    assert erasure.messages == Message.objects.filter(address=AINO).count() > 0


def test_unnamed_seats_of_ones_group_are_given_up_and_named_ones_stay():
    event = open_event(5)
    contact = grouping.Contact(first_name="Aino", last_name="E", email=AINO, workplace="Koulu", language="fi")
    members = [participant(3), None, None]
    wish = grouping.GroupWish()
    group = grouping.register_group(event_id=event.pk, contact=contact, members=members, wish=wish)
    person = PersonFactory(email=AINO)

    erasing.erase_person(person_id=person.pk, with_held=True)

    states = dict(Registration.objects.filter(group=group.pk).values_list("email", "state"))
    assert states == {"aino3@example.org": State.CONFIRMED, "": State.CANCELLED}
    assert GroupBooking.objects.exclude(contact_email="").count() == 0


def test_proof_of_it_says_nothing_of_whom(aino):
    erasing.erase_person(person_id=aino.pk, with_held=True)

    run = ForgettingRun.objects.get()
    assert (run.cause, run.counts["registrations"], run.counts["persons"]) == ("request", 1, 1)


def test_links_of_before_open_nothing(client, aino):
    from registrations import notices

    registration = Registration.objects.get(email=AINO)
    address = notices.page_path(registration, "fi")
    open_page(client, AINO)

    erasing.erase_person(person_id=aino.pk, with_held=True)

    assert client.get(address).status_code == 404
    assert "person" not in client.get("/fi/my/").context


def test_who_registers_again_is_another_person(aino):
    erasing.erase_person(person_id=aino.pk, with_held=True)

    assert join(open_event()).person_id != aino.pk


# --- The page ---------------------------------------------------------------------------------------------------------
def test_page_erases_only_when_it_is_understood(client, aino):
    open_page(client, AINO)

    refused = client.post("/fi/my/data/erase/", {"with_held": "on"})
    assert (refused.status_code, Person.objects.filter(email=AINO).exists()) == (422, True)

    done = client.post("/fi/my/data/erase/", {"with_held": "on", "is_sure": "on"})
    assert (done.url, Person.objects.filter(email=AINO).exists()) == ("/fi/my/erased/", False)
    assert client.get("/fi/my/data/").url == "/fi/my/"


def test_nobody_erases_another(client, aino):
    other = register(open_event(), 7)
    open_page(client, other.email)

    client.post("/fi/my/data/erase/", {"is_sure": "on"})

    assert Person.objects.filter(email=AINO).exists()
    assert not Person.objects.filter(email=other.email).exists()


# --- Declarations -----------------------------------------------------------------------------------------------------
def test_every_declared_row_has_a_way_to_go():
    for model, whose in personal_data.owners().items():
        if isinstance(whose, Nobodys) or whose.erased is not Erased.DELETED:
            continue
        is_reached = whose.address or whose.person == "person" or whose.person.startswith("registration__")
        assert is_reached, model


# --- Races ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_erasing_while_registering_leaves_no_name_behind(turn):
    events = [open_event(3) for _each in range(6)]
    person = join(events[0]).person
    start = threading.Barrier(4)
    made = []

    def run(call, *args):
        start.wait()
        try:
            call(*args)
        finally:
            connections.close_all()

    def register_at(first):
        made.extend(join(event).pk for event in events[first::3] if event != events[0])

    def erase():
        erasing.erase_person(person_id=person.pk, with_held=True)

    threads = [threading.Thread(target=run, args=(register_at, first)) for first in range(3)]
    threads.append(threading.Thread(target=run, args=(erase,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not Registration.objects.active().filter(person=person).exists()
    # Whatever was registered before the erasing is empty, whatever came after belongs to somebody else.
    assert len(made) == 5
    assert not Registration.objects.filter(person=person).exclude(email="").exists()
    later = Registration.objects.exclude(person=person)
    assert later.exclude(email=AINO).count() == 0
    assert later.values("person").distinct().count() <= 1
    for event in events:
        [pool] = SeatPool.objects.filter(event=event)
        assert pool.taken == event.registrations.filter(state=State.CONFIRMED).count()


def test_cancelling_before_is_no_hindrance(aino):
    registration = Registration.objects.get(email=AINO)
    cancelling.cancel_registration(by=BY, registration_id=registration.pk)

    erasing.erase_person(person_id=aino.pk, with_held=False)

    assert everything_that_says(WORDS) == [("catalogue_message", AINO)]
