"""Each rule of overlaps at its edges: when there is one, how grave, and why."""

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.overlaps import rules, sides
from events.overlaps.findings import Reason
from tests.events.overlaps.arrangements import TUESDAY, at, profile, sitting, whole_days


def kinds(own, other):
    """What is found, the same seen from either side."""
    found = [(str(each.kind), str(each.severity)) for each in rules.compare(own, other)]
    assert found == [(str(each.kind), str(each.severity)) for each in rules.compare(other, own)]
    return found


def codes(own, other, kind):
    return next([reason.code for reason in each.reasons] for each in rules.compare(own, other) if each.kind == kind)


def day(number):
    return TUESDAY + dt.timedelta(days=number)


# --- Time -------------------------------------------------------------------------------------------------------------
def test_sessions_that_share_a_moment_for_the_same_people_clash():
    assert kinds(profile(1, sitting(hours=(9, 12))), profile(2, sitting(hours=(11, 14)))) == [("clash", "high")]


def test_sessions_that_only_touch_do_not_clash():
    assert kinds(profile(1, sitting(hours=(9, 12))), profile(2, sitting(hours=(12, 14)))) == []


def test_session_within_another_clashes_and_the_time_in_common_is_the_shorter_one():
    one, two = profile(1, sitting(hours=(9, 16))), profile(2, sitting(hours=(11, 12)))

    (found,) = rules.compare(one, two)

    reason = found.reasons[0]
    assert reason == Reason("same_time", number=1, starts_at=at(TUESDAY, 11), ends_at=at(TUESDAY, 12))


def test_all_day_session_clashes_with_an_hour_of_its_day_and_not_with_the_next_day():
    assert kinds(profile(1, whole_days(TUESDAY)), profile(2, sitting(hours=(22, 23)))) == [("clash", "high")]
    assert kinds(profile(1, whole_days(TUESDAY)), profile(2, sitting(day(1), (0, 1)))) == []


@pytest.mark.parametrize("date", [dt.date(2027, 3, 28), dt.date(2027, 10, 31)], ids=["spring", "autumn"])
def test_day_on_which_the_clock_is_moved_is_whole(date):
    """23 and 25 hours long, and still from midnight to midnight."""
    last_hour, next_day = sitting(date, (22, 23)), sitting(date + dt.timedelta(days=1), (0, 1))

    assert kinds(profile(1, whole_days(date)), profile(2, last_hour)) == [("clash", "high")]
    assert kinds(profile(1, whole_days(date)), profile(2, next_day)) == []


def test_hour_that_comes_twice_on_an_autumn_night_is_two_hours():
    night = dt.date(2027, 10, 31)
    first, again = at(night, 3), at(night, 3).replace(fold=1)
    half = dt.timedelta(minutes=30)
    one = profile(1, sides.sitting("a", first, first + half))
    two = profile(2, sides.sitting("b", again, (again.astimezone(dt.UTC) + half)))

    assert kinds(one, two) == []


@pytest.mark.parametrize(
    ("first", "second", "is_near"),
    [
        (dt.date(2027, 3, 9), dt.date(2027, 3, 9), True),
        (dt.date(2027, 3, 9), dt.date(2027, 3, 12), True),  # Tuesday to Friday: 3
        (dt.date(2027, 3, 9), dt.date(2027, 3, 14), True),  # to Sunday: still 3
        (dt.date(2027, 3, 9), dt.date(2027, 3, 15), False),  # to Monday: 4
        (dt.date(2027, 3, 11), dt.date(2027, 3, 16), True),  # Thursday to Tuesday: 3
        (dt.date(2027, 3, 11), dt.date(2027, 3, 17), False),
        (dt.date(2027, 3, 24), dt.date(2027, 3, 31), True),  # over Easter: Thursday, Tuesday, Wednesday
        (dt.date(2027, 3, 24), dt.date(2027, 4, 1), False),
        (dt.date(2027, 12, 30), dt.date(2028, 1, 4), True),  # over New Year, a Saturday: Friday, Monday, Tuesday
        (dt.date(2028, 1, 5), dt.date(2028, 1, 11), True),  # over Epiphany, a Thursday: Friday, Monday, Tuesday
    ],
)
def test_near_is_at_most_three_working_days_apart(first, second, is_near):
    one = profile(1, sitting(first, (9, 10)), themes=[5], lead_id=7)
    two = profile(2, sitting(second, (14, 15)), themes=[5], lead_id=7)

    assert kinds(one, two) == ([("near", "medium")] if is_near else [])


def test_near_needs_a_theme_in_common():
    assert kinds(profile(1, sitting(TUESDAY)), profile(2, sitting(day(1)))) == []


