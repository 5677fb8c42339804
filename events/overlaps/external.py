"""What stands in calendars of others at the time of a training, or on its theme in its season: one statement for all.

Findings without another side, like those about dates that matter: they are not stored. What of ours came back in a
calendar of others meets nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from catalogue.vocabularies import Vocabularies
from events.models import OverlapKind, Severity
from events.overlaps import candidates, rules, sides
from events.overlaps.findings import Finding, Reason
from events.overlaps.profiles import Profile, Sitting

_SPAN = "tstzrange(item.starts_at, item.ends_at)"
# An item may be for the same people, in their language and where they are: what a calendar does not say may be so.
# Materialized, or the planner, which takes a span for a few rows, goes through them for every calendar anew.
_CONCERNING = """MATERIALIZED (
    SELECT subject.n, subject.languages, item.calendar_id, item.id, item.uid, item.starts_at, {distance} AS distance
    FROM subject CROSS JOIN LATERAL (
        SELECT * FROM events_externalitem AS item
        WHERE {condition}
          AND (item.audience_ids = '{{}}' OR item.audience_ids && subject.audiences)
          AND (subject.regions IS NULL OR item.region_ids = '{{}}' OR item.region_ids && subject.regions)
        OFFSET 0
    ) AS item
)"""
_DISTANCE = """(SELECT min(greatest(lower(moment) - item.ends_at, item.starts_at - upper(moment), interval '0'))
            FROM unnest(subject.moments) AS moment)"""
# The first or nearest one of each calendar, with how many there are: the database counts them, for loading hundreds of
# rows takes longer than finding them.
_FIRST = """(
    SELECT DISTINCT ON (n, calendar_id) n, {at_once} AS is_at_once, met.id,
           count(*) OVER (PARTITION BY n, calendar_id) AS number
    FROM {met} AS met JOIN shown ON shown.id = calendar_id
         AND (shown.languages = '{{}}' OR shown.languages && met.languages)
    WHERE NOT EXISTS (SELECT FROM events_session AS session WHERE session.uid = met.uid)
    ORDER BY n, calendar_id, distance, starts_at, met.id)"""
_ITEMS = f"""
WITH subject AS MATERIALIZED (
    SELECT n, moments::tstzmultirange, season::tstzmultirange, themes::int[], audiences::int[], regions::int[],
           languages::varchar[]
    FROM unnest(%(moments)s::text[], %(season)s::text[], %(themes)s::text[], %(audiences)s::text[],
                %(regions)s::text[], %(languages)s::text[])
         WITH ORDINALITY AS given(moments, season, themes, audiences, regions, languages, n)
),
shown AS MATERIALIZED (SELECT id, name, languages FROM events_externalcalendar WHERE %(sees_all)s OR is_public),
at_once AS {_CONCERNING.format(condition=f"{_SPAN} && subject.moments", distance="interval '0'")},
alike AS {
    _CONCERNING.format(condition=f"{_SPAN} && subject.season AND item.theme_ids && subject.themes", distance=_DISTANCE)
},
found AS ({_FIRST.format(met="at_once", at_once="true")} UNION ALL {_FIRST.format(met="alike", at_once="false")})
SELECT found.n, found.is_at_once, found.number, shown.name, item.title, item.starts_at, item.ends_at, item.all_day,
       item.theme_ids
FROM found JOIN events_externalitem AS item USING (id) JOIN shown ON shown.id = item.calendar_id
ORDER BY found.n, found.is_at_once DESC, item.starts_at, item.id"""  # noqa: S608 - names of our columns


class Item(NamedTuple):
    """The first one of a calendar, or the nearest; `number` counts it with the others of its calendar."""

    subject: int
    is_at_once: bool
    number: int
    calendar: str
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    themes: list[int]


def findings(subjects: Sequence[Profile], known: Vocabularies, *, sees_all: bool) -> list[list[Finding]]:
    """Answer what each of these finds, one of a kind for each calendar; who does not see all sees public ones."""
    found: list[list[Finding]] = [[] for _subject in subjects]
    for item in _near(subjects, known, sees_all=sees_all):
        found[item.subject - 1] += _of(subjects[item.subject - 1], item, known)
    return found


def _near(subjects: Sequence[Profile], known: Vocabularies, *, sees_all: bool) -> list[Item]:
    if not any(own.sittings for own in subjects):
        return []
    values: dict[str, Any] = {
        "moments": [candidates.multirange((each.starts_at, each.ends_at) for each in own.sittings) for own in subjects],
        "season": [
            candidates.multirange(map(candidates.season_window, own.sittings)) if own.topic.themes else "{}"
            for own in subjects
        ],
        "themes": [_array(candidates.themes_around(known, own.topic.themes)) for own in subjects],
        "audiences": [_array(candidates.around(known.audiences, own.audiences)) for own in subjects],
        "regions": [None if own.is_everywhere else _array(own.regions) for own in subjects],
        "languages": [_array(own.languages) for own in subjects],
        "sees_all": sees_all,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        return [Item(*row) for row in cursor.fetchall()]


def _array(values: Iterable[int] | Iterable[str]) -> str:
    """As PostgreSQL writes an array of numbers or codes."""
    return "{" + ",".join(map(str, values)) + "}"


def _of(own: Profile, item: Item, known: Vocabularies) -> Iterator[Finding]:
    """What goes on at the same time, or what is about the same; its calendar's others are a number."""
    other = sides.sitting(item.title, item.starts_at, item.ends_at)
    nearest = min(own.sittings, key=lambda sitting: _gap(sitting, item))
    if item.is_at_once:
        yield _finding(OverlapKind.CALENDAR, Severity.LOW, nearest, [_reason(item)])
        return
    days = rules.days_apart(nearest, other)
    if days <= candidates.season_days():
        shared = own.topic.shared_themes(sides.topic_of(item.themes, known))
        reasons = [Reason("same_season", number=days), Reason("same_theme", ids=tuple(sorted(shared))), _reason(item)]
        yield _finding(OverlapKind.DUPLICATE, Severity.MEDIUM, nearest, reasons)


def _gap(own: Sitting, item: Item) -> float:
    """Seconds from the end of one to the beginning of the other; less than nothing while both go on."""
    return max((own.starts_at - item.ends_at).total_seconds(), (item.starts_at - own.ends_at).total_seconds())


def _reason(item: Item) -> Reason:
    return Reason(
        "external_item",
        number=item.number,
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
