"""The page that subscribes in a real browser: by keyboard, by screen reader, on a phone and without script."""

import datetime as dt

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.feeds import entries
from tests.factories import EventFactory, OrganisationFactory, RegionFactory, SectorFactory, SessionFactory
from tests.pages.browsing import follow, in_turn, is_wide

LIBRARY = [f"Kirjasto {number}" for number in range(12)]
TOO_MANY = "&".join(f"region=maakunta-jolla-on-pitka-tunnus-{number}" for number in range(9))
PATHS = ["subscribe/", "subscribe/?sector=library", "subscribe/?agency=lappi&delivery=onsite", f"subscribe/?{TOO_MANY}"]


@pytest.fixture
def trainings(site):
    """Answer a site with twelve trainings of a library's, and three of the youth sector's before them."""
    library = SectorFactory(code="library", name_fi="Kirjastotoimi", name_en="Library services")
    youth = SectorFactory(code="youth", name_fi="Nuorisotoimi", name_en="Youth services")
    for number in range(9):
        RegionFactory(code=f"maakunta-jolla-on-pitka-tunnus-{number}")
    titles = [(f"Nuoret {number}", youth) for number in range(3)] + [(title, library) for title in LIBRARY]
    lead = OrganisationFactory(slug="lappi")
    for days, (title, sector) in enumerate(titles, start=1):
        made = EventFactory(title_fi=title, sectors=[sector], lead=lead)
        SessionFactory(event=made, starts_at=timezone.now() + dt.timedelta(days=days))
        entries.refresh([made.pk])
    return site


def shown(page):
    return page.locator(".next-entry h3")


def test_choosing_by_keyboard_changes_what_comes_and_the_address_that_brings_it(trainings, page, context, complaints):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{trainings}/fi/subscribe/")
    expect(shown(page)).to_have_text(["Nuoret 0", "Nuoret 1", "Nuoret 2", *LIBRARY[:7]])
    box = page.get_by_role("checkbox", name="Kirjastotoimi")

    box.focus()
    page.keyboard.press("Space")

    expect(shown(page)).to_have_text(LIBRARY[:10])
    expect(box).to_be_focused()
    expect(page).to_have_url(f"{trainings}/fi/subscribe/?sector=library")
    expect(page.locator("#subscription-status")).to_contain_text("12")
    page.locator("[data-copy] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".copy-status")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    answer = page.request.get(copied)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(answer.body()).events] == LIBRARY
    assert complaints == []


def test_language_of_the_calendar_is_chosen_and_other_languages_keep_the_choices(trainings, page):
    page.goto(f"{trainings}/en/subscribe/")
    page.get_by_role("checkbox", name="Youth services").check()
    expect(shown(page)).to_have_count(3)

    page.get_by_role("radio", name="Finnish").check()

    expect(page.locator("#address")).to_have_value(f"{trainings}/feeds/events.ics?sector=youth")
    expect(page).to_have_url(f"{trainings}/en/subscribe/?lang=fi&sector=youth")
    follow(page, '.languages a[lang="sv"]')
    expect(page).to_have_url(f"{trainings}/sv/subscribe/?lang=fi&sector=youth")
    expect(shown(page)).to_have_count(3)


def test_back_leads_to_the_choices_before(trainings, page):
    page.goto(f"{trainings}/fi/subscribe/")
    page.get_by_role("checkbox", name="Nuorisotoimi").check()
    expect(shown(page)).to_have_count(3)

    page.go_back()

    expect(shown(page)).to_have_count(10)
    expect(page.get_by_role("checkbox", name="Nuorisotoimi")).not_to_be_checked()


def test_everything_works_without_script(trainings, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{trainings}/fi/subscribe/")

    page.get_by_role("checkbox", name="Nuorisotoimi").check()
    follow(page, ".filters-actions button")

    expect(shown(page)).to_have_text(["Nuoret 0", "Nuoret 1", "Nuoret 2"])
    expect(page.locator("#address")).to_have_value(f"{trainings}/feeds/events.ics?sector=youth")
    expect(page.locator(".copy button")).not_to_be_visible()
    page.locator(".apps summary").first.click()
    expect(page.locator(".app-steps").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wide(trainings, page, assert_accessible, complaints, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700} if scheme == "dark" else {"width": 1280, "height": 900})
    wide = []

    for language, path in in_turn(PATHS, scheme):
        page.goto(f"{trainings}/{language}/{path}")
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        assert_accessible()
        if is_wide(page):
            wide.append(path)

    assert (wide, complaints) == ([], [])
