"""Search on the page of trainings: understood, corrected, ranked, marked, and never a dead end."""

import datetime as dt
import html
import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue import vocabularies
from catalogue.texts import Text
from catalogue.viewers import ANONYMOUS
from events import facets
from events.models import Event
from events.queries import lists, searches
from events.queries.searches import Offer, Reader
from events.searching import spelling, words
from events.templatetags.marking import marked
from tests.factories import EventFactory, OrganisationFactory, RegionFactory, SessionFactory, ThemeFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def event(title, *, in_days=10, summary="", description="", **columns):
    made = EventFactory(title_fi=title, summary_fi=summary, description_fi=description, **columns)
    SessionFactory(event=made, starts_at=NOW + dt.timedelta(days=in_days))
    return made


def reader(language="fi"):
    return Reader(ANONYMOUS, NOW, language, vocabularies.current())


def select(query, language="fi"):
    return reader(language).selection(QueryDict(query))


def titles(query, **how):
    listing = lists.listing(
        select(query),
        viewer=ANONYMOUS,
        now=NOW,
        page=1,
        total=99,
        language="fi",
        vocabularies=vocabularies.current(),
        **how,
    )
    return [item.title.value for item in listing.items]


def text_of(response):
    return " ".join(html.unescape(response.content.decode()).split())


# --- understood -----------------------------------------------------------------------------------------------------
def test_submitted_search_leads_to_the_address_with_filters(client):
    RegionFactory(code="19", name_fi="Lappi", name_sv="Lappland", name_en="Lapland")

    response = client.get("/fi/events/?q=kirjasto+Lapissa&from=&open=")

    assert response.status_code == 302
    assert response["Location"] == "/fi/events/?q=kirjasto&region=19&typed=kirjasto+Lapissa"


@pytest.mark.parametrize(
    "query", ["q=%22kirjasto%22+%22Lapissa%22", "q=kirjasto", "q=Lappi&q=koulu", "typed=Lappi&q=Lappi"]
)
def test_address_that_names_no_filter_is_answered_as_it_is(client, query):
    RegionFactory(code="19", name_fi="Lappi")

    assert client.get(f"/fi/events/?{query}").status_code == 200


def test_page_says_what_was_understood_and_leads_back(client):
    lapland = RegionFactory(code="19", name_fi="Lappi", name_en="Lapland")
    event("Kirjastopäivä", regions=[lapland])
    event("Kirjasto Lapissa", in_days=20)

    page = text_of(client.get("/en/events/?q=kirjasto&region=19&typed=kirjasto+Lapissa"))

    assert "“kirjasto Lapissa” was understood as filters: <strong>Region: Lapland</strong>" in page
    assert "?q=%22kirjasto%22+%22lapissa%22" in page
    assert "Search for the words as text instead (1 training)" in page


def test_note_goes_when_the_filter_is_removed(client):
    RegionFactory(code="19", name_fi="Lappi")

    assert "search-note" not in text_of(client.get("/en/events/?q=kirjasto&typed=kirjasto+Lapissa"))


def test_typing_is_not_interrupted_but_told(client):
    RegionFactory(code="19", name_fi="Lappi", name_en="Lapland")

    response = client.get("/en/events/?q=kirjasto+Lapissa", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/en/events/?q=kirjasto+Lapissa"
    assert "Press Enter to use these as filters: <a" in text_of(response)


@pytest.mark.parametrize("typed", ["\x00" * 300, "x" * 2_000, "<script>", '"' * 200, "%ff%fe"])
def test_absurd_memory_is_borne(client, typed):
    response = client.get("/en/events/", {"q": typed, "typed": typed})

    assert response.status_code == 200
    assert b"<script>" not in response.content.split(b"<main")[1]


# --- spelling -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("varhaiskasvtus", "varhaiskasvatus"),
        ("varhaiskasvatsu", "varhaiskasvatus"),
        ("Kirjsto päivä", "kirjasto päivä"),
        ("tekoäyl", "tekoäly"),
        ("tekoaly", "tekoäly"),
        ("hyvinvonti", "hyvinvointi"),
        ("biblotek", "bibliotek"),
        ("sääri", None),
        ("saarii", None),
        ("varhais", None),
        ("kirjastot", None),
        ('"kirjsto"', None),
        ("xyzzyxyzzy", None),
        ("salahnake", None),
        ("kir", None),
    ],
)
def test_misspelt_word_is_put_right(typed, text):
    event("Varhaiskasvatus, kirjasto, päivä, tekoäly ja hyvinvointi", title_sv="Bibliotek")
    event("Saari")
    event("Salahanke", state=Event.State.DRAFT, published_at=None)
    words.learn_all()

    better = spelling.corrected(select(f"q={typed}").wanted.searches[0])

    assert (better.text if better else None) == text


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("sääri", "saari", 2), ("åbo", "abo", 1), ("", "ab", 2), ("kaivo", "kiavo", 1), ("sama", "sama", 0)],
)
def test_distance_counts_dotted_letters_as_letters(first, second, distance):
    assert spelling.distance_of(first, second) == spelling.distance_of(second, first) == distance


