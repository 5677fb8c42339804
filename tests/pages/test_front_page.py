"""The front page and the design's dialog in a real browser: by keyboard, on a phone, with and without script."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.queries import half_year
from tests.factories import EventFactory, SectorFactory, SessionFactory
from tests.pages.browsing import follow


@pytest.fixture
def term(site, monkeypatch):
    """Answer the address of a site with a training in each of twenty-two weeks, and many weeks drawn on any day."""
    monkeypatch.setattr(half_year, "FEWEST_WEEKS", 17)
    library = SectorFactory(code="library", name_fi="Kirjastotoimi")
    monday = timezone.localtime(timezone.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    monday += dt.timedelta(days=7 - monday.weekday())
    for week in range(22):
        SessionFactory(event=EventFactory(sectors=[library]), starts_at=monday + dt.timedelta(weeks=week))
    return site


def test_picture_has_a_name_and_its_numbers_lead_to_the_weeks(term, page):
    page.goto(f"{term}/en/")

    expect(page.get_by_role("img", name="Trainings by week and sector")).to_be_visible()
    page.locator(".half-year .figures summary").click()
    first = page.locator(".half-year .figures tbody tr").nth(1).get_by_role("link")
    assert "view=week&week=" in first.get_attribute("href")


def test_picture_scrolls_by_keys_in_its_own_room_on_a_phone(term, page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{term}/en/")
    room = page.locator(".half-year-scroll")
    assert room.evaluate("room => room.scrollWidth > room.clientWidth")

    room.focus()
    page.keyboard.press("ArrowRight")

    expect(room).not_to_have_js_property("scrollLeft", 0)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_links_on_the_bars_are_no_stops_for_the_keyboard(term, page):
    page.goto(f"{term}/en/")

    assert page.locator(".half-year-weeks a:not([tabindex='-1'])").count() == 0
    assert page.locator(".half-year-weeks a").count() >= 8


def test_dialog_takes_the_focus_and_escape_gives_it_back(site, page):
    page.goto(f"{site}/en/design/")
    opener = page.locator("[data-dialog]")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Cancel your registration?")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_dialog_is_a_page_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/design/")

    follow(page, "[data-dialog]")

    expect(page.locator(".dialog-shown h3")).to_have_text("Cancel your registration?")
    context.close()
