"""What is understood of a calendar: times, zones, repetitions, versions, and what is wrong in which line."""

import datetime as dt

import pytest

from events.incoming.reading import calendars
from events.incoming.reading.problems import CalendarError
from tests.events.incoming.arrangements import NOW, calendar, vevent

WINDOW = (NOW - dt.timedelta(days=92), NOW + dt.timedelta(days=550))


def read(content):
    return calendars.read(content, window=WINDOW, now=NOW)


def times(content):
    return [(item["starts_at"][:16], item["ends_at"][:16]) for item in read(content).items]


def codes(content):
    return [(each.line, each.code, each.is_left_out) for each in read(content).problems.kept]


def test_event_is_kept_with_its_texts_and_without_people():
    content = calendar(
        vevent(
            "LOCATION:Oulu\\, kirjasto", "CATEGORIES:Opettajat,Tieto\\, taito", "URL:https://example.org/1",
            "SEQUENCE:4", "ORGANIZER:mailto:aino@example.org", "ATTENDEE:mailto:eero@example.org",
            "DESCRIPTION:Salainen",
            title="Lukemi\r\n nen <b>ja</b> kirjoittaminen",
        )
    )  # fmt: skip

    assert read(content).items == [
        {
            "uid": "a@example.org", "recurrence_id": "", "title": "Lukeminen <b>ja</b> kirjoittaminen",
            "starts_at": "2027-01-13T07:00:00+00:00", "ends_at": "2027-01-13T09:00:00+00:00", "all_day": False,
            "location": "Oulu, kirjasto", "categories": ["Opettajat", "Tieto, taito"], "url": "https://example.org/1",
            "sequence": 4,
        }
    ]  # fmt: skip


OWN_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    ("start", "head", "expected"),
    [
        ("DTSTART:20270113T090000Z", "", "2027-01-13T09:00"),
        ("DTSTART:20270113T090000", "", "2027-01-13T07:00"),
        ("DTSTART:20270113T090000", "X-WR-TIMEZONE:Europe/Stockholm\r\n", "2027-01-13T08:00"),
        ("DTSTART;TZID=Europe/Stockholm:20270113T090000", "", "2027-01-13T08:00"),
        ('DTSTART;X-A="a:b;c";TZID="Europe/Stockholm":20270113T090000', "", "2027-01-13T08:00"),
        ("DTSTART;TZID=FLE Standard Time:20270113T090000", "", "2027-01-13T07:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Helsinki:20270113T090000", "", "2027-01-13T07:00"),
        ("DTSTART;TZID=Customized Time Zone:20270113T090000", OWN_ZONE, "2027-01-13T04:00"),
        ("DTSTART;TZID=Europe/Helsinki:20271031T033000", "", "2027-10-31T00:30"),
    ],
)
def test_time_is_of_the_zone_it_names(start, head, expected):
    content = calendar(vevent(start=start, end="DURATION:PT1H"), head=head)

    assert [begins for begins, _ends in times(content)] == [expected]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("DTSTART;VALUE=DATE:20270113", "DTEND;VALUE=DATE:20270115", ("2027-01-12T22:00", "2027-01-14T22:00")),
        ("DTSTART;VALUE=DATE:20270113", "", ("2027-01-12T22:00", "2027-01-13T22:00")),
        ("DTSTART:20270327T080000", "DURATION:P1D", ("2027-03-27T06:00", "2027-03-28T05:00")),
        ("DTSTART:20270327T220000", "DURATION:PT12H", ("2027-03-27T20:00", "2027-03-28T08:00")),
        ("DTSTART:20270113T090000", "", ("2027-01-13T07:00", "2027-01-13T08:00")),
        ("DTSTART:20270113", "DTEND:20270113T120000", ("2027-01-12T22:00", "2027-01-13T22:00")),
    ],
)
def test_length_is_what_stands_there_or_the_least_there_can_be(start, end, expected):
    assert times(calendar(vevent(start=start, end=end))) == [expected]


def test_repeated_event_keeps_its_local_time_over_the_change_of_clocks_and_moved_ones_are_moved():
    content = calendar(
        vevent("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Helsinki:20270331T090000",
               start="DTSTART;TZID=Europe/Helsinki:20270317T090000", end="DTEND;TZID=Europe/Helsinki:20270317T100000"),
        vevent("RECURRENCE-ID;TZID=Europe/Helsinki:20270324T090000", title="Siirretty",
               start="DTSTART;TZID=Europe/Helsinki:20270325T120000", end="DTEND;TZID=Europe/Helsinki:20270325T130000"),
    )  # fmt: skip

    found = [(item["starts_at"][:16], item["title"], item["recurrence_id"]) for item in read(content).items]

    assert found == [
        ("2027-03-17T07:00", "Koulutus", "20270317T070000Z"),
        ("2027-03-25T10:00", "Siirretty", "20270324T070000Z"),
        ("2027-04-07T06:00", "Koulutus", "20270407T060000Z"),
    ]


def test_rule_of_a_google_calendar_in_utc_follows_the_calendars_own_zone():
    content = calendar(
        vevent("RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART:20270324T070000Z", end="DTEND:20270324T080000Z"),
        head="X-WR-TIMEZONE:Europe/Helsinki\r\n",
    )

    assert [begins for begins, _ends in times(content)] == ["2027-03-24T07:00", "2027-03-31T06:00"]


