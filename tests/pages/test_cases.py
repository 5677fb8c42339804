"""Two organisers of two agencies, each in their own browser, settle an overlap; and axe on the pages of overlaps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Membership
from events import proposing, settling
from events.models import Event
from tests.events.settling.arrangements import actor, clash, next_tuesday, organisation_of, organiser
from tests.pages.browsing import follow
from tests.pages.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture
def pair(site):
    return clash()


@pytest.fixture
def other_browser(browser):
    context = browser.new_context()
    yield context
    context.close()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def unfold(page, name):
    page.locator("summary", has_text=name).click()


def test_two_organisers_go_from_a_collision_to_an_agreed_move(pair, site, page, other_browser):
    sign_in(page.context, site, pair.aino)
    sign_in(other_browser, site, pair.kaisa)
    hers = other_browser.new_page()
    new_day = timezone.localtime(pair.other.starts_at) + WEEK
    page.goto(f"{site}/en/workspace/overlaps/")
    follow(page, f"a[href$='{pair.case.pk}/']")
    expect(page.get_by_role("heading", name="Books for all", exact=True)).to_be_visible()
    press(page, "Acknowledge: we know of it")
    page.get_by_label("Comment").fill("Could you take the week after?")
    press(page, "Send to both sides")
    unfold(page, "Move one of them")
    page.locator(f"[name=move-event][value='{pair.other.pk}']").check()
    page.locator("[name=move-starts_at_0]").fill(new_day.date().isoformat())
    page.locator("[name=move-starts_at_1]").fill("13:00")
    press(page, "Propose the new time")
    expect(page.get_by_text("It waits for the other side’s answer.")).to_be_visible()

    hers.goto(f"{site}/en/workspace/overlaps/{pair.case.pk}/")
    expect(hers.get_by_text("Could you take the week after?")).to_be_visible()
    press(hers, "Accept and move")

    expect(hers.get_by_text("Moved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Moved", exact=True)).to_be_visible()
    moved = timezone.localtime(Event.objects.get(pk=pair.other.pk).starts_at)
    assert (moved.date(), moved.hour) == (new_day.date(), 13)


def test_case_is_settled_by_keyboard_and_without_script(pair, site, browser):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, site, pair.aino)
    page = context.new_page()
    page.goto(f"{site}/en/workspace/overlaps/{pair.case.pk}/")

    page.locator("summary", has_text="Keep both on purpose").press("Enter")
    press(page, "Keep both")
    expect(page.locator("#id_keep-reason")).to_be_visible()
    page.locator("#id_keep-reason").fill("Different levels")
    press(page, "Keep both")

    expect(page.get_by_text("Both kept on purpose", exact=True)).to_be_visible()
    expect(page.get_by_text("Different levels")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_axe_finds_nothing_on_the_pages_of_overlaps(  # noqa: PLR0917 - fixtures
    pair, site, page, assert_accessible, language, scheme
):
    settled = clash(day=next_tuesday(30))
    settling.keep_both(by=actor(settled.aino), case_id=settled.case.pk, reason="Different levels")
    settling.comment(by=actor(pair.kaisa), case_id=pair.case.pk, text="Shall we?", organisation_id=None)
    proposing.ask_to_join(
        by=actor(pair.kaisa), case_id=pair.case.pk, event_id=pair.other.pk, registrations="merge", sides=[pair.other.pk]
    )
    helena = organiser("Helena", Membership.Role.COORDINATOR)
    page.emulate_media(color_scheme=scheme)

    case = f"overlaps/{pair.case.pk}/"
    for user, paths in ((pair.aino, ["overlaps/", case]), (helena, ["coordination/", "overlaps/?shelf=settled"])):
        page.context.clear_cookies()
        sign_in(page.context, site, user)
        for path in paths:
            page.goto(f"{site}/{language}/workspace/{path}")
            for details in page.locator("main details").all():
                details.evaluate("element => { element.open = true; }")
            assert_accessible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_of_overlaps_fit_every_screen(pair, site, page, width):
    organisation_of(pair.aino)
    sign_in(page.context, site, organiser("Helena", Membership.Role.COORDINATOR))
    page.set_viewport_size({"width": width, "height": 800})

    for path in ("overlaps/", f"overlaps/{pair.case.pk}/", "coordination/"):
        page.goto(f"{site}/fi/workspace/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
