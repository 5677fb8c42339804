"""A calendar that would be a megabyte is cut in what it can spare; any other is left as it is."""

import pytest

from events.feeds import brevity, serialising

PAGE = "https://example.org/" + "a" * 250
BEFORE = "BEGIN:VEVENT\r\nUID:a@example.org\r\nSUMMARY:DESCRIPTION:\r\n"
AFTER = "URL:https://example.org/\r\nCATEGORIES:END:VEVENT\r\nEND:VEVENT\r\n"


def vevent(*paragraphs):
    return f"{BEFORE}{serialising.text('DESCRIPTION', chr(10).join(paragraphs))}{AFTER}"


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr(brevity, "MOST_BYTES", 0)


def whole(*vevents):
    return brevity.whole("HEAD\r\n", "".join(vevents), "END\r\n").decode()


def test_calendar_below_a_megabyte_is_left_as_it_is():
    long = vevent("sana " * 900, "", "https://example.org/")

    assert whole(long) == f"HEAD\r\n{long}END\r\n"


@pytest.mark.parametrize("letters", ["sana ", "ä", "😀", ",", "\\", "\\n ", "END:VEVENT "])
def test_vevent_that_is_too_long_is_cut_in_its_longest_paragraph(always, letters):
    short = vevent("Lyhyt", "", "https://example.org/")
    words = (letters * 300)[:600]
    long = vevent("Kohderyhmä: kaikki", "", words, "", PAGE)

    first, second, _rest = whole(short, long).removeprefix("HEAD\r\n").split(AFTER)

    assert f"{first}{AFTER}" == short
    assert 700 < len(f"{second}{AFTER}".encode()) <= brevity.MOST_OCTETS < len(long.encode())
    audience, cut, page = serialising.text_of(second, "DESCRIPTION").split("\n\n")
    assert (audience, page) == ("Kohderyhmä: kaikki", PAGE)
    assert cut.endswith("…")
    assert words.startswith(cut.removesuffix("…"))


def test_vevent_with_nothing_to_spare_keeps_its_addresses(always):
    addresses = "https://example.org/" + "a" * 2_000

    assert whole(vevent(addresses)) == f"HEAD\r\n{vevent(addresses)}END\r\n"
    assert serialising.text_of(whole(vevent("sana " * 60, "", addresses)), "DESCRIPTION") == addresses


@pytest.mark.parametrize("vevents", ["", vevent("Lyhyt")])
def test_calendar_of_little_stays_as_it_is_even_then(always, vevents):
    assert whole(vevents) == f"HEAD\r\n{vevents}END\r\n"
