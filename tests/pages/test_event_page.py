"""The page of a training in a real browser: on paper, on a phone, and passed on."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import AgendaItem, Event
from tests.factories import (
    EventFactory,
    EventSeriesFactory,
    OrganisationFactory,
    RegionFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
    VenueFactory,
)
from tests.pages.browsing import LANGUAGES, follow, is_wide

AGENDA = [
    "Kahvi ja ilmoittautuminen",
    "Tilaisuuden avaus",
    "Ajankohtaiskatsaus",
    "Asiantuntijan puheenvuoro",
    "Tauko",
    "Esimerkkejä kunnista",
    "Lounas",
    "Työpajat",
    "Yhteenveto ja seuraavat askeleet",
]


@pytest.fixture
def typical(site):
    """Answer the address of a training as agencies hold them: three sessions in a house, an agenda, a few sentences."""
    theme, series = ThemeFactory(), EventSeriesFactory(title_fi="Kirjastotyön sarja")
    made = EventFactory(
        slug="tavallinen",
        title_fi="Kirjastojen monilukutaitotyön täydennyskoulutuskokonaisuus 2026–2027",
        title_sv="Multilitteracitet i bibliotek: en helhet av fortbildning 2026–2027",
        summary_fi="Kolmen koulutuspäivän kokonaisuus lukemisen edistämisestä kunnissa ja kouluissa.",
        description_fi="Aiheet:\n\n- Lukeminen\n- Kirjastot\n- Verkostot\n\nOtathan oman tietokoneen mukaan.",
        audience_note_fi="Kirjastojen ja koulujen henkilöstölle",
        registration_note_fi="Ilmoita samalla ruokarajoitteesi.",
        delivery=Event.Delivery.HYBRID,
        lead=OrganisationFactory(name_fi="Pohjois-Suomen aluehallintovirasto"),
        co_organisers=[OrganisationFactory(), OrganisationFactory()],
        series=series,
        series_part=2,
        sectors=[SectorFactory(code="library", name_fi="Kirjastotoimi")],
        themes=[theme, ThemeFactory()],
        audiences=[TargetGroupFactory(), TargetGroupFactory()],
        regions=[RegionFactory()],
        pools=[30],
        registration_closes_at=timezone.now() + dt.timedelta(days=3),
        contact_name="Ritva Kärkkäinen",
        contact_email="ritva.karkkainen@example.org",
        contact_phone="0295 000 454",
    )
    venue = VenueFactory(
        name_fi="Metso-sali, pääkirjasto",
        street_address="Pirkankatu 4",
        postal_code="33210",
        municipality="Tampere",
        accessibility_fi="Esteetön sisäänkäynti, induktiosilmukka ja inva-wc.",
    )
    for days in (5, 12, 19):
        starts_at = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days), dt.time(9)))
        ends_at = starts_at + dt.timedelta(hours=6)
        trainers = [TrainerFactory(), TrainerFactory()]
        SessionFactory(event=made, venue=venue, starts_at=starts_at, ends_at=ends_at, trainers=trainers)
    for position, title in enumerate(AGENDA):
        AgendaItem.objects.create(event=made, position=position, at=dt.time(9 + position // 2), title_fi=title)
    for part in (1, 3):
        SessionFactory(event=EventFactory(series=series, series_part=part))
    for number in range(5):
        SessionFactory(event=EventFactory(title_fi=f"Samankaltainen {number}", themes=[theme], lead=made.lead))
    return site


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_typical_training_prints_on_one_sheet(typical, page):
    sheets = {}

    for language in LANGUAGES:
        page.goto(f"{typical}/{language}/events/tavallinen/")
        sheets[language] = pages_of(page.pdf(prefer_css_page_size=True))

    assert sheets == dict.fromkeys(LANGUAGES, 1)


def test_paper_has_what_one_needs_to_come_and_nothing_to_press(typical, page):
    page.goto(f"{typical}/fi/events/tavallinen/")
    page.emulate_media(media="print")

    said = page.locator("main").inner_text()
    for words in (
        "Ritva Kärkkäinen",
        "0295 000 454",
        "Pirkankatu 4",
        "Ilmoittautuminen on auki",
        "Lounas",
        "localhost:",
    ):
        assert words in said
    expect(page.locator(".paper svg")).to_be_visible()
    for hidden in (".site-nav", ".languages", ".site-footer", ".breadcrumb", ".button", ".share", ".similar"):
        assert [each for each in page.locator(hidden).all() if each.is_visible()] == [], hidden


def test_paper_is_black_on_white_in_a_dark_room_too(typical, page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{typical}/fi/events/tavallinen/")

    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_way_in_is_at_hand_on_a_phone_once_the_card_is_out_of_sight(typical, page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{typical}/en/events/tavallinen/")
    bar = page.locator(".register-bar")

    page.locator(".register-box .button").scroll_into_view_if_needed()
    expect(bar).not_to_be_visible()
    page.locator("#terms-title").scroll_into_view_if_needed()
    expect(bar).to_be_in_viewport()
    follow(page, ".register-bar .button")

    expect(page).to_have_url(f"{typical}/en/events/tavallinen/register/")


def test_page_of_a_training_needs_no_script(typical, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{typical}/en/events/tavallinen/")

    expect(page.locator(".register-box .button")).to_be_visible()
    expect(page.locator("#page-address")).to_have_value(f"{typical}/en/events/tavallinen/")
    assert [each for each in page.locator(".share button, .register-bar").all() if each.is_visible()] == []
    context.close()


def test_address_is_copied_and_shared_where_the_browser_can(typical, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(f"{typical}/en/events/tavallinen/")

    page.locator(".share .copy button").click()
    page.locator("[data-share]").click()

    expect(page.locator(".share [role=status]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == f"{typical}/en/events/tavallinen/"
    assert page.evaluate("window.shared.url") == f"{typical}/en/events/tavallinen/"


def test_parts_of_a_series_lead_from_one_to_the_next(typical, page):
    page.goto(f"{typical}/en/events/tavallinen/")

    follow(page, ".series-steps [rel=next]")

    expect(page.locator(".series-list [aria-current]")).to_be_visible()
    expect(page.locator(".series-steps [rel=next]")).to_have_count(0)


def test_page_of_a_training_does_not_shift_while_it_loads_or_is_read(typical, page):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(f"{typical}/fi/events/tavallinen/")
    page.wait_for_load_state("networkidle")
    page.locator(".register-box .button").scroll_into_view_if_needed()
    expect(page.locator(".register-bar")).not_to_be_visible()
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    expect(page.locator(".register-bar")).to_be_visible()

    assert page.evaluate("window.shift") < 0.01


def test_register_bar_has_its_room_before_it_shows(typical, page):
    """It lies at the end of the page: a page that grew when it came would move what is read there."""
    page.set_viewport_size({"width": 390, "height": 800})
    height = "document.documentElement.scrollHeight"
    page.goto(f"{typical}/fi/events/tavallinen/")
    page.locator("#terms-title").scroll_into_view_if_needed()
    expect(page.locator(".register-bar")).to_be_visible()
    shown = page.evaluate(height)

    page.locator(".register-box .button").scroll_into_view_if_needed()
    expect(page.locator(".register-bar")).not_to_be_visible()

    assert page.evaluate(height) == shown


def test_axe_finds_nothing_on_the_page_of_a_training(typical, page, assert_accessible_in_both):
    for language, width in (("fi", 1280), ("sv", 390), ("en", 320)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{typical}/{language}/events/tavallinen/")
        assert_accessible_in_both()


def test_page_of_a_training_fits_every_screen(typical, page):
    wide = []

    for width in (320, 390, 768, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{typical}/fi/events/tavallinen/")
        wide += [width] if is_wide(page) else []

    assert wide == []
