"""The region of an item by the words of its place, and what its keeper has said that comes before."""

import pytest

from catalogue import towns
from events.incoming import mapping, whereabouts
from events.incoming.keeping import AboutDraft, RuleDraft
from events.incoming.parsing import Item
from tests.events.incoming.arrangements import NOW, draft

pytestmark = pytest.mark.django_db
ONLINE = "online"
PLACES = [
    # A municipality alone, in either language, with its postal code, country or an ending.
    ("Tampere", "06"), ("Tammerfors", "06"), ("TAMPERE", "06"), ("tampere", "06"), ("Tampereella", "06"),
    ("33100 Tampere", "06"), ("FI-00100 Helsinki, Finland", "01"), ("Helsinki 10", "01"), ("Maarianhamina", "21"),
    # Among other words.
    ("Kirjasto, Tampere", "06"), ("Helsingfors, Annegatan 5", "01"), ("Pääkirjasto Metso (Tampere)", "06"),
    ("Oulu – kaupungintalo", "17"), ("Tampereen pääkirjasto", "06"), ("Hotelli Torni Tampere", "06"),
    ("Vasa stadsbibliotek", "15"), ("Inarin kunta: Sajos", "19"), ("Kokkola/Karleby", "16"),
    ("Kirkkokatu 2\n90100 Oulu", "17"),
    # A town that stands alone says more than one in the name of a house; two of one region are no matter.
    ("Åbo Akademi, Vasa", "15"), ("Turku-sali, Helsinki", "01"), ("Turun maantie 4, Salo", "02"),
    ("Helsinki tai Espoo", "01"), ("Jyväskylä, Jämsä", "13"),
    # A region by its own name.
    ("Lappi", "19"), ("Etelä-Pohjanmaa", "14"), ("Åland", "21"),
    # What does not say, or says two things.
    ("", None), ("Juhlasali", None), ("Helsinki, Tampere", None), ("Turun kauppakorkeakoulu Pori", None),
    ("Turun maantie 4", None), ("Helsingin valtatie", None), ("Turku-sali", None), ("Oulunkylän kirjasto", None),
    ("Suuri salo", None), ("Tukholma", None), ("12345", None), ("Suomi", None), (",;/", None), ("x" * 300, None),
    # Wherever one is: online, or online as well.
    ("Verkossa", ONLINE), ("Teams", ONLINE), ("Microsoft Teams -kokous", ONLINE), ("Microsoft Teams-möte", ONLINE),
    ("https://yliopisto.zoom.us/j/123", ONLINE), ("På nätet", ONLINE), ("Zoom, linkki", ONLINE),
    ("Teams / Tampere", ONLINE), ("Helsinki ja Teams", ONLINE), ("Oulu (etänä)", ONLINE), ("Hybridi: Oulu", ONLINE),
]  # fmt: skip


def said(found, known):
    if found.is_online:
        return ONLINE
    return known.regions.by_id(found.region_id).code if found.region_id else None


@pytest.mark.parametrize(("place", "region"), PLACES)
def test_place_is_in_the_region_that_it_names(place, region, known):
    found = whereabouts.of(place, known)

    assert said(found, known) == region


@pytest.mark.parametrize("write", ["{}", "Koulu, {}", "{}, Keskuskatu 1", "00100 {}"])
def test_every_municipality_and_region_of_the_reference_data_is_known_by_its_names(write, known):
    wanted = {(name, town.region) for town in towns.known() for name in (town.name_fi, town.name_sv)}
    wanted |= {(name, region.code) for region in known.regions for name in region.names.values()}

    found = {(name, said(whereabouts.of(write.format(name), known), known)) for name, _region in wanted}

    assert found == wanted


@pytest.mark.parametrize("place", ["Tampere " * 31, "A " * 150, "a" * 300, "Oulu," * 60])
def test_text_that_is_no_place_says_nothing(place, known):
    assert whereabouts.of(place[:300], known) == whereabouts.NOWHERE


KAINUU, LAPPI, PIRKANMAA = "18", "19", "06"


@pytest.mark.parametrize(
    ("place", "category", "regions"),
    [
        # The rule for its category, together with what is said of the calendar, whatever its place.
        ("Tampere", "Pohjoinen", {LAPPI, KAINUU}),
        ("Verkossa", "Pohjoinen", {LAPPI, KAINUU}),
        ("Juhlasali", "Pohjoinen", {LAPPI, KAINUU}),
        # A rule that says nothing of regions leaves them to the place.
        ("Tampere", "Opettajat", {PIRKANMAA}),
        ("Tampere", "", {PIRKANMAA}),
        # Online: for everybody, wherever the calendar is from.
        ("Verkossa", "", set()),
        # What the place does not say, the calendar does.
        ("Juhlasali", "", {KAINUU}),
        ("Helsinki, Tampere", "", {KAINUU}),
        ("", "Opettajat", {KAINUU}),
    ],
)
def test_keepers_rule_comes_before_the_place_and_the_place_before_the_calendar(place, category, regions, known):
    kainuu, lappi = (AboutDraft(region_ids=(known.regions.get(code).id,)) for code in (KAINUU, LAPPI))
    rules = (RuleDraft(text="Pohjoinen", about=lappi), RuleDraft(text="Opettajat"))
    meaning = mapping.of_draft(draft(about=kainuu, rules=rules), known)
    item = Item(
        uid="1", recurrence_id="", starts_at=NOW, ends_at=NOW, all_day=False, title="Koulutus", location=place,
        categories=[category], url="", sequence=0,
    )  # fmt: skip

    about = meaning.of(item)

    assert {known.regions.by_id(each).code for each in about["region_ids"]} == regions
