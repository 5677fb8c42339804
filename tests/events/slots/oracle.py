"""The search for free slots as anybody would write it who has all day: every start, every training, the rules.

It knows nothing of stretches, bisections or statements: it makes the training's profile at each start and asks the
rules of overlaps about every other training there is.
"""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from events import calendar_days, likeness
from events.models import Event
from events.overlaps import finding, rules

HALF_AN_HOUR = dt.timedelta(minutes=30)
NOON = 12


def starts(query, known):
    """Every half hour at which all sessions are on open days, between the hours, at a time that is one."""
    concern = finding.subject_of(query.draft, known).concern
    closed = calendar_days.days_between(query.earliest, query.latest, vocabularies=known, concern=concern)
    zone = timezone.get_default_timezone()
    for day in (
        query.earliest + dt.timedelta(days=number) for number in range((query.latest - query.earliest).days + 1)
    ):
        for half_hour in range(2 * query.from_hour, 2 * query.to_hour):
            wall = dt.datetime.combine(day, dt.time()) + half_hour * HALF_AN_HOUR
            times = [(wall + dt.timedelta(weeks=week)).replace(tzinfo=zone) for week in range(query.sessions)]
            if all(_is_open(each, query, closed) for each in times):
                yield times


def _is_open(local, query, closed):
    exists_once = local.utcoffset() == local.replace(fold=1).utcoffset()
    if not exists_once:
        return False
    ends = local.astimezone(dt.UTC) + dt.timedelta(minutes=query.minutes)
    midnight = local.replace(hour=0, minute=0)
    closes = (midnight.replace(tzinfo=None) + dt.timedelta(hours=query.to_hour)).replace(tzinfo=midnight.tzinfo)
    return (
        query.earliest <= local.date() <= query.latest
        and local.isoweekday() in query.weekdays
        and local.date() not in closed
        and ends <= closes.astimezone(dt.UTC)
    )


def ranking(query, others, known, *, sees_inside=True, habit=None):
    """All starts that come into question with their costs, in order of time."""
    found = []
    topic = _topic(query, known)
    for times in starts(query, known):
        own = replace(finding.subject_of(query.draft_at(times), known, exclude=query.event_id).profile, topic=topic)
        findings = [finding for other in others for finding in rules.compare(own, other)]
        if any(each.kind == "resource" for each in findings):
            continue
        shown = [each for each in findings if sees_inside or not each.is_internal]
        cost = sum(settings.SLOT_WEIGHTS[weight(each)] for each in shown)
        busy = len({other.id for other in others if _is_that_week(own, other, sees_inside=sees_inside)})
        cost += min(busy, settings.SLOT_BUSIEST_WEEK) * settings.SLOT_WEIGHTS["same_week"]
        found.append((times[0], cost + unusual(times[0], habit)))
    return found


def _topic(query, known):
    """Its themes, and each text there is that is alike to its own."""
    subject = finding.subject_of(query.draft, known)
    texts = [likeness.profile_of(likeness.of_event(event)) for event in Event.objects.all()]
    alike = {text.digest: likeness.percent(subject.text, text) for text in texts}
    return replace(subject.profile.topic, alike={digest: percent for digest, percent in alike.items() if percent})


def best(ranked, limit):
    """Of each morning and afternoon the cheapest start, and of those the cheapest."""
    halves = {}
    for starts_at, cost in sorted(ranked, key=lambda each: (each[1], each[0])):
        halves.setdefault((starts_at.date(), starts_at.hour < NOON), (starts_at, cost))
    return sorted(halves.values(), key=lambda each: (each[1], each[0]))[:limit]


def weight(found):
    return f"clash_{found.severity}" if found.kind == "clash" else str(found.kind)


def unusual(local, habit):
    """What an hour and a weekday cost whatever else there is."""
    weights, minute = settings.SLOT_WEIGHTS, local.hour * 60 + local.minute
    cost = 0
    if minute not in (9 * 60, 13 * 60):
        cost += weights["half_hour"] if minute % 60 else weights["other_hour"]
    if local.weekday() in (0, 4):
        cost += weights["monday_friday"]
    if local.weekday() in (5, 6):
        cost += weights["weekend"]
    if habit == (local.weekday(), local.hour < NOON):
        cost += weights["your_usual_time"]
    return cost


def _is_that_week(own, other, *, sees_inside):
    """Whether another training for the same people has a session in a week of one's own."""
    if not sees_inside and own.lead_id == other.lead_id:
        return False
    if rules.belong_together(own, other) or not _same_people(own, other):
        return False
    return any(
        _monday(theirs.first_day) <= _monday(sitting.first_day) <= _monday(theirs.last_day)
        for sitting in own.sittings
        for theirs in other.sittings
    )


def _same_people(own, other):
    audience = (own.audiences & other.audiences_below) | (other.audiences & own.audiences_below)
    place = own.is_everywhere or other.is_everywhere or own.regions & other.regions
    return bool(audience and own.languages & other.languages and place)


def _monday(ordinal):
    day = dt.date.fromordinal(ordinal)
    return day - dt.timedelta(days=day.weekday())
