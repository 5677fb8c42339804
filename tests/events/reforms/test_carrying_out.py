"""A reform carried out: what is open moves with its people and addresses, what is over keeps the old name."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.actors import Actor, by_system, by_user
from catalogue.models import AccessChange, Reform, ReformChange
from catalogue.viewers import ANONYMOUS
from events import choices, filters, joining, locks, starting
from events.drafting import EventDraft
from events.feeds import addresses, entries
from events.incoming import keeping
from events.models import Event, EventChange, SessionEntry
from events.queries import lists
from events.reforms import carrying_out, outlook, undoing
from tests.events.reforms.arrangements import NOW, OVER, World, member, token_of, training, who_has_what
from tests.factories import CalendarPeriodFactory, ExternalCalendarFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BY = by_system("test")


def carry_out(world, **more):
    return carrying_out.carry_out_reform(by=BY, plan=world.plan(**more), now=NOW)


def leads_and_joins():
    return who_has_what()["trainings"]


# --- Trainings --------------------------------------------------------------------------------------------------------
def test_open_trainings_go_to_the_heir_of_their_sector_and_past_ones_stay():
    world = World()
    training("Coming school", world.north, sectors=[world.school])
    training("Coming library", world.south, sectors=[world.library])
    training("Over", world.north, sectors=[world.school], at=OVER)
    training("Unfinished draft", world.north, sectors=[world.library], at=OVER, state="draft")
    training("Cancelled, to come", world.south, sectors=[world.school], state="cancelled")
    training("Swedish", world.svenska, sectors=[world.library])
    training("Of others", world.national)

    carry_out(world)

    assert leads_and_joins() == {
        "Coming school": ("schools", []),
        "Coming library": ("libraries", []),
        "Over": ("north", []),
        "Unfinished draft": ("libraries", []),
        "Cancelled, to come": ("schools", []),
        "Swedish": ("swedish", []),
        "Of others": ("national", []),
    }


def test_training_before_the_reform_is_in_force_stays_when_it_is_carried_out_early():
    world = World()
    training("This year", world.north, sectors=[world.school])
    training("Next year", world.north, sectors=[world.school], at=NOW + timedelta(days=60))

    carry_out(world, closed_on="2026-12-31", in_force_from="2027-01-01")

    assert leads_and_joins() == {"This year": ("north", []), "Next year": ("schools", [])}


def test_training_of_several_sectors_is_led_by_one_heir_and_joined_by_the_other():
    world = World()
    partner = OrganisationFactory(slug="partner")
    training("Both", world.north, sectors=[world.school, world.library], co_organisers=[partner, world.south])
    training("None", world.north)
    training("Joined", partner, sectors=[world.library], co_organisers=[world.north, world.svenska])

    _reform, seen = carry_out(world)

    assert leads_and_joins() == {
        "Both": ("schools", ["libraries", "partner"]),
        "None": ("schools", []),
        "Joined": ("partner", ["libraries", "swedish"]),
    }
    assert sorted(doubt for _what, doubt in seen.doubts()) == [
        "has no sector: goes to schools, the first in the plan",
        "is of several: goes to schools, joined by libraries",
    ]


def test_decisions_of_the_plan_go_before_the_sectors():
    world = World()
    event = training("Both", world.north, sectors=[world.school, world.library])
    member(world.north, "anna@example.org")
    token_of(world.north, "kalenteri_ab")

    _reform, seen = carry_out(
        world,
        decisions={
            "trainings": {event.slug: "libraries"},
            "people": {"Anna@example.org": ["libraries"]},
            "tokens": {"kalenteri_ab": "libraries"},
        },
    )

    assert leads_and_joins() == {"Both": ("libraries", ["schools"])}
    assert ("anna@example.org", "libraries", "organiser") in who_has_what()["members"]
    assert who_has_what()["tokens"] == [("kalenteri_ab", "libraries")]
    assert not list(seen.doubts())


def test_moved_training_has_a_history_row_with_both_leads():
    world = World()
    event = training("Coming", world.north, sectors=[world.school])

    carry_out(world)

    event.refresh_from_db()
    change = EventChange.objects.get(event=event)
    assert (change.action, change.reason, change.actor_label) == ("pass_on", "Uudistus", "test")
    assert change.details == {"lead_id": {"from": str(world.north.pk), "to": str(world.schools.pk)}}
    assert (event.version, event.updated_at) == (2, NOW)


# --- Organisations, people, tokens, dates -----------------------------------------------------------------------------
def test_old_organisations_are_closed_and_succeeded():
    world = World()

    reform, _seen = carry_out(world)

    closed = {slug: day for slug, day in who_has_what()["closed"].items() if day}
    assert closed == dict.fromkeys(["north", "south", "svenska"], date(2025, 12, 31))
    assert who_has_what()["successions"] == [
        ("north", "library", "libraries"),
        ("north", "school", "schools"),
        ("south", "library", "libraries"),
        ("south", "school", "schools"),
        ("svenska", None, "swedish"),
    ]
    assert [(row.action, row.to_state) for row in reform.changes.all()] == [("carry_out", "carried_out")]


def test_members_follow_the_sectors_they_have_worked_in_and_keep_what_is_past():
    world = World()
    librarian, busy = member(world.north, "kirjasto@example.org"), member(world.north, "molemmat@example.org")
    member(world.north, "uusi@example.org", role="clerk")
    training("Library", world.north, sectors=[world.library], by=by_user(librarian))
    training("School", world.north, sectors=[world.school], at=OVER, by=by_user(busy))
    training("Library too", world.north, sectors=[world.library], at=OVER, by=by_user(busy))

    _reform, seen = carry_out(world)

    assert who_has_what()["members"] == [
        ("kirjasto@example.org", "libraries", "organiser"),
        ("kirjasto@example.org", "north", "organiser"),
        ("molemmat@example.org", "libraries", "organiser"),
        ("molemmat@example.org", "north", "organiser"),
        ("molemmat@example.org", "schools", "organiser"),
        ("uusi@example.org", "libraries", "clerk"),
        ("uusi@example.org", "north", "clerk"),
        ("uusi@example.org", "schools", "clerk"),
    ]
    assert list(seen.doubts()) == [
        ("molemmat@example.org", "has worked for several: becomes organiser of schools, libraries"),
        ("uusi@example.org", "has changed no training: becomes clerk of schools, libraries"),
    ]
    assert AccessChange.objects.filter(action="grant", reason="Uudistus").count() == 5


def test_token_follows_the_trainings_it_has_written_else_most_of_them():
    world = World()
    token_of(world.north, "kalenteri_aa")
    token_of(world.south, "kalenteri_bb")
    training("Written", world.north, sectors=[world.library], by=Actor("token", label="kalenteri_aa"))
    training("One", world.south, sectors=[world.library])
    training("Two", world.south, sectors=[world.library])
    training("Three", world.south, sectors=[world.school])

    _reform, seen = carry_out(world)

    assert who_has_what()["tokens"] == [("kalenteri_aa", "libraries"), ("kalenteri_bb", "libraries")]
    assert list(seen.doubts()) == [
        ("token kalenteri_bb…", "acts for one organisation only: goes to libraries, with most trainings")
    ]


def test_blocked_days_to_come_are_kept_by_every_heir():
    world = World()
    CalendarPeriodFactory(name_fi="Kehittämispäivä", organisation=world.north, reference="own-1")
    CalendarPeriodFactory(name_fi="Ohi", organisation=world.north, first_on=date(2026, 2, 2))

    carry_out(world)

    assert who_has_what()["periods"] == [
        ("Kehittämispäivä", "libraries"),
        ("Kehittämispäivä", "schools"),
        ("Ohi", "north"),
    ]


# --- Addresses --------------------------------------------------------------------------------------------------------
def test_old_and_new_slug_find_what_moved_and_the_new_one_what_is_past_too():
    world = World()
    training("Moved", world.north, sectors=[world.school], at=timezone.now() + timedelta(days=3))
    training("Past", world.north, sectors=[world.school], at=timezone.now() - timedelta(days=3))

    carrying_out.carry_out_reform(by=BY, plan=world.plan())

    known = vocabularies.current()
    assert found("agency=north", known) == ["Moved"]
    assert found("agency=schools", known) == ["Moved"]
    assert found("agency=national&past=1", known) == ["Past"]
    offered = choices.offered(known, "fi")["agency"].choices
    assert {choice.value for choice in offered if choice.is_active} == {"national", "schools", "libraries", "swedish"}


def found(query, known):
    selection = filters.parse(QueryDict(query), vocabularies=known, language="fi", now=timezone.now())
    return sorted(event.title_fi for event in lists.selected(selection, viewer=ANONYMOUS, now=timezone.now()))


def test_feed_of_the_old_agency_keeps_the_session_and_names_its_new_organiser():
    world = World()
    at = timezone.now() + timedelta(days=3)
    event = training("Moved", world.north, sectors=[world.school], at=at, contact_email="anna@example.org")
    entries.refresh([event.pk])
    session = event.sessions.get()

    carrying_out.carry_out_reform(by=BY, plan=world.plan())

    calendar = addresses.agency_calendar("north", QueryDict(""), now=timezone.now())
    after = event.sessions.get()
    assert list(calendar.shown.entries.values_list("session", flat=True)) == [session.pk]
    assert (after.uid, after.sequence) == (session.uid, session.sequence)
    assert world.schools.name_fi in SessionEntry.objects.get().vevent_fi.replace("\r\n ", "")


def test_calendars_of_others_go_to_the_heir_of_most_of_their_sectors_with_a_history_row():
    world = World()
    books = ExternalCalendarFactory(organisation=world.north, name="Kirjat", sector_ids=[world.library.pk])
    both = ExternalCalendarFactory(
        organisation=world.north, name="Molemmat", sector_ids=[world.school.pk, world.library.pk]
    )
    ExternalCalendarFactory(organisation=world.south, name="Ei alaa")
    ExternalCalendarFactory(organisation=world.svenska, name="Svenska")
    ExternalCalendarFactory(organisation=world.national, name="Muu")
    ExternalCalendarFactory(organisation=world.north, name="Poistettu", is_active=False, address="", host="")

    reform, seen = carry_out(world, decisions={"calendars": {str(both.pk): "libraries"}})

    assert who_has_what()["calendars"] == [
        ("Ei alaa", "schools"),
        ("Kirjat", "libraries"),
        ("Molemmat", "libraries"),
        ("Muu", "national"),
        ("Poistettu", "north"),
        ("Svenska", "swedish"),
    ]
    assert [doubt for what, doubt in seen.doubts() if "calendar" in what] == [
        "has no sector: goes to schools, the first in the plan"
    ]
    [change] = books.changes.all()
    assert (change.action, change.reason, change.actor_label) == ("pass_on", "Uudistus", "test")
    assert change.details == {"organisation": {"from": world.north.pk, "to": world.libraries.pk}}
    assert reform.steps.filter(kind="calendar").count() == 4


def test_calendar_that_was_removed_since_is_left_alone_when_the_reform_is_undone():
    world = World()
    calendar = ExternalCalendarFactory(organisation=world.svenska, name="Svenska")
    carry_out(world)
    keeping.remove_calendar(by=BY, calendar_id=calendar.pk)

    undone = undoing.undo_reform(by=BY, now=NOW)

    assert who_has_what()["calendars"] == [("Svenska", "swedish")]
    [left] = undone.left
    assert left.endswith(f" {calendar.pk}: changed since")


# --- Back again -------------------------------------------------------------------------------------------------------
def everything(world):
    """Something of every kind that a reform changes."""
    worker = member(world.north, "anna@example.org")
    member(world.svenska, "maria@example.org", role="agency_admin")
    token_of(world.south, "kalenteri_aa")
    CalendarPeriodFactory(organisation=world.north)
    ExternalCalendarFactory(organisation=world.south, name="Kunta", sector_ids=[world.library.pk])
    training("One", world.north, sectors=[world.library], by=by_user(worker))
    training("Both", world.south, sectors=[world.school, world.library], co_organisers=[world.north, world.svenska])
    training("Over", world.svenska, at=OVER)


def test_undone_reform_leaves_exactly_what_was():
    world = World()
    everything(world)
    before = who_has_what()
    carry_out(world)
    assert who_has_what() != before

    undone = undoing.undo_reform(by=BY, now=NOW)

    assert who_has_what() == before
    assert (undone.left, undone.newer) == ([], 0)
    assert [row.action for row in ReformChange.objects.all()] == ["carry_out", "undo"]
    assert EventChange.objects.filter(action="pass_on").count() == 4


def test_undone_reform_can_be_carried_out_again():
    world = World()
    everything(world)
    carry_out(world)
    first = who_has_what()
    undoing.undo_reform(by=BY, now=NOW)

    carry_out(world)

    assert who_has_what() == first


def test_what_somebody_changed_since_is_left_alone_and_told():
    world = World()
    partner = OrganisationFactory(slug="partner")
    changed = training("Changed", world.north, sectors=[world.school])
    joined = training("Joined", world.north, sectors=[world.school, world.library])
    carry_out(world)
    Event.objects.filter(pk=changed.pk).update(lead=world.national)
    joined.co_organisers.add(partner)
    training("New", world.schools)
    Event.objects.filter(title_fi="New").update(created_at=NOW + timedelta(days=1))

    undone = undoing.undo_reform(by=BY, now=NOW + timedelta(days=2))

    assert leads_and_joins() == {"Changed": ("national", []), "Joined": ("north", ["partner"]), "New": ("schools", [])}
    assert undone.left == [f"training {changed.slug}: has another organiser since"]
    assert undone.newer == 1


@pytest.mark.django_db(transaction=True)
def test_who_joins_a_training_while_the_reform_is_undone_stays(monkeypatch):
    world, partner = World(), OrganisationFactory(slug="partner")
    event = training("One", world.north, sectors=[world.school])
    carry_out(world)
    pass_on = carrying_out.pass_on_training
    joiner = threading.Thread(target=join, args=[event, partner])

    def meanwhile(**values):
        joiner.start()
        joiner.join(timeout=1)  # it is through, or waits for the training
        return pass_on(**values)

    monkeypatch.setattr(carrying_out, "pass_on_training", meanwhile)

    undoing.undo_reform(by=BY, now=NOW)
    joiner.join()

    assert leads_and_joins() == {"One": ("north", ["partner"])}


def join(event, organisation):
    try:
        with transaction.atomic():
            joining._add_organiser(locks.lock_event(event.pk), organisation.pk, by=BY, now=NOW)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_training_that_is_started_while_the_reform_is_carried_out_is_not_left_behind(monkeypatch):
    world, refused = World(), []
    look = outlook.look
    starter = threading.Thread(target=start, args=[world.north, refused])

    def meanwhile(*args, **values):
        seen = look(*args, **values)
        starter.start()
        starter.join(timeout=1)  # it is through, or waits for the reform
        return seen

    monkeypatch.setattr(outlook, "look", meanwhile)

    carry_out(world)
    starter.join()

    assert (refused, Event.objects.count()) == (["organisation_closed"], 0)


def start(organisation, refused):
    draft = EventDraft(lead_id=organisation.pk, delivery="online", titles={"fi": "Uusi"}, languages=("fi",))
    try:
        starting.start_event(by=BY, draft=draft, now=NOW)
    except starting.OrganisationClosedError as error:
        refused.append(error.code)
    finally:
        connection.close()


def test_confirmed_reform_cannot_be_undone():
    world = World()
    carry_out(world)

    reform = carrying_out.confirm_reform(by=BY, now=NOW)

    assert reform.state == Reform.State.CONFIRMED
    with pytest.raises(carrying_out.NoReformError):
        undoing.undo_reform(by=BY, now=NOW)


def test_second_reform_waits_for_the_first_to_be_settled():
    world = World()
    plan = world.plan()
    carry_out(world)

    with pytest.raises(carrying_out.UnconfirmedReformError):
        carrying_out.carry_out_reform(by=BY, plan=plan, now=NOW)
