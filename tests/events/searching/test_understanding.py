"""Names and months typed among the words of a search, in three languages and inflected, become filters."""

import datetime as dt

import pytest
from django.http import QueryDict

from catalogue import towns
from events.searching import months, understanding

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
MARCH = (("from", "2027-03-01"), ("until", "2027-03-31"))


def read(text, known, **how):
    found = understanding.read(text, vocabularies=known, today=TODAY, **how)
    return found.rest, found.values


def region(code):
    return (("region", code),)


@pytest.mark.parametrize(
    ("text", "rest", "values"),
    [
        ("kirjasto Lapissa maaliskuussa", "kirjasto", (*region("19"), *MARCH)),
        ("bibliotek i Lappland i mars", "bibliotek", (*region("19"), *MARCH)),
        ("library in Lapland in March", "library", (*region("19"), *MARCH)),
        ("Lapin kirjastot", "kirjastot", region("19")),
        ("lapland's libraries", "libraries", region("19")),
        ("koulutukset Oulussa", "", region("17")),
        ("utbildningar i Åbo", "", region("02")),
        ("trainings in Helsinki", "", region("01")),
        ("Södra Österbottens bibliotek", "bibliotek", region("14")),
        ("etelä-pohjanmaalla", "", region("14")),
        ("Lapin AVI", "", (("agency", "laavi"),)),
        ("LSSAVI:n kirjastopäivä", "kirjastopäivä", (("agency", "lssavi"),)),
        ("Opetushallituksen webinaari", "webinaari", (("agency", "oph"),)),
        ("Utbildningsstyrelsens webbinarium", "webbinarium", (("agency", "oph"),)),
        ("Länsi- ja Sisä-Suomen AVI", "", (("agency", "lssavi"),)),
        ("Finnish National Agency for Education", "", (("agency", "oph"),)),
        ("kestävä kehitys", "", (("theme", "sustainability"),)),
        ("Kestävä kehitys Lapissa", "", (*region("19"), ("theme", "sustainability"))),
        ("hållbar utveckling", "", (("theme", "sustainability"),)),
        ("sustainable development", "", (("theme", "sustainability"),)),
        ("johtaminen", "", (("theme", "leadership"),)),
        ("kirjaston johtaminen", "kirjaston johtaminen", ()),
        ("mars 2027", "", MARCH),
        ("March", "", MARCH),
        ("march of time", "march of time", ()),
        ("we may learn", "we may learn", ()),
        ("in May", "", (("from", "2027-05-01"), ("until", "2027-05-31"))),
        ("vad betyder det i vår skola", "vad betyder det i vår skola", ()),
        ("marraskuu", "", (("from", "2026-11-01"), ("until", "2026-11-30"))),
        ("syksyllä", "", (("from", "2026-08-01"), ("until", "2026-12-31"))),
        ("höst 2027", "", (("from", "2027-08-01"), ("until", "2027-12-31"))),
        ("lokakuu 2025", "", (("from", "2025-10-01"), ("until", "2025-10-31"), ("past", "1"))),
        ("helmikuussa maaliskuussa", "maaliskuussa", (("from", "2027-02-01"), ("until", "2027-02-28"))),
        ("ITK-kahvit", "ITK-kahvit", ()),
        ("lapsi lapa salla", "lapsi lapa salla", ()),
        ("helmiä", "helmiä", ()),
        ("sääri saari", "sääri saari", ()),
        ('"Lappi" kirjasto', '"Lappi" kirjasto', ()),
        ('"Lapissa maaliskuussa"', '"Lapissa maaliskuussa"', ()),
        ('kirjasto "koulu" Lapissa', 'kirjasto "koulu"', region("19")),
        ("", "", ()),
        ('"', '"', ()),
        (" ".join(["Lapissa"] * 25), "", region("19")),
    ],
)
def test_names_and_months_are_understood(known, text, rest, values):
    assert read(text, known) == (rest, values)


