"""Adding a calendar of others in a browser: looked at, saved, read, and then on the board and on public pages."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.events.incoming.arrangements import calendar, vevent
from tests.factories import MembershipFactory
from tests.pages.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_file_is_looked_at_saved_and_read_while_its_page_is_open(site, page, assert_accessible):
    begins = timezone.now() + dt.timedelta(days=3)
    content = calendar(
        vevent(start=f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", end="DURATION:PT2H", title="Kevään seminaari"),
        vevent(uid="b", start="DTSTART:eilen", title="Rikkinäinen"),
    )
    sign_in(page.context, site, MembershipFactory().user)
    page.goto(f"{site}/en/workspace/calendars/others/add/")
    page.get_by_label("Name", exact=True).fill("Yliopisto")
    page.get_by_label("File", exact=True).check()
    file = {"name": "a.ics", "mimeType": "text/calendar", "buffer": content}
    page.locator("#id_file").set_input_files(file)
    page.get_by_label("Its events may be shown on public pages").check()

    press(page, "Look at what it brings")

    expect(page.get_by_text("Kevään seminaari")).to_be_visible()
    expect(page.get_by_text("“eilen” is not a date or a time.")).to_be_visible()
    assert_accessible()
    press(page, "Save")
    expect(page.locator(".health-good")).to_have_text("In order", timeout=60_000)
    expect(page.get_by_role("status").filter(has_text="In order")).to_have_count(1)
    expect(page.get_by_role("region", name="Coming events")).to_contain_text("Kevään seminaari")
    expect(page.get_by_role("region", name="What could not be read")).to_contain_text("is not a date or a time")
    assert_accessible()
    page.goto(f"{site}/en/workspace/board/")
    expect(page.locator(".board-outside", has_text="Yliopisto")).to_contain_text("Kevään seminaari")
    assert_accessible()
    page.goto(f"{site}/en/events/")
    others = page.get_by_role("region", name="Trainings of other organisers")
    expect(others).to_contain_text("Kevään seminaari")
    expect(others).to_contain_text("Calendar: Yliopisto")
    assert_accessible()
