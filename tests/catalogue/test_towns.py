"""A town is called by the name its reader's language has for it."""

import pytest

from catalogue import towns


@pytest.mark.parametrize(
    ("municipality", "language", "name"),
    [
        ("Tampere", "fi", "Tampere"),
        ("Tampere", "sv", "Tammerfors"),
        ("Tampere", "en", "Tampere"),
        ("Åbo", "fi", "Turku"),
        ("Kuopio", "sv", "Kuopio"),
        ("Pikkukylä", "sv", "Pikkukylä"),
    ],
)
def test_town_is_named_in_the_readers_language(municipality, language, name):
    assert towns.name_in(municipality, language) == name


def test_towns_table_names_each_town_once_in_a_known_region():
    known = towns.known()

    assert len({town.name_fi for town in known}) == len(known)
    assert all(town.name_sv and town.region for town in known)
