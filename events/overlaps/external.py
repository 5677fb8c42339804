"""What stands in calendars of others at the time of a training, or on its theme in its season: one statement for all.

Findings without another side, like those about dates that matter: they are not stored. What of ours came back in a
calendar of others meets nobody.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from catalogue.vocabularies import Vocabularies
from events.models import OverlapKind, Severity
from events.overlaps import candidates, rules, sides
from events.overlaps.findings import Finding, Reason
from events.overlaps.profiles import Profile, Sitting

# Of items, as many as are looked at: the nearest to the first moments.
MOST_ITEMS = 2_000
_SPAN = "tstzrange(item.starts_at, item.ends_at)"
_ITEMS = f"""
SELECT item.calendar_id, calendar.name, item.title, item.starts_at, item.ends_at, item.all_day, item.audience_ids,
       item.theme_ids, item.region_ids, calendar.languages
FROM events_externalitem AS item JOIN events_externalcalendar AS calendar ON calendar.id = item.calendar_id
WHERE ({_SPAN} && %(moments)s::tstzmultirange
       OR {_SPAN} && %(season)s::tstzmultirange AND item.theme_ids && %(themes)s::int[])
  AND (%(sees_all)s OR calendar.is_public)
  AND NOT EXISTS (SELECT FROM events_session AS session WHERE session.uid = item.uid)
ORDER BY item.starts_at, item.id LIMIT {MOST_ITEMS}"""  # noqa: S608 - names of our columns


NO_TIME = dt.timedelta()


class Item(NamedTuple):
    calendar_id: int
    calendar: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    audiences: list[int]
    themes: list[int]
    regions: list[int]
    languages: list[str]


def findings(subjects: Sequence[Profile], known: Vocabularies, *, sees_all: bool) -> list[list[Finding]]:
    """Answer what each of these finds, one of a kind for each calendar; who does not see all sees public ones."""
    items = _near(subjects, known, sees_all=sees_all)
    return [list(_of(own, items, known)) for own in subjects]


def _near(subjects: Sequence[Profile], known: Vocabularies, *, sees_all: bool) -> list[Item]:
    sittings = [each for own in subjects for each in own.sittings]
    if not sittings:
        return []
    themes = frozenset().union(*(own.topic.themes for own in subjects))
    values: dict[str, Any] = {
        "moments": candidates.multirange((each.starts_at, each.ends_at) for each in sittings),
        "season": candidates.multirange(map(candidates.season_window, sittings)) if themes else "{}",
        "themes": candidates.themes_around(known, themes),
        "sees_all": sees_all,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        return [Item(*row) for row in cursor.fetchall()]


def _of(own: Profile, items: Iterable[Item], known: Vocabularies) -> Iterator[Finding]:
    """What goes on at the same time, then what is about the same; each calendar once, with its first and a count."""
    if not own.sittings:
        return
    season = dt.timedelta(days=candidates.season_days() + 1)
    at_once: dict[int, list[tuple[Item, Sitting]]] = {}
    alike: dict[int, list[tuple[dt.timedelta, int, Sitting, Item]]] = {}
    for number, item in enumerate(items):
        if not _concerns(own, item, known):
            continue
        gap, nearest = min(((_gap(each, item), each) for each in own.sittings), key=lambda pair: pair[0])
        if gap < NO_TIME:
            at_once.setdefault(item.calendar_id, []).append((item, nearest))
        if gap <= season and own.topic.shared_themes(sides.topic_of(item.themes, known)):
            alike.setdefault(item.calendar_id, []).append((max(gap, NO_TIME), number, nearest, item))
    for some in at_once.values():
        item, meeting = some[0]
        yield _finding(OverlapKind.CALENDAR, Severity.LOW, meeting, [_reason(item, len(some))])
    for many in alike.values():
        _gap_of_all, _number, nearest, item = min(many, key=lambda each: each[:2])
        days = rules.days_apart(nearest, sides.sitting(item.title, item.starts_at, item.ends_at))
        if days <= candidates.season_days():
            shared = own.topic.shared_themes(sides.topic_of(item.themes, known))
            same_theme = Reason("same_theme", ids=tuple(sorted(shared)))
            reasons = [Reason("same_season", number=days), same_theme, _reason(item, len(many))]
            yield _finding(OverlapKind.DUPLICATE, Severity.MEDIUM, nearest, reasons)


def _gap(own: Sitting, item: Item) -> dt.timedelta:
    """How long after one the other begins; less than nothing while both go on."""
    return max(own.starts_at - item.ends_at, item.starts_at - own.ends_at)


def _concerns(own: Profile, item: Item, known: Vocabularies) -> bool:
    """Whether it may be for the same people; what a calendar does not say may be so."""
    audiences = frozenset(item.audiences)
    is_for_them = not audiences or bool(
        own.audiences & sides.below(known.audiences, audiences) or audiences & own.audiences_below
    )
    in_their_language = not item.languages or not own.languages.isdisjoint(item.languages)
    is_near = not item.regions or own.is_everywhere or not own.regions.isdisjoint(item.regions)
    return is_for_them and in_their_language and is_near


def _reason(item: Item, count: int) -> Reason:
    return Reason(
        "external_item",
        number=count,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        names=(("calendar", item.calendar), ("title", item.title), ("all_day", "1" if item.all_day else "")),
    )


def _finding(kind: str, severity: str, own: Sitting, reasons: list[Reason]) -> Finding:
    return Finding(
        kind=kind,
        severity=severity,
        reasons=tuple(reasons),
        evidence=((own.key, None),),
        starts_at=own.starts_at,
        ends_at=own.ends_at,
    )
