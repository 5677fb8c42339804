"""The word tables: Finnish, Swedish, abbreviations and inflected forms find the rows they stand for."""

import itertools

import pytest

from catalogue import towns
from events.importing import lexicon, words
from tests.events.importing_rows import loaded, reference  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def known(loaded):  # noqa: F811 - a fixture by its name
    """What the words mean, built once."""
    return lexicon.build()


@pytest.mark.parametrize(
    ("text", "sectors", "levels"),
    [
        ("esi- ja perusopetus", {"education"}, {"preprimary", "basic"}),
        ("Perusopetus", {"education"}, {"basic"}),
        ("Lukio", {"education"}, {"general_upper"}),
        ("ammatillinen", {"education"}, {"vocational"}),
        ("varhaiskasvatus", {"ecec"}, {"ecec"}),
        ("muu", {"cross"}, set()),
        ("småbarnspedagogik", {"ecec"}, {"ecec"}),
        ("förskoleundervisning", {"education"}, {"preprimary"}),
        ("grundläggande utbildning", {"education"}, {"basic"}),
        ("gymnasium", {"education"}, {"general_upper"}),
        ("yrkesutbildning", {"education"}, {"vocational"}),
        ("bibliotek", {"library"}, set()),
        ("ungdom", {"youth"}, set()),
        ("idrott", {"sports"}, set()),
        ("övrigt", {"cross"}, set()),
        ("Nuorisotoimi", {"youth"}, set()),
        ("Library services", {"library"}, set()),
        ("Vapaa sivistystyö", {"education"}, {"liberal_adult"}),
    ],
)
def test_sector_words_stand_for_sectors_and_levels(known, text, sectors, levels):
    meaning = known.sectors.find(text)

    assert meaning
    assert {term.code for term in known.vocabularies.sectors.many(meaning.sector_ids)} == sectors
    assert {term.code for term in known.vocabularies.levels.many(meaning.level_ids)} == levels


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Uusimaa", {"01"}),
        ("Nyland", {"01"}),
        ("Lappi", {"19"}),
        ("Länsi- ja Sisä-Suomi", {"06", "13", "14", "15", "16"}),
        ("LÄNSI– JA SISÄ–SUOMI", {"06", "13", "14", "15", "16"}),
        ("Östra Finland", {"10", "11", "12"}),
        ("Etelä-Suomi", {"01", "05", "07", "08", "09"}),
        ("Lounais-Suomi", {"02", "04"}),
        ("PSAVI", {"17", "18"}),
        ("Koko Suomi", set()),
        ("Hela Finland", set()),
    ],
)
def test_region_words_stand_for_regions_or_the_whole_country(known, text, codes):
    meaning = known.regions.find(text)

    assert meaning
    assert {term.code for term in known.vocabularies.regions.many(meaning.region_ids)} == codes
    assert meaning.national == (not codes)


SIX = ["esavi", "lsavi", "isavi", "lssavi", "psavi", "laavi"]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Itä-Suomen aluehallintovirasto", ["isavi"]),
        ("Itä-Suomen AVI", ["isavi"]),
        ("Regionförvaltningsverket i Södra Finland", ["esavi"]),
        ("Aluehallintovirastot", SIX),
        ("Aluehallintovirastojen kirjastotoimi", SIX),
        ("Regionförvaltningsverkens svenska enhet för bildningsväsendet", ["svenska"]),
        ("Svenska enheten för bildningsväsendet", ["svenska"]),
        ("Lupa- ja valvontavirasto", ["lvv"]),
        ("Kommunförbundet", ["kuntaliitto"]),
        ("Kuntaliitto", ["kuntaliitto"]),
        ("Olympiakomitea", ["olympiakomitea"]),
        ("OAJ", ["oaj"]),
        ("OKM", ["okm"]),
        ("Utbildningsstyrelsen", ["oph"]),
        ("Opetushallitus (CIMO)", ["oph"]),
        ("Harrastamisen Suomen mallin yhteyspiste (Opetushallitus)", ["oph"]),
        ("Suomen nuorisoala – Allianssi", ["nuorisoala"]),
        ("Jyväskylän yliopiston avoin yliopisto", ["jyvaskylan-yliopisto"]),
    ],
)
def test_organisation_words_stand_for_organisations(known, text, slugs):
    meaning = known.organisations.find(text, inside=True)

    assert meaning
    assert [known.vocabularies.organisations.by_id(one).code for one in meaning.organisation_ids] == slugs


@pytest.mark.parametrize(
    ("text", "slugs"),
    [("AVI-ALL", SIX), ("AVI-SV", ["svenska"]), ("LVV", ["lvv"]), ("esavi", ["esavi"])],
)
def test_agency_codes_stand_for_agencies(known, text, slugs):
    meaning = known.agency_codes.find(text)

    assert meaning
    assert [known.vocabularies.organisations.by_id(one).code for one in meaning.organisation_ids] == slugs


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("luokan- ja aineenopettajat", {"class_teacher", "subject_teacher"}),
        ("Klasslärare", {"class_teacher"}),
        ("kirjastojen henkilöstö", {"library_staff"}),
        ("bibliotekschefer", {"library_leader"}),
        ("varhaiskasvatuksen ja opetustoimen johto", {"ecec_admin", "edu_admin"}),
        ("rehtorit ja sivistystoimen johto", {"principal", "edu_admin"}),
        ("lärare och ledare i daghem", {"teachers", "leaders", "ecec_staff"}),
        ("etsivän nuorisotyön tekijät", {"outreach_worker"}),
        ("kaikki kiinnostuneet", set()),
    ],
)
def test_audience_ids_suggest_the_most_specific_groups(known, text, codes):
    ids = known.audience_ids(text)

    assert {term.code for term in known.vocabularies.audiences.many(ids)} == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Valmiussuunnitelmat kuntoon", {"preparedness"}),
        ("Läsfrämjande i skolan", {"literacy"}),
        ("Etsivä nuorisotyö tänään", {"outreach"}),
        ("Syyspäivät", set()),
    ],
)
def test_theme_ids_suggest_only_what_a_keyword_says(known, text, codes):
    ids = known.theme_ids(text)

    assert {term.code for term in known.vocabularies.themes.many(ids)} == codes


def test_tables_name_only_codes_of_the_reference_data(known):
    current = known.vocabularies
    sectors = words.table("sectors")

    assert all(current.sectors.get(code) for row in sectors for code in row["sectors"])
    assert all(current.levels.get(code) for row in sectors for code in row["levels"])
    assert all(current.audiences.get(row["group"]) for row in words.table("audiences"))
    assert all(current.themes.get(row["theme"]) for row in words.table("themes"))
    assert all(current.regions.get(town.region) for town in towns.known())
    organisations = words.table("organisations")
    slugs = {*organisations["aliases"], *itertools.chain(*organisations["codes"].values())}
    assert all(current.organisations.get(slug) for slug in slugs | set(words.table("regions")["areas"]))


def test_tables_stems_are_written_as_texts_are_compared():
    stems = [stem for row in words.table("themes") for stem in row["stems"]]
    stems += [stem for row in words.table("audiences") for part in row["all"] for stem in part]

    assert [stem for stem in stems if words.fold(stem) != stem] == []
