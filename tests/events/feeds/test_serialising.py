"""Content lines: laws over any text, against `icalendar` as the judge, and the cases that broke real clients."""

import re
from datetime import UTC, date, datetime, time

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline

from events.feeds import serialising
from events.feeds.serialising import HELSINKI
from tests.events.feeds import lint

# Whatever PostgreSQL can hold: no NUL, no surrogates; the controls and separators more often than chance has them.
NASTY = st.sampled_from(list("\\;,:\"'\n\r\t\x0b\x0c\x1f\x7f\x85\u2028\u2029^äöåÄ😀👩‍👩‍👧é\u0301"))
TEXTS = st.lists(
    st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40), NASTY),
    max_size=30,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_text_of_anything_is_read_back_by_icalendar(text):
    line = serialising.text("SUMMARY", text)

    read = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{line}END:VEVENT\r\n".encode())
    expected = _stripped(text).rstrip(" \t")
    assert str(read["SUMMARY"]) == expected
    assert _unescaped(_unfolded(line).removeprefix("SUMMARY:").removesuffix("\r\n")) == expected
    assert serialising.text_of(f"BEGIN:VEVENT\r\n{line}LOCATION:x\r\n", "SUMMARY") == expected


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_text_of_anything_keeps_every_rule_of_bytes(text):
    octets = serialising.text("X-WR-CALNAME", text).encode()

    physical = octets.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert all(line.decode() for line in physical)
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert not lint.CONTROL.search(octets.decode())
    assert not any(len(line) - len(line.rstrip(b"\\")) & 1 for line in physical[:-1])


@pytest.mark.parametrize("before", range(60, 80))
@pytest.mark.parametrize("sign", ["ä", "€", "😀", ";", "\\", "\n", "\\\\\\"])
def test_text_with_a_sign_at_the_folding_edge_is_not_torn(before, sign):
    text = "a" * before + sign * 40

    line = serialising.text("X", text)

    physical = line.encode().removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert [part.decode().endswith("\\") and not part.endswith(b"\\\\") for part in physical] == [False] * len(physical)
    assert _unescaped(_unfolded(line)[2:-2]) == text


@pytest.mark.parametrize("text", [" " * 200, "a" * 70 + " " * 200 + "b", "a" * 74 + " \t " * 9, "a" * 67 + "   "])
def test_text_of_white_space_has_no_line_of_nothing_else(text):
    physical = serialising.text("SUMMARY", text).removesuffix("\r\n").split("\r\n")

    assert all(line.strip() for line in physical)


def test_line_of_75_octets_stays_whole():
    assert serialising.line("X", "a" * 73) == f"X:{'a' * 73}\r\n"
    assert serialising.line("X", "a" * 74) == f"X:{'a' * 73}\r\n a\r\n"


def test_texts_with_a_comma_inside_escapes_it():
    assert serialising.texts("CATEGORIES", ["Taito, tieto", "Arki"]) == "CATEGORIES:Taito\\, tieto,Arki\r\n"


@settings(deadline=None)
@given(TEXTS.map(lambda text: text.replace("\\", "")))  # icalendar unescapes where RFC 5545 3.2 knows no escapes
def test_quoted_anything_is_read_back_by_icalendar(text):
    line = f"ORGANIZER;CN={serialising.quoted(text)}:mailto:a@example.org"

    _name, parameters, value = Contentline(line).parts()
    assert value == "mailto:a@example.org"
    assert str(parameters["CN"]) == _stripped(text)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "lines"),
    [
        (  # an ordinary morning
            datetime(2027, 3, 2, 9, 0, tzinfo=HELSINKI),
            datetime(2027, 3, 2, 11, 30, tzinfo=HELSINKI),
            "DTSTART;TZID=Europe/Helsinki:20270302T090000\r\nDTEND;TZID=Europe/Helsinki:20270302T113000\r\n",
        ),
        (  # over the night to summer time: 03:00 does not exist
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
            "DTSTART;TZID=Europe/Helsinki:20270328T023000\r\nDTEND;TZID=Europe/Helsinki:20270328T040000\r\n",
        ),
        (  # the first 03:30 of the night to winter time
            datetime(2027, 10, 31, 3, 30, tzinfo=HELSINKI),
            datetime(2027, 10, 31, 9, 0, tzinfo=HELSINKI),
            "DTSTART:20271031T003000Z\r\nDTEND:20271031T070000Z\r\n",
        ),
        (  # the second one
            datetime(2027, 10, 31, 3, 30, tzinfo=HELSINKI, fold=1),
            datetime(2027, 10, 31, 9, 0, tzinfo=HELSINKI),
            "DTSTART:20271031T013000Z\r\nDTEND:20271031T070000Z\r\n",
        ),
        (  # 04:00 comes once
            datetime(2027, 10, 31, 4, 0, tzinfo=HELSINKI),
            datetime(2027, 10, 31, 5, 0, tzinfo=HELSINKI),
            "DTSTART;TZID=Europe/Helsinki:20271031T040000\r\nDTEND;TZID=Europe/Helsinki:20271031T050000\r\n",
        ),
    ],
)
def test_times_are_local_unless_parsers_disagree_about_them(starts_at, ends_at, lines):
    assert serialising.times(starts_at, ends_at) == lines


@pytest.mark.parametrize(
    ("first", "after", "lines"),
    [
        (date(2027, 3, 2), date(2027, 3, 3), "DTSTART;VALUE=DATE:20270302\r\nDTEND;VALUE=DATE:20270303\r\n"),
        (date(2027, 3, 27), date(2027, 3, 29), "DTSTART;VALUE=DATE:20270327\r\nDTEND;VALUE=DATE:20270329\r\n"),
        (date(2027, 10, 31), date(2027, 11, 1), "DTSTART;VALUE=DATE:20271031\r\nDTEND;VALUE=DATE:20271101\r\n"),
    ],
)
def test_dates_from_midnight_to_midnight_end_the_day_after(first, after, lines):
    starts_at, ends_at = (datetime.combine(day, time(), tzinfo=HELSINKI) for day in (first, after))

    assert serialising.dates(starts_at, ends_at) == lines


def test_dates_that_end_in_the_afternoon_include_that_day():
    starts_at, ends_at = datetime(2027, 3, 2, tzinfo=HELSINKI), datetime(2027, 3, 3, 15, tzinfo=HELSINKI)

    assert serialising.dates(starts_at, ends_at) == "DTSTART;VALUE=DATE:20270302\r\nDTEND;VALUE=DATE:20270304\r\n"


def _stripped(text: str) -> str:
    seen = "".join(sign for sign in text.replace("\r\n", "\n") if sign != "\r" and not lint.CONTROL.match(sign))
    return re.sub(r"[ \t]{40,}", " ", seen)


def _unfolded(line: str) -> str:
    return line.replace("\r\n ", "")


def _unescaped(value: str) -> str:
    signs = iter(value)
    return "".join({"n": "\n"}.get(following := next(signs), following) if sign == "\\" else sign for sign in signs)
