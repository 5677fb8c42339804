"""What makes a start better or worse, at each edge, and what is never chosen."""

import datetime as dt

import pytest

from catalogue import actors, date_keeping
from catalogue.date_keeping import Dates
from events.slots import asking, finding, grid
from tests.events.slots.arrangements import DAY, NOW, Training, at, known, make_world, other, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def find(world, *others, query=None, lead=0, **values):
    store(others)
    asked = query or world.query(**values)
    return finding.find(asked, viewer=world.viewer(lead), now=NOW, language="en", known=known())


def scores(answer):
    """Of the first day: what each half day's best start scores."""
    return {slot.starts_at: slot.score for slot in answer.slots if slot.starts_at.date() == DAY}


def only_on(day, **values):
    return {"earliest": day, "latest": day, "weekdays": frozenset({day.isoweekday()}), **values}


def starts(answer):
    return [slot.starts_at for slot in answer.slots]


def block(day, kind="blocked", *, organisation=None, regions=()):
    date_keeping.add_period(
        by=actors.by_system("test"),
        kind=kind,
        organisation_id=organisation,
        dates=Dates(names={"fi": "Päivä"}, first_on=day, last_on=day, region_ids=regions),
    )


# --- What is touched --------------------------------------------------------------------------------------------------
def test_free_week_gives_its_usual_hours_on_its_middle_days_first(world):
    answer = find(world)

    days = [DAY, DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)]
    assert starts(answer)[:6] == [at(day, hour) for day in days for hour in (9, 13)]
    assert [slot.score for slot in answer.slots] == [100] * 6 + [98] * 4


def test_training_at_the_same_time_costs_more_than_one_close_to_it(world):
    afternoon, morning = find(world, other(world, at(DAY)), **only_on(DAY, from_hour=9, to_hour=15, minutes=120)).slots

    # Near, of the same theme, in the same week; in the morning the clash comes in the place of near from 7 to 11.
    assert (afternoon.starts_at, afternoon.score) == (at(DAY, 13), 100 - 15 - 2 - 2)
    assert [each.finding.kind for each in afternoon.touches] == ["near", "duplicate"]
    assert (morning.starts_at, morning.score) == (at(DAY, 11), 100 - 15 - 2 - 2 - 3)


def test_start_that_cannot_avoid_a_clash_says_so(world):
    (slot,) = find(world, other(world, at(DAY)), **only_on(DAY, from_hour=9, to_hour=11)).slots

    assert slot.score == 100 - 40 - 2 - 2
    assert [(str(each.finding.kind), str(each.finding.severity)) for each in slot.touches] == [
        ("clash", "high"),
        ("duplicate", "medium"),
    ]


@pytest.mark.parametrize(("begins", "clashes"), [(11, False), (10, True), (8, True), (7, False)])
def test_touching_sessions_are_free_of_each_other(world, begins, clashes):
    (slot,) = find(world, other(world, at(DAY, begins), themes=[]), **only_on(DAY, from_hour=9, to_hour=11)).slots

    assert [str(each.finding.kind) for each in slot.touches] == (["clash"] if clashes else [])


@pytest.mark.parametrize(
    ("day", "is_near"),
    [(DAY - dt.timedelta(days=5), True), (DAY - dt.timedelta(days=6), False)],
    ids=["thursday before", "wednesday before"],
)
def test_near_is_three_working_days_and_no_more(world, day, is_near):
    answer = find(world, other(world, at(day)), **only_on(DAY))

    assert ("near" in {str(each.finding.kind) for each in answer.slots[0].touches}) is is_near


@pytest.mark.parametrize(("apart", "is_in_season"), [(120, True), (121, False), (-120, True), (-121, False)])
def test_same_content_counts_in_its_season_alone(world, apart, is_in_season):
    answer = find(world, other(world, at(DAY + dt.timedelta(days=apart))), **only_on(DAY))

    assert [str(each.finding.kind) for each in answer.slots[0].touches] == (["duplicate"] if is_in_season else [])
    assert answer.slots[0].score == (98 if is_in_season else 100)


def test_training_with_several_sessions_in_the_way_counts_once(world):
    ten = other(world, *[at(DAY + dt.timedelta(days=number), 9) for number in (0, 7, 14)])

    (slot,) = find(
        world, ten, sessions=3, earliest=DAY, latest=DAY + dt.timedelta(days=14), weekdays={2}, from_hour=9, to_hour=11
    ).slots

    assert slot.score == 100 - 40 - 2 - 2
    assert len(slot.touches) == 2


