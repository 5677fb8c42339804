"""Reading files, hours, places and words: what is understood, and the one sentence for what is not."""

import contextlib
import json
from datetime import date, time

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from events.importing import moments, places, reading, words
from events.importing.moments import Moment
from events.importing.places import House, Place

HEADER = "id,title,language,organisers,start,sector,regions,delivery\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("content", "is_csv", "said"),
    [
        (b"", False, "The file is empty."),
        (b" \n", True, "The file is empty."),
        (b"[]", False, "The file has no trainings in it."),
        (HEADER.encode(), True, "The file has no trainings in it."),
        (b'[\n{},\n{"a" 1}]', False, "Line 3 is not valid JSON: Expecting ':' delimiter."),
        (b"[{}\n{}]", False, "Line 2 is not valid JSON: Expecting ',' delimiter."),
        (b"[{}]\nx", False, "Line 2 is not valid JSON: Extra data."),
        (b"[{},\n", False, "Line 2 is not valid JSON: Expecting value."),
        (b"{}", False, "Line 1 is not valid JSON: a list of trainings must begin with “[”."),
        (b"[{},\n5]", False, "Line 2: expected a training, an object in braces."),
        (b'[\n{"title": "\xe4"}]', False, "Line 2 is not UTF-8. Save the file as UTF-8 and try again."),
        (b"id;title\n1;2", True, "Line 1 lacks these columns: language, organisers, start, sector, regions, delivery."),
        (HEADER.replace("id,", "id,id,").encode() + b"1", True, "Line 1 has these columns twice: id."),
        (HEADER.encode() + b'1,"x\n', True, "Line 2 is not valid CSV: unexpected end of data."),
        (HEADER.encode() + b"1,2,3,4,5,6,7,8,9", True, "Line 2 has 9 values, but there are 8 columns."),
    ],
)  # fmt: skip
def test_parse_unreadable_file_is_refused_in_one_sentence(content, is_csv, said):
    with pytest.raises(reading.UnreadableFileError) as refusal:
        reading.parse(content, is_csv=is_csv)

    assert str(refusal.value) == said


def test_parse_deeply_nested_json_is_refused():
    with pytest.raises(reading.UnreadableFileError, match="not valid JSON"):
        reading.parse(b"[" * 100_000, is_csv=False)


def test_parse_csv_counts_lines_as_in_the_file():
    content = HEADER.replace(",", ";") + '1;"two\nlines";;;;;;\n\n2;x;;;;;;\n'

    rows = reading.parse(b"\xef\xbb\xbf" + content.encode(), is_csv=True).rows

    assert [(row.line, row.values["id"]) for row in rows] == [(2, "1"), (5, "2")]


def test_parse_json_knows_the_line_of_each_object():
    rows = reading.parse(b'[{"id": 1},\n\n  {"id":\n 2}]', is_csv=False).rows

    assert [row.line for row in rows] == [1, 3]


def test_parse_unknown_column_is_noted_with_a_suggestion():
    sheet = reading.parse(json.dumps([{"id": "1", "organizers": []}]).encode(), is_csv=False)

    assert [str(warning) for warning in sheet.warnings] == [
        "The column “organizers” is not known and was not read. Did you mean “organisers”?"
    ]


@given(content=st.binary(max_size=200), is_csv=st.booleans())
def test_parse_any_bytes_gives_rows_or_a_sentence(content, is_csv):
    with contextlib.suppress(reading.UnreadableFileError):
        assert reading.parse(content, is_csv=is_csv).rows


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-13", Moment(date(2026, 3, 13))),
        ("2026-03-13T09:00", Moment(date(2026, 3, 13), time(9))),
        ("2026-03-13 09:00:30", Moment(date(2026, 3, 13), time(9))),
        ("2026-07-01T09:00Z", Moment(date(2026, 7, 1), time(12))),
        ("13.3.2026", Moment(date(2026, 3, 13))),
        ("13.3.2026 klo 9.30", Moment(date(2026, 3, 13), time(9, 30))),
        ("13.03.2026, kl. 9", Moment(date(2026, 3, 13), time(9))),
    ],
)
def test_parse_moment_known_forms_are_read(text, moment):
    assert moments.parse(text) == moment


