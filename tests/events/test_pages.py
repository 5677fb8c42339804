"""The public pages as a browser without script meets them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ["fi", "sv", "en"]
PAGES = ["", "events/", "subscribe/", "accessibility/", "privacy/", "my/"]


def text_of(response):
    return " ".join(response.content.decode().split())


def event(**values):
    made = EventFactory(**values)
    SessionFactory(event=made)
    return made


def page_of(client, made, language="en"):
    return client.get(f"/{language}/events/{made.slug}/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_opens_without_any_training(client, language, path):
    response = client.get(f"/{language}/{path}")

    assert response.status_code == 200
    assert f'<html lang="{language}">' in text_of(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_leads_to_itself_in_the_other_languages_with_its_query(client, language):
    html = text_of(client.get(f"/{language}/events/?q=kirja&past=1"))

    for other in LANGUAGES:
        assert f'hreflang="{other}" href="http://localhost:8000/{other}/events/?q=kirja&amp;past=1"' in html
        assert (f'<a href="/{other}/events/?q=kirja&amp;past=1"' in html) == (other != language)


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "fi"),
        ({"Accept-Language": "sv-FI,sv;q=0.9,en;q=0.5"}, "sv"),
        ({"Accept-Language": "de,en;q=0.5"}, "en"),
        ({"Accept-Language": "*;;;%%%"}, "fi"),
        ({"Accept-Language": "sv", "Cookie": "language=en"}, "en"),
        ({"Accept-Language": "sv", "Cookie": "language=../../x"}, "sv"),
    ],
)
def test_root_leads_by_remembered_or_preferred_language(client, headers, language):
    response = client.get("/", headers=headers)

    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


def test_page_in_another_language_than_the_browsers_is_remembered(client):
    remembered = client.get("/sv/", headers={"Accept-Language": "fi"})

    assert remembered.cookies["language"].value == "sv"
    assert client.get("/")["Location"] == "/sv/"


def test_page_in_the_browsers_language_sets_no_cookie(client):
    assert not client.get("/sv/", headers={"Accept-Language": "sv"}).cookies


def test_list_says_how_many_it_found_and_how_to_clear_each_filter(client):
    event(title_fi="Kirjasto", sectors=[SectorFactory(code="library", name_en="Libraries")])
    event(title_fi="Liikunta")

    html = text_of(client.get("/en/events/?sector=library&q=kirjasto"))

    assert "1 training found" in html
    assert 'href="/en/events/?q=kirjasto"' in html
    assert 'href="/en/events/?sector=library"' in html
    assert "Liikunta" not in html


def test_list_says_an_unknown_filter_and_ignores_it(client):
    event(title_fi="Kirjasto")

    html = text_of(client.get("/en/events/?sector=<b>moon"))

    assert "1 upcoming training" in html
    assert "sector=&lt;b&gt;moon" in html


def test_list_without_a_match_offers_a_way_on(client):
    html = text_of(client.get("/en/events/?q=xyzzy"))

    assert "No trainings found" in html
    assert "/en/subscribe/?q=xyzzy" in html


def test_form_with_empty_fields_leads_to_the_short_address(client):
    response = client.get("/en/events/?q=&from=&sector=moon&until=")

    assert (response.status_code, response["Location"]) == (302, "/en/events/?sector=moon")


def test_list_answers_htmx_with_the_results_and_their_address(client):
    event(title_fi="Kirjasto")

    response = client.get("/fi/events/?q=kirjasto&from=&open=", headers={"HX-Request": "true"})

    assert "<html" not in text_of(response)
    assert response["HX-Push-Url"] == "/fi/events/?q=kirjasto"
    assert "HX-Request" in response["Vary"]


def test_list_turns_pages_with_its_filters(client):
    for _ in range(21):
        event(title_fi="Kirjasto")

    html = text_of(client.get("/en/events/?q=kirjasto&page=2"))

    assert "Page 2 of 2" in html
    assert "?q=kirjasto&amp;page=1" in html


@pytest.mark.parametrize("number", ["0", "-1", "x", "%00", "9" * 400, "２"])
def test_list_takes_any_page_number(client, number):
    assert client.get(f"/fi/events/?page={number}").status_code == 200


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_hidden_training_has_no_page(client, state):
    assert page_of(client, event(state=state)).status_code == 404


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
@pytest.mark.parametrize("path", ["/fi/", "/fi/events/", "/fi/events/?past=1", "/fi/events/?q=salainen"])
def test_hidden_training_is_on_no_page(client, state, path):
    event(title_fi="Salainen", state=state)

    html = text_of(client.get(path))

    assert "Salainen" not in html


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_hidden_training_is_in_no_feed(client, state):
    made = event(title_fi="Salainen", state=state)

    assert b"Salainen" not in client.get("/feeds/events.ics").content
    assert client.get(f"/feeds/events/{made.id}.ics").status_code == 404


def test_event_page_tells_when_where_for_whom_by_whom(client):
    made = EventFactory(
        title_fi="Kirjastopäivä",
        lead=OrganisationFactory(name_en="Agency of the North"),
        audiences=[TargetGroupFactory(name_en="Librarians")],
        regions=[RegionFactory(name_en="Lapland")],
        delivery=Event.Delivery.ONSITE,
        pools=[30],
        contact_email="kysy@example.org",
    )
    venue = VenueFactory(name_fi="Kirjasto 10", street_address="Kirkkokatu 1", municipality="Oulu")
    starts_at = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=9), dt.time(9)))
    SessionFactory(event=made, starts_at=starts_at, venue=venue, is_online=False)

    html = text_of(page_of(client, made))

    for words in ("Agency of the North", "Librarians", "Lapland", "Kirjasto 10", "Kirkkokatu 1", "Oulu", "9:00–11:00"):
        assert words in html
    assert "30 of 30 seats left" in html
    assert f'href="{reverse("register", args=[made.slug])}"'.replace("/fi/", "/en/") in html
    assert "mailto:kysy@example.org" in html
    assert f'href="/feeds/events/{made.id}.ics?lang=en&amp;download=1"' in html


def test_event_page_never_shows_a_join_link(client):
    made = EventFactory()
    SessionFactory(event=made, join_url="https://join.example/secret")

    assert "join.example" not in text_of(page_of(client, made))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": Event.State.CANCELLED}, "This training has been cancelled"),
        ({"state": Event.State.POSTPONED}, "This training has been postponed"),
        ({"registration_mode": "none"}, "No registration is needed"),
        ({"registration_opens_at": timezone.now() + dt.timedelta(days=1)}, "Registration opens on"),
    ],
)
def test_event_page_without_registration_says_why(client, values, words):
    made = event(**values)

    html = text_of(page_of(client, made))

    assert words in html
    assert "/register/" not in html


def test_event_page_leads_to_registration_elsewhere(client):
    made = event(registration_mode="elsewhere", registration_url="https://elsewhere.example/form")

    html = text_of(page_of(client, made))

    assert 'href="https://elsewhere.example/form"' in html
    assert "/register/" not in html


@pytest.mark.parametrize(("language", "is_marked"), [("fi", False), ("sv", True), ("en", True)])
def test_event_page_marks_a_title_in_another_language(client, language, is_marked):
    made = event(title_fi="Suomenkielinen")

    response = page_of(client, made, language)

    assert ('<h1 lang="fi">' in text_of(response)) == is_marked


def test_only_in_finnish_is_said_in_words(client):
    made = event(title_fi="Suomenkielinen")

    assert "Only in Finnish" in text_of(page_of(client, made, "en"))
    assert "Only in Finnish" in text_of(client.get("/en/events/"))


def test_event_page_names_the_rest_of_its_series(client):
    series = EventSeriesFactory(title_fi="Kahvit")
    made, sibling = event(series=series), event(series=series, title_fi="Toinen osa")

    html = text_of(page_of(client, made))

    assert f"/en/events/{sibling.slug}/" in html


def test_organisers_text_is_escaped(client):
    made = event(title_fi="<script>alert(1)</script>", description_fi="- <img src=x>\n- https://example.org/?a=1&b=2")

    html = text_of(page_of(client, made))

    assert "<script>alert" not in html
    assert "<img" not in html
    assert '<a href="https://example.org/?a=1&amp;b=2"' in html


@pytest.mark.parametrize(("path", "language"), [("/fi/nowhere/", "fi"), ("/sv/events/nowhere/", "sv"), ("/en/x", "en")])
def test_missing_page_is_said_in_the_language_of_its_address(client, path, language):
    response = client.get(path, follow=True)

    assert response.status_code == 404
    assert f'<html lang="{language}">' in text_of(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_server_error_page_needs_neither_database_nor_context(rf, language, django_assert_num_queries):
    from config import errors

    with django_assert_num_queries(0):
        response = errors.server_error(rf.get(f"/{language}/events/"))

    assert response.status_code == 500
    assert f'<html lang="{language}">' in text_of(response)


def test_robots_may_fetch_feeds(client):
    assert "Allow: /feeds/" in text_of(client.get("/robots.txt"))


@pytest.mark.parametrize("path", ["/fi/", "/fi/events/", "/fi/subscribe/"])
def test_page_has_no_inline_script_or_style(client, path):
    event()

    html = text_of(client.get(path))

    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
    assert " onclick=" not in html


@pytest.mark.parametrize("number", [1, 3, 20])
def test_pages_ask_as_often_whatever_the_number(client, number, django_assert_max_num_queries):
    for _ in range(number):
        event(sectors=[SectorFactory()])

    for path, queries in (("/fi/", 10), ("/fi/events/", 7)):
        client.get(path)
        with django_assert_max_num_queries(queries):
            client.get(path)
