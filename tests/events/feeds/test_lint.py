"""The lint itself: a right feed has no fault, and each fault of the matrix in shared/icalendar.md is found."""

import pytest

from events.feeds import calendars
from tests.events.feeds import lint

HEAD = calendars.Calendar("fi", "Nimi", "Kuvaus", "x.ics", calendars.none()).header.encode()
EVENT = (
    b"BEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20270101T080000Z\r\nCREATED:20270101T080000Z\r\n"
    b"LAST-MODIFIED:20270101T080000Z\r\nSEQUENCE:0\r\nDTSTART;TZID=Europe/Helsinki:20270301T090000\r\n"
    b"DTEND;TZID=Europe/Helsinki:20270301T110000\r\nSUMMARY:V\xc3\xa4ri\\, muoto\r\nSTATUS:CONFIRMED\r\n"
    b"TRANSP:OPAQUE\r\nCLASS:PUBLIC\r\nDESCRIPTION:Hei\\n\\nhttps://example.org/\r\nGEO:65.01236;25.46816\r\n"
    b'ORGANIZER;CN="A":mailto:a@example.org\r\nEND:VEVENT\r\n'
)
FEED = HEAD + EVENT + b"END:VCALENDAR\r\n"


def test_lint_of_a_right_feed_finds_nothing():
    assert lint.faults(FEED) == []
    assert lint.faults(HEAD + b"END:VCALENDAR\r\n") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"\r\n", b"\n"),
        (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
        (b"PRODID:", b"X-PRODID:"),
        (b"VERSION:2.0\r\n", b""),
        (b"DTSTAMP:20270101T080000Z\r\n", b""),
        (b"UID:a@example.org\r\n", b""),
        (EVENT, EVENT + EVENT),
        (lint.VTIMEZONE, b""),
        (lint.VTIMEZONE + EVENT, EVENT + lint.VTIMEZONE),
        (b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", b"RDATE:20270328T030000"),
        (b"SUMMARY:", b"SUMMARY:" + b"a" * 70),
        (b"V\xc3\xa4ri", b"V\xc3\r\n \xa4ri"),
        (b"V\xc3\xa4ri", b"V\xe4ri"),
        (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri\\\r\n , muoto"),
        (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri, muoto"),
        (b"V\xc3\xa4ri", b"V\nri"),
        (b"V\xc3\xa4ri", b"V\x0bri"),
        (b"V\xc3\xa4ri", b"V\xc2\x85ri"),
        (b"V\xc3\xa4ri", b"V\xe2\x80\xa8ri"),
        (b"STATUS:CONFIRMED", b"STATUS:MAYBE"),
        (b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
        (b"SEQUENCE:0", b"SEQUENCE:zwei"),
        (b"20270301T110000", b"20270301T090000"),
        (b"DTEND;TZID=Europe/Helsinki:20270301T110000", b"DTEND;VALUE=DATE:20270302"),
        (b"20270301T110000", b"20271031T033000"),
        (b"TZID=Europe/Helsinki:20270301T090000", b'TZID="UTC+02:00":20270301T090000'),
        (b"DTSTART;TZID=Europe/Helsinki:", b"DTSTART:"),
        (b"CLASS:PUBLIC\r\n", b"CLASS:PUBLIC\r\n\r\n"),
        (b"65.01236;25.46816", b"65.01236,25.46816"),
        (b'CN="A"', b"CN=A: B"),
        (b"CALSCALE:GREGORIAN", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH"),
        (b"CLASS:PUBLIC", b"ATTENDEE:mailto:a@example.org"),
        (b";VALUE=DURATION", b""),
        (b"END:VCALENDAR\r\n", b""),
    ],
)
def test_lint_of_a_broken_feed_finds_the_fault(right, wrong):
    broken = FEED.replace(right, wrong)

    assert broken != FEED
    assert lint.faults(broken)
