"""The life of an event: which changes of state are allowed, what each leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from catalogue.actors import by_system
from events import drafting, publishing, scheduling
from events.drafting import EventDraft, PoolDraft, SessionDraft
from events.models import Event, EventChange, SeatPool, Session
from tests.factories import EventFactory, OrganisationFactory, RegionFactory, RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db
BY = by_system("test")
State = Event.State


def make_draft(**values):
    starts_at = timezone.now() + timedelta(days=30)
    session = SessionDraft(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), is_online=True)
    columns = {"delivery": "online", "titles": {"fi": "Koulutus"}, "languages": ["fi"], "sessions": [session]}
    return EventDraft(lead_id=OrganisationFactory().pk, **(columns | values))


def event_in(state, **values):
    event = EventFactory(state=state, **values)
    SessionFactory(event=event)
    return event


def test_create_event_makes_a_draft_with_its_rows_and_history():
    event = drafting.create_event(by=BY, draft=make_draft(pools=[PoolDraft(capacity=20)]))

    assert event.state == State.DRAFT
    assert [pool.capacity for pool in event.pools.all()] == [20]
    assert event.sessions.get().starts_at == event.starts_at
    assert list(event.changes.values_list("action", "from_state", "to_state")) == [("create", "", "draft")]


def test_create_event_without_pools_has_one_unlimited():
    event = drafting.create_event(by=BY, draft=make_draft(pools=[]))

    assert [pool.capacity for pool in event.pools.all()] == [None]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("plan", State.DRAFT, State.PLANNED),
        ("publish", State.DRAFT, State.PUBLISHED),
        ("publish", State.PLANNED, State.PUBLISHED),
        ("postpone", State.PUBLISHED, State.POSTPONED),
        ("cancel", State.PLANNED, State.CANCELLED),
        ("cancel", State.PUBLISHED, State.CANCELLED),
        ("cancel", State.POSTPONED, State.CANCELLED),
        ("revive", State.CANCELLED, State.PUBLISHED),
    ],
)
def test_allowed_change_is_made_with_its_history_row_and_next_version(action, before, after):
    event = event_in(before)
    write = getattr(publishing, f"{action}_event")

    changed = write(by=BY, event_id=event.pk, reason="Syy")

    assert (changed.state, changed.version) == (after, event.version + 1)
    row = EventChange.objects.get(event=event)
    assert (row.action, row.from_state, row.to_state, row.reason, row.actor_label) == (
        action,
        before,
        after,
        "Syy",
        "test",
    )


@pytest.mark.parametrize(
    ("action", "state"),
    [(action, state) for action, allowed in publishing.ALLOWED.items() for state in State if state not in allowed],
)
def test_change_that_is_not_allowed_is_refused_and_leaves_nothing(action, state):
    event = event_in(state)

    with pytest.raises(publishing.StateChangeError):
        getattr(publishing, f"{action}_event")(by=BY, event_id=event.pk)

    assert Event.objects.get(pk=event.pk).state == state
    assert not EventChange.objects.exists()


def test_revive_of_a_never_published_event_goes_back_to_planned():
    event = EventFactory(state=State.CANCELLED, published_at=None)

    assert publishing.revive_event(by=BY, event_id=event.pk).state == State.PLANNED


def test_publish_without_sessions_is_refused():
    event = EventFactory(state=State.PLANNED)

    with pytest.raises(publishing.IncompleteEventError):
        publishing.publish_event(by=BY, event_id=event.pk)


def test_publish_into_a_taken_room_is_refused_by_the_database():
    room = RoomFactory()
    first, second = (event_in(State.PLANNED) for _ in range(2))
    Session.objects.update(room=room, venue=room.venue)
    publishing.publish_event(by=BY, event_id=first.pk)

    with pytest.raises(publishing.RoomTakenError):
        publishing.publish_event(by=BY, event_id=second.pk)

    assert Event.objects.get(pk=second.pk).state == State.PLANNED


def test_room_is_free_again_when_its_event_is_cancelled():
    room = RoomFactory()
    first, second = (event_in(State.PLANNED) for _ in range(2))
    Session.objects.update(room=room, venue=room.venue)
    publishing.publish_event(by=BY, event_id=first.pk)
    publishing.cancel_event(by=BY, event_id=first.pk)

    assert publishing.publish_event(by=BY, event_id=second.pk).state == State.PUBLISHED


def test_rooms_that_only_touch_in_time_are_both_held():
    room = RoomFactory()
    first, second = (event_in(State.PLANNED) for _ in range(2))
    end = first.sessions.get().ends_at
    second.sessions.update(starts_at=end, ends_at=end + timedelta(hours=1))
    Session.objects.update(room=room, venue=room.venue)

    for event in (first, second):
        publishing.publish_event(by=BY, event_id=event.pk)

    assert Session.objects.filter(holds_room=True).count() == 2


def test_move_keeps_uids_raises_sequence_and_records_before_and_after():
    event = drafting.create_event(by=BY, draft=make_draft())
    publishing.publish_event(by=BY, event_id=event.pk)
    session = event.sessions.get()
    later = session.starts_at + timedelta(days=7)
    move = scheduling.SessionMove(session_id=session.pk, starts_at=later, ends_at=later + timedelta(hours=3))

    moved = scheduling.move_event(by=BY, event_id=event.pk, moves=[move])

    after = moved.sessions.get()
    assert (after.uid, after.sequence, after.starts_at) == (session.uid, session.sequence + 1, later)
    assert (moved.starts_at, moved.ends_at) == (later, later + timedelta(hours=3))
    details = EventChange.objects.get(action="move").details[session.uid]
    assert details["from"][0] == session.starts_at.isoformat()
    assert details["to"][0] == later.isoformat()


def test_move_brings_a_postponed_event_back():
    event = drafting.create_event(by=BY, draft=make_draft())
    publishing.publish_event(by=BY, event_id=event.pk)
    publishing.postpone_event(by=BY, event_id=event.pk)
    session = event.sessions.get()
    later = session.starts_at + timedelta(days=70)
    move = scheduling.SessionMove(session_id=session.pk, starts_at=later, ends_at=later + timedelta(hours=3))

    moved = scheduling.move_event(by=BY, event_id=event.pk, moves=[move])

    assert moved.state == State.PUBLISHED
    assert moved.sessions.get().sequence > session.sequence


def test_two_sessions_of_one_event_may_change_rooms():
    rooms = [RoomFactory(), RoomFactory()]
    event = EventFactory(state=State.PLANNED)
    starts_at = timezone.now() + timedelta(days=10)
    first, second = (
        SessionFactory(event=event, room=room, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        for room in rooms
    )
    publishing.publish_event(by=BY, event_id=event.pk)
    moves = [
        scheduling.SessionMove(
            session_id=session.pk,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            place=scheduling.Place(room_id=room.pk, venue_id=room.venue_id),
        )
        for session, room in ((first, rooms[1]), (second, rooms[0]))
    ]

    scheduling.move_event(by=BY, event_id=event.pk, moves=moves)

    assert [session.room for session in event.sessions.order_by("pk")] == rooms[::-1]


def test_cancel_session_leaves_the_others_and_refuses_the_last():
    event = EventFactory()
    first, second = SessionFactory(event=event), SessionFactory(event=event)

    scheduling.cancel_session(by=BY, session_id=first.pk)

    assert Event.objects.get(pk=event.pk).starts_at == second.starts_at
    with pytest.raises(scheduling.LastSessionError):
        scheduling.cancel_session(by=BY, session_id=second.pk)


def test_cancel_session_again_or_of_a_cancelled_event_leaves_no_second_history_row():
    event = EventFactory()
    first, second = SessionFactory(event=event), SessionFactory(event=event)
    scheduling.cancel_session(by=BY, session_id=first.pk)

    scheduling.cancel_session(by=BY, session_id=first.pk)
    publishing.cancel_event(by=BY, event_id=event.pk)
    with pytest.raises(scheduling.CancelledEventError):
        scheduling.cancel_session(by=BY, session_id=second.pk)

    assert list(event.changes.values_list("action", flat=True)) == ["cancel_session", "cancel"]


def test_update_of_the_contact_is_recorded_without_names_and_addresses():
    event = drafting.create_event(by=BY, draft=make_draft(contact_name="Maija Meikäläinen"))
    columns = {"contact_name": "Matti Meikäläinen", "contact_email": "matti@example.org", "title_fi": "Toinen"}

    drafting.update_event(by=BY, event_id=event.pk, columns=columns)

    assert event.changes.get(action="edit").details == {
        "contact_name": {},
        "contact_email": {},
        "title_fi": {"from": "Koulutus", "to": "Toinen"},
    }


def test_update_with_an_old_version_is_refused():
    event = drafting.create_event(by=BY, draft=make_draft())
    drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Toinen"}, expected_version=1)

    with pytest.raises(drafting.VersionConflictError):
        drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Kolmas"}, expected_version=1)


def test_update_that_changes_nothing_writes_nothing():
    event = drafting.create_event(by=BY, draft=make_draft())

    updated = drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Koulutus"})

    assert updated.version == 1
    assert EventChange.objects.count() == 1


def test_link_rows_of_a_built_event_equal_those_of_the_single_write():
    region_ids = {term.pk for term in (RegionFactory() for _ in range(2))}
    built = drafting.build_event(make_draft(region_ids=region_ids), by=BY, now=timezone.now())

    rows = built.link_rows()

    assert {(row.event_id, row.region_id) for row in rows} == {(built.event.pk, pk) for pk in region_ids}


def test_database_refuses_an_oversold_pool():

    pool = EventFactory(pools=[2]).pools.get()

    with pytest.raises(IntegrityError, match="pool_never_oversold"):
        SeatPool.objects.filter(pk=pool.pk).update(taken=3)


def test_address_is_made_of_whole_words_of_the_title_and_stays():
    title = "Varhaiskasvatuksen ja esiopetuksen henkilöstön monilukutaito- ja kielitietoisuuskoulutus syksyllä"
    event = drafting.create_event(by=BY, draft=make_draft(titles={"fi": title}))

    assert event.slug == (f"varhaiskasvatuksen-ja-esiopetuksen-henkiloston-monilukutaito-ja-{event.pk.hex[:6]}")
    assert drafting.update_event(by=BY, event_id=event.pk, columns={"title_fi": "Toinen"}).slug == event.slug


def test_database_refuses_a_language_of_training_that_the_calendar_does_not_know():
    with pytest.raises(IntegrityError, match="event_languages_are_known"):
        EventFactory(languages=["fi", "xx"])