def test_page_shows_what_was_meant_and_says_so(client):
    event("Varhaiskasvatus tänään", languages=["fi"])
    words.learn_all()

    page = text_of(client.get("/en/events/?q=varhaiskasvtus&language=fi"))

    assert "Showing results for <strong>varhaiskasvatus</strong>" in page
    assert 'href="/en/events/?q=%22varhaiskasvtus%22&language=fi"' in page
    assert "<mark>Varhaiskasvatus</mark> tänään" in page


def test_exact_search_is_left_alone(client):
    event("Varhaiskasvatus tänään")
    words.learn_all()

    page = text_of(client.get("/en/events/?q=%22varhaiskasvtus%22"))

    assert "Showing results for" not in page
    assert "No trainings found" in page


# --- ranking --------------------------------------------------------------------------------------------------------
def test_best_match_comes_first_and_the_nearest_among_equals():
    event("Muu", in_days=1, description="Kirjasto mainitaan.")
    event("Tiivis", in_days=2, summary="Kirjasto on tässä.")
    event("Koulukirjasto", in_days=3)
    event("Kirjasto myöhemmin", in_days=200)
    event("Kirjastot pian", in_days=20)
    event("Koulu", in_days=4)
    words.learn_all()

    assert titles("q=kirjasto") == ["Kirjastot pian", "Koulukirjasto", "Kirjasto myöhemmin", "Tiivis", "Muu"]
    assert titles("q=kirjasto", is_by_date=True) == [
        "Muu",
        "Tiivis",
        "Koulukirjasto",
        "Kirjastot pian",
        "Kirjasto myöhemmin",
    ]


def test_every_word_counts_in_the_order():
    event("Media", in_days=1, summary="Lukutaito")
    event("Media ja lukutaito", in_days=30)

    assert titles("q=lukutaito media") == ["Media ja lukutaito", "Media"]


def test_name_ranks_between_title_and_summary():
    event("Nimi", in_days=5, themes=[ThemeFactory(name_fi="Kirjasto")])
    event("Tiivis", in_days=5, summary="Kirjasto")
    event("Kirjasto", in_days=5)

    assert titles("q=kirjasto") == ["Kirjasto", "Nimi", "Tiivis"]


def test_past_is_listed_by_date():
    event("Kirjasto", in_days=-30)
    event("Muu", in_days=-3, description="Kirjasto")

    assert titles("q=kirjasto&past=1") == ["Muu", "Kirjasto"]


def test_list_without_words_keeps_its_order():
    event("Myöhemmin", in_days=9)
    event("Pian", in_days=2)

    assert titles("") == ["Pian", "Myöhemmin"]


def test_order_is_a_link_that_pages_keep(client):
    for number in range(21):
        event(f"Kirjasto {number}")

    page = text_of(client.get("/en/events/?q=kirjasto&sort=date"))

    assert "?q=kirjasto&sort=date&page=2" in page
    assert re.search(r'<a href="/en/events/\?q=kirjasto">Best match first</a>', page)


# --- marking --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "title", "shown"),
    [
        ("kirjasto", "Koulukirjastojen päivä", "<mark>Koulukirjastojen</mark> päivä"),
        (
            "kirjastoissa",
            "Kirjastojen <b>päivä</b> & muuta",
            "<mark>Kirjastojen</mark> &lt;b&gt;päivä&lt;/b&gt; &amp; muuta",
        ),
        ("b", "Kirja <b>", "Kirja &lt;<mark>b</mark>&gt;"),
        ("kirj", "Kirja koulussa", "<mark>Kirja</mark> koulussa"),
        ('"kirja"', "Kirjat ja kirjasto", "<mark>Kirjat</mark> ja kirjasto"),
        ("saari", "Sääri ja saari", "Sääri ja <mark>saari</mark>"),
        ("script", "<script>alert(1)</script>", "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
    ],
)
def test_found_words_are_marked_and_everything_is_escaped(query, title, shown):
    event(title)
    event("Koulu")
    words.learn_all()

    assert marked(Text(title, "fi"), select(f"q={query}")) == shown


