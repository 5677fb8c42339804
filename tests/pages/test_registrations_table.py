"""The organiser's table in a browser: narrowed and many cancelled after a preview, a file with an error, axe, keys."""

import re

import pytest
from playwright.sync_api import expect

from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.pages.browsing import follow, is_wide
from tests.pages.signing_in import sign_in
from tests.registrations.arrangements import fill, open_event

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State
CSV = "Sukunimi;Etunimi;Sähköposti;Työpaikka\r\nAho;Aino;aho@example.org;Koulu\r\nBerg;;berg@;Skola\r\n"


@pytest.fixture
def event(site):
    event = open_event(capacity=2)
    fill(event, 3)
    return event


@pytest.fixture
def clerk(event, page, site):
    sign_in(page.context, site, MembershipFactory(organisation=event.lead).user)
    return page


def address(site, event, page="", language="en"):
    return f"{site}/{language}/workspace/events/{event.pk}/registrations/{page}"


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_table_is_narrowed_and_those_found_are_cancelled_after_a_preview(clerk, site, event):
    clerk.goto(address(site, event))
    rows = clerk.locator(".registrations tbody tr")
    expect(rows).to_have_count(3)

    clerk.get_by_role("searchbox").fill("aino2@example")
    expect(rows).to_have_count(1)
    expect(clerk).to_have_url(re.compile(r"q=aino2%40example"))
    expect(clerk.get_by_role("searchbox")).to_be_focused()
    expect(clerk.locator("#registrations-status")).to_contain_text("1 registration")
    clerk.get_by_label("Choose Aino Virtanen 2").check()
    expect(clerk.get_by_role("button", name="The chosen (1)")).to_be_visible()
    clerk.locator("#id_action").select_option("cancel")
    press(clerk, "The chosen (1)")

    expect(clerk.get_by_role("heading", name="Who is affected")).to_be_visible()
    expect(clerk.locator(".registration-people")).to_contain_text("Aino Virtanen 2")
    assert not Registration.objects.filter(state=State.CANCELLED).exists()
    clerk.fill("#id_reason", "Told by telephone")
    press(clerk, re.compile("Cancel the registration"))

    expect(clerk.get_by_text("Done for 1 registration.")).to_be_visible()
    states = dict(Registration.objects.values_list("last_name", "state"))
    assert states == {"Virtanen 1": "confirmed", "Virtanen 2": "cancelled", "Virtanen 3": "confirmed"}


def test_table_is_sorted_and_chosen_from_by_keyboard(clerk, site, event):
    clerk.goto(address(site, event))

    clerk.locator("#sort-name").press("Enter")
    expect(clerk.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    clerk.locator("#sort-name").press("Enter")
    expect(clerk.locator("th[aria-sort=descending]")).to_contain_text("Name")
    expect(clerk.locator(".registrations tbody tr").first).to_contain_text("Virtanen 3")
    clerk.get_by_label("Choose all on this page").press("Space")
    expect(clerk.get_by_role("button", name="The chosen (3)")).to_be_visible()


def test_table_works_without_a_script(event, browser, site):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, site, MembershipFactory(organisation=event.lead).user)
    page = context.new_page()
    page.goto(address(site, event))

    page.get_by_role("searchbox").fill("aino3@example")
    press(page, "Search")
    expect(page.locator(".registrations tbody tr")).to_have_count(1)
    page.locator("#id_action").select_option("cancel")
    press(page, "All 1")
    expect(page.get_by_role("heading", name="Who is affected")).to_be_visible()
    press(page, re.compile("Cancel the registration"))
    expect(page.get_by_text("Give a reason.")).to_be_visible()
    context.close()


def test_file_with_an_error_is_shown_line_by_line_and_what_is_right_imported(clerk, site, event):
    clerk.goto(address(site, event, "import/"))

    clerk.set_input_files("#id_file", {"name": "x.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
    press(clerk, "Look at the file")
    lines = clerk.locator(".import-lines tbody tr")
    expect(lines.nth(0)).to_contain_text("To the waiting list")
    expect(lines.nth(1)).to_contain_text("E-mail: Enter a valid email address.")
    press(clerk, "Register 1 person")
    expect(clerk.get_by_role("alert")).to_contain_text("Nothing was imported")
    assert Registration.objects.count() == 3

    clerk.get_by_label("Import those that are right").check()
    press(clerk, "Register 1 person")
    expect(clerk.get_by_text("1 person was registered.")).to_be_visible()
    assert Registration.objects.get(email="aho@example.org").state == State.WAITLISTED


def test_axe_finds_nothing_and_nothing_runs_over(clerk, site, event, assert_accessible_in_both):
    registration = Registration.objects.filter(state=State.CONFIRMED).first()

    def assert_good():
        for width in (1280, 390):
            clerk.set_viewport_size({"width": width, "height": 800})
            assert not is_wide(clerk), clerk.url
        assert_accessible_in_both()

    for page in ("", "?q=nobody", "add/", "export/", "import/", "print/"):
        clerk.goto(address(site, event, page))
        assert_good()
    clerk.goto(f"{site}/en/workspace/registrations/{registration.pk}/")
    assert_good()
    follow(clerk, "a[href$='/cancel/']")
    assert_good()
