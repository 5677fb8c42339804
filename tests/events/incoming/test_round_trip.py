"""Our own feeds, brought in as calendars of others, have the same sessions, field by field, whichever feed it is."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from events.feeds import addresses, calendars
from events.feeds.serialising import HELSINKI
from events.incoming import limits, parsing
from events.incoming.reading import calendars as incoming
from events.models import Session
from tests.events.feeds import variants
from tests.events.feeds.arrangements import NOW
from tests.events.feeds.readers import READERS

pytestmark = pytest.mark.django_db


def test_own_feed_has_the_same_sessions_when_it_comes_back():
    variants.make_world()
    body = calendars.render(addresses.events_calendar(QueryDict(), now=NOW)).body

    read = parsing.read(body, now=NOW)

    held = Session.objects.filter(state=Session.State.SCHEDULED, event__state="published").select_related("event__lead")
    assert read.problems == []
    assert {item.uid: (item.starts_at, item.ends_at, item.all_day, item.sequence, item.url) for item in read.items} == {
        each.uid: (
            each.starts_at.astimezone(dt.UTC),
            each.ends_at.astimezone(dt.UTC),
            each.all_day,
            each.sequence,
            f"http://localhost:8000/fi/events/{each.event.slug}/",
        )
        for each in held
    }
    titles = {item.uid: item.title for item in read.items}
    assert all(titles[each.uid].startswith(each.event.title_fi) for each in held)
    assert (read.events, read.skipped) == (Session.objects.count(), Session.objects.count() - held.count())


def test_every_public_feed_has_the_same_sessions_when_it_comes_back():
    variants.make_world()

    assert different(variants.public(), NOW) == {}


def test_every_private_feed_has_the_same_times_when_it_comes_back_and_nothing_else():
    person = variants.make_person(variants.make_world())
    plans = variants.workspace(variants.make_plans())

    assert different(variants.own(person), NOW) == {}
    assert different(plans, timezone.now()) == {}


def different(found, now):
    """What another parser sees of a feed beside what our importer keeps of it, where they differ, or it complains."""
    result = {}
    for variant in found:
        read = incoming.read(variant.body, window=parsing.window_around(now), now=now)
        expected = {uid: kept(seen) for uid, seen in READERS["icalendar"](variant.body).items() if is_kept(seen, now)}
        items = {item.pop("uid"): item for item in read.items}
        if items != expected or read.problems.kept:
            result[variant.name] = (items, expected, read.problems.kept)
    return result


def is_kept(seen, now):
    begins, ends = parsing.window_around(now)
    return seen["STATUS"] != "CANCELLED" and moment(seen["DTEND"]) > begins and moment(seen["DTSTART"]) < ends


def kept(seen):
    """The item of a VEVENT: of a private one its times alone; texts in one line."""
    is_private = seen["CLASS"] == "PRIVATE"
    return {
        "starts_at": moment(seen["DTSTART"]).isoformat(),
        "ends_at": moment(seen["DTEND"]).isoformat(),
        "all_day": not isinstance(seen["DTSTART"], dt.datetime),
        "title": "" if is_private else one_line(seen["SUMMARY"]),
        "location": "" if is_private else one_line(seen["LOCATION"]),
        "categories": [] if is_private else list(map(one_line, seen["CATEGORIES"])),
        "url": "" if is_private else seen["URL"],
        "sequence": seen["SEQUENCE"],
        "recurrence_id": "",
    }


def moment(day_or_time):
    if isinstance(day_or_time, dt.datetime):
        return day_or_time
    return dt.datetime.combine(day_or_time, dt.time(), tzinfo=HELSINKI).astimezone(dt.UTC)


def one_line(text):
    """Without joiners of emojis and other signs that nobody sees, which the importer drops."""
    return " ".join(text.replace("\u200b", " ").split())[: limits.LONGEST_TITLE].rstrip()