def test_busy_week_counts_up_to_its_limit(world):
    thursday = DAY + dt.timedelta(days=2)
    many = [other(world, at(thursday, 14), themes=[]) for _each in range(8)]

    assert find(world, *many, **only_on(DAY)).slots[0].score == 100 - 5 * 2


@pytest.mark.parametrize("day", [DAY - dt.timedelta(days=2), DAY + dt.timedelta(days=6)])
def test_week_is_from_monday_to_sunday(world, day):
    assert find(world, other(world, at(day), themes=[]), **only_on(DAY)).slots[0].score == 100


def test_series_and_declared_repeats_are_not_in_the_way(world):
    repeated = other(world, at(DAY))
    (event_id,) = store([repeated])

    (slot,) = finding.find(
        world.query(world.draft(repeat_of_id=event_id), **only_on(DAY, from_hour=9, to_hour=11)),
        viewer=world.viewer(),
        now=NOW,
        language="en",
        known=known(),
    ).slots

    assert (slot.score, slot.touches) == (100, ())


def test_training_itself_is_no_obstacle_to_its_own_move(world):
    (event_id,) = store([other(world, at(DAY), trainers=(world.trainers[0],), lead=world.leads[0])])

    answer = find(world, **only_on(DAY, event_id=event_id, trainer_ids=(world.trainers[0],), from_hour=9, to_hour=11))

    assert [(slot.starts_at, slot.touches) for slot in answer.slots] == [(at(DAY), ())]


@pytest.mark.parametrize(("lead", "score"), [(0, 100 - 40 - 2), (1, 100)])
def test_what_meets_within_one_organisation_is_known_to_its_own_people(world, lead, score):
    own = other(world, at(DAY), lead=world.leads[0])

    (slot,) = find(world, own, lead=lead, **only_on(DAY, from_hour=9, to_hour=11)).slots

    assert (slot.score, len(slot.touches)) == (score, int(lead == 0))


# --- What is never chosen ---------------------------------------------------------------------------------------------
def test_trainer_or_room_that_is_taken_is_a_wall(world):
    stranger = Training(
        sessions=[(at(DAY, 9), at(DAY, 12))],
        lead=world.leads[2],
        audiences=[],
        themes=[],
        trainers=(world.trainers[0],),
    )

    with_trainer = find(world, stranger, **only_on(DAY, trainer_ids=(world.trainers[0],)))
    without = find(world, **only_on(DAY, trainer_ids=(world.trainers[1],)))

    assert starts(with_trainer) == [at(DAY, 13)]
    assert starts(without) == [at(DAY, 9), at(DAY, 13)]


def test_room_that_is_taken_is_a_wall(world):
    stranger = Training([(at(DAY, 9), at(DAY, 16))], world.leads[2], [], [], room=world.rooms[0])

    assert starts(find(world, stranger, **only_on(DAY, room_id=world.rooms[0]))) == []
    assert len(find(world, **only_on(DAY, room_id=world.rooms[1])).slots) == 2


def test_public_holiday_is_passed_over_and_named(world):
    ascension = dt.date(2027, 5, 6)

    answer = find(world, earliest=ascension, latest=ascension)

    assert answer.slots == ()
    assert [(day.on, [str(mark.name("en")) for mark in day.marks]) for day in answer.days] == [
        (ascension, ["Ascension Day"])
    ]


@pytest.mark.parametrize(
    ("national", "mine", "is_free"), [(True, False, False), (False, True, False), (False, False, True)]
)
def test_school_holiday_of_a_covered_region_is_passed_over(world, national, mine, is_free):
    block(DAY, "school_break", regions=[world.regions[0]])
    draft = world.draft(national=national, region_ids=[world.regions[0 if mine else 1]])

    assert bool(find(world, query=world.query(draft, **only_on(DAY))).slots) is is_free


def test_blocked_days_of_the_organisation_are_passed_over_those_of_others_are_not(world):
    block(DAY, organisation=world.leads[0])
    block(DAY + dt.timedelta(days=1), organisation=world.leads[1])

    days = {slot.starts_at.date() for slot in find(world).slots}

    assert DAY not in days
    assert DAY + dt.timedelta(days=1) in days


