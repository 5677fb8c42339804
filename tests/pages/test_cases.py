"""The pages of overlaps in a browser: settled by keyboard and without a script, the list narrowed, axe, every screen.

How two organisers come from a collision to an agreed move is in test_planning_together.py.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Membership
from events import proposing, settling
from events.models import OverlapCase
from tests.events.settling.arrangements import actor, clash, next_tuesday, organisation_of, organiser
from tests.pages.browsing import in_turn, is_wide
from tests.pages.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(site):
    return clash()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


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


def test_list_is_narrowed_by_keyboard_and_keeps_its_place_and_address(pair, site, page):
    other = clash(day=next_tuesday(30))
    OverlapCase.objects.filter(pk=other.case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    sign_in(page.context, site, organiser("Helena", Membership.Role.COORDINATOR))
    page.goto(f"{site}/en/workspace/overlaps/")
    expect(page.locator(".case-pair")).to_have_count(2)

    state = page.get_by_label("State", exact=True)
    state.focus()
    state.press("L")

    expect(page.locator(".case-pair")).to_have_count(1)
    expect(page).to_have_url(re.compile("state=late"))
    expect(page.get_by_label("State", exact=True)).to_be_focused()
    expect(page.locator("#cases-status")).to_contain_text("1 pair of trainings")
    with page.expect_navigation():
        page.get_by_role("link", name="Clear the filter State: Late").click()
    expect(page.locator(".case-pair")).to_have_count(2)


def test_axe_finds_nothing_on_the_pages_of_overlaps(pair, site, page, assert_accessible_in_both):
    settled = clash(day=next_tuesday(30))
    settling.keep_both(by=actor(settled.aino), case_id=settled.case.pk, reason="Different levels")
    settling.comment(by=actor(pair.kaisa), case_id=pair.case.pk, text="Shall we?", organisation_id=None)
    proposing.ask_to_join(
        by=actor(pair.kaisa), case_id=pair.case.pk, event_id=pair.other.pk, registrations="merge", sides=[pair.other.pk]
    )
    helena = organiser("Helena", Membership.Role.COORDINATOR)
    case = f"overlaps/{pair.case.pk}/"
    narrowed = "overlaps/?kind=clash&severity=high"
    home = f"{organisation_of(pair.aino).slug}/"
    for user, paths in ((pair.aino, [home, narrowed, case]), (helena, ["coordination/", "overlaps/?shelf=settled"])):
        page.context.clear_cookies()
        sign_in(page.context, site, user)
        for language, path in in_turn(paths):
            page.goto(f"{site}/{language}/workspace/{path}")
            for details in page.locator("main details").all():
                details.evaluate("element => { element.open = true; }")
            assert_accessible_in_both()


def test_pages_of_overlaps_fit_every_screen(pair, site, page):
    organisation_of(pair.aino)
    sign_in(page.context, site, organiser("Helena", Membership.Role.COORDINATOR))
    wide = []

    for path in ("overlaps/", f"overlaps/{pair.case.pk}/", "coordination/"):
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{site}/fi/workspace/{path}")
            wide += [(path, width)] if is_wide(page) else []

    assert wide == []
