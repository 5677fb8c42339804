"""Search in a browser: typed, sent, understood, taken back; misspelt and put right; nothing found and a way on."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.searching import words
from tests.factories import EventFactory, RegionFactory, SessionFactory
from tests.pages.browsing import follow


@pytest.fixture
def trainings(site):
    lapland = RegionFactory(code="19", name_fi="Lappi", name_sv="Lappland", name_en="Lapland")
    for title, regions in (("Koulukirjasto elää", [lapland]), ("Kirjastopäivä", []), ("Koulu ja media", [])):
        made = EventFactory(title_fi=title, regions=regions, delivery="onsite")
        SessionFactory(event=made, starts_at=timezone.now() + dt.timedelta(days=9))
    words.learn_all()
    return site


def search(page, text):
    page.locator("#id_q").fill(text)
    follow(page, ".browse-search button")


def test_place_becomes_a_filter_that_can_be_taken_back(trainings, page, assert_accessible):
    page.goto(f"{trainings}/en/events/")

    search(page, "kirjasto Lapissa")

    expect(page).to_have_url(f"{trainings}/en/events/?q=kirjasto&region=19&typed=kirjasto+Lapissa")
    expect(page.locator(".search-note")).to_contain_text("Region: Lapland")
    expect(page.locator("#results .training")).to_have_count(1)
    expect(page.locator("#results mark")).to_have_text(["Koulukirjasto"])
    assert_accessible()
    follow(page, ".search-note a")
    expect(page.locator("#id_q")).to_have_value('"kirjasto" "lapissa"')
    expect(page.locator(".empty h3")).to_be_visible()
    assert_accessible()


def test_typing_tells_what_enter_would_do(trainings, page):
    page.goto(f"{trainings}/en/events/")

    page.locator("#id_q").press_sequentially("kirjasto Lapissa")

    expect(page.locator(".search-note")).to_contain_text("Region: Lapland")
    with page.expect_navigation(url="**region=19**"):
        page.keyboard.press("Enter")
    expect(page.locator("#results .training")).to_have_count(1)


def test_misspelt_word_is_put_right_and_can_be_searched_for_as_it_is(trainings, page, assert_accessible):
    page.goto(f"{trainings}/en/events/")

    search(page, "kirjsatopäivä")

    expect(page.locator(".search-note strong")).to_have_text("kirjastopäivä")
    expect(page.locator("#results .training")).to_have_count(1)
    assert_accessible()
    follow(page, ".search-note a")
    expect(page.locator(".empty h3")).to_have_text('Nothing was found for “"kirjsatopäivä"”')


def test_nothing_found_leads_on(trainings, page):
    page.goto(f"{trainings}/en/events/?q=media&region=19")

    follow(page, ".empty a:has-text('Lapland')")

    expect(page.locator("#results .training")).to_have_count(1)
