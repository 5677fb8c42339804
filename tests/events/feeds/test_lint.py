"""The lint itself: right feeds have no fault, and every rule fails on a sample that breaks it and nothing else."""

import pytest

from events.feeds import calendars, showing
from tests.events.feeds import lint

HEAD = calendars.Calendar("fi", "Nimi", "Kuvaus", "x.ics", showing.nothing()).header.encode()
EVENT = (
    b"BEGIN:VEVENT\r\nUID:a@example.org\r\nDTSTAMP:20270101T080000Z\r\nCREATED:20270101T080000Z\r\n"
    b"LAST-MODIFIED:20270101T080000Z\r\nSEQUENCE:0\r\nDTSTART;TZID=Europe/Helsinki:20270301T090000\r\n"
    b"DTEND;TZID=Europe/Helsinki:20270301T110000\r\nSUMMARY:V\xc3\xa4ri\\, muoto\r\nSTATUS:CONFIRMED\r\n"
    b"TRANSP:OPAQUE\r\nCLASS:PUBLIC\r\nLOCATION:Talo\\; Oulu\r\nGEO:65.01236;25.46816\r\n"
    b"DESCRIPTION:Hei\\n\\nhttps://example.org/\r\nURL:https://example.org/\r\n"
    b'CATEGORIES:Kieli\\, puhe,Taide\r\nORGANIZER;CN="A":mailto:a@example.org\r\nEND:VEVENT\r\n'
)
END = b"END:VCALENDAR\r\n"
FEED = HEAD + EVENT + END
PRIVATE = (
    FEED.replace(b"CLASS:PUBLIC", b"CLASS:PRIVATE")
    .replace(b"DESCRIPTION:Hei", b"DESCRIPTION:Liity:\\nhttps://example.org/j\\n\\nHei")
    .replace(b"END:VEVENT", b'CONFERENCE;VALUE=URI;LABEL="Liity":https://example.org/j\r\nEND:VEVENT')
)
UNSURE = PRIVATE.replace(b"STATUS:CONFIRMED", b"STATUS:TENTATIVE").replace(
    b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"
)
CANCELLED = (
    FEED.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")
    .replace(b"OPAQUE", b"TRANSPARENT")
    .replace(b"SUMMARY:", b"SUMMARY:PERUTTU: ")
)
UTC_TIMES = FEED.replace(b"DTSTART;TZID=Europe/Helsinki:20270301T090000", b"DTSTART:20271031T003000Z").replace(
    b"DTEND;TZID=Europe/Helsinki:20270301T110000", b"DTEND:20271031T070000Z"
)
DAYS = FEED.replace(b"DTSTART;TZID=Europe/Helsinki:20270301T090000", b"DTSTART;VALUE=DATE:20270301").replace(
    b"DTEND;TZID=Europe/Helsinki:20270301T110000", b"DTEND;VALUE=DATE:20270302"
)
RELATED = FEED.replace(b"END:VEVENT", b"RELATED-TO;RELTYPE=SIBLING:b@example.org\r\nEND:VEVENT")
RIGHT = [FEED, HEAD + END, PRIVATE, UNSURE, CANCELLED, UTC_TIMES, DAYS, RELATED]

