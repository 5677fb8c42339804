"""The public pages in a real browser: axe, keyboard, narrow screens, with and without script."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Event
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    VenueFactory,
)
from tests.pages.browsing import follow, in_turn, is_wide

PATHS = [
    "",
    "events/",
    "events/?q=xyzzy&sector=library&sector=moon",
    "events/?region=01&q=koulutus&past=1",
    "events/kirjasto/",
    "events/peruttu/",
    "subscribe/",
    "subscribe/?sector=library&theme=reading",
    "embed/?sector=library&rows=2",
    "accessibility/",
    "privacy/",
    "my/",
    "design/",
    "nowhere/",
]


@pytest.fixture
def trainings(site):
    """Answer the address of a site with a training that has everything, a cancelled, a full and many plain ones."""
    library, reading = SectorFactory(code="library", name_fi="Kirjastotoimi"), ThemeFactory(code="reading")
    series, lead = EventSeriesFactory(), OrganisationFactory(name_fi="Pohjois-Suomen aluehallintovirasto")
    rich = EventFactory(
        slug="kirjasto",
        title_fi="Kirjastojen monilukutaitotyön täydennyskoulutuskokonaisuus",
        summary_fi="Lukemisen edistäminen kunnissa.",
        description_fi="Aiheet:\n\n- Lukeminen\n- Kirjastot\n\nhttps://example.org/",
        audience_note_fi="Kirjastojen henkilöstölle",
        lead=lead,
        co_organisers=[OrganisationFactory()],
        series=series,
        sectors=[library],
        themes=[reading],
        audiences=[TargetGroupFactory(sector=library)],
        regions=[RegionFactory(code="01")],
        delivery=Event.Delivery.HYBRID,
        pools=[30],
        contact_email="henkilo.jolla-on-pitka-nimi@aluehallintovirasto.example",
    )
    venue = VenueFactory(accessibility_fi="Esteetön sisäänkäynti")
    for days in (5, 12):
        SessionFactory(event=rich, venue=venue, starts_at=timezone.now() + dt.timedelta(days=days))
    SessionFactory(event=EventFactory(slug="peruttu", state=Event.State.CANCELLED, series=series))
    full = EventFactory(title_fi="", title_sv="Läsfrämjande", languages=["sv"], pools=[2], sectors=[library])
    full.pools.update(taken=2, waiting=3)
    SessionFactory(event=full)
    for number in range(21):
        SessionFactory(event=EventFactory(title_fi=f"Koulutus {number}"))
    return site


def box_of(page, name):
    """The checkbox of a sector; its group stands open on a wide screen."""
    return page.get_by_role("checkbox", name=name)


def test_axe_finds_nothing_on_any_page(trainings, page, assert_accessible_in_both):
    for language, path in in_turn(PATHS):
        page.goto(f"{trainings}/{language}/{path}")
        assert_accessible_in_both()


def test_colours_that_only_the_dark_scheme_does_not_tell_apart_are_found(page, assert_accessible_in_both):
    dark = "@media (prefers-color-scheme: dark) { p { color: #222; background: #111; } }"
    page.set_content(f"<html lang=en><title>Night</title><style>{dark}</style><main><h1>Night</h1><p>Dim</p></main>")

    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible_in_both()


def test_pages_fit_a_narrow_screen_and_keep_their_policy(trainings, page, complaints):
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []

    for path in PATHS[:-1]:
        page.goto(f"{trainings}/fi/{path}")
        if is_wide(page):
            wide.append(path)

    assert (wide, complaints) == ([], [])


def test_filters_fold_on_a_narrow_screen(trainings, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{trainings}/fi/events/")
    box = box_of(page, "Kirjastotoimi")

    expect(box).not_to_be_visible()
    page.locator(".filters > summary").click()
    expect(box).to_be_visible()


def test_filtered_list_on_a_narrow_screen_begins_with_its_results(trainings, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{trainings}/fi/events/?sector=library")

    expect(box_of(page, "Kirjastotoimi")).not_to_be_visible()
    expect(page.locator(".results h2").first).to_be_in_viewport()


def test_skip_link_comes_first_and_leads_to_the_content(trainings, page):
    page.goto(f"{trainings}/en/events/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_everything_of_the_list_is_reached_by_keyboard(trainings, page):
    page.goto(f"{trainings}/en/events/")
    reached = set()

    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('nav, form, article, .results, footer')?.className"))

    assert {"site-nav", "languages", "browse-form", "training"} <= {(name or "").split()[0] for name in reached if name}


def test_filter_by_keyboard_updates_the_results_and_the_address(trainings, page, complaints):
    page.goto(f"{trainings}/fi/events/")

    box_of(page, "Kirjastotoimi").focus()
    page.keyboard.press("Space")

    expect(page).to_have_url(f"{trainings}/fi/events/?sector=library")
    expect(page.locator("#results .training")).to_have_count(2)
    expect(box_of(page, "Kirjastotoimi")).to_be_focused()
    assert complaints == []


def test_counts_beside_the_choices_follow_what_is_chosen(trainings, page, complaints):
    page.goto(f"{trainings}/fi/events/")
    finnish = page.locator("#count-language-fi")
    expect(finnish).to_have_text("(22)")

    box_of(page, "Kirjastotoimi").check()

    expect(finnish).to_have_text("(1)")
    expect(page.locator("#count-sector-library")).to_have_text("(2)")
    assert complaints == []


def test_typing_searches_by_itself(trainings, page):
    page.goto(f"{trainings}/fi/events/")

    page.locator("#id_q").press_sequentially("kirjastoissa")

    expect(page.locator("#results .training")).to_have_count(1)
    expect(page).to_have_url(f"{trainings}/fi/events/?q=kirjastoissa")


def test_back_leads_to_the_list_before(trainings, page):
    page.goto(f"{trainings}/fi/events/")
    box_of(page, "Kirjastotoimi").check()
    expect(page.locator("#results .training")).to_have_count(2)

    page.go_back()

    expect(page.locator("#results .training")).to_have_count(20)
    expect(box_of(page, "Kirjastotoimi")).not_to_be_checked()


def test_list_works_without_script(trainings, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{trainings}/fi/events/")

    box_of(page, "Kirjastotoimi").check()
    follow(page, ".filters-actions button")

    expect(page).to_have_url(f"{trainings}/fi/events/?sector=library")
    expect(page.locator("#results .training")).to_have_count(2)
    context.close()
