"""Profiles as the rules compare them, and stored trainings, with the least that must be said."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from catalogue.actors import by_system
from events import likeness
from events.models import OverlapCase
from events.overlaps import cases, sides, spans
from events.overlaps.profiles import Profile
from events.overlaps.topics import Topic
from tests.factories import EventFactory, SessionFactory

HELSINKI = ZoneInfo("Europe/Helsinki")
# A Tuesday with an ordinary week around it.
TUESDAY = dt.date(2027, 3, 9)
NOW = dt.datetime(2027, 2, 1, 12, tzinfo=HELSINKI)
BY = by_system("test")


def at(day, hour=9, minute=0):
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=HELSINKI)


def sitting(day=TUESDAY, hours=(9, 12), key="s", **facts):
    start, end = hours
    return sides.sitting(key, at(day, start), at(day, end), **facts)


def whole_days(first, days=1, key="s"):
    """From local midnight to local midnight."""
    return sides.sitting(key, at(first, 0), at(first + dt.timedelta(days=days), 0))


def profile(number, *sittings, themes=(), themes_below=None, audiences=(1,), audiences_below=None, **facts):
    """An online Finnish-language training of its own lead for target group 1, without a theme."""
    values = {
        "id": UUID(int=number),
        "lead_id": number,
        "languages": frozenset({"fi"}),
        "is_online": True,
        "content_of": UUID(int=number),
        "sittings": sides.in_order(sittings or [sitting()]),
        "audiences": frozenset(audiences),
        "audiences_below": frozenset(audiences if audiences_below is None else audiences_below),
        "topic": Topic(frozenset(themes), frozenset(themes if themes_below is None else themes_below)),
    }
    return Profile(**(values | facts))


def training(day=TUESDAY, hours=(9, 12), *, state="planned", days=None, rooms=None, **values):
    """A stored online training with its rows for overlaps, as the writes leave it; `days` are those of its sessions."""
    event = EventFactory(state=state, **values)
    for each in days or [day]:
        start, end = hours
        SessionFactory(event=event, starts_at=at(each, start), ends_at=at(each, end), room=rooms)
    likeness.keep([event.pk])
    spans.refresh([event.pk])
    return event


def refresh(*events, now=NOW):
    return cases.refresh_cases(event_ids=[event.pk for event in events], by=BY, now=now)


def stored(*events):
    """The cases of these events (of all), as kind and state."""
    rows = OverlapCase.objects.of_events([event.pk for event in events]) if events else OverlapCase.objects.all()
    return sorted(rows.values_list("kind", "state"))