def test_text_without_a_search_is_left_to_the_template_to_escape():
    assert marked(Text("<b>", "fi"), select("")) == "<b>"
    assert not hasattr(marked(Text("<b>", "fi"), None), "__html__")


# --- nothing found --------------------------------------------------------------------------------------------------
def test_nothing_found_offers_what_is_close(django_assert_num_queries):
    theme = ThemeFactory(code="digi", name_fi="Kirjastopalvelut")
    OrganisationFactory(name_fi="Tyhjä kirjastoseura")
    RegionFactory(code="19", name_fi="Lappi")
    event("Kirjastopäivä", delivery="onsite")
    event("Kirjastoilta", delivery="onsite", themes=[theme])
    event("Muu", delivery="onsite", languages=["sv"])
    gone = event("Kirjasto ennen", in_days=-9, delivery="online")
    selection = select("q=kirjasto&region=19")
    assert selection.wanted.searches[0].wishes

    with django_assert_num_queries(1):
        close = searches.close_to(selection, reader_of(selection))

    assert close.without == (Offer("q=kirjasto", "Lappi", "region", 2),)
    assert close.past is not None
    assert (close.past.query, close.past.total) == ("q=kirjasto&region=19&past=1", 1)
    assert gone.title_fi == "Kirjasto ennen"
    assert close.names == (Offer("theme=digi", "Kirjastopalvelut", "name", 1),)


def test_nothing_found_tells_which_word_is_in_the_way():
    event("Kirjastopäivä")
    selection = select("q=kirjasto avaruus")

    close = searches.close_to(selection, reader_of(selection))

    assert close.without == (Offer("q=kirjasto", "avaruus", "q", 1),)


def reader_of(selection):
    return Reader(ANONYMOUS, NOW, "fi", selection.wanted.vocabularies)


def test_nothing_found_page_has_a_way_on(client):
    page = text_of(client.get("/en/events/?q=xyzzy"))

    assert "Nothing was found for “xyzzy”" in page
    assert "/en/subscribe/?q=xyzzy" in page
    assert "Show all trainings" in page


@pytest.mark.parametrize("query", ["q=salahanke", "q=salahnake", "q=salainen", "typed=salahanke&q=salahanke"])
def test_words_of_drafts_show_nowhere(client, query):
    event("Salahanke", state=Event.State.DRAFT, published_at=None, summary="Salainen")
    event("Salaahankkeita", state=Event.State.PLANNED, published_at=None)
    words.learn_all()

    page = text_of(client.get(f"/fi/events/?{query}"))

    assert "Salahanke" not in page
    assert "salaahanke" not in page.lower()


# The last is for trainings of others, of which nobody knows whether registration is open.
FOUND, NOTHING, OTHERS = 7 + 1, 4 + 1, 1


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("q=kirjasto", FOUND),
        ("q=koulukirjastoissa", FOUND),
        ("q=%22koulukirjasto%22", FOUND),
        ("q=kirjstoissa", FOUND),
        ("q=koulukirjasto&q=kirjsto", FOUND),
        ("q=kirjasto&region=19&language=fi&open=1", FOUND - OTHERS),
        ("q=kirjasto&region=19&typed=kirjasto+Lapissa", FOUND),
        ("q=kirjsto&region=19&typed=kirjsto+Lapissa", FOUND),
        ("q=avaruus", NOTHING),
        ("q=kirjasto+avaruus", NOTHING),
        ("q=kirjasto+a+b+c+d+e+f+g+avaruus", NOTHING),
        ("q=avarus&region=19&typed=avarus+Lapissa", NOTHING),
        ("q=kirjsto&language=sv", NOTHING),
        ("q=kirjasto&past=1", NOTHING - OTHERS),
    ],
)
def test_search_asks_as_often_whatever_it_understands(client, query, asks, number, django_assert_num_queries):
    lapland = RegionFactory(code="19", name_fi="Lappi")
    for place in range(number):
        event(f"Koulukirjasto {place}", lead=OrganisationFactory(), regions=[lapland], languages=["fi"])
    event("Koulu ja kirjasto", regions=[lapland], languages=["fi"])
    words.learn_all()
    client.get("/fi/events/?q=kirjasto")
    facets.forget()

    with django_assert_num_queries(asks):
        page = text_of(client.get(f"/fi/events/?{query}"))

    assert page.count("<mark>Koulukirjasto</mark>") == (number if asks >= FOUND - OTHERS else 0)
