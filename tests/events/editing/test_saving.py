"""The editor's one write: one version, one row of history, UIDs kept, people told, nothing half done."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from catalogue.actors import by_system
from catalogue.models import Message
from catalogue.rules import RuleError
from events import drafting, publishing, scheduling
from events.drafting import AgendaDraft, PoolDraft, SessionDraft
from events.editing import pools, saving
from events.feeds import entries
from events.models import Event, EventChange, SeatPool, Session
from events.queries.drafts import saved_draft
from registrations import registering
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    ThemeFactory,
    TrainerFactory,
)
from tests.registrations.arrangements import open_event, participant

BY = by_system("test")
State = Event.State
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def made(**values):
    event = EventFactory(**values)
    SessionFactory(event=event)
    entries.refresh([event.pk])
    return event


def save(event, draft=None, **changes):
    options = {name: changes.pop(name) for name in ("expected_version", "reason") if name in changes}
    wanted = dataclasses.replace(draft or saved_draft(event.pk), **changes)
    return saving.save_event(by=BY, event_id=event.pk, draft=wanted, **options)


def moved(session, by):
    return dataclasses.replace(session, starts_at=session.starts_at + by, ends_at=session.ends_at + by)


@pytest.mark.django_db
def test_save_event_that_changes_nothing_writes_nothing():
    event = made(pools=[10], themes=[ThemeFactory()])

    saved = save(event)

    assert saved.version == event.version
    assert not EventChange.objects.exists()


@pytest.mark.django_db
def test_save_event_writes_everything_under_one_version_and_one_row():
    event = made(state=State.PLANNED, title_fi="Vanha", pools=[10])
    draft = saved_draft(event.pk)
    theme, trainer = ThemeFactory(), TrainerFactory()
    first = draft.sessions[0]
    new = SessionDraft(starts_at=first.starts_at + DAY, ends_at=first.ends_at + DAY, trainer_ids=[trainer.pk])

    saved = save(
        event,
        draft,
        titles={"fi": "Uusi", "sv": "Ny"},
        theme_ids=[theme.pk],
        contact_name="Aino Virtanen",
        sessions=(moved(first, HOUR), new),
        pools=(dataclasses.replace(draft.pools[0], capacity=20), PoolDraft(capacity=5, delivery="online")),
        agenda=(AgendaDraft(titles={"fi": "Avaus"}),),
        reason="Uusi sali",
    )

    change = EventChange.objects.get(event=event)
    uid = event.sessions.get(pk=first.session_id).uid
    added = event.sessions.exclude(pk=first.session_id).get()
    assert (saved.version, saved.state) == (event.version + 1, State.PLANNED)
    assert (change.action, change.reason, change.from_state, change.to_state) == (
        "edit",
        "Uusi sali",
        "planned",
        "planned",
    )
    assert change.details == {
        "title_fi": {"from": "Vanha", "to": "Uusi"},
        "title_sv": {"from": "", "to": "Ny"},
        "contact_name": {},
        "themes": {"from": [], "to": [theme.pk]},
        "sessions": {
            uid: {
                "from": [first.starts_at.isoformat(), first.ends_at.isoformat()],
                "to": [(first.starts_at + HOUR).isoformat(), (first.ends_at + HOUR).isoformat()],
                "state": "scheduled",
            },
            added.uid: {"from": [], "to": [new.starts_at.isoformat(), new.ends_at.isoformat()], "state": "scheduled"},
        },
        "pools": {
            "0": {"capacity": {"from": 10, "to": 20}},
            "1": {"capacity": {"from": None, "to": 5}, "state": "added"},
        },
        "agenda": {"from": 0, "to": 1},
    }
    assert (saved.starts_at, saved.ends_at) == (first.starts_at + HOUR, new.ends_at)
    assert list(added.trainers.all()) == [trainer]
    assert "Aino" not in str(change.details)


@pytest.mark.django_db
def test_saved_draft_is_read_in_a_fixed_number_of_queries(django_assert_num_queries):
    events = [made(pools=[10, 20]), made(pools=[10, 20])]
    for _number in range(3):
        SessionFactory(event=events[1], trainers=[TrainerFactory()])

    for event in events:
        with django_assert_num_queries(11):
            saved_draft(event.pk)


@pytest.mark.django_db
def test_session_left_out_is_cancelled_and_keeps_its_uid_with_a_higher_sequence():
    event = made()
    other = SessionFactory(event=event)
    entries.refresh([event.pk])
    draft = saved_draft(event.pk)

    save(event, draft, sessions=[each for each in draft.sessions if each.session_id != other.pk])

    kept = Session.objects.get(pk=other.pk)
    assert (kept.uid, kept.state, kept.sequence) == (other.uid, "cancelled", other.sequence + 1)


@pytest.mark.django_db
def test_session_left_out_of_a_draft_is_gone():
    event = made(state=State.DRAFT)

    save(event, sessions=())

    assert not event.sessions.exists()
    assert Event.objects.get(pk=event.pk).starts_at is None


@pytest.mark.django_db
def test_cancelled_session_comes_back_with_its_uid():
    event = made()
    session = SessionFactory(event=event, state=Session.State.CANCELLED)
    draft = saved_draft(event.pk)

    save(event, draft, sessions=[dataclasses.replace(each, is_cancelled=False) for each in draft.sessions])

    assert list(event.sessions.values_list("state", flat=True)) == ["scheduled", "scheduled"]
    assert Session.objects.filter(uid=session.uid).exists()


@pytest.mark.django_db
def test_last_session_of_a_public_event_is_not_cancelled():
    event = made()

    with pytest.raises(scheduling.LastSessionError):
        save(event, sessions=())

    assert event.sessions.get().state == "scheduled"


@pytest.mark.django_db
def test_new_dates_bring_a_postponed_event_back_and_other_words_do_not():
    event = made(state=State.POSTPONED)

    assert save(event, titles={"fi": "Muu nimi"}).state == State.POSTPONED

    assert save(event, sessions=[moved(each, DAY) for each in saved_draft(event.pk).sessions]).state == State.PUBLISHED


@pytest.mark.django_db
def test_sessions_of_a_cancelled_event_stay_while_its_words_may_change():
    event = made(state=State.CANCELLED)

    with pytest.raises(scheduling.CancelledEventError):
        save(event, sessions=[moved(each, DAY) for each in saved_draft(event.pk).sessions])

    assert save(event, titles={"fi": "Muu nimi"}).title_fi == "Muu nimi"


@pytest.mark.django_db
def test_session_of_another_event_is_refused():
    event, other = made(), made()

    with pytest.raises(scheduling.NoSuchSessionError):
        save(event, sessions=saved_draft(other.pk).sessions)


@pytest.mark.django_db
def test_session_that_ends_before_it_starts_is_refused():
    event = made()
    session = saved_draft(event.pk).sessions[0]

    with pytest.raises(scheduling.SessionTimesError):
        save(event, sessions=[dataclasses.replace(session, ends_at=session.starts_at)])


@pytest.mark.django_db
def test_two_sessions_change_rooms_and_a_taken_room_is_refused():
    event = EventFactory()
    rooms = [RoomFactory(), RoomFactory()]
    for room in rooms:
        SessionFactory(event=event, room=room, venue=room.venue)
    publishing.hold_rooms(event)
    draft = saved_draft(event.pk)
    first, second = draft.sessions
    places = {"venue_id": second.venue_id, "room_id": second.room_id}
    swapped = (
        dataclasses.replace(first, **places),
        dataclasses.replace(second, venue_id=first.venue_id, room_id=first.room_id),
    )

    save(event, draft, sessions=swapped)

    assert set(event.sessions.values_list("room_id", "holds_room")) == {(room.pk, True) for room in rooms}
    with pytest.raises(publishing.RoomTakenError):
        save(event, draft, sessions=(dataclasses.replace(first, **places), second))


@pytest.mark.django_db
def test_title_and_languages_are_never_lost():
    event = made()

    with pytest.raises(saving.UntitledError):
        save(event, titles={"fi": ""})
    with pytest.raises(publishing.IncompleteEventError):
        save(event, languages=())


@pytest.mark.django_db
def test_registration_that_closes_before_it_opens_is_refused():
    event = made()
    now = timezone.now()

    with pytest.raises(saving.RegistrationWindowError):
        save(event, registration_opens_at=now, registration_closes_at=now)


@pytest.mark.django_db
def test_whoever_registered_is_told_of_a_new_time_and_not_of_a_new_title():
    event = open_event(capacity=2)
    registering.register_person(event_id=event.pk, participant=participant(1))
    Message.objects.all().delete()

    save(event, titles={"fi": "Muu nimi"})
    assert not Message.objects.exists()

    save(event, sessions=[moved(each, HOUR) for each in saved_draft(event.pk).sessions])
    assert [message.kind for message in Message.objects.all()] == ["event_moved"]


@pytest.mark.django_db
def test_more_seats_go_to_those_who_wait_and_fewer_than_taken_need_a_reason():
    event = open_event(capacity=1)
    seated, waiting = (
        registering.register_person(event_id=event.pk, participant=participant(number)) for number in (1, 2)
    )
    draft = saved_draft(event.pk)

    save(event, draft, pools=[dataclasses.replace(draft.pools[0], capacity=2)])

    waiting.refresh_from_db()
    assert (seated.state, waiting.state) == ("confirmed", "confirmed")
    with pytest.raises(pools.CapacityBelowTakenError) as refusal:
        save(event, pools=[dataclasses.replace(draft.pools[0], capacity=1)])
    assert refusal.value.field == "pools-0-capacity"
    save(event, pools=[dataclasses.replace(draft.pools[0], capacity=1)], reason="Pienempi sali")
    pool = SeatPool.objects.get()
    assert (pool.capacity, pool.taken, pool.overbooked) == (1, 2, 1)


@pytest.mark.django_db
def test_seats_are_removed_only_before_anybody_can_have_chosen_them():
    planned, public = made(state=State.PLANNED, pools=[1, 2]), made(pools=[1, 2])

    save(planned, pools=saved_draft(planned.pk).pools[:1])

    assert [pool.capacity for pool in planned.pools.all()] == [1]
    with pytest.raises(pools.PoolInUseError):
        save(public, pools=saved_draft(public.pk).pools[:1])
    with pytest.raises(pools.NoSuchPoolError):
        save(planned, pools=saved_draft(public.pk).pools)


@pytest.mark.django_db
def test_who_leads_does_not_join_too():
    event = made()
    other = OrganisationFactory()

    save(event, co_organiser_ids=[event.lead_id, other.pk])

    assert list(event.co_organisers.all()) == [other]


def save_at_once(event, drafts, **options):
    barrier = threading.Barrier(len(drafts))

    def run(draft):
        barrier.wait(timeout=10)
        try:
            return saving.save_event(by=BY, event_id=event.pk, draft=draft, **options).title_fi
        except RuleError as error:
            return type(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(drafts)) as pool:
        return list(pool.map(run, drafts))


@pytest.mark.django_db(transaction=True)
def test_of_two_savers_at_once_one_is_told_of_the_other():
    event = made()
    drafts = [dataclasses.replace(saved_draft(event.pk), titles={"fi": title}) for title in ("Yksi", "Kaksi")]

    outcomes = save_at_once(event, drafts, expected_version=event.version)

    winner = Event.objects.get(pk=event.pk).title_fi
    assert sorted(outcomes, key=str) == sorted([drafting.VersionConflictError, winner], key=str)
    assert EventChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_savers_who_do_not_say_their_version_both_write_which_is_why_it_is_asked():
    event = made()
    drafts = [dataclasses.replace(saved_draft(event.pk), titles={"fi": title}) for title in ("Yksi", "Kaksi")]

    outcomes = save_at_once(event, drafts)

    assert sorted(outcomes) == ["Kaksi", "Yksi"]
    assert EventChange.objects.count() == 2