def spans(start, end=None):
    """The sessions in local time, as short as can be told."""
    found = moments.to_spans(start and moments.parse(start), end and moments.parse(end))
    return [
        "{:%d.%m. %H:%M}–{:%d.%m. %H:%M}{}".format(
            timezone.localtime(span.starts_at), timezone.localtime(span.ends_at), " all day" if span.all_day else ""
        )
        for span in found.spans
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-13", None, ["13.03. 00:00–14.03. 00:00 all day"]),
        ("2026-03-28", "2026-03-29", ["28.03. 00:00–29.03. 00:00 all day", "29.03. 00:00–30.03. 00:00 all day"]),
        ("2026-03-13T09:00", None, ["13.03. 09:00–13.03. 11:00"]),
        ("2026-03-13T09:00", "2026-03-13T12:30", ["13.03. 09:00–13.03. 12:30"]),
        ("2026-03-13T12:00", "2026-03-14T15:30", ["13.03. 12:00–13.03. 15:30", "14.03. 12:00–14.03. 15:30"]),
        ("2026-03-13T13:00", "2026-03-14T12:00", ["13.03. 13:00–13.03. 16:00", "14.03. 09:00–14.03. 12:00"]),
        ("2026-03-13T12:00", "2026-03-14", ["13.03. 12:00–13.03. 16:00", "14.03. 12:00–14.03. 16:00"]),
        ("2026-03-13T22:00", "2026-03-14T01:00", ["13.03. 22:00–14.03. 01:00"]),
        ("2026-03-01", "2026-03-15", []),
        (None, None, []),
    ],
)
def test_to_spans_dates_and_hours_become_sessions(start, end, expected):
    assert spans(start, end) == expected


def test_to_spans_fortnight_is_the_longest():
    assert len(spans("2026-03-01", "2026-03-14")) == moments.MOST_DAYS


def test_to_spans_end_lost_to_the_clock_change_is_refused():
    found = moments.to_spans(moments.parse("2026-03-29T03:30"), moments.parse("2026-03-29T04:00"))

    assert found.refusal == ("end", "the end is not after the start")


@given(
    start=st.none() | st.tuples(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.none() | st.times()),
    end=st.none() | st.tuples(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.none() | st.times()),
)
def test_to_spans_any_dates_give_ordered_sessions_or_a_reason(start, end):
    found = moments.to_spans(start and Moment(*start), end and Moment(*end))

    assert found.spans or found.notes or found.refusal
    assert all(span.starts_at < span.ends_at for span in found.spans)


OULU = House((("fi", "Oulu"), ("sv", "Uleåborg")), "Oulu", "17")


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("", "fi", Place()),
        ("Teams", "fi", Place(is_online=True)),
        ("Microsoft Teams", "fi", Place(is_online=True)),
        ("Zoom-webinaari", "fi", Place(is_online=True)),
        ("Oulu", "fi", Place(OULU)),
        ("Uleåborg", "sv", Place(OULU)),
        ("Oulu / verkossa", "fi", Place(OULU, is_online=True)),
        ("Oulu ja Teams", "fi", Place(OULU, is_online=True)),
        ("Oslo och Utøya", "sv", Place(House((("sv", "Oslo och Utøya"),)))),
        ("Böle bibliotek, Helsingfors", "sv", Place(House((("sv", "Böle bibliotek"),), "Helsinki", "01"))),
        ("Hotelli; YouTube", "fi", Place(House((("fi", "Hotelli"),)), is_online=True)),
        ("kahdeksan paikkakuntaa", "fi", Place(is_several=True)),
    ],
)
def test_parse_place_online_towns_and_houses_are_told_apart(text, language, place):
    assert places.parse(text, language) == place


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Länsi- ja  Sisä–Suomi", ["länsi ja sisä suomi"]),
        ("Opetushallitus (CIMO)", ["opetushallitus cimo", "opetushallitus", "cimo"]),
        ("Nuorisoala ry", ["nuorisoala ry", "nuorisoala"]),
    ],
)
def test_spellings_are_tried_from_the_most_exact(text, forms):
    assert list(dict.fromkeys(words.spellings(text, inside=True))) == forms
