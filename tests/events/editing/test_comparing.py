"""Two savers of one training: what each has changed is told apart, and one draft is made of both."""

import dataclasses
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from events.drafting import EventDraft, PoolDraft, SessionDraft
from events.editing import comparing

NINE = datetime(2027, 3, 9, 7, tzinfo=UTC)


def session(number, *, hours=0, **values):
    starts_at = NINE + timedelta(hours=hours)
    return SessionDraft(session_id=number, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **values)


BASE = EventDraft(
    lead_id=1,
    delivery="online",
    titles={"fi": "Koulutus", "sv": "Fortbildning"},
    languages=("fi",),
    theme_ids=frozenset({1}),
    sessions=(session(1), session(2)),
    pools=(PoolDraft(pool_id=1, capacity=10),),
)


def settled(theirs, mine):
    found = comparing.differences(comparing.digests(BASE), theirs, mine)
    return {each.part: each.keep for each in found}


def test_what_nobody_changed_is_no_difference():
    assert (
        settled(BASE, dataclasses.replace(BASE, theme_ids=[1], titles={"sv": "Fortbildning", "fi": "Koulutus"})) == {}
    )


def test_same_moment_in_another_time_zone_is_no_difference():
    begun = dataclasses.replace(BASE, registration_opens_at=NINE)
    form = dataclasses.replace(BASE, registration_opens_at=NINE.astimezone(ZoneInfo("Europe/Helsinki")))

    assert comparing.differences(comparing.digests(begun), begun, form) == []


def test_what_only_one_has_changed_is_settled_and_what_both_have_is_open():
    theirs = dataclasses.replace(
        BASE,
        titles={"fi": "Heidän", "sv": "Fortbildning"},
        theme_ids={1, 2},
        sessions=(session(1, hours=1), session(2)),
    )
    mine = dataclasses.replace(
        BASE,
        titles={"fi": "Minun", "sv": "Min"},
        sessions=(session(1), session(2, hours=3), session(None, hours=9)),
        pools=(PoolDraft(pool_id=1, capacity=20),),
    )

    assert settled(theirs, mine) == {
        "title_fi": "",
        "title_sv": "mine",
        "themes": "theirs",
        "session-1": "theirs",
        "session-2": "mine",
        "sessions": "mine",
        "pools": "mine",
    }


def test_the_same_change_by_both_is_no_difference():
    changed = dataclasses.replace(BASE, titles={"fi": "Uusi", "sv": "Fortbildning"})

    assert settled(changed, changed) == {}


def test_merged_takes_of_theirs_what_is_kept_of_theirs():
    theirs = dataclasses.replace(
        BASE,
        titles={"fi": "Heidän", "sv": "Deras"},
        delivery="onsite",
        languages=("sv",),
        theme_ids=frozenset({2}),
        sessions=(session(1, hours=1), session(2), session(3)),
        pools=(PoolDraft(pool_id=1, capacity=5),),
    )
    mine = dataclasses.replace(BASE, titles={"fi": "Minun", "sv": "Min"}, sessions=(session(2, hours=4), session(None)))
    keep = {
        "title_sv": "theirs",
        "title_fi": "mine",
        "delivery": "theirs",
        "languages": "theirs",
        "themes": "theirs",
        "session-1": "theirs",
        "session-3": "theirs",
        "session-2": "mine",
        "pools": "theirs",
    }

    assert comparing.merged(mine, theirs, keep) == dataclasses.replace(
        theirs,
        titles={"fi": "Minun", "sv": "Deras"},
        sessions=(session(2, hours=4), session(None), session(1, hours=1), session(3)),
    )


def test_merged_with_everything_theirs_is_theirs_and_with_everything_mine_is_mine():
    theirs = dataclasses.replace(BASE, titles={"fi": "Heidän"}, sessions=(session(2), session(3)))
    mine = dataclasses.replace(BASE, summaries={"fi": "Minun"}, sessions=(session(1), session(2, hours=1)))
    parts = [each.part for each in comparing.differences(comparing.digests(BASE), theirs, mine)]

    as_theirs = comparing.merged(mine, theirs, dict.fromkeys(parts, "theirs"))
    as_mine = comparing.merged(mine, theirs, dict.fromkeys(parts, "mine"))

    assert comparing.parts_of(as_theirs) == comparing.parts_of(theirs)
    assert comparing.parts_of(as_mine) == comparing.parts_of(mine)
