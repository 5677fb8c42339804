"""Names of public holidays as people in Finland know them, and as narrow days show them."""

import datetime as dt

import pytest

from events import public_holidays


@pytest.mark.parametrize(
    ("day", "language", "name"),
    [
        (dt.date(2027, 1, 6), "sv", "Trettondagen"),
        (dt.date(2026, 12, 26), "en", "Boxing Day"),
        (dt.date(2026, 12, 26), "fi", "Tapaninpäivä"),
        (dt.date(2026, 12, 7), "fi", ""),
    ],
)
def test_name_of_a_day_is_said_as_in_finland(day, language, name):
    assert public_holidays.name_of(day, language) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Självständighetsdagen", "Självständighets\N{SOFT HYPHEN}dagen"),
        ("Toinen pääsiäispäivä", "Toinen pääsiäis\N{SOFT HYPHEN}päivä"),
        ("Independence Day", "Independence Day"),
    ],
)
def test_hyphenated_divides_only_before_the_last_part(name, shown):
    assert public_holidays.hyphenated(name) == shown