def test_one_closed_week_closes_every_run_through_it(world):
    block(DAY + dt.timedelta(days=7))

    answer = find(world, sessions=2, earliest=DAY, latest=DAY + dt.timedelta(days=21), weekdays={2})

    assert {slot.starts_at.date() for slot in answer.slots} == {DAY + dt.timedelta(days=14)}
    assert {tuple(each.date() for each in slot.starts) for slot in answer.slots} == {
        (DAY + dt.timedelta(days=14), DAY + dt.timedelta(days=21))
    }


def test_sessions_keep_their_hour_over_the_night_the_clock_is_moved(world):
    tuesday = dt.date(2027, 10, 26)

    (morning, _afternoon) = find(
        world, sessions=2, earliest=tuesday, latest=tuesday + dt.timedelta(days=7), weekdays={2}
    ).slots

    assert [each.isoformat() for each in morning.starts] == ["2027-10-26T06:00:00+00:00", "2027-11-02T07:00:00+00:00"]


@pytest.mark.parametrize("sunday", [dt.date(2028, 3, 26), dt.date(2027, 10, 31)], ids=["spring", "autumn"])
def test_hours_that_the_clock_skips_or_shows_twice_are_not_offered(world, sunday):
    query = world.query(earliest=sunday, latest=sunday, weekdays={7}, from_hour=2, to_hour=5, minutes=30)

    found = grid.of_query(query, ())

    assert [minute / 60 for minute in found.minutes_of_day] == [2, 2.5, 4, 4.5]


# --- What is asked ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 14}, "minutes"),
        ({"minutes": 12 * 60 + 1, "from_hour": 0, "to_hour": 24}, "minutes"),
        ({"minutes": 8 * 60 + 1}, "minutes"),
        ({"sessions": 0}, "sessions"),
        ({"sessions": 21}, "sessions"),
        ({"latest": DAY - dt.timedelta(days=2)}, "latest"),
        ({"latest": dt.date(2027, 4, 5)}, "latest"),
        ({"latest": DAY + dt.timedelta(days=365)}, "latest"),
        ({"sessions": 2, "latest": DAY + dt.timedelta(days=5)}, "latest"),
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (0,)}, "weekdays"),
        ({"from_hour": 16}, "from_hour"),
        ({"to_hour": 25}, "from_hour"),
    ],
)
def test_question_that_cannot_be_answered_is_refused_with_its_field(world, values, field):
    with pytest.raises(asking.SlotQueryError) as refusal:
        find(world, **values)

    assert refusal.value.field == field


def test_window_of_a_year_is_looked_through(world):
    last = DAY + dt.timedelta(days=364)

    assert len(find(world, latest=last, limit=50).slots) == 50


def test_nothing_is_offered_before_tomorrow(world):
    answer = find(world, earliest=dt.date(2027, 1, 1), latest=dt.date(2027, 4, 9))

    assert min(starts(answer)).date() == dt.date(2027, 4, 6)


@pytest.mark.parametrize("audience", [(), None])
def test_training_without_target_group_or_language_says_what_it_lacks(world, audience):
    draft = world.draft(audience_ids=()) if audience == () else world.draft(languages=())

    answer = find(world, other(world, at(DAY)), query=world.query(draft, **only_on(DAY)))

    assert answer.lacks == (("audience_ids",) if audience == () else ("languages",))
    assert [slot.touches for slot in answer.slots] == [(), ()]


@pytest.mark.parametrize("count", [1, 3])
def test_find_asks_the_database_the_same_however_much_is_in_the_way(world, django_assert_num_queries, count):
    store([other(world, at(DAY, 9 + number)) for number in range(count)])
    query = world.query(trainer_ids=(world.trainers[0],), room_id=world.rooms[0])
    snapshot = known()

    with django_assert_num_queries(7):
        finding.find(query, viewer=world.viewer(), now=NOW, language="en", known=snapshot)


# --- Why --------------------------------------------------------------------------------------------------------------
def test_reasons_of_a_calm_week(world):
    slot = find(world, **only_on(DAY, trainer_ids=(world.trainers[0],), room_id=world.rooms[0])).slots[0]

    assert [reason.code for reason in slot.reasons] == [
        "nothing_touched",
        "nobody_that_week",
        "usual_hour",
        "trainers_free",
        "room_free",
    ]


def test_reasons_of_a_busy_week(world):
    slot = find(world, other(world, at(DAY)), **only_on(DAY)).slots[0]

    assert [(reason.code, reason.number) for reason in slot.reasons] == [
        ("nothing_at_the_same_time", None),
        ("others_that_week", 1),
        ("usual_hour", 13 * 60),
    ]
