"""What is sent to do harm, or by mistake: each ends within the limits with a reason, and the next one is read."""

import resource
import subprocess
import sys
import time

import pytest

from events.incoming import limits, parsing
from events.incoming.reading.problems import CalendarError
from tests.events.incoming.arrangements import NOW, calendar, vevent

MEGABYTE = 1_000_000
OLD = "DTSTART:19700101T090000Z"
RDATES = "RDATE:" + ",".join(f"2027{number // 28 % 12 + 1:02}{number % 28 + 1:02}T090000Z" for number in range(5_000))
BAD_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Oma\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
# By name: the calendar, and the reason for which it or its event is refused; None: it is read.
HOSTILE = {
    "secondly": (calendar(vevent("RRULE:FREQ=SECONDLY")), "repeats_too_often"),
    "secondly from 1970": (calendar(vevent("RRULE:FREQ=SECONDLY", start=OLD, end="")), "year_out_of_range"),
    "minutely from 1970": (calendar(vevent("RRULE:FREQ=MINUTELY", start=OLD, end="")), "year_out_of_range"),
    "minutely": (calendar(vevent("RRULE:FREQ=MINUTELY;BYMONTH=2")), "repeats_too_often"),
    "never": (calendar(vevent("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")), "repeats_too_often"),
    "minutely and long": (calendar(vevent("RRULE:FREQ=MINUTELY", end="DURATION:P99999D")), "lasts_too_long"),
    "hourly for years": (
        calendar(vevent("RRULE:FREQ=HOURLY", start="DTSTART:20200101T090000Z", end="")),
        "repeats_too_often",
    ),
    "hourly from 1970": (calendar(vevent("RRULE:FREQ=HOURLY", start=OLD, end="")), "year_out_of_range"),
    "hourly": (calendar(vevent("RRULE:FREQ=HOURLY", end="DURATION:PT30M")), "too_many_occurrences"),
    "each second of a day": (
        calendar(vevent("RRULE:FREQ=DAILY;BYHOUR={0};BYMINUTE={0},24,25,26,27".format(",".join(map(str, range(24)))))),
        "repeats_too_often",
    ),
    "daily from year 1": (calendar(vevent("RRULE:FREQ=DAILY", start="DTSTART:00010101T090000Z")), "year_out_of_range"),
    "hundred years": (
        calendar(vevent("RRULE:FREQ=DAILY", end="DTEND:20990101T090000Z")),
        "lasts_too_long",
    ),
    "100,000 RDATEs": (calendar(vevent(*[RDATES] * 20)), "too_many_dates"),
    "daily a billion times": (calendar(vevent("RRULE:FREQ=DAILY;COUNT=1000000000")), None),
    "30 February": (calendar(vevent("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), None),
    "30 February three times": (calendar(vevent("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3")), None),
    "zone that changes each second": (
        calendar(vevent(start="DTSTART;TZID=Oma:20270113T090000"), head=BAD_ZONE),
        "unknown_zone",
    ),
    "year 9999": (calendar(vevent(start="DTSTART:99991231T235959Z", end="")), "year_out_of_range"),
    "one line": (calendar(vevent(title="a" * 4 * MEGABYTE)), "line_too_long"),
    "10 MB in one line": (calendar(vevent(title="a" * 10 * MEGABYTE)), "too_large"),
    "10 MB of folds of one character": (calendar(vevent(title="a\r\n " * 2_500_000)), "too_large"),
    "2.4 MB, 2,000 events": (
        calendar(*(vevent("DESCRIPTION:" + "Kuvaus. " * 130, uid=str(number)) for number in range(2_000))),
        None,
    ),
    "folds of one character": (calendar(vevent(title="a\r\n " * 1_200_000)), "too_many_lines"),
    "empty lines": (b"BEGIN:VCALENDAR" + b"\n" * (5 * MEGABYTE - 20), "too_many_lines"),
    "a million parameters": (
        calendar(vevent(start="DTSTART" + ";A=1" * 1_000_000 + ":20270113T090000Z")),
        "line_too_long",
    ),
    "100,000 properties": (calendar(vevent(*(f"X-A{number}:1" for number in range(100_000)))), None),
    "50,000 nested": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000, "too_many_events"),
    "50,000 nested of another kind": (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X-A\r\n" * 50_000, "nested_too_deep"),
    "5,000 weekly series": (
        calendar(*(vevent("RRULE:FREQ=WEEKLY", uid=str(number)) for number in range(5_000))),
        "too_many_items",
    ),
    "10 MB": (calendar(vevent(title="a"), *["X-A:" + "b" * 70 + "\r\n"] * 140_000), "too_large"),
    "a path": (b"/etc/hostname", "not_a_calendar"),
    "an endless number": (calendar(vevent("SEQUENCE:" + "9" * 100_000)), None),
    "digits beyond what Python reads": (calendar(vevent("RRULE:FREQ=DAILY;COUNT=" + "9" * 5_000)), "bad_rule"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_calendar_ends_within_the_limits_with_its_reason(name):
    content, reason = HOSTILE[name]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    try:
        read = parsing.read(content, now=NOW)
        found = [each.code for each in read.problems if each.is_left_out or each.code == reason]
    except CalendarError as refusal:
        found = [refusal.code]

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The repetition that takes longest may be given up by its clock on a slow machine.
    assert (reason in found) if reason else (found == []) or "repeats_too_much" in found, found
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < limits.CPU_SECONDS + 1
    assert len(parsing.read(calendar(vevent()), now=NOW).items) == 1


@pytest.mark.parametrize(("megabytes", "ends"), [(150, 0), (300, 1)])
def test_reader_never_has_more_memory_than_that(megabytes, ends):
    """What the system says of a child's memory counts that of its parent too: the limit itself is tried."""
    takes = f"from events.incoming import sandbox; sandbox.confine(); bytearray({megabytes * MEGABYTE})"

    reader = subprocess.run([sys.executable, "-c", takes], check=False, capture_output=True)

    assert reader.returncode == ends, reader.stderr
    assert (b"MemoryError" in reader.stderr) == bool(ends)


def test_calendar_that_outlasts_its_process_is_given_up(monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.01)
    started = time.monotonic()

    with pytest.raises(CalendarError) as refusal:
        parsing.read(calendar(vevent()), now=NOW)

    assert refusal.value.code == "takes_too_long"
    assert time.monotonic() - started < limits.CPU_SECONDS


def test_ten_thousand_events_are_read_in_one_process_within_the_limits():
    content = calendar(*(vevent("LOCATION:Oulu", "CATEGORIES:A,B", uid=str(number)) for number in range(10_000)))

    read = parsing.read(content, now=NOW)

    assert (len(read.items), read.events, read.problems) == (10_000, 10_000, [])
