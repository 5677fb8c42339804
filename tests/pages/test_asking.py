"""What is asked, approval by a supervisor and the settings of registration, in a real browser; axe, by keyboard too."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import SeatPool
from registrations import asking, terms
from registrations.models import Question, Registration
from tests.factories import MembershipFactory, RegionFactory
from tests.pages.browsing import LANGUAGES, follow, in_turn
from tests.pages.signing_in import sign_in
from tests.registrations.arrangements import BY, fill, open_event
from tests.registrations.asked.arrangements import ask, choices

NARROW = {"width": 390, "height": 844}


@pytest.fixture
def organiser(page, site):
    event = open_event(capacity=20, title_fi="Lukemisen päivä", title_sv="Läsdag", title_en="Reading day")
    user = MembershipFactory(organisation=event.lead, role="agency_admin").user
    sign_in(page.context, site, user)
    return event


def settings_of(site, event, language="en"):
    return f"{site}/{language}/workspace/events/{event.pk}/registration/"


def letter_to(page, site, address):
    """The last letter to an address: mail is delivered in the request that causes it."""
    found = json.loads(page.request.get(f"{site}/mailbox.json").text())
    messages = found if isinstance(found, list) else found["messages"]
    return next(message for message in messages if address in json.dumps(message["to"]))


def test_supervisor_approves_by_the_link_and_the_participant_gets_the_seat(page, site, assert_accessible):
    event = open_event(capacity=2, title_en="Reading day")
    terms.save_terms(by=BY, event_id=event.pk, values={"approval": "supervisor"})

    page.goto(f"{site}/en/events/{event.slug}/register/")
    assert_accessible()
    for name, value in {
        "first_name": "Aino",
        "last_name": "Virtanen",
        "email": "aino@example.org",
        "workplace": "Keskuskoulu",
        "supervisor_email": "pomo@example.org",
    }.items():
        page.fill(f"[name={name}]", value)
    follow(page, "main form [type=submit]")
    expect(page.get_by_role("heading", name="Your registration waits for approval")).to_be_visible()
    assert_accessible()
    own = page.url.partition("?")[0]

    letter = letter_to(page, site, "pomo@example.org")
    page.goto(re.search(r"http\S+/approvals/\S+", letter["text"])[0])
    expect(page.get_by_role("heading", name="Do you approve the participation?")).to_be_visible()
    expect(page.get_by_text("Aino Virtanen")).to_be_visible()
    assert_accessible()
    page.focus("[name=reason]")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    assert_accessible()

    page.goto(own)
    expect(page.get_by_role("heading", name="Your seat is confirmed")).to_be_visible()
    assert Registration.objects.get().state == "confirmed"


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without"])
def test_seats_of_another_kind_are_added_and_kept(browser, site, has_script):
    event, region = open_event(capacity=20), RegionFactory(name_en="Kainuu")
    context = browser.new_context(java_script_enabled=has_script)
    sign_in(context, site, MembershipFactory(organisation=event.lead).user)
    page = context.new_page()
    page.goto(settings_of(site, event))

    page.click("button[value=pool-add]")
    expect(page.locator("[name=pools-1-capacity]")).to_be_visible()
    page.fill("[name=pools-1-capacity]", "5")
    page.click("fieldset:has([name=pools-1-capacity]) summary")
    page.select_option("[name=pools-1-kept_for]", f"region:{region.code}")
    page.fill("[name=pools-1-kept_until_0]", (timezone.localdate() + timedelta(days=9)).isoformat())
    page.check("[name=waiting_list_mode][value=offer]")
    if has_script:
        expect(page.locator("#meaning")).to_contain_text("only for Kainuu, then for everybody.")
        expect(page.locator("#meaning")).to_contain_text("is offered to the next")
    follow(page, ".settings-save [type=submit]")

    expect(page.get_by_text("Seats and registration have been saved.")).to_be_visible()
    assert SeatPool.objects.get(position=1).reserved_region == region
    context.close()


def test_fewer_seats_than_are_taken_are_explained_while_they_are_typed_and_ask_why(page, site, organiser):
    fill(organiser, 3)
    page.goto(settings_of(site, organiser))

    page.fill("[name=pools-0-capacity]", "1")
    page.keyboard.press("Tab")
    expect(page.locator("#meaning")).to_contain_text("With 1 nobody loses a seat: the next 2 to cancel free none.")
    follow(page, ".settings-save [type=submit]")
    expect(page.locator(".error-summary")).to_contain_text("3 seats are taken already")
    expect(page.locator("[name=pools-0-capacity]")).to_have_value("1")
    page.fill("[name=reason]", "Pienempi sali")
    follow(page, ".settings-save [type=submit]")

    expect(page.get_by_text("Seats and registration have been saved.")).to_be_visible()
    assert Registration.objects.filter(state="confirmed").count() == 3


def test_question_is_written_by_keyboard_alone_and_answered(page, site, organiser):
    page.goto(settings_of(site, organiser))
    page.get_by_role("link", name="Add a question").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("[name=kind][value=text]")
    page.keyboard.press("ArrowDown")
    page.focus("[name=text_en]")
    page.keyboard.type("Which workshop?")
    page.focus("[name=options-0-en]")
    page.keyboard.type("News")
    page.focus("[name=options-1-en]")
    page.keyboard.type("Podcasts")
    page.focus("[name=purpose_en]")
    page.keyboard.type("To form the groups")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    question = Question.objects.get()
    page.goto(f"{site}/en/events/{organiser.slug}/register/")
    for name in ("first_name", "last_name", "workplace"):
        page.fill(f"[name={name}]", "Aino")
    page.fill("[name=email]", "aino@example.org")
    page.get_by_label("Podcasts").check()
    follow(page, "main form [type=submit]")

    assert asking.answers_of(Registration.objects.get().pk) == {question.key: "2"}


def test_axe_finds_nothing_on_the_pages_of_what_is_asked(page, site, organiser, assert_accessible_in_both):
    terms.save_terms(by=BY, event_id=organiser.pk, values={"has_catering": True, "asks_accessibility": True})
    ask(organiser, "Työpaja", "choice", options=choices("A", "B"), required=True)
    question = ask(organiser, "Tuletko?", "yes_no")
    settings = f"workspace/events/{organiser.pk}/registration/"
    agency = f"workspace/{organiser.lead.slug}/privacy-texts/"
    paths = [
        settings,
        f"{settings}questions/new/",
        f"{settings}questions/{question.pk}/",
        agency,
        f"{agency}notice/",
        f"events/{organiser.slug}/register/",
    ]

    for language, path in in_turn(paths):
        page.goto(f"{site}/{language}/{path}")
        assert_accessible_in_both()


def test_pages_of_what_is_asked_fit_a_telephone(page, site, organiser):
    page.set_viewport_size(NARROW)
    terms.save_terms(by=BY, event_id=organiser.pk, values={"has_catering": True, "approval": "supervisor"})
    ask(organiser, "Mihinkä verkkoluettelointikoulutuskokonaisuuden työpajaan tulisit?", "yes_no")
    settings = f"workspace/events/{organiser.pk}/registration/"
    paths = [
        settings,
        f"{settings}questions/new/",
        f"workspace/{organiser.lead.slug}/privacy-texts/",
        f"events/{organiser.slug}/register/",
    ]

    for language in LANGUAGES:
        for path in paths:
            page.goto(f"{site}/{language}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
