"""The panel of overlaps beside the editor: what somebody has unfolded stays so while they go on typing."""

from playwright.sync_api import expect

from tests.events.overlaps.arrangements import training
from tests.events.settling.arrangements import next_tuesday, organisation_of, organiser
from tests.factories import TargetGroupFactory
from tests.pages.signing_in import sign_in


def test_unfolded_overlaps_stay_unfolded_while_somebody_types(site, page):
    audience, day, aino = TargetGroupFactory(), next_tuesday(), organiser("Aino")
    for number in range(4):
        training(day, audiences=[audience], title_en=f"Reading {number}")
    own = training(day, lead=organisation_of(aino), audiences=[audience])
    sign_in(page.context, site, aino)
    page.goto(f"{site}/en/workspace/events/{own.pk}/edit/")
    panel = page.locator("#editor-overlaps")
    expect(panel).to_contain_text("4 overlaps")
    panel.get_by_text("Show 1 more").click()
    expect(panel.locator(".overlap")).to_have_count(4)

    training(day, audiences=[audience], title_en="Reading aloud")
    page.fill("[name=title_fi]", "Toinen otsikko")

    expect(panel).to_contain_text("5 overlaps")
    expect(panel.locator("details")).to_have_attribute("open", "")
    expect(panel.locator(".overlap").last).to_be_visible()
