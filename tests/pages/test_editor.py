"""The editor in a real browser: a new training with a weekly pattern, planned and published; without a script too."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Membership, Room
from events.models import Event
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RoomFactory,
    SectorFactory,
    SessionFactory,
    TargetGroupFactory,
    ThemeFactory,
    UserFactory,
    VenueFactory,
)
from tests.pages.browsing import follow
from tests.pages.signing_in import sign_in

TUESDAY = dt.date(2037, 3, 3)


@pytest.fixture
def agency(site):
    return OrganisationFactory()


@pytest.fixture
def organiser(page, site, agency):
    user = UserFactory(first_name="Aino", last_name="Virtanen")
    MembershipFactory(user=user, organisation=agency, role=Membership.Role.ORGANISER)
    sign_in(page.context, site, user)
    return user


@pytest.fixture
def terms(site):
    return [SectorFactory(), TargetGroupFactory(), ThemeFactory()]


def planned(agency, **values):
    event = EventFactory(lead=agency, state=Event.State.PLANNED, **values)
    SessionFactory(event=event)
    return event


def fill_pattern(page):
    page.fill("[name=pattern-first_on]", TUESDAY.isoformat())
    page.fill("[name=pattern-starts]", "09:00")
    page.fill("[name=pattern-ends]", "11:00")
    page.fill("[name=pattern-count]", "3")


def test_suggestion_ticks_its_box_where_it_stands(page, site, agency, organiser, assert_accessible):
    ThemeFactory(code="literacy")
    page.goto(f"{site}/fi/workspace/{agency.slug}/events/new/")
    page.fill("[name=title_fi]", "Medialukutaidon polku")
    expect(page.locator("#suggested-themes li")).to_have_count(1)
    expect(page.locator("[name=themes]")).not_to_be_checked()
    assert_accessible()

    page.click("[value='take:themes:literacy']")

    expect(page.locator("[name=themes]")).to_be_checked()
    expect(page.locator("[name=themes]")).to_be_focused()
    expect(page.locator("#suggested-themes li")).to_have_count(0)
    expect(page.locator("#suggested-themes-count")).to_be_empty()


@pytest.mark.usefixtures("organiser", "terms")
@pytest.mark.parametrize("language", ["sv"])
def test_new_training_with_a_weekly_pattern_is_planned_and_published(page, site, agency, language, assert_accessible):
    page.goto(f"{site}/{language}/workspace/{agency.slug}/events/new/")
    assert_accessible()
    page.fill("[name=title_fi]", "Koulutus")
    expect(page.locator(".bilingual-missing").nth(1)).to_be_visible()
    for choice in page.locator("[name=sectors], [name=audiences], [name=themes]").all():
        choice.check()
    page.click("#pattern > summary")
    fill_pattern(page)
    page.click("[value=pattern]")
    expect(page.locator(".pattern-dates li")).to_have_count(3)
    assert_accessible()
    page.click("[value=pattern-add]")
    expect(page.locator(".session-row")).to_have_count(3)
    expect(page.locator("[name=title_fi]")).to_have_value("Koulutus")
    assert_accessible()

    follow(page, "[name=do][value=plan]")
    expect(page.locator(".state-planned")).to_be_visible()
    assert_accessible()
    follow(page, "a[href$='/preview/']")
    assert_accessible()
    follow(page, ".preview-bar a[href$='/publish/']")
    assert_accessible()
    follow(page, "main form [type=submit]")
    expect(page.locator(".state-published")).to_be_visible()
    assert_accessible()
    follow(page, "a[href$='/history/']")
    assert_accessible()

    event = Event.objects.get()
    assert [event.sectors.count(), event.audiences.count(), event.themes.count()] == [2, 1, 1]
    starts = [session.starts_at.astimezone().date() for session in event.sessions.all()]
    assert event.state == Event.State.PUBLISHED
    assert starts == [TUESDAY + dt.timedelta(weeks=number) for number in range(3)]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_editor_works_without_scripts(page, site, agency, organiser, terms):
    ThemeFactory(code="literacy")
    page.goto(f"{site}/fi/workspace/{agency.slug}/events/new/")
    page.fill("[name=title_fi]", "Medialukutaito")
    page.click("#pattern > summary")
    fill_pattern(page)
    follow(page, "[value=pattern-add]")
    assert page.locator(".session-row").count() == 3
    assert page.input_value("[name=title_fi]") == "Medialukutaito"
    follow(page, "[value='take:themes:literacy']")
    assert page.is_checked("[name=themes][value=literacy]")
    follow(page, "[value=add]")
    follow(page, "[value='drop:3']")
    page.press("[name=title_fi]", "Enter")
    page.wait_for_url("**/workspace/events/*/")

    event = Event.objects.get()
    assert (event.state, event.sessions.count()) == (Event.State.DRAFT, 3)


def test_change_of_one_session_reaches_the_following_and_the_room_is_looked_at(page, site, agency, organiser):
    room = RoomFactory(name="Sali", venue=VenueFactory(name_fi="Talo", municipality="Oulu"))
    taker = SessionFactory(event=EventFactory(title_fi="Toinen"), venue=room.venue, room=room)
    event = planned(agency, delivery=Event.Delivery.ONSITE)
    for weeks in (1, 2):
        first = event.sessions.first()
        days = dt.timedelta(weeks=weeks)
        SessionFactory(event=event, starts_at=first.starts_at + days, ends_at=first.ends_at + days)
    page.goto(f"{site}/fi/workspace/events/{event.pk}/edit/")

    start = taker.starts_at.astimezone()
    row = page.locator("#session-1")
    row.locator("[name=sessions-1-on]").fill(start.date().isoformat())
    row.locator("[name=sessions-1-starts]").fill(f"{start:%H:%M}")
    row.locator("[name=sessions-1-ends]").fill("23:59")
    row.locator("details > summary").first.click()
    row.locator("[name=sessions-1-place]").fill("Talo, Sali, Oulu")
    expect(row.locator(".look-taken")).to_contain_text("Toinen")
    row.locator("select").select_option("following")
    row.locator("[value='apply:1']").click()

    expect(page.locator("[name=sessions-2-place]")).to_have_value("Talo, Sali, Oulu")
    expect(page.locator("[name=sessions-2-starts]")).to_have_value(f"{start:%H:%M}")
    expect(page.locator("[name=sessions-0-place]")).to_have_value("")


def test_second_saver_chooses_between_both(page, site, agency, organiser, assert_accessible):
    event = planned(agency, title_fi="Koulutus")
    page.goto(f"{site}/fi/workspace/events/{event.pk}/edit/")
    Event.objects.filter(pk=event.pk).update(title_fi="Heidän", version=event.version + 1)
    page.fill("[name=title_fi]", "Minun")

    follow(page, ".editor-saving [value=save]")
    assert_accessible()
    page.check("[name=keep-title_fi][value=mine]")
    follow(page, "main form [type=submit]")

    assert Event.objects.get().title_fi == "Minun"


def test_errors_lead_to_their_fields_and_nothing_typed_is_lost(page, site, agency, organiser, assert_accessible):
    page.goto(f"{site}/fi/workspace/{agency.slug}/events/new/")
    page.fill("[name=summary_fi]", "Tiivistelmä")

    follow(page, ".editor-saving [value=save]")

    expect(page.locator(".error-summary")).to_be_focused()
    assert_accessible()
    page.click(".error-summary a")
    expect(page.locator("[name=title_fi]")).to_be_focused()
    assert page.input_value("[name=summary_fi]") == "Tiivistelmä"


def test_copy_and_decisions_are_accessible(page, site, agency, organiser, assert_accessible):
    event = planned(agency)

    for name in ("copy", "cancel", "publish", "history"):
        page.goto(f"{site}/fi/workspace/events/{event.pk}/{name}/")
        assert_accessible()


@pytest.mark.usefixtures("organiser", "terms")
def test_journey_through_the_editor_leaves_the_console_silent(page, site, agency, complaints):
    page.goto(f"{site}/fi/workspace/{agency.slug}/events/new/")
    page.fill("[name=title_fi]", "Koulutus")
    # As a browser does when somebody pulls at its corner.
    page.locator("[name=sessions-0-on]").evaluate("field => { field.style.width = '20rem'; }")
    page.check("[name=delivery][value=onsite]")
    page.click("[name=do][value=add]")
    expect(page.locator(".session-row")).to_have_count(2)
    page.click("#pattern > summary")
    fill_pattern(page)
    page.click("[value=pattern-add]")
    expect(page.locator(".session-row")).to_have_count(3)
    page.locator("#session-0 .fold > summary").first.click()
    page.click("[value='place-new:0']")
    expect(page.locator("[name=venue-venue]")).to_be_focused()
    follow(page, ".editor-saving [value=save]")

    assert complaints == []


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize("language", ["en"])
def test_new_venue_with_a_room_is_added_where_it_is_needed(page, site, agency, language, assert_accessible):
    page.goto(f"{site}/{language}/workspace/{agency.slug}/events/new/")
    page.fill("[name=title_fi]", "Koulutus")
    page.check("[name=delivery][value=onsite]")
    page.fill("[name=sessions-0-place]", "Pääkirjasto, Turku")
    expect(page.locator("#look-0 .look-note")).to_be_visible()
    page.click("[value='place-new:0']")
    expect(page.locator("[name=venue-venue]")).to_be_focused()
    expect(page.locator("[name=venue-name_sv]" if language == "sv" else "[name=venue-name_fi]")).to_have_value(
        "Pääkirjasto"
    )
    assert_accessible()
    page.fill("[name=venue-municipality]", "")
    page.click("[value=place-add]")
    expect(page.locator("#place-new .error-summary")).to_be_focused()
    assert_accessible()

    page.fill("[name=venue-municipality]", "Turku")
    page.fill("[name=venue-room]", "Sali")
    page.fill("[name=venue-seats]", "40")
    page.click("[value=place-add]")

    expect(page.locator("[name=sessions-0-place]")).to_have_value(re.compile("^Pääkirjasto, Sali, "))
    expect(page.locator("[name=title_fi]")).to_have_value("Koulutus")
    expect(page.locator("#places option")).to_have_count(2)
    assert_accessible()
    assert Room.objects.get().seats == 40


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_new_venue_is_added_without_scripts(page, site, agency, organiser):
    page.goto(f"{site}/fi/workspace/{agency.slug}/events/new/")
    page.fill("[name=title_fi]", "Koulutus")
    page.check("[name=delivery][value=onsite]")
    follow(page, "[value='place-new:0']")
    page.fill("[name=venue-name_fi]", "Pääkirjasto")
    page.fill("[name=venue-municipality]", "Turku")
    follow(page, "[value=place-add]")

    assert page.input_value("[name=sessions-0-place]") == "Pääkirjasto, Turku"
    assert page.input_value("[name=title_fi]") == "Koulutus"
