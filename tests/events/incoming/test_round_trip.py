"""Our own feed, brought in as a calendar of others, has the same sessions."""

import datetime as dt

import pytest
from django.http import QueryDict

from events.feeds import addresses, calendars, entries
from events.incoming import parsing
from events.models import Session
from tests.events.feeds.arrangements import NOW, helsinki, make_course, make_event, make_session, make_venue

pytestmark = pytest.mark.django_db


def test_own_feed_has_the_same_sessions_when_it_comes_back():
    make_course()
    event = make_event(
        id="21111111-2222-4333-8444-555555555555",
        slug="toinen",
        title_fi="Työyhteisösovittelijakoulutuksen jatko-opintokokonaisuus 😀👩‍👩‍👧, osa ; \\ 2",
        title_sv="",
    )
    venue = make_venue(name_fi="Sivistyskeskus Åbo–Turku: ”Kokoushuone”", name_sv="", municipality="Turku")
    spans = {
        11: (helsinki(3, 28, 2, 30), helsinki(3, 28, 5), False),
        12: (helsinki(10, 31, 2, 30), helsinki(10, 31, 3, 30), False),
        13: (helsinki(10, 31, 3, 30).replace(fold=1), helsinki(10, 31, 5), False),
        14: (helsinki(10, 31), helsinki(11, 1), True),
        15: (helsinki(3, 27), helsinki(3, 29), True),
        16: (helsinki(12, 31, 22), helsinki(1, 1, 1, year=2028), False),
    }
    for number, (starts_at, ends_at, all_day) in spans.items():
        make_session(event, number, starts_at=starts_at, ends_at=ends_at, all_day=all_day, venue=venue)
    entries.refresh([event.pk], now=NOW)
    body = calendars.render(addresses.events_calendar(QueryDict(), now=NOW)).body

    read = parsing.read(body, now=NOW)

    scheduled = Session.objects.filter(state=Session.State.SCHEDULED, event__state="published").select_related("event")
    shown = body.decode()
    expected = {
        each.uid: (each.starts_at.astimezone(dt.UTC), each.ends_at.astimezone(dt.UTC), each.all_day, each.sequence)
        for each in scheduled
        if each.uid in shown
    }
    assert len(expected) >= len(spans)
    assert read.problems == []
    assert {item.uid: (item.starts_at, item.ends_at, item.all_day, item.sequence) for item in read.items} == expected
    titles = {item.uid: item.title for item in read.items}
    assert all(each.event.title_fi.replace("\u200d", "\u200d") in titles[each.uid] for each in scheduled)
    assert all("Sivistyskeskus" in item.location for item in read.items if item.title.startswith("Työyhteisö"))