# What breaks a rule, and the rules that say so; unless named, in FEED.
BROKEN = [
    # Octets.
    (b"\r\n", b"\n", {"end", "crlf", "octets"}),
    (b"SEQUENCE:0\r\n", b"SEQUENCE:0\n", {"crlf"}),
    (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r", {"crlf"}),
    (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", {"bom"}),
    (END, b"", {"end"}),
    (END, END[:-2], {"end"}),
    (END, END + b"\r\n", {"end", "empty-line"}),
    (b"CLASS:PUBLIC\r\n", b"CLASS:PUBLIC\r\n\r\n", {"empty-line"}),
    (b"CLASS:PUBLIC\r\n", b"CLASS:PUBLIC\r\n \t\r\n", {"empty-line", "fold-needless"}),
    (EVENT, EVENT * 2_500, {"size"}),
    (b"SUMMARY:", b"SUMMARY:" + b"a" * 70, {"octets"}),
    (b"V\xc3\xa4ri", b"V\xc3\r\n \xa4ri", {"utf-8", "fold-needless"}),
    (b"V\xc3\xa4ri", b"V\xe4ri", {"utf-8"}),
    (b"V\xc3\xa4ri", b"V\xed\xa0\x80ri", {"utf-8"}),
    (b"V\xc3\xa4ri", b"V\x0bri", {"control"}),
    (b"V\xc3\xa4ri", b"V\x00ri", {"control"}),
    (b"V\xc3\xa4ri", b"V\xc2\x85ri", {"control"}),
    (b"V\xc3\xa4ri", b"V\xe2\x80\xa8ri", {"control"}),
    (b"SUMMARY:V\xc3\xa4ri\\, muoto", b"SUMMARY:" + b"a" * 65 + b"\\\r\n , muoto", {"fold"}),
    (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri\\, mu\r\n oto", {"fold-needless"}),
    # Content lines.
    (b"SUMMARY:V\xc3\xa4ri", b"V\xc3\xa4ri", {"grammar"}),
    (b"SUMMARY:", b"summary:", {"grammar"}),
    (b"V\xc3\xa4ri", b"V\r\nri", {"grammar"}),
    (b'CN="A"', b'CN="A"B"', {"grammar"}),
    (b'CN="A"', b'CN="A^B"', {"grammar"}),
    (b'CN="A"', b"CN=A: B", {"parameter", "mailbox"}),
    (b'CN="A"', b"CN=A", {"parameter"}),
    (b'CN="A"', b'CN="A";CN="B"', {"parameter"}),
    (b"URL:", b"URL;VALUE=URI:", {"parameter"}),
    # Components.
    (b"END:VEVENT\r\n", b"", {"nesting"}),
    (b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT", {"nesting"}),
    (b"VEVENT", b"VTODO", {"nesting"}),
    (END, END + HEAD.replace(lint.VTIMEZONE, b"") + END, {"nesting", "head"}),
    (lint.VTIMEZONE, b"", {"zone"}),
    (lint.VTIMEZONE, lint.VTIMEZONE * 2, {"zone"}),
    (lint.VTIMEZONE + EVENT, EVENT + lint.VTIMEZONE, {"zone"}),
    (b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", b"RDATE:20270328T030000", {"zone", "nesting"}),
    (b"PRODID:", b"X-PRODID:", {"head"}),
    (b"VERSION:2.0\r\n", b"", {"head"}),
    (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nVERSION:2.0\r\n", {"head"}),
    (b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH\r\nCALSCALE:GREGORIAN", {"head"}),
    (END, b"X-WR-RELCALID:x\r\n" + END, {"head"}),
    (b";VALUE=DURATION", b"", {"head-value"}),
    (b"VERSION:2.0", b"VERSION:1.0", {"head-value"}),
    (b"X-WR-CALNAME:Nimi", b"X-WR-CALNAME:Toinen", {"head-value"}),
    (b"-//Koulutuskalenteri", b"Koulutuskalenteri", {"head-value"}),
    (b"NAME:Nimi", b"NAME:Nimi, toinen", {"text"}),
    (b"CLASS:PUBLIC", b"CLASS:PUBLIC\r\nATTENDEE:mailto:a@example.org", {"property"}),
    (b"CLASS:PUBLIC", b"CLASS:PUBLIC\r\nRDATE:20270302T090000Z", {"property"}),
    (b"DTSTAMP:20270101T080000Z\r\n", b"", {"missing"}),
    (b"UID:a@example.org\r\n", b"", {"missing"}),
    (b"SUMMARY:V\xc3\xa4ri\\, muoto\r\n", b"", {"missing"}),
    (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:0\r\n", {"repeated"}),
    (b"LOCATION:Talo\\; Oulu\r\n", b"LOCATION:A\r\nLOCATION:B\r\n", {"repeated"}),
    (b"TRANSP:OPAQUE\r\nCLASS:PUBLIC\r\n", b"CLASS:PUBLIC\r\nTRANSP:OPAQUE\r\n", {"order"}),
    # Values.
    (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri, muoto", {"text"}),
    (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri; muoto", {"text"}),
    (b"V\xc3\xa4ri\\, muoto", b"V\xc3\xa4ri\\: muoto", {"text"}),
    (b"Kieli\\, puhe,Taide", b"Kieli\\, puhe,,Taide", {"text"}),
    (b"Kieli\\, puhe,Taide", b"Kieli;Taide", {"text"}),
    (EVENT, EVENT + EVENT, {"uid"}),
    (b"UID:a@example.org", b"UID:a", {"uid"}),
    (b"UID:a@example.org", b"UID:" + b"a" * 71 + (b"\r\n " + b"b" * 74) * 3 + b"\r\n @example.org", {"uid"}),
    (b"DTSTAMP:20270101T080000Z", b"DTSTAMP:20270101T080001Z", {"stamp"}),
    (b"20270101T080000Z", b"20270101T080000", {"stamp"}),
    (b"CREATED:20270101T080000Z", b"CREATED:20270101T090000Z", {"stamp"}),
    (b"SEQUENCE:0", b"SEQUENCE:zwei", {"sequence"}),
    (b"SEQUENCE:0", b"SEQUENCE:-1", {"sequence"}),
    (b"SEQUENCE:0", b"SEQUENCE:2147483648", {"sequence"}),
    (b"20270301T110000", b"20270301T090000", {"time"}),
    (b"20270301T110000", b"20270230T110000", {"time"}),
    (b"DTEND;TZID=Europe/Helsinki:20270301T110000", b"DTEND;VALUE=DATE:20270302", {"time"}),
    (b"DTSTART;TZID=Europe/Helsinki:", b"DTSTART:", {"time"}),
    (b"TZID=Europe/Helsinki:20270301T090000", b'TZID="UTC+02:00":20270301T090000', {"parameter", "time"}),
    (b"TZID=Europe/Helsinki", b"TZID=FLE Standard Time", {"parameter", "time"}),
    (b"20270301T110000", b"20271031T033000", {"doubtful"}),
    (b"20270301T110000", b"20270328T033000", {"doubtful"}),
    (b"DTEND;TZID=Europe/Helsinki:20270301T110000", b"DTEND:20270301T090000Z", {"time"}),
    (b"STATUS:CONFIRMED", b"STATUS:MAYBE", {"status"}),
    (b"STATUS:CONFIRMED", b"STATUS:CANCELLED", {"status"}),
    (b"STATUS:CONFIRMED", b"STATUS:TENTATIVE", {"status"}),
    (b"SUMMARY:", b"SUMMARY:PERUTTU: ", {"status"}),
    (b"CLASS:PUBLIC", b"CLASS:SECRET", {"status"}),
    (b"65.01236;25.46816", b"65.01236,25.46816", {"geo"}),
    (b"65.01236;25.46816", b"95.01236;25.46816", {"geo"}),
    (b"\r\nURL:https://example.org/", b"\r\nURL:https://example.org/\xc3\xa4", {"uri", "page"}),
    (b"https://example.org/", b"https://example.org/%2", {"uri"}),
    (b"https://example.org/", b"https://example.org/<a>", {"uri"}),
    (b"mailto:a@example.org", b"a@example.org", {"mailbox"}),
    (b"mailto:a@example.org", b"mailto:a b@example.org", {"mailbox"}),
    (b"mailto:a@example.org", b"mailto:a@esimerkk\xc3\xa4.fi", {"mailbox"}),
    (b"Hei\\n\\nhttps://", b"Hei https://", {"page"}),
    (b"\r\nURL:https://example.org/", b"\r\nURL:https://example.org/x", {"page"}),
    (b"END:VEVENT", b'CONFERENCE;VALUE=URI;LABEL="L":https://example.org/j\r\nEND:VEVENT', {"join"}),
]  # fmt: skip
BROKEN_OTHERS = [
    (PRIVATE, b"CONFERENCE;VALUE=URI;", b"CONFERENCE;", {"parameter"}),
    (PRIVATE, b'"Liity":https://example.org/j', b'"Liity":https://example.org/\xc3\xa4', {"uri"}),
    (PRIVATE, b"DESCRIPTION:Liity:\\nhttps://example.org/j\\n\\n", b"DESCRIPTION:", {"join"}),
    (UNSURE, b"X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n", b"", {"status"}),
    (CANCELLED, b"PERUTTU: ", b"", {"status"}),
    (CANCELLED, b"TRANSPARENT", b"OPAQUE", {"status"}),
    (UTC_TIMES, b"20271031T003000Z", b"20271030T203000Z", {"utc"}),
    (DAYS, b"DTEND;VALUE=DATE:20270302", b"DTEND;VALUE=DATE:20270301", {"time"}),
    (DAYS, b"DTSTART;VALUE=DATE:", b"DTSTART:", {"time"}),
    (RELATED, b"SIBLING:b@", b"SIBLING:a@", {"related"}),
    (RELATED, b"RELTYPE=SIBLING", b"RELTYPE=PARENT", {"parameter"}),
]
SAMPLES = [(FEED, *sample) for sample in BROKEN] + BROKEN_OTHERS


@pytest.mark.parametrize("feed", RIGHT)
def test_lint_of_a_right_feed_finds_nothing(feed):
    assert lint.faults(feed) == []


@pytest.mark.parametrize(("feed", "right", "wrong", "rules"), SAMPLES)
def test_lint_of_a_broken_feed_finds_the_fault_and_no_other(feed, right, wrong, rules):
    broken = feed.replace(right, wrong)

    assert broken != feed
    assert lint.codes(broken) == rules


def test_every_rule_has_a_sample_that_breaks_it():
    assert {rule for *_sample, rules in SAMPLES for rule in rules} == set(lint.RULES)


@pytest.mark.parametrize("feed", RIGHT[2:])
def test_lint_of_a_feed_cut_anywhere_finds_a_fault(feed):
    assert all(lint.faults(feed[:end]) for end in range(0, len(feed) - 1, 7))


@pytest.mark.parametrize(
    "body", [b"", b"<!DOCTYPE html><html></html>", b"\x00" * 9, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"]
)
def test_lint_of_what_is_no_feed_finds_a_fault(body):
    assert lint.faults(body)
