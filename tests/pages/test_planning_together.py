"""Two organisers of two agencies, in two browsers: from a collision told while typing to a move both agreed to."""

import re

import pytest
from playwright.sync_api import expect

from events import publishing
from events.models import Event, OverlapCase
from tests.events.overlaps.arrangements import training
from tests.events.settling.arrangements import actor, next_tuesday, organisation_of, organiser
from tests.factories import TargetGroupFactory, ThemeFactory
from tests.pages.browsing import follow
from tests.pages.signing_in import sign_in


@pytest.fixture
def window(browser, site):
    """A browser of its own for each organiser, signed in."""
    opened = []

    def open_for(user):
        context = browser.new_context(base_url=site)
        opened.append(context)
        sign_in(context, site, user)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def test_two_agencies_go_from_collision_to_agreed_move(site, window):
    audience, theme = TargetGroupFactory(name_en="Teachers"), ThemeFactory(name_en="Reading")
    aino, kaisa = organiser("Aino"), organiser("Kaisa")
    day, later = next_tuesday(), next_tuesday(weeks=10)
    theirs = training(day, lead=organisation_of(kaisa), audiences=[audience], themes=[theme], title_en="Books for all")
    agency = organisation_of(aino).slug
    hers, his = window(aino), window(kaisa)

    # Aino types a training for the same people at the same time, and is told before anything is saved.
    hers.goto(f"/en/workspace/{agency}/events/new/")
    hers.fill("[name=title_fi]", "Lukupäivä")
    hers.check(f"[name=audiences][value='{audience.code}']")
    hers.check(f"[name=themes][value='{theme.code}']")
    hers.check("[name=national]")
    hers.fill("[name=sessions-0-on]", day.isoformat())
    hers.fill("[name=sessions-0-starts]", "09:00")
    hers.fill("[name=sessions-0-ends]", "12:00")
    panel = hers.locator("#editor-overlaps")
    expect(panel).to_contain_text("Books for all")
    expect(panel).to_contain_text(organisation_of(kaisa).name_en)
    expect(panel).to_contain_text("both for: teachers")
    assert not OverlapCase.objects.exists()

    # She plans it all the same; from now on both have the overlap to settle.
    follow(hers, "button[name=do][value=plan]:visible")
    own = Event.objects.get(title_fi="Lukupäivä")
    if own.state == Event.State.DRAFT:  # planning is asked about on a page of its own
        publishing.plan_event(by=actor(aino), event_id=own.pk)
    case = OverlapCase.objects.get(kind="clash")
    address = f"/en/workspace/overlaps/{case.pk}/"
    for page, user in ((hers, aino), (his, kaisa)):
        page.goto(f"/en/workspace/{organisation_of(user).slug}/")
        expect(page.locator(".todos")).to_contain_text("High 1")
        follow(page, f".todos a[href='{address}']")

    # Aino says that she has seen it, and asks; Kaisa reads it.
    follow(hers, "button[value=acknowledge]")
    hers.fill("[name=comment-text]", "Could you take the week after?")
    follow(hers, "button[value=comment]")
    his.goto(address)
    expect(his.locator("#thread")).to_contain_text("Could you take the week after?")

    # Kaisa proposes that Aino's moves two weeks on; Aino accepts, and it is done.
    his.click("details#move > summary")
    his.check(f"[name=move-event][value='{own.pk}']")
    his.fill("[name=move-starts_at_0]", later.isoformat())
    his.fill("[name=move-starts_at_1]", "09:00")
    follow(his, "button[value=move]")
    expect(his.locator(".case-asked")).to_contain_text("It waits for the other side’s answer.")
    hers.goto(f"/en/workspace/{agency}/")
    expect(hers.locator(".todos")).to_contain_text("Waits for your answer 1")
    follow(hers, f".todos a[href='{address}']")
    expect(hers.locator(".case-asked")).to_contain_text("Kaisa")
    follow(hers, "button[value=accept]")

    for page in (hers, his):
        page.goto(address)
        expect(page.locator(".page-header")).to_contain_text(re.compile("Moved"))
    case.refresh_from_db()
    session = own.sessions.get()
    assert (case.state, session.starts_at.date(), session.state) == ("moved", later, "scheduled")
    assert theirs.sessions.get().starts_at.date() == day