def test_clashing_sessions_are_not_near_too_and_others_of_the_same_trainings_are():
    one = profile(1, sitting(TUESDAY, key="a"), themes=[5], lead_id=7)
    two = profile(2, sitting(TUESDAY, key="b"), sitting(day(1), key="c"), themes=[5], lead_id=7)

    found = {str(each.kind): each.evidence for each in rules.compare(one, two)}

    assert found == {"clash": (("a", "b"),), "near": (("a", "c"),)}


@pytest.mark.parametrize(("days", "is_duplicate"), [(120, True), (121, False)])
def test_duplicate_is_at_most_120_days_apart(days, is_duplicate):
    one, two = profile(1, sitting(TUESDAY), themes=[5]), profile(2, sitting(day(days)), themes=[5])

    assert kinds(one, two) == ([("duplicate", "medium")] if is_duplicate else [])


def test_duplicate_counts_from_the_end_of_a_long_session():
    one, two = profile(1, whole_days(TUESDAY, 10), themes=[5]), profile(2, sitting(day(129)), themes=[5])

    assert kinds(one, two) == [("duplicate", "medium")]


def test_two_trainings_of_ten_parts_make_one_finding_with_the_pairs_as_evidence():
    one, two = (
        profile(number, *(sitting(day(7 * week), key=f"{number}-{week}") for week in range(10)), lead_id=7)
        for number in (1, 2)
    )

    (found,) = rules.compare(one, two)

    assert found.evidence == tuple((f"1-{week}", f"2-{week}") for week in range(10))
    assert found.reasons[0].number == 10


# --- Whom it is for ---------------------------------------------------------------------------------------------------
def test_audience_above_the_other_is_wide_and_a_clash_without_theme_medium():
    staff = profile(1, audiences=[1], audiences_below=[1, 2, 3])
    teachers = profile(2, audiences=[2])

    assert kinds(staff, teachers) == [("clash", "medium")]
    assert codes(staff, teachers, "clash")[1] == "audience_within"


def test_audience_above_with_a_shared_theme_is_high():
    one = profile(1, audiences=[1], audiences_below=[1, 2], themes=[5], lead_id=7)

    assert kinds(one, profile(2, audiences=[2], themes=[5], lead_id=7)) == [("clash", "high")]


def test_siblings_in_the_audience_do_not_match():
    assert kinds(profile(1, audiences=[2]), profile(2, audiences=[3])) == []


def test_training_without_an_audience_matches_nobody():
    assert kinds(profile(1, audiences=[]), profile(2, audiences=[])) == []


# --- Language ---------------------------------------------------------------------------------------------------------
def test_bilingual_training_meets_both_languages():
    both = profile(1, languages=frozenset({"fi", "sv"}))

    assert kinds(both, profile(2, languages=frozenset({"sv"}))) == [("clash", "high")]
    assert kinds(both, profile(2, languages=frozenset({"fi"}))) == [("clash", "high")]


def test_other_language_is_no_overlap():
    assert kinds(profile(1, themes=[5]), profile(2, themes=[5], languages=frozenset({"sv"}))) == []


# --- Place ------------------------------------------------------------------------------------------------------------
ONSITE = {"is_online": False}


@pytest.mark.parametrize(
    ("one", "two", "code"),
    [
        ({"is_national": True}, {"is_national": True}, "both_national"),
        ({}, {}, "both_online"),
        (ONSITE | {"regions": frozenset({1, 2})}, ONSITE | {"regions": frozenset({2, 3})}, "shared_region"),
        (ONSITE | {"regions": frozenset({1})}, {"regions": frozenset({2})}, "open_to_all_regions"),
        (ONSITE | {"regions": frozenset({1})}, ONSITE | {"is_national": True}, "open_to_all_regions"),
    ],
)
def test_places_that_the_same_people_may_come_to(one, two, code):
    assert codes(profile(1, **one), profile(2, **two), "clash")[-1] == code


def test_onsite_trainings_of_different_regions_do_not_clash():
    one, two = ({"regions": frozenset({number}), **ONSITE} for number in (1, 2))

    assert kinds(profile(1, **one), profile(2, **two)) == []


def test_duplicate_is_one_wherever_it_is():
    one, two = ({"regions": frozenset({number}), **ONSITE} for number in (1, 2))

    assert kinds(profile(1, themes=[5], **one), profile(2, themes=[5], **two)) == [("duplicate", "medium")]


# --- Theme ------------------------------------------------------------------------------------------------------------
def test_theme_above_the_other_is_shared_and_named_by_the_narrower_one():
    one, two = profile(1, themes=[5], themes_below=[5, 6]), profile(2, sitting(day(30)), themes=[6])

    (found,) = rules.compare(one, two)

    assert [(reason.code, reason.ids) for reason in found.reasons if reason.ids] == [
        ("audience_shared", (1,)),
        ("same_theme", (6,)),
    ]


def test_sibling_themes_are_not_shared():
    assert kinds(profile(1, sitting(day(30)), themes=[5]), profile(2, themes=[6])) == []