REGIONS = """
Uudellamaalla Uudenmaan|Varsinais-Suomessa Varsinais-Suomen|Satakunnassa Satakunnan|Kanta-Hämeessä Kanta-Hämeen
Pirkanmaalla Pirkanmaan|Päijät-Hämeessä Päijät-Hämeen|Kymenlaaksossa Kymenlaakson|Etelä-Karjalassa Etelä-Karjalan
Etelä-Savossa Etelä-Savon|Pohjois-Savossa Pohjois-Savon|Pohjois-Karjalassa Pohjois-Karjalan|Keski-Suomessa Keski-Suomen
Etelä-Pohjanmaalla Etelä-Pohjanmaan|Pohjanmaalla Pohjanmaan|Keski-Pohjanmaalla Keski-Pohjanmaan
Pohjois-Pohjanmaalla Pohjois-Pohjanmaan|Kainuussa Kainuun|Lapissa Lapin|Ahvenanmaalla Ahvenanmaan
"""
TOWNS = """
Helsinki Helsingissä Helsingin|Espoo Espoossa Espoon|Tampere Tampereella Tampereen|Vantaa Vantaalla Vantaan
Oulu Oulussa Oulun|Turku Turussa Turun|Jyväskylä Jyväskylässä Jyväskylän|Kuopio Kuopiossa Kuopion|Lahti Lahdessa Lahden
Pori Porissa Porin|Kouvola Kouvolassa Kouvolan|Joensuu Joensuussa Joensuun|Lappeenranta Lappeenrannassa Lappeenrannan
Hämeenlinna Hämeenlinnassa Hämeenlinnan|Vaasa Vaasassa Vaasan|Seinäjoki Seinäjoella Seinäjoen
Rovaniemi Rovaniemellä Rovaniemen|Mikkeli Mikkelissä Mikkelin|Kotka Kotkassa Kotkan|Salo Salossa Salon
Porvoo Porvoossa Porvoon|Kokkola Kokkolassa Kokkolan|Hyvinkää Hyvinkäällä Hyvinkään|Lohja Lohjalla Lohjan
Järvenpää Järvenpäässä Järvenpään|Rauma Raumalla Rauman|Kajaani Kajaanissa Kajaanin|Kerava Keravalla Keravan
Savonlinna Savonlinnassa Savonlinnan|Nokia Nokialla Nokian|Varkaus Varkaudessa Varkauden
Uusikaupunki Uudessakaupungissa Uudenkaupungin|Kauniainen Kauniaisissa Kauniaisten|Riihimäki Riihimäellä Riihimäen
Iisalmi Iisalmessa Iisalmen|Valkeakoski Valkeakoskella Valkeakosken|Vihti Vihdissä Vihdin|Kurikka Kurikassa Kurikan
Raahe Raahessa Raahen|Kemi Kemissä Kemin|Tornio Torniossa Tornion
"""


def cells(table):
    return [cell.split() for line in table.strip().splitlines() for cell in line.split("|")]


def test_every_region_is_understood_in_place_and_genitive(known):
    codes = [term.code for term in known.regions]

    found = [[read(form, known) for form in forms] for forms in cells(REGIONS)]

    assert found == [[("", region(code))] * 2 for code in codes]


@pytest.mark.parametrize("forms", cells(TOWNS), ids=lambda forms: forms[0])
def test_town_is_understood_in_every_form(known, forms):
    codes = {town.name_fi: town.region for town in towns.known()}

    found = [read(form, known) for form in forms]

    assert found == [("", region(codes[forms[0]]))] * 3


def test_every_town_is_understood_by_both_names(known):
    names = [(name, town.region) for town in towns.known() for name in (town.name_fi, town.name_sv)]

    missed = [name for name, code in names if read(name, known) != ("", region(code))]

    assert missed == []


@pytest.mark.parametrize(
    ("month", "today", "is_past", "first"),
    [
        (3, "2026-11-22", False, "2027-03-01"),
        (11, "2026-11-30", False, "2026-11-01"),
        (12, "2026-11-30", False, "2026-12-01"),
        (11, "2026-11-22", True, "2026-11-01"),
        (12, "2026-11-22", True, "2025-12-01"),
        (1, "2027-01-31", False, "2027-01-01"),
    ],
)
def test_month_without_year_is_the_nearest(month, today, is_past, first):
    span = months.span((month, month), None, today=dt.date.fromisoformat(today), is_past=is_past)

    assert span.first.isoformat() == first


def test_address_and_back(known):
    query = QueryDict("q=kirjasto+Lapissa&sector=library&page=2")
    found = understanding.read("kirjasto Lapissa", vocabularies=known, today=TODAY)

    better = understanding.address(query, found)
    plain = understanding.undone(better, found)

    assert better.dict() == {"q": "kirjasto", "sector": "library", "region": "19", "typed": "kirjasto Lapissa"}
    assert understanding.is_asked_by(better, found)
    assert plain.urlencode() == QueryDict('q="kirjasto" "lapissa"&sector=library').urlencode()


def test_month_turns_the_month_view(known):
    query = QueryDict("q=kirjasto+maaliskuussa&view=month&month=2026-11")
    found = understanding.read("kirjasto maaliskuussa", vocabularies=known, today=TODAY)

    better = understanding.address(query, found)

    assert better.dict() == {
        "q": "kirjasto",
        "view": "month",
        "month": "2027-03",
        "typed": "kirjasto maaliskuussa",
    }
