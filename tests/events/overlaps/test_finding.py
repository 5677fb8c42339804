"""What a viewer is told about the overlaps of a training that is being written or is stored."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalogue import viewers, vocabularies
from catalogue.models import CalendarPeriod, Membership
from events.drafting import EventDraft, SessionDraft
from events.overlaps import finding, wording
from tests.events.overlaps.arrangements import TUESDAY, at, refresh, training
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def teachers():
    return TargetGroupFactory(name_en="Class teachers")


def organiser(organisation=None, role=Membership.Role.ORGANISER):
    membership = MembershipFactory(organisation=organisation or OrganisationFactory(), role=role)
    return viewers.of_user(membership.user)


def draft(*, audiences=(), hours=(9, 12), day=TUESDAY, trainers=(), room=None, **values):
    session = SessionDraft(
        starts_at=at(day, hours[0]), ends_at=at(day, hours[1]), trainer_ids=trainers, room_id=room and room.pk
    )
    defaults = {"delivery": "online", "titles": {"fi": "Uusi"}, "languages": ["fi"], "sessions": [session]}
    ids = [audience.pk for audience in audiences]
    lead_id = values.pop("lead_id", None) or OrganisationFactory().pk
    return EventDraft(lead_id=lead_id, audience_ids=ids, **(defaults | values))


def found(subject, viewer=None, **options):
    overlaps = finding.find(subject, viewer=viewer or organiser(), **options)
    return [(str(each.finding.kind), each.other and each.other.id) for each in overlaps]


# --- What is found ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["planned", "published"])
def test_draft_that_is_not_saved_meets_planned_and_published_trainings(teachers, state):
    other = training(audiences=[teachers], state=state)

    assert found(draft(audiences=[teachers])) == [("clash", other.pk)]


def test_overlap_says_which_sessions_meet(teachers):
    other = training(audiences=[teachers], days=[TUESDAY - dt.timedelta(days=30), TUESDAY])

    (overlap,) = finding.find(draft(audiences=[teachers]), viewer=organiser())

    assert (overlap.own.key, overlap.theirs.key) == (0, other.sessions.last().uid)


def test_stored_draft_meets_others_and_they_do_not_meet_it(teachers):
    other = training(audiences=[teachers])
    own = training(audiences=[teachers], state="draft", lead=OrganisationFactory())

    assert found(own.pk) == [("clash", other.pk)]
    assert found(other.pk) == []


def test_change_of_a_stored_training_does_not_meet_itself(teachers):
    own = training(audiences=[teachers])

    assert found(draft(audiences=[teachers]), exclude=own.pk) == []


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_training_that_is_off_has_no_overlaps(teachers, state):
    training(audiences=[teachers])

    assert found(training(audiences=[teachers], state=state).pk) == []


def test_graver_overlaps_come_first(teachers):
    theme, trainer = ThemeFactory(parent=ThemeFactory()), TrainerFactory()
    near = training(TUESDAY + dt.timedelta(days=1), audiences=[teachers], themes=[theme])
    clash = training(audiences=[teachers])
    own = draft(audiences=[teachers], theme_ids=[theme.pk], trainers=[trainer.pk])

    assert found(own) == [("clash", clash.pk), ("near", near.pk), ("duplicate", near.pk)]


def test_trainer_and_room_are_found_whatever_the_audience():
    room, trainer = RoomFactory(), TrainerFactory()
    other = training(rooms=room)
    other.sessions.get().trainers.add(trainer)

    assert found(draft(room=room)) == [("resource", other.pk)]


def test_draft_without_sessions_audience_or_language_meets_nobody(teachers):
    training(audiences=[teachers])

    assert found(draft(audiences=[teachers], sessions=[])) == []
    assert found(draft()) == []
    assert found(draft(audiences=[teachers], languages=[])) == []


def test_session_that_ends_before_it_starts_or_lies_in_no_calendar_is_left_out(teachers):
    training(audiences=[teachers])
    backwards = SessionDraft(starts_at=at(TUESDAY, 12), ends_at=at(TUESDAY, 9))
    nowhere = SessionDraft(starts_at=at(dt.date(9990, 1, 1)), ends_at=at(dt.date(9998, 12, 31)))

    assert found(draft(audiences=[teachers], sessions=[backwards, nowhere])) == []


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Medialukutaito peruskoulussa", ""),
        ("Verkko", "Medialukutaitoa opettajille"),
        ("Medieläskunnighet i skolan", ""),
    ],
)
def test_texts_about_the_same_stand_for_a_theme(teachers, title, summary):
    language = "sv" if "i skolan" in title else "fi"
    texts = {f"title_{language}": title, f"summary_{language}": summary}
    other = training(TUESDAY + dt.timedelta(days=30), audiences=[teachers], languages=["fi", "sv"], **texts)

    (overlap,) = finding.find(
        draft(audiences=[teachers], titles={"fi": "Medialukutaito"}), viewer=organiser(), language="en"
    )

    assert (str(overlap.finding.kind), overlap.other.id) == ("duplicate", other.pk)
    assert [reason.code for reason in overlap.finding.reasons][-1:] == ["alike_texts"]


@pytest.mark.parametrize("title", ["Medialukutaito", "Uimahallien energiatehokkuus", "Koulutus"])
def test_texts_about_something_else_do_not(teachers, title):
    training(TUESDAY + dt.timedelta(days=30), audiences=[teachers], title_fi=title)

    assert found(draft(audiences=[teachers], titles={"fi": "Uimaopetuksen turvallisuus"})) == []


def test_clash_of_texts_about_the_same_is_high_for_people_above_and_below(teachers):
    training(audiences=[TargetGroupFactory(parent=teachers)], title_fi="Medialukutaito peruskoulussa")

    overlaps = finding.find(draft(audiences=[teachers], titles={"fi": "Medialukutaito"}), viewer=organiser())

    assert [(str(each.finding.kind), str(each.finding.severity)) for each in overlaps] == [
        ("clash", "high"),
        ("duplicate", "medium"),
    ]


# --- Who is told ------------------------------------------------------------------------------------------------------
def test_public_is_told_of_published_trainings_only(teachers):
    training(audiences=[teachers])
    published = training(audiences=[teachers], state="published")

    assert found(draft(audiences=[teachers]), viewers.ANONYMOUS) == [("clash", published.pk)]


def test_analyst_is_not_told_of_other_agencies_plans(teachers):
    training(audiences=[teachers])

    assert found(draft(audiences=[teachers]), organiser(role=Membership.Role.ANALYST)) == []


def test_clash_within_an_organisation_is_told_to_its_own_people(teachers):
    lead = OrganisationFactory()
    other = training(audiences=[teachers], state="published", lead=lead)
    own = draft(audiences=[teachers], lead_id=lead.pk)

    assert found(own, organiser(lead)) == [("clash", other.pk)]
    assert found(own, organiser()) == []


# --- Dates that matter ------------------------------------------------------------------------------------------------
def test_public_holiday_and_blocked_day_are_low_and_have_no_other_side():
    lead = OrganisationFactory(name_en="Agency of the East")
    CalendarPeriod.objects.create(
        kind="blocked",
        name_en="Staff day",
        first_on=dt.date(2027, 3, 29),
        last_on=dt.date(2027, 3, 29),
        organisation=lead,
    )
    own = draft(day=dt.date(2027, 3, 29), lead_id=lead.pk)
    known = vocabularies.current()

    overlaps = finding.find(own, viewer=organiser(), known=known)

    speaker = wording.Speaker.of((), language="en", known=known)
    assert [(each.finding.severity, each.other, each.own.key) for each in overlaps] == [("low", None, 0)] * 2
    with translation.override("en"):
        texts = {said.text for each in overlaps for said in speaker.say(each.finding.reasons)}
    assert texts == {
        "public holiday: Easter Monday",
        "blocked day: Staff day (Agency of the East)",
    }


# --- Words ------------------------------------------------------------------------------------------------------------
def test_reasons_are_said_in_words(teachers):
    theme, region = ThemeFactory(parent=ThemeFactory(), name_en="Reading"), RegionFactory(name_en="Kainuu")
    room, trainer = RoomFactory(name="Aula"), TrainerFactory(name="Aino Aalto")
    other = training(audiences=[teachers], themes=[theme], regions=[region], delivery="onsite", rooms=room)
    other.sessions.get().trainers.add(trainer)
    refresh(other)
    own = draft(
        audiences=[teachers],
        hours=(10, 13),
        theme_ids=[theme.pk],
        region_ids=[region.pk],
        delivery="onsite",
        room=room,
        trainers=[trainer.pk],
    )
    other.save()

    with translation.override("en"):
        overlaps = finding.find(own, viewer=organiser(), language="en")
        reasons = [reason for each in overlaps for reason in each.finding.reasons]
        speaker = wording.Speaker.of(reasons, language="en", known=vocabularies.current())
        said = {str(each.finding.kind): [one.text for one in speaker.say(each.finding.reasons)] for each in overlaps}

    assert said == {
        "resource": ["same time: Tuesday 9 March, 10:00–12:00", "same room: Aula"],
        "clash": [
            "same time: Tuesday 9 March, 10:00–12:00",
            "both for: class teachers",
            "both in Finnish",
            "same theme: reading",
            "same region: Kainuu",
        ],
        "duplicate": ["on the same day", "both for: class teachers", "both in Finnish", "same theme: reading"],
    }


# --- How much it asks -------------------------------------------------------------------------------------------------
def test_number_of_queries_does_not_grow_with_what_is_found(teachers):
    viewer, own = organiser(), draft(audiences=[teachers], titles={"fi": "Medialukutaito"})

    def asked():
        vocabularies.current()
        with CaptureQueriesContext(connection) as queries:
            finding.find(own, viewer=viewer)
        return len(queries)

    training(audiences=[teachers], title_fi="Medialukutaito")
    one = asked()
    for title in ("Medialukutaidon polku", "Uimaopetus"):
        training(audiences=[teachers], title_fi=title)

    assert (one, asked()) == (5, 5)