# --- People and rooms -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "code"),
    [({"trainers": frozenset({4, 5})}, "same_trainer"), ({"room_id": 4}, "same_room")],
)
def test_trainer_or_room_wanted_twice_at_once_is_high_whoever_it_is_for(facts, code):
    one = profile(1, sitting(**facts), audiences=[1])
    two = profile(2, sitting(hours=(11, 13), **facts), audiences=[2], languages=frozenset({"sv"}))

    assert kinds(one, two) == [("resource", "high")]
    assert codes(one, two, "resource") == ["same_time", code]


def test_trainer_who_goes_from_one_session_to_the_next_is_no_overlap():
    one, two = (profile(n, sitting(hours=h, room_id=4), audiences=[n]) for n, h in ((1, (9, 12)), (2, (12, 15))))

    assert kinds(one, two) == []


def test_session_without_a_room_shares_none():
    assert kinds(profile(1, audiences=[1]), profile(2, audiences=[2])) == []


def test_repeat_of_a_repeat_does_not_overlap_with_what_it_repeats():
    repeat = profile(2, content_of=UUID(int=1))

    assert kinds(repeat, profile(3, content_of=UUID(int=2))) == []


@pytest.mark.parametrize("together", [{"series_id": 3}, {"content_of": UUID(int=1)}], ids=["series", "repeat"])
def test_series_and_repeats_overlap_in_trainer_and_room_only(together):
    one = profile(1, sitting(room_id=4), themes=[5], **together)
    two = profile(2, sitting(room_id=4), themes=[5], **together)

    assert kinds(one, two) == [("resource", "high")]


# --- Organisations ----------------------------------------------------------------------------------------------------
def test_duplicate_needs_another_lead_organisation():
    one, two = (profile(number, sitting(day(30 * number)), themes=[5], lead_id=7) for number in (1, 2))

    assert kinds(one, two) == []


def test_clash_within_one_organisation_is_internal_and_a_room_wanted_twice_is_not():
    one, two = (profile(number, sitting(room_id=4), lead_id=7) for number in (1, 2))

    assert {str(each.kind): each.is_internal for each in rules.compare(one, two)} == {"resource": False, "clash": True}


# --- Weight -----------------------------------------------------------------------------------------------------------
def test_score_is_the_sum_of_the_weights_of_its_reasons(settings):
    one, two = profile(1, themes=[5], is_national=True), profile(2, themes=[5], is_national=True)
    names = ("same_time", "audience_shared", "same_language", "same_theme", "both_national", "same_season")
    settings.OVERLAP_WEIGHTS = {name: 2**power for power, name in enumerate(names)}

    assert {str(each.kind): each.score for each in rules.compare(one, two)} == {"clash": 31, "duplicate": 46}


def test_no_kind_can_weigh_more_than_100(settings):
    weights = settings.OVERLAP_WEIGHTS
    place = max(weights[name] for name in ("both_national", "both_online", "shared_region", "open_to_all_regions"))
    audience, theme = weights["audience_shared"], max(weights["same_theme"], weights["alike_texts"])
    common = audience + theme + weights["same_language"]

    assert weights["same_time"] + weights["same_trainer"] + weights["same_room"] <= 100
    assert weights["same_time"] + common + place <= 100
    assert weights["near_in_time"] + common + place <= 100
    assert weights["same_season"] + common <= 100


# --- Laws -------------------------------------------------------------------------------------------------------------
IDS = st.frozensets(st.integers(1, 4), max_size=3)
SITTINGS = st.lists(
    st.builds(
        lambda days, start, hours, trainers, room: sitting(
            day(days), (start, start + hours), f"s{days}-{start}-{hours}", trainers=trainers, room_id=room
        ),
        st.integers(-140, 140),
        st.integers(8, 14),
        st.integers(1, 8),
        IDS,
        st.none() | st.integers(1, 3),
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def profiles(draw, number):
    return profile(
        number,
        *draw(SITTINGS),
        audiences=draw(IDS),
        audiences_below=draw(IDS),
        themes=draw(IDS),
        themes_below=draw(IDS),
        languages=draw(st.frozensets(st.sampled_from(["fi", "sv"]), max_size=2)),
        regions=draw(IDS),
        is_online=draw(st.booleans()),
        is_national=draw(st.booleans()),
        lead_id=draw(st.integers(1, 2)),
        series_id=draw(st.none() | st.integers(1, 2)),
    )


@settings(deadline=None)
@given(profiles(1), profiles(2))
def test_overlap_is_the_same_from_either_side(one, two):
    def seen(found, *, turned):
        return [
            (
                each.kind,
                each.severity,
                each.score,
                each.reasons,
                {pair[::-1] if turned else pair for pair in each.evidence},
                each.starts_at,
                each.ends_at,
            )
            for each in found
        ]

    assert seen(rules.compare(one, two), turned=False) == seen(rules.compare(two, one), turned=True)
