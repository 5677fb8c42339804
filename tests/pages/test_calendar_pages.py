"""The month and week views in a real browser: names for screen readers, keyboard alone, touch, and without script."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events import dates
from events.feeds import entries
from tests.factories import EventFactory, SectorFactory, SessionFactory, VenueFactory
from tests.pages.browsing import follow, in_turn, is_wide
from tests.registrations.arrangements import open_event

MAY = "events/?view=month&month=2031-05"
WEEK = "events/?view=week&week=2031-W20"
# What the section of a month says, in order, to whoever does not see its grid.
NAMES = """
- 'region "May 2031: 4 trainings"':
  - list:
    - listitem:
      - heading "Week 18" [level=3]
      - list:
        - listitem:
          - heading "Thursday 1 May 2031, May Day, no trainings" [level=4]
"""


def at(day, hour=9):
    return dates.midnight(dt.date(2031, 5, day)) + dt.timedelta(hours=hour)


def training(title, starts_at, ends_at, **values):
    made = EventFactory(**{"title_fi": title, "title_en": title} | values)
    SessionFactory(event=made, starts_at=starts_at, ends_at=ends_at, venue=values.get("venue"))
    return made


@pytest.fixture
def may(site):
    """Answer the address of a site with a May that has three days in a row, a full day, and a crowded one."""
    library = SectorFactory(code="library", name_en="Library services", name_fi="Kirjastotoimi")
    three = EventFactory(slug="leiri", title_en="Summer camp", title_fi="Leiri", delivery="onsite", sectors=[library])
    SessionFactory(event=three, starts_at=at(11), ends_at=at(13, 15), venue=VenueFactory(municipality="Oulu"))
    swedish = training("", at(20), at(20, 11), title_sv="Läsfrämjande", languages=["sv"], pools=[2])
    swedish.pools.update(taken=2)
    for number in range(2):
        training(f"Koulutus {number}", at(12, 13), at(12, 14))
    return site


@pytest.fixture
def crowded(may):
    for number in range(8):
        training(f"Iltapäivä {number}", at(22, 12 + number), at(22, 13 + number))
    return may


def layout_shift(page):
    """How much of the page has moved by itself, as browsers measure it."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            let moved = 0;
            const observer = new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;
            });
            observer.observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(moved), 0)));
        })"""
    )


def tab_to(page, selector):
    """Press Tab until the focus stands there."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def swipe(page, across):
    touch = page.context.new_cdp_session(page)
    y = page.locator(".week-name:visible").first.bounding_box()["y"] + 40
    start, end = {"x": 195 - across / 2, "y": y}, {"x": 195 + across / 2, "y": y + 5}
    for kind, points in (("touchStart", [start]), ("touchMove", [end]), ("touchEnd", [])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_axe_finds_nothing_in_the_calendar(crowded, page, assert_accessible_in_both):
    paths = [MAY, f"{MAY}&day=2031-05-22", WEEK, "events/?view=month", "events/?view=week&week=2032-W01&q=x"]

    for language, path in in_turn(paths):
        page.goto(f"{crowded}/{language}/{path}")
        assert_accessible_in_both()


def test_month_has_names_for_screen_readers_and_is_no_grid(may, page):
    page.goto(f"{may}/en/{MAY}")

    calendar = page.locator("[data-calendar]")
    expect(calendar).to_match_aria_snapshot(NAMES)
    expect(calendar.get_by_role("heading", level=4)).to_have_count(31)
    links = [
        "9:00 day 1/3 Summer camp, Oulu, Library services, Registration open",
        "day 2/3 Summer camp, Oulu, Library services, Registration open",
        "–15:00 day 3/3 Summer camp, Oulu, Library services, Registration open",
        "9:00 Läsfrämjande, Online, Waiting list",
    ]
    for name in links:
        expect(calendar.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(calendar.get_by_role("link", name="Tuesday 20 May 2031, 1 training")).to_be_visible()
    expect(calendar).to_have_accessible_description(re.compile("^Arrow keys move from day to day"))
    assert calendar.locator("[role=grid], [role=gridcell], table").count() == 0
    assert page.locator(".entry-title [lang=sv]").inner_text() == "Läsfrämjande"


def test_today_is_marked_and_named(may, page):
    page.goto(f"{may}/en/events/?view=month")

    expect(page.locator("[aria-current=date]")).to_have_count(1)
    expect(page.locator("[aria-current=date]")).to_contain_text(", today, ")


def test_arrows_move_between_days_weeks_and_months(may, page):
    page.goto(f"{may}/en/{MAY}")
    focused = page.locator(":focus")
    tab_to(page, "[data-day='2031-05-11']")

    moves = [
        ("ArrowRight", "2031-05-12"),
        ("ArrowDown", "2031-05-19"),
        ("ArrowLeft", "2031-05-18"),
        ("Home", "2031-05-12"),
        ("End", "2031-05-18"),
        ("ArrowUp", "2031-05-11"),
        ("PageDown", "2031-06-11"),
        ("PageUp", "2031-05-11"),
        ("ArrowUp", "2031-05-04"),
        ("ArrowUp", "2031-04-27"),
        ("ArrowDown", "2031-05-04"),
    ]
    for key, day in moves:
        page.keyboard.press(key)
        expect(focused).to_have_attribute("data-day", day)
    expect(page).to_have_url(f"{may}/en/{MAY}")
    expect(page.locator("[data-day][tabindex='0']")).to_have_count(1)


def test_journey_from_the_month_to_the_own_page_by_keyboard_alone(page, site):
    event = open_event(capacity=5, title_fi="Lukutaitopäivä", title_sv="Läsdag", title_en="Reading day")
    entries.refresh([event.pk])
    day = dates.first_day(event.sessions.get().starts_at)
    page.goto(f"{site}/en/events/")
    tab_to(page, ".tabs a[href*='view=month']")
    enter(page)
    today = dates.first_day(timezone.now())
    months = 12 * (day.year - today.year) + day.month - today.month
    tab_to(page, "#calendar-next")
    for month in range(1, months + 1):
        page.keyboard.press("Enter")
        shown = dt.date(today.year + (today.month + month - 1) // 12, (today.month + month - 1) % 12 + 1, 1)
        expect(page).to_have_url(re.compile(f"month={shown:%Y-%m}"))
        expect(page.locator("#calendar-next")).to_be_focused()
    tab_to(page, f"[data-day='{day}']")
    tab_to(page, ".entry a")
    enter(page)
    tab_to(page, "a[href$='/register/']")
    enter(page)
    answers = {"first_name": "Aino", "last_name": "Virtanen", "email": "aino@example.org", "workplace": "Koulu"}
    for name, text in answers.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.type(text)
    tab_to(page, "main form[method=post] [type=submit]")
    enter(page)

    expect(page).to_have_url(re.compile(r"/registrations/.*\?registered"))
    expect(page.get_by_text("Reading day").first).to_be_visible()


def test_more_opens_in_place_and_closes_again(crowded, page):
    page.goto(f"{crowded}/en/{MAY}&q=iltapäivä")
    day = page.locator("#day-2031-05-22")
    expect(day.locator(".entry")).to_have_count(3)

    day.get_by_role("link", name="+ 5 more").press("Enter")
    expect(day.locator(".entry")).to_have_count(8)
    expect(day.locator("[data-held-back] a").first).to_be_focused()
    expect(page).to_have_url(re.compile(r"day=2031-05-22"))
    day.get_by_role("link", name="Show fewer").press("Enter")

    expect(day.locator(".entry")).to_have_count(3)
    expect(day.get_by_role("link", name="+ 5 more")).to_be_focused()


def test_opened_day_is_still_open_after_coming_back_from_a_training(crowded, page):
    page.goto(f"{crowded}/en/{MAY}")
    page.locator("#more-2031-05-22").click()
    expect(page.locator("#day-2031-05-22 .entry")).to_have_count(8)

    follow(page, "#day-2031-05-22 .entry:last-child a")
    page.go_back()

    expect(page.locator("#day-2031-05-22 .entry")).to_have_count(8)


def test_next_swaps_the_month_with_its_address_title_and_status_and_back_leads_back(may, page):
    page.goto(f"{may}/en/events/?view=month&month=2031-04")

    page.locator("#calendar-next").click()

    expect(page.locator("#results-status")).to_have_text("May 2031: 4 trainings")
    expect(page).to_have_url(f"{may}/en/{MAY}")
    expect(page).to_have_title(re.compile("^May 2031"))
    expect(page.locator("#calendar-next")).to_be_focused()
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("April 2031: no trainings")


def test_filter_keeps_the_month_that_was_turned_to(may, page):
    page.goto(f"{may}/en/events/?view=month&month=2031-04")
    page.locator("#calendar-next").click()
    expect(page.locator("#results-title")).to_have_text("May 2031: 4 trainings")

    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name="Library services").check()

    expect(page).to_have_url(f"{may}/en/{MAY}&sector=library")
    expect(page.locator("#results-title")).to_have_text("May 2031: 1 training")


def test_phone_shows_one_column_of_days_with_trainings_and_turns_by_swipe(may, browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{may}/en/{MAY}")
    boxes = [each.bounding_box() for each in page.locator(".day:visible").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert len(boxes) == 4

    swipe(page, -200)
    expect(page.locator("#results-title")).to_have_text("June 2031: no trainings")
    page.locator("#calendar-previous").click()
    expect(page.locator("#results-title")).to_have_text("May 2031: 4 trainings")
    swipe(page, 200)

    expect(page.locator("#results-title")).to_have_text("April 2031: no trainings")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_by_itself(crowded, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    moved = {}

    for path in (MAY, WEEK, "events/?view=month"):
        page.goto(f"{crowded}/en/{path}")
        moved[path] = layout_shift(page)

    assert set(moved.values()) == {0}, moved


def test_header_stands_where_it_will_while_the_rest_of_a_wide_page_is_on_its_way(crowded, page):
    page.set_viewport_size({"width": 1920, "height": 900})
    page.goto(f"{crowded}/en/{MAY}")
    whole = page.content()
    stood = page.locator(".wordmark").bounding_box()

    page.route(
        "**/events/**", lambda route: route.fulfill(body=whole[: whole.index("<main")], content_type="text/html")
    )
    page.goto(f"{crowded}/en/{MAY}")

    assert page.locator("main").count() == 0
    assert page.locator(".wordmark").bounding_box() == stood


def test_calendar_works_without_script(crowded, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{crowded}/en/events/?view=month&month=2031-04")

    follow(page, "#calendar-next")
    follow(page, "#more-2031-05-22")
    expect(page.locator("#day-2031-05-22 .entry")).to_have_count(8)
    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name="Library services").check()
    follow(page, ".filters-actions button")
    expect(page.locator("#results-title")).to_have_text("May 2031: 1 training")
    expect(page).to_have_url(f"{crowded}/en/events/?sector=library&view=month&month=2031-05")
    follow(page, "[data-day='2031-05-12']")

    expect(page).to_have_url(re.compile(r"view=week&week=2031-W20&day=2031-05-12&sector=library"))
    expect(page.locator(".entry")).to_have_count(2)
    context.close()


def test_calendar_fits_every_width(crowded, page):
    wide = []

    for path in (MAY, WEEK, "events/?view=month&month=2032-01&q=varhaiskasvatussuunnitelmaperustainen"):
        for width in (320, 640, 768, 1024, 1280, 2560):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{crowded}/fi/{path}")
            wide += [(path, width)] if is_wide(page) else []

    assert wide == []
