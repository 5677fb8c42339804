"""Calendars as others write them."""

import datetime as dt

from catalogue.actors import by_system
from events.incoming.keeping import CalendarDraft

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
BY = by_system("tests")
START = "DTSTART;TZID=Europe/Helsinki:20270113T090000"
END = "DTEND;TZID=Europe/Helsinki:20270113T110000"


def vevent(*lines, uid="a@example.org", start=START, end=END, title="Koulutus"):
    """An event; what is empty is left out."""
    given = [f"UID:{uid}" if uid else "", "DTSTAMP:20260901T080000Z", start, end, f"SUMMARY:{title}" if title else ""]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, given), *lines, "END:VEVENT", ""])


def calendar(*parts, head=""):
    """Parts are events, or bytes of them; `head` are lines of the calendar itself."""
    first = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{head}"
    return "".join([first, *parts, "END:VCALENDAR\r\n"]).encode()


def draft(**changed):
    """What is written about a calendar of an address."""
    values = {"name": "Yliopisto", "kind": "address", "address": "https://calendar.example/kevat.ics"}
    return CalendarDraft(**(values | changed))
