"""The rules of overlaps as pure functions over frozen profiles: what two trainings have in common, and what follows.

Nothing here reads the database, the clock or a language. `compare(a, b)` says of a pair what `compare(b, a)` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.conf import settings

from events.models import OverlapKind, Severity
from events.overlaps.findings import Finding, Reason
from events.overlaps.profiles import Profile, Sitting
from events.overlaps.topics import alike

# Of evidence, as much as anybody reads; the earliest pairs stay.
MOST_EVIDENCE = 20

Pair = tuple[Sitting, Sitting]


def compare(own: Profile, other: Profile) -> list[Finding]:
    """Answer every kind of overlap between two different trainings, the gravest first."""
    meetings = Meetings.of(own, other)
    found = [*_resource(own, other, meetings.intersecting)]
    if not belong_together(own, other) and (common := _common(own, other)):
        topic = _topic_reason(own, other)
        place = _place_reason(own, other)
        if place and meetings.intersecting:
            found.append(_clash(own, other, meetings.intersecting, (*common, *topic, place)))
        if place and topic and meetings.near:
            found.append(_near(own, other, meetings.near, (*common, *topic, place)))
        if topic and own.lead_id != other.lead_id and meetings.in_season:
            found.append(_duplicate(own, other, meetings.in_season, (*common, *topic)))
    return found


def belong_together(own: Profile, other: Profile) -> bool:
    """Members of one series, and trainings that are declared to have the same content."""
    if own.series_id is not None and own.series_id == other.series_id:
        return True
    contents = {own.content_of, own.id} & {other.content_of, other.id}
    return bool(contents - {None})


# --- Time -------------------------------------------------------------------------------------------------------------
def intersect(own: Sitting, other: Sitting) -> bool:
    """Whether both go on at one moment; where one ends as the other starts they only touch."""
    return own.starts_at < other.ends_at and other.starts_at < own.ends_at


def working_days_apart(own: Sitting, other: Sitting) -> int:
    if own.last_day < other.first_day:
        return other.first_work - own.last_work
    if other.last_day < own.first_day:
        return own.first_work - other.last_work
    return 0


def days_apart(own: Sitting, other: Sitting) -> int:
    if own.last_day < other.first_day:
        return other.first_day - own.last_day
    return max(own.first_day - other.last_day, 0)


@dataclass(frozen=True, slots=True)
class Meetings:
    """The pairs of sessions of two trainings by how near they are; the first two are in order of time."""

    intersecting: list[Pair]
    near: list[Pair]
    in_season: list[Pair]

    @classmethod
    def of(cls, own: Profile, other: Profile) -> "Meetings":
        most_days, most_working_days = settings.OVERLAP_SEASON_DAYS, settings.OVERLAP_NEAR_WORKING_DAYS
        in_season = [pair for pair in product(own.sittings, other.sittings) if days_apart(*pair) <= most_days]
        soon = [pair for pair in in_season if working_days_apart(*pair) <= most_working_days]
        if len(soon) > 1:
            soon.sort(key=_order)
        intersecting = [pair for pair in soon if intersect(*pair)]
        near = [pair for pair in soon if not intersect(*pair)]
        return cls(intersecting, near, in_season)


def _order(pair: Pair) -> tuple[Any, ...]:
    """The same whichever side is one's own."""
    one, two = sorted((sitting.starts_at, sitting.ends_at, str(sitting.key)) for sitting in pair)
    return one, two


# --- Audience, language, place, topic ---------------------------------------------------------------------------------
def _common(own: Profile, other: Profile) -> tuple[Reason, ...]:
    """The audience and the languages in common; nothing unless there are both."""
    languages = own.languages & other.languages
    audience = _audience_reason(own, other)
    if not languages or audience is None:
        return ()
    return audience, Reason("same_language", languages=tuple(sorted(languages)))


def _audience_reason(own: Profile, other: Profile) -> Reason | None:
    if direct := own.audiences & other.audiences:
        return Reason("audience_shared", ids=tuple(sorted(direct)))
    if within := (own.audiences & other.audiences_below) | (other.audiences & own.audiences_below):
        return Reason("audience_within", ids=tuple(sorted(within)))
    return None


