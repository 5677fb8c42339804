"""The calendars that libraries test themselves with, as they come in their packages: read, or refused in words."""

import re
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from django.utils import translation

from catalogue.texts import LANGUAGES
from events.incoming import parsing, wording
from events.incoming.reading import calendars
from events.incoming.reading.problems import CalendarError
from tests.events.incoming.arrangements import NOW

# How many calendars each package brings, and of how many events one says when it takes place.
PACKAGES = [(icalendar, 150, 20), (recurring_ical_events, 80, 300)]
# Most of them are of some year or other.
YEARS = (2014, 2019, 2026)


def files_of(package):
    return sorted(Path(package.__file__).parent.rglob("*.ics"))


def read(content, year):
    """The items, and each problem or the refusal as code and details."""
    now = NOW.replace(year=year)
    try:
        found = calendars.read(content, window=parsing.window_around(now), now=now)
    except CalendarError as refusal:
        return [], [(wording.of_calendar, refusal.code, refusal.details)]
    return found.items, [(wording.of_event, each.code, each.details) for each in found.problems.kept]


@pytest.mark.parametrize(("package", "files", "items"), PACKAGES, ids=["icalendar", "recurring_ical_events"])
def test_calendar_of_a_library_is_read_or_refused_with_a_reason_in_words(package, files, items):
    results = [read(path.read_bytes(), year) for path in files_of(package) for year in YEARS]

    sentences = {
        (language, code, sentence)
        for language in LANGUAGES
        for _items, problems in results
        for sentence, code in said(problems, language)
    }
    assert len(results) > files * len(YEARS)
    assert sum(len(found) for found, _problems in results) > items
    assert {code for _language, code, _sentence in sentences} <= wording.CODES
    assert [sentence for _language, _code, sentence in sentences if not is_whole(sentence)] == []


def said(problems, language):
    with translation.override(language):
        return [(say(code, details), code) for say, code, details in problems]


def is_whole(sentence):
    return re.fullmatch(r"[^%].*[.:…)”\w]", sentence, re.DOTALL) is not None and "%(" not in sentence


@pytest.mark.parametrize("package", [icalendar, recurring_ical_events], ids=["icalendar", "recurring_ical_events"])
def test_calendar_of_a_library_torn_anywhere_is_read_or_refused(package):
    """A connection that breaks, an editor that puts other line ends, a byte that turns over."""
    for number, path in enumerate(files_of(package)):
        content = path.read_bytes()
        cut = len(content) * (number % 10) // 10
        turned = bytes([content[cut] ^ 0x80]) if content else b""
        for broken in (content[:cut], content.replace(b"\r\n", b"\r"), content[:cut] + turned + content[cut + 1 :]):
            _items, problems = read(broken, 2026)
            assert {code for _say, code, _details in problems} <= wording.CODES
