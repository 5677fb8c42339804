"""The buttons of the form: rows come and go, a change of one reaches this, the following or all; nothing is lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.forms import actions, sessions
from events.forms.typed import Typed
from events.repeating import Occurrence


def row(on, **values):
    shown = {"on": on, "starts": "09:00", "ends": "12:00", "place": "Talo", "trainers": ["Aino"]}
    return {**shown, "id": "", "scope": "this", "before": sessions.snapshot(shown), **values}


def form(*rows, **values):
    return Typed(values=values, sessions=rows)


def said(typed, *names):
    return [tuple(each.get(name) for name in names) for each in typed.sessions]


def test_added_session_is_a_week_after_the_last_in_the_same_place():
    typed = actions.act("add", form(row("2027-03-09", title_fi="Alku"), title_fi="Koulutus"))

    assert typed.values == {"title_fi": "Koulutus"}
    assert typed.sessions[1] == {
        "on": "2027-03-16",
        "starts": "09:00",
        "ends": "12:00",
        "place": "Talo",
        "trainers": ["Aino"],
        "scope": "this",
    }


@pytest.mark.parametrize(
    ("scope", "changed"),
    [
        ("this", [("2027-03-09", "09:00"), ("2027-03-17", "13:00"), ("2027-03-23", "09:00")]),
        ("following", [("2027-03-09", "09:00"), ("2027-03-17", "13:00"), ("2027-03-24", "13:00")]),
        ("all", [("2027-03-10", "13:00"), ("2027-03-17", "13:00"), ("2027-03-24", "13:00")]),
    ],
)
def test_change_of_a_session_reaches_as_far_as_its_scope(scope, changed):
    moved = row("2027-03-16") | {"on": "2027-03-17", "starts": "13:00", "scope": scope}
    typed = form(row("2027-03-09"), moved, row("2027-03-23", place="Muu talo"))

    after = actions.act("apply:1", typed)

    assert said(after, "on", "starts") == changed
    assert [each["place"] for each in after.sessions] == ["Talo", "Talo", "Muu talo"]


def test_following_are_those_on_later_dates_in_whatever_order_they_stand():
    moved = row("2027-03-16", place="Uusi", scope="following")

    after = actions.act("apply:1", form(row("2027-03-23"), moved, row("2027-03-09")))

    assert said(after, "on", "place") == [("2027-03-23", "Uusi"), ("2027-03-16", "Uusi"), ("2027-03-09", "Talo")]


def test_struck_sessions_take_no_changes():
    changed = row("2027-03-16", place="Uusi", scope="all")

    after = actions.act("apply:0", form(changed, row("2027-03-23", id="7", is_cancelled=True)))

    assert said(after, "place") == [("Uusi",), ("Talo",)]


def test_settling_carries_every_change_over_once():
    moved = row("2027-03-16", scope="all") | {"on": "2027-03-17"}
    typed = form(row("2027-03-09"), moved)

    once = actions.settle(typed)

    assert said(once, "on") == [("2027-03-10",), ("2027-03-17",)]
    assert actions.settle(once) == once


def test_dropped_session_is_struck_when_it_is_saved_and_gone_when_it_is_new():
    typed = form(row("2027-03-09", id="7"), row("2027-03-16"), row("2027-03-23"))

    assert said(actions.act("drop:0", typed), "on", "is_cancelled") == [
        ("2027-03-09", True),
        ("2027-03-16", None),
        ("2027-03-23", None),
    ]
    assert said(actions.act("drop:1", typed), "on") == [("2027-03-09",), ("2027-03-23",)]


def test_dropping_this_and_the_following_leaves_those_before():
    typed = form(row("2027-03-09", id="7"), row("2027-03-16", id="8", scope="following"), row("2027-03-23"))

    after = actions.act("drop:1", typed)

    assert said(after, "on", "is_cancelled") == [("2027-03-09", None), ("2027-03-16", True)]
    assert said(actions.act("keep:1", after), "is_cancelled") == [(None,), (False,)]


def test_occurrences_of_a_pattern_come_after_what_is_written_and_empty_rows_go():
    found = [Occurrence(dt.date(2027, 3, day), None, None) for day in (9, 16)]
    typed = Typed(
        values={}, sessions=({"on": "", "starts": "", "place": ""},), pattern={"starts": "13:00", "ends": "15:00"}
    )

    after = actions.add_occurrences(typed, found)

    assert said(after, "on", "starts", "ends") == [("2027-03-09", "13:00", "15:00"), ("2027-03-16", "13:00", "15:00")]


@pytest.mark.parametrize("action", ["", "no-such", "apply:", "apply:9", "drop:-1", "drop:99999999999999", "keep:x"])
def test_button_that_there_is_not_changes_nothing(action):
    typed = form(row("2027-03-09"))

    assert actions.act(action, typed) == typed


def test_kinds_of_seats_and_lines_of_the_programme_come_and_go():
    typed = actions.act("line-add", actions.act("pool-add", form()))

    assert (typed.pools, typed.agenda) == (({}, {}), ({},))
    assert actions.act("line-drop:0", actions.act("pool-drop:0", typed)) == form()
    assert actions.act("pool-drop:0", form()) == form()


dates = st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))


@given(st.lists(dates, min_size=2, max_size=12, unique=True), st.integers(-200, 200), st.data())
def test_shifting_all_keeps_the_gaps_between_sessions(days, by, data):
    number = data.draw(st.integers(0, len(days) - 1))
    rows = [row(day.isoformat()) for day in days]
    rows[number] |= {"on": (days[number] + dt.timedelta(days=by)).isoformat(), "scope": "all"}

    after = actions.act(f"apply:{number}", form(*rows))

    assert said(after, "on") == [((day + dt.timedelta(days=by)).isoformat(),) for day in days]
