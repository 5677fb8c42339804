"""Entries follow what they show: SEQUENCE rises exactly when it should, UIDs never change, nothing is written twice."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from catalogue.models import Organisation, Room, Sector, TargetGroup, Theme, Venue
from catalogue.signals import catalogue_renamed
from events.feeds import entries, sources
from events.models import Event, EventSeries, Session, SessionEntry
from tests.events.feeds.arrangements import NOW, WRITTEN_AT, entry, helsinki, make_course, make_session
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

SESSION = Session.objects.filter(uid__contains="000000000001@")
EVENT = Event.objects.filter(slug="lukutaito-varhaiskasvatuksessa")

SIGNIFICANT = {
    "start": lambda: SESSION.update(starts_at=helsinki(2, 2, 8)),
    "end": lambda: SESSION.update(ends_at=helsinki(2, 2, 12)),
    "day": lambda: SESSION.update(starts_at=helsinki(2, 9, 9), ends_at=helsinki(2, 9, 11, 30)),
    "all day": lambda: SESSION.update(starts_at=helsinki(2, 2), ends_at=helsinki(2, 3), all_day=True),
    "venue": lambda: SESSION.update(venue=VenueFactory(), room=None),
    "venue's name": lambda: Venue.objects.update(name_fi="Uusi talo"),
    "venue's name in Swedish": lambda: Venue.objects.update(name_sv="Nya huset"),
    "venue's municipality": lambda: Venue.objects.update(municipality="Muurame"),
    "room": lambda: SESSION.update(room=RoomFactory(venue=Venue.objects.get())),
    "room's name": lambda: Room.objects.update(name="Sali 3"),
    "no longer online": lambda: SESSION.update(is_online=False),
    "session cancelled": lambda: SESSION.update(state="cancelled"),
    "event cancelled": lambda: EVENT.update(state="cancelled"),
    "event postponed": lambda: EVENT.update(state="postponed"),
    "title": lambda: EVENT.update(title_fi="Toinen nimi"),
    "title in English": lambda: EVENT.update(title_en="Another name"),
    "session's title": lambda: SESSION.update(title_fi="Avaus"),
    "one more session": lambda: make_session(EVENT.get(), 4),
    "one session fewer": lambda: Session.objects.filter(uid__contains="000000000002@").update(state="cancelled"),
    "series' title": lambda: EventSeries.objects.update(title_fi="Lukusyksy"),
    "out of the series": lambda: EVENT.update(series=None),
}
SHOWN = {
    "summary": lambda: EVENT.update(summary_fi="Muuta."),
    "summary in Swedish": lambda: EVENT.update(summary_sv="Annat."),
    "theme's name": lambda: Theme.objects.update(name_fi="Kieli"),
    "themes": lambda: EVENT.get().themes.set([ThemeFactory()]),
    "sector's name": lambda: Sector.objects.update(name_en="Early years"),
    "sectors": lambda: EVENT.get().sectors.add(SectorFactory()),
    "audience's name": lambda: TargetGroup.objects.update(name_fi="Ohjaajat"),
    "audiences": lambda: EVENT.get().audiences.add(TargetGroupFactory()),
    "organiser's name": lambda: Organisation.objects.update(name_fi="Uusi virasto"),
    "organiser": lambda: EVENT.update(lead=OrganisationFactory()),
    "contact e-mail": lambda: EVENT.update(contact_email="toinen@example.org"),
    "no contact e-mail": lambda: EVENT.update(contact_email=""),
    "address of the page": lambda: EVENT.update(slug="toinen"),
    "place on the map": lambda: Venue.objects.update(latitude="62.24148"),
}
NOT_SHOWN = {
    "nothing": lambda: None,
    "description": lambda: EVENT.update(description_fi="Pitkä kuvaus."),
    "join link": lambda: SESSION.update(join_url="https://example.org/secret"),
    "trainers": lambda: SESSION.get().trainers.set([TrainerFactory()]),
    "regions": lambda: EVENT.get().regions.set([RegionFactory()]),
    "telephone": lambda: EVENT.update(contact_phone="+358 29 501 8000"),
    "capacity": lambda: EVENT.get().pools.update(capacity=5),
    "registration": lambda: EVENT.update(registration_closes_at=NOW),
}


def cases(changes):
    return pytest.mark.parametrize("change", changes.values(), ids=changes.keys())


@cases(SIGNIFICANT)
def test_refresh_after_a_change_of_time_place_status_or_title_raises_the_sequence(change):
    before = make_course_and_look()

    change()
    entries.refresh([before.event_id], now=NOW)

    after = SESSION.get()
    assert (after.uid, after.sequence, after.changed_at) == (before.uid, before.sequence + 1, NOW)
    assert is_in_step(after)


@cases(SHOWN)
def test_refresh_after_another_visible_change_moves_last_modified_only(change):
    before = make_course_and_look()

    change()
    changed = entries.refresh([before.event_id], now=NOW)

    after = SESSION.get()
    assert changed
    assert (after.uid, after.sequence, after.changed_at) == (before.uid, before.sequence, NOW)
    assert is_in_step(after)


@cases(NOT_SHOWN)
def test_refresh_after_an_invisible_change_writes_nothing(change):
    before = make_course_and_look()
    rows = list(SessionEntry.objects.order_by("pk").values())

    change()
    changed = entries.refresh([before.event_id], now=NOW)

    assert changed == 0
    assert list(SessionEntry.objects.order_by("pk").values()) == rows
    assert SESSION.get().changed_at == before.changed_at


def test_refresh_of_a_cancelled_and_revived_session_raises_the_sequence_twice():
    before = make_course_and_look()

    for state in ("cancelled", "scheduled"):
        SESSION.update(state=state)
        entries.refresh([before.event_id])

    after = SESSION.get()
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 2)
    assert "STATUS:CONFIRMED" in after.entry.vevent_fi


def test_refresh_within_the_same_second_moves_last_modified_all_the_same():
    before = make_course_and_look()
    EVENT.update(summary_fi="Muuta.")

    entries.refresh([before.event_id], now=WRITTEN_AT)

    assert SESSION.get().changed_at == before.changed_at + timedelta(seconds=1)


def test_refresh_of_events_that_are_not_public_makes_no_entry():
    for state in (Event.State.DRAFT, Event.State.PLANNED):
        event = EventFactory(state=state)
        SessionFactory(event=event)

        assert entries.refresh([event.pk]) == 0

    assert not SessionEntry.objects.exists()


def test_refresh_of_a_newly_published_event_begins_at_sequence_zero():
    session = SessionFactory(event=EventFactory(), changed_at=WRITTEN_AT)

    entries.refresh([session.event_id], now=NOW)

    session.refresh_from_db()
    assert (session.sequence, session.changed_at) == (0, NOW)


def test_refresh_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert entries.refresh([]) == 0


@pytest.mark.parametrize("sessions", [1, 3, 300])
def test_refresh_of_any_number_of_sessions_takes_the_same_queries(sessions, django_assert_num_queries):
    events = [EventFactory() for _ in range(3)]
    for number in range(sessions):
        Session.objects.create(
            event=events[number % 3],
            starts_at=NOW + timedelta(days=number),
            ends_at=NOW + timedelta(days=number, hours=1),
        )
    ids = [event.pk for event in events]

    with django_assert_num_queries(11):  # savepoint, lock, 6 reads, sessions, entries, release
        assert entries.refresh(ids) == sessions
    with django_assert_num_queries(9):
        assert entries.refresh(ids) == 0


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
@pytest.mark.parametrize("change", [{}, {"title_fi": "Uusi"}, {"summary_fi": "Uusi"}])
def test_revising_in_bulk_gives_what_refresh_gives(change, later):
    event = make_course()
    (facts,) = sources.facts_of([event.pk])
    said = entries.revise(facts, {}, now=WRITTEN_AT)
    for name, value in change.items():
        setattr(facts.event, name, value)
    Event.objects.filter(pk=event.pk).update(**change or {"version": 1})

    said = entries.revise(facts, said, now=WRITTEN_AT + later)
    entries.refresh([event.pk], now=WRITTEN_AT + later)

    stored = SessionEntry.objects.order_by("pk")
    columns = ("session_id", *entries.DIGESTS, "significant", "shown")
    in_bulk = sorted(entries.rows_of(said.values()), key=lambda row: row.session_id)
    assert [tuple(getattr(row, name) for name in columns) for row in in_bulk] == list(stored.values_list(*columns))


@pytest.mark.parametrize(
    ("model", "rename"),
    [
        (Organisation, lambda: Organisation.objects.update(name_fi="Uusi")),
        (Theme, lambda: Theme.objects.update(name_fi="Uusi")),
        (Sector, lambda: Sector.objects.filter(events__isnull=False).update(name_fi="Uusi")),
        (TargetGroup, lambda: TargetGroup.objects.update(name_fi="Uusi")),
        (Venue, lambda: Venue.objects.update(name_fi="Uusi")),
        (Room, lambda: Room.objects.update(name="Uusi")),
        (EventSeries, lambda: EventSeries.objects.update(title_fi="Uusi")),
    ],
)
def test_a_rename_in_the_catalogue_reaches_the_entries(model, rename):
    make_course()
    rename()

    catalogue_renamed.send(sender=model, model=model, ids=frozenset(model.objects.values_list("pk", flat=True)))

    assert "Uusi" in SESSION.get().entry.vevent_fi.replace("\r\n ", "")


def test_a_rename_of_what_is_not_shown_changes_nothing():
    make_course()
    region = RegionFactory()

    catalogue_renamed.send(sender=type(region), model=type(region), ids=frozenset([region.pk]))

    assert entries.refresh_all() == 0


def test_refresh_feeds_after_an_edit_behind_its_back_tells_how_many_changed(capsys):
    make_course()
    Venue.objects.update(name_fi="Uusi talo")

    call_command("refresh_feeds")
    call_command("refresh_feeds")

    assert capsys.readouterr().out == "1 feed entries have changed.\n0 feed entries have changed.\n"


@pytest.mark.django_db(transaction=True)
def test_refresh_of_one_event_by_two_writers_at_once_counts_both_changes():
    before = make_course_and_look()
    is_changed, may_end = threading.Event(), threading.Event()

    def retitle():
        with transaction.atomic():
            EVENT.update(title_fi="Toinen nimi")
            entries.refresh([before.event_id])
            is_changed.set()
            may_end.wait(5)
        connection.close()

    def move():
        is_changed.wait(5)
        threading.Timer(0.2, may_end.set).start()
        with transaction.atomic():
            SESSION.update(starts_at=helsinki(2, 2, 8))
            entries.refresh([before.event_id])
        connection.close()

    writers = [threading.Thread(target=write) for write in (retitle, move)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    after = SESSION.get()
    assert after.sequence == before.sequence + 2
    assert "Toinen nimi" in after.entry.vevent_fi
    assert "T080000" in after.entry.vevent_fi


def make_course_and_look():
    make_course()
    return SESSION.get()


def is_in_step(session):
    """Whether the entry says the session's revision, and carries what the feeds select by."""
    row = entry(session)
    changed = f"{session.changed_at:%Y%m%dT%H%M%SZ}"
    columns = (row.starts_at, row.ends_at, row.event_id) == (session.starts_at, session.ends_at, session.event_id)
    texts = all(
        f"SEQUENCE:{session.sequence}\r\n" in text
        and f"LAST-MODIFIED:{changed}\r\n" in text
        and ("STATUS:CANCELLED" in text) == row.is_cancelled
        for text in (row.vevent_fi, row.vevent_sv, row.vevent_en)
    )
    return columns and texts