def test_of_two_versions_the_higher_sequence_holds_then_the_younger():
    content = calendar(
        vevent("SEQUENCE:2", title="Kolmas"),
        vevent("SEQUENCE:1", title="Toinen"),
        vevent("SEQUENCE:2", title="Neljäs").replace("20260901T080000Z", "20260902T080000Z"),
        vevent("SEQUENCE:3", "STATUS:CANCELLED", uid="b", title="Peruttu"),
        vevent("SEQUENCE:1", uid="b", title="Vielä voimassa"),
        vevent("TRANSP:TRANSPARENT", uid="c"),
    )

    found = read(content)

    assert [item["title"] for item in found.items] == ["Neljäs"]
    assert (found.events, found.skipped) == (6, 2)


def test_cancelled_occurrence_leaves_its_series():
    content = calendar(
        vevent("RRULE:FREQ=DAILY;COUNT=3"),
        vevent("RECURRENCE-ID;TZID=Europe/Helsinki:20270114T090000", "STATUS:CANCELLED",
               start="DTSTART;TZID=Europe/Helsinki:20270114T090000", end="DURATION:PT2H"),
    )  # fmt: skip

    assert [begins[:10] for begins, _ends in times(content)] == ["2027-01-13", "2027-01-15"]


def test_what_is_private_has_a_time_and_nothing_else():
    item = read(calendar(vevent("CLASS:PRIVATE", "LOCATION:Koti", "CATEGORIES:Oma"))).items[0]

    assert (item["title"], item["location"], item["categories"]) == ("", "", [])


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (vevent(start=""), ("no_start", True)),
        (vevent(start="DTSTART:20271313T090000"), ("bad_time", True)),
        (vevent(start="DTSTART;TZID=Kuu:20270113T090000"), ("unknown_zone", True)),
        (vevent(start="DTSTART:18990101T090000"), ("year_out_of_range", True)),
        (vevent(end="DTEND:20270112T090000"), ("ends_before_start", True)),
        (vevent(end="DURATION:P99999D"), ("lasts_too_long", True)),
        (vevent(end="DURATION:huomenna"), ("bad_duration", True)),
        (vevent(end=""), ("no_end", False)),
        (vevent(uid=""), ("no_uid", False)),
        (vevent("SEQUENCE:zwei"), ("bad_sequence", False)),
        (vevent("tämä on rikki"), ("unreadable_line", False)),
        (vevent("RRULE:FREQ=JOSKUS"), ("bad_rule", True)),
        (vevent("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), ("several_rules", True)),
    ],
)
def test_problem_of_an_event_is_said_with_its_line_and_the_others_stay(event, problem):
    content = calendar(vevent(uid="hyva"), event)

    found = read(content)

    assert [(each.code, each.is_left_out) for each in found.problems.kept] == [problem]
    assert found.problems.kept[0].line in range(10, 19)
    assert "hyva" in [item["uid"] for item in found.items]
    assert len(found.items) == (1 if problem[1] else 2)


@pytest.mark.parametrize(
    ("change", "events"),
    [
        (lambda body: body.replace(b"\r\n", b"\n"), 2),
        (lambda body: body.replace(b"\r\n", b"\r"), 2),
        (lambda body: b"\xef\xbb\xbf" + body, 2),
        (lambda body: body.replace(b"\r\n", b"\r\n\r\n"), 2),
        (lambda body: body.replace(b"END:VEVENT\r\n", b""), 2),
        (lambda body: body.replace(b"END:VCALENDAR\r\n", b""), 2),
        (lambda body: body[: body.rfind(b"END:VEVENT")], 1),
        (lambda body: body.replace("Ääniä".encode(), "Ääniä".encode("cp1252")), 2),
        (lambda body: body + body.replace(b"UID:", b"UID:2"), 4),
    ],
)
def test_untidy_calendar_is_read_as_far_as_it_goes(change, events):
    content = change(calendar(vevent(uid="1", title="Ääniä"), vevent(uid="2", title="Ääniä")))

    assert [item["title"] for item in read(content).items] == ["Ääniä"] * events


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_calendar"),
        (b"/etc/hostname", "not_a_calendar"),
        (b"<!DOCTYPE html><title>Kirjaudu</title>", "is_web_page"),
        (b"BEGIN:VCALENDAR\r\n" + b"\n" * 1_000_001, "too_many_lines"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000, "nested_too_deep"),
        (calendar(*(vevent(uid=str(number)) for number in range(10_001))), "too_many_events"),
    ],
)
def test_calendar_that_cannot_be_used_is_refused_with_the_reason(content, code):
    with pytest.raises(CalendarError) as refusal:
        read(content)

    assert refusal.value.code == code


def test_line_longer_than_any_leaves_its_event_out():
    assert codes(calendar(vevent(title="a" * 200_001))) == [(4, "line_too_long", True)]


@pytest.mark.parametrize(
    ("written", "categories"),
    [
        ("Kieli\\, puhe,Taide", ["Kieli, puhe", "Taide"]),
        ("Polku \\\\,Taide", ["Polku \\", "Taide"]),
        ("Polku \\\\\\, taide", ["Polku \\, taide"]),
        ("A,,\\;B\\", ["A", ";B\\"]),
    ],
)
def test_categories_are_parted_by_commas_that_are_not_escaped(written, categories):
    [item] = read(calendar(vevent(f"CATEGORIES:{written}"))).items

    assert item["categories"] == categories
