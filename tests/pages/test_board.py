"""The planning board and the year wheel in a real browser: keyboard alone, opened in place, moved, on paper."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from events import dates
from events.models import Event, OverlapCase
from events.overlaps import cases
from events.overlaps import spans as overlap_spans
from events.overlaps.keeping import FINDER
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
)
from tests.pages.browsing import LANGUAGES, in_turn

MARCH = "workspace/board/?columns=day&from=2031-03-01&until=2031-03-31"
YEAR = "workspace/year/?year=2030-2031"


def at(day, hour=9):
    return dates.midnight(dt.date(2031, 3, day)) + dt.timedelta(hours=hour)


def training(title, day, **values):
    made = EventFactory(title_fi=title, title_en=title, title_sv=title, state="planned", **values)
    SessionFactory(event=made, starts_at=at(day), ends_at=at(day, 12))
    return made


@pytest.fixture
def board(site, client, context):
    """Answer the address of a site with two agencies' plans in March, for somebody of the first who is signed in."""
    own = OrganisationFactory(slug="aaa", abbreviation="OMA", name_fi="Aaa")
    other = OrganisationFactory(slug="bbb", name_fi="Bbb")
    library, people = SectorFactory(code="library"), TargetGroupFactory()
    made = [
        training("Reading circles", 4, lead=own, audiences=[people], sectors=[library]),
        training("School libraries", 4, lead=other, audiences=[people], sectors=[library]),
        training("Story time", 6, lead=own, sectors=[library]),
        *(training(f"Evening {number}", 11, lead=own) for number in range(6)),
    ]
    ids = [event.pk for event in made]
    overlap_spans.refresh(ids)
    cases.refresh_cases(event_ids=ids, by=FINDER)
    client.force_login(MembershipFactory(organisation=own).user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return site


def block(page, title):
    return page.locator(".block > a", has_text=title).first


def test_axe_finds_nothing_on_board_and_year(board, page, assert_accessible_in_both):
    event = Event.objects.get(title_en="Reading circles")
    paths = [
        MARCH,
        f"{MARCH}&show={event.pk}",
        "workspace/board/?rows=sector&from=2031-01-01&until=2031-12-31&drafts=1&overlaps=1",
        f"workspace/board/move/{event.pk}/?day=2031-03-06",
        YEAR,
        f"{YEAR}&rings=agency",
    ]

    for language, path in in_turn(paths):
        page.goto(f"{board}/{language}/{path}")
        assert_accessible_in_both()


def test_arrows_go_from_training_to_training_and_enter_opens_it_in_place(board, page):
    page.goto(f"{board}/en/{MARCH}")
    block(page, "Reading circles").focus()

    page.keyboard.press("ArrowRight")
    expect(block(page, "Story time")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(block(page, "School libraries")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#opened-title")).to_be_focused()
    expect(page.locator("#board-opened")).to_contain_text("Reading circles")
    expect(page).to_have_url(re.compile("show="))
    page.keyboard.press("Escape")
    expect(block(page, "School libraries")).to_be_focused()
    assert page.locator("#board-opened .opened").count() == 0


def test_one_training_of_the_board_is_in_the_order_of_tab(board, page):
    page.goto(f"{board}/en/{MARCH}")
    expect(page.locator("[data-stop][tabindex='0']")).to_have_count(1)


def test_more_opens_the_cell_and_stands_in_it(board, page):
    page.goto(f"{board}/en/{MARCH}")

    page.get_by_role("link", name="+ 3 more").click()

    expect(page.locator("#cell-aaa\\.2031-03-11 .block")).to_have_count(6)
    expect(page.locator("#cell-aaa\\.2031-03-11 .block a").first).to_be_focused()


def test_overlapping_trainings_are_joined_by_a_line_that_lights_up(board, page):
    page.goto(f"{board}/en/{MARCH}")
    expect(page.locator("[data-board-lines] path")).to_have_count(1)

    block(page, "School libraries").focus()

    expect(page.locator("[data-board-lines] path")).to_have_class("severity-high is-lit")


def test_filters_count_their_choices_once_they_are_opened(board, page):
    page.goto(f"{board}/en/{MARCH}")
    expect(page.locator("#count-sector-library")).to_have_text("")

    page.locator("#board-counts > summary").click()

    expect(page.locator("#count-sector-library")).to_have_text("(3)")


def test_line_between_overlapping_trainings_leads_to_their_overlap(board, page):
    page.goto(f"{board}/en/{MARCH}")
    line = page.locator("[data-board-ways] path")
    expect(line).to_have_count(1)
    middle = line.evaluate(
        "path => { const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());"
        " return [at.x, at.y]; }"
    )

    with page.expect_navigation():
        page.mouse.click(*middle)

    expect(page).to_have_url(re.compile(f"/en/workspace/overlaps/{OverlapCase.objects.get().pk}/"))


def test_training_is_moved_by_keyboard_and_its_overlaps_are_seen_before(board, page):
    page.goto(f"{board}/en/{MARCH}")
    block(page, "Story time").focus()

    page.keyboard.press("m")
    page.locator("#id_day").fill("2031-03-04")

    expect(page.locator(".moved-sessions")).to_contain_text("Tuesday 4 March")
    assert Event.objects.get(title_en="Story time").starts_at == at(6)
    with page.expect_navigation():
        page.get_by_role("button", name="Move the training").click()
    expect(page.locator("#cell-aaa\\.2031-03-04 .block")).to_have_count(2)
    assert Event.objects.get(title_en="Story time").starts_at == at(4)


def test_training_dragged_to_a_day_is_previewed_there_and_not_yet_moved(board, page):
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"{board}/en/{MARCH}")
    start = block(page, "Story time").bounding_box()
    end = page.locator("#cell-aaa\\.2031-03-07").bounding_box()

    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 12, steps=6)
    page.mouse.up()

    expect(page.locator("#id_day")).to_have_value("2031-03-07")
    expect(page.locator(".moved-sessions")).to_contain_text("Friday 7 March")
    assert Event.objects.get(title_en="Story time").starts_at == at(6)


def test_narrow_screen_shows_one_row_and_chooses_another(board, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{board}/en/{MARCH}")
    expect(block(page, "Reading circles")).to_be_visible()
    expect(block(page, "School libraries")).to_be_hidden()

    page.locator(".row-chooser summary").click()
    with page.expect_navigation():
        page.locator(".row-chooser a[href*='row=bbb']").click()

    expect(block(page, "School libraries")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_board_opens_and_moves_without_script(board, browser, context):
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{board}/en/{MARCH}")

    block(page, "Story time").click()
    page.get_by_role("link", name="Move", exact=True).click()
    page.locator("#id_day").fill("2031-03-05")
    page.get_by_role("button", name="See what it meets there").click()
    page.get_by_role("button", name="Move the training").click()

    expect(page.get_by_text("The training has been moved.")).to_be_visible()
    assert Event.objects.get(title_en="Story time").starts_at == at(5)
    plain.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_and_year_fit_one_sheet_of_paper(board, page, language):
    year = "workspace/board/?from=2031-01-01&until=2031-12-31"
    sheets = {}

    for path in (MARCH, f"{MARCH}&rows=sector", year, YEAR, f"{YEAR}&rings=agency"):
        page.goto(f"{board}/{language}/{path}")
        sheets[path] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

    assert set(sheets.values()) == {1}, sheets


def test_sixty_rows_of_long_names_fit_one_sheet_of_paper(board, page):
    for number in range(60):
        name = f"Opetus- ja varhaiskasvatustoimen valtakunnallinen yksikkö {number}"
        training("Long", 5, lead=OrganisationFactory(slug=f"unit-{number}", name_fi=name))

    sheets = []
    for path in (MARCH, "workspace/board/?from=2031-01-01&until=2031-12-31"):
        page.goto(f"{board}/fi/{path}")
        sheets.append(len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))))

    assert sheets == [1, 1]