def _place_reason(own: Profile, other: Profile) -> Reason | None:
    if own.is_national and other.is_national:
        return Reason("both_national")
    if own.is_online and other.is_online:
        return Reason("both_online")
    if shared := own.regions & other.regions:
        return Reason("shared_region", ids=tuple(sorted(shared)))
    return Reason("open_to_all_regions") if own.is_everywhere or other.is_everywhere else None


def _topic_reason(own: Profile, other: Profile) -> tuple[Reason, ...]:
    """One reason or none; texts are compared only where no theme says it."""
    if shared := own.topic.shared_themes(other.topic):
        return (Reason("same_theme", ids=tuple(sorted(shared))),)
    if percent := alike(own.topic, other.topic):
        return (Reason("alike_texts", number=percent),)
    return ()


# --- Kinds ------------------------------------------------------------------------------------------------------------
def _resource(own: Profile, other: Profile, intersecting: list[Pair]) -> Iterator[Finding]:
    """Yield one finding if a trainer or a room is wanted twice at once."""
    pairs = [pair for pair in intersecting if _same_room(pair) or pair[0].trainers & pair[1].trainers]
    if not pairs:
        return
    reasons = [_same_time(pairs)]
    if trainers := frozenset().union(*(one.trainers & two.trainers for one, two in pairs)):
        reasons.append(Reason("same_trainer", ids=tuple(sorted(trainers))))
    if rooms := {one.room_id for one, two in pairs if one.room_id is not None and one.room_id == two.room_id}:
        reasons.append(Reason("same_room", ids=tuple(sorted(rooms))))
    yield _finding(OverlapKind.RESOURCE, Severity.HIGH, (own, other), pairs, reasons)


def _same_room(pair: Pair) -> bool:
    return pair[0].room_id is not None and pair[0].room_id == pair[1].room_id


def _clash(own: Profile, other: Profile, pairs: list[Pair], reasons: tuple[Reason, ...]) -> Finding:
    is_high = {"audience_shared", "same_theme", "alike_texts"} & {reason.code for reason in reasons}
    severity = Severity.HIGH if is_high else Severity.MEDIUM
    return _finding(OverlapKind.CLASH, severity, (own, other), pairs, [_same_time(pairs), *reasons])


def _near(own: Profile, other: Profile, pairs: list[Pair], reasons: tuple[Reason, ...]) -> Finding:
    nearest = min(working_days_apart(*pair) for pair in pairs)
    first = Reason("near_in_time", number=nearest)
    return _finding(OverlapKind.NEAR, Severity.MEDIUM, (own, other), pairs, [first, *reasons])


def _duplicate(own: Profile, other: Profile, pairs: list[Pair], reasons: tuple[Reason, ...]) -> Finding:
    days = [days_apart(*pair) for pair in pairs]
    least = min(days)
    nearest = [pair for pair, apart in zip(pairs, days, strict=True) if apart == least]
    first = Reason("same_season", number=least)
    shown = [_earliest(nearest)]
    return _finding(OverlapKind.DUPLICATE, Severity.MEDIUM, (own, other), pairs, [first, *reasons], shown=shown)


def _earliest(pairs: list[Pair]) -> Pair:
    return pairs[0] if len(pairs) == 1 else min(pairs, key=_order)


def _same_time(pairs: list[Pair]) -> Reason:
    """When both go on, the first time of perhaps several."""
    one, two = pairs[0]
    return Reason(
        "same_time",
        number=len(pairs),
        starts_at=max(one.starts_at, two.starts_at),
        ends_at=min(one.ends_at, two.ends_at),
    )


def _finding(
    kind: str,
    severity: str,
    sides: tuple[Profile, Profile],
    pairs: list[Pair],
    reasons: list[Reason],
    *,
    shown: list[Pair] | None = None,
) -> Finding:
    own, other = sides
    return Finding(
        kind=kind,
        severity=severity,
        reasons=tuple(reasons),
        evidence=tuple((one.key, two.key) for one, two in (shown or pairs)[:MOST_EVIDENCE]),
        starts_at=min(min(one.starts_at, two.starts_at) for one, two in pairs),
        ends_at=max(max(one.ends_at, two.ends_at) for one, two in pairs),
        other_id=other.id,
        is_internal=kind in (OverlapKind.CLASH, OverlapKind.NEAR) and own.lead_id == other.lead_id,
    )
