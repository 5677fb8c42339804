"""Changes in a real browser: a move that asks who still comes, a colleague instead, an offer declined, too few."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Membership
from events.models import Event
from registrations import cancelling, notices
from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.pages.browsing import follow, is_wide, open_mailbox
from tests.pages.signing_in import sign_in
from tests.registrations.arrangements import BY, fill, open_event

SUBMIT = "main form[method=post] [type=submit]"


@pytest.fixture
def event(site):
    """A training at nine in a month, in all three languages."""
    titles = {f"title_{language}": "Lukutaito" for language in ("fi", "sv", "en")}
    made = open_event(capacity=2, contact_email="kaisa@example.org", **titles)
    starts_at = timezone.localtime(made.starts_at).replace(hour=9, minute=0, second=0, microsecond=0)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}
    made.sessions.update(**times)
    Event.objects.filter(pk=made.pk).update(**times)
    made.refresh_from_db()
    return made


@pytest.fixture
def organiser(context, site, event):
    user = MembershipFactory(organisation=event.lead, role=Membership.Role.ORGANISER).user
    sign_in(context, site, user)
    return user


def mailed(site, registration, name="registration", language="en"):
    return site + notices.mailed_path(registration, language, name)


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize("language", ["sv"])
def test_move_shows_whom_it_tells_and_asks_who_still_comes(page, site, event, language, assert_accessible):
    coming, going = fill(event, 2)
    day = timezone.localdate(event.starts_at) + timedelta(days=1)
    page.goto(f"{site}/{language}/workspace/board/move/{event.pk}/?day={day}&time=9:00")
    expect(page.locator(".told dd").first).to_have_text("2")
    page.click(".told-letter summary")
    assert_accessible()
    page.fill("[name=reason]", "Lumimyrsky")
    page.locator("[name=reason]").blur()
    expect(page.locator(".told-text").first).to_contain_text("Lumimyrsky")
    follow(page, ".move-save button[type=submit]:not([name])")

    open_mailbox(page, site, coming.email, mails=2)
    follow(page, "main ul.mails li:first-child a")
    follow(page, "main a[href*='/reconfirm/']")
    assert_accessible()
    assert Registration.objects.get(pk=coming.pk).reconfirmed_at is None
    follow(page, SUBMIT)
    page.wait_for_url(re.compile(r"\?coming"))
    assert_accessible()

    open_mailbox(page, site, going.email, mails=2)
    follow(page, "main ul.mails li:first-child a")
    follow(page, "main a[href*='/cancel/']")
    assert_accessible()
    follow(page, SUBMIT)
    page.wait_for_url(re.compile(r"\?cancelled"))

    page.goto(f"{site}/{language}/workspace/events/{event.pk}/")
    expect(page.locator("section[aria-labelledby=answers-title] dd")).to_have_text(["1", "1", "0"])
    assert_accessible()


@pytest.mark.parametrize("language", ["en"])
def test_colleague_takes_the_very_seat(page, site, event, language, assert_accessible):
    Event.objects.filter(pk=event.pk).update(waiting_list_limit=None)
    event.pools.update(capacity=1)
    seated, waiting = fill(event, 2)
    page.goto(mailed(site, seated, language=language))
    assert_accessible()
    follow(page, "main a[href$='/substitute/']")
    assert_accessible()

    page.fill("[name=first_name]", "Veera")
    page.fill("[name=last_name]", "Salo")
    page.fill("[name=email]", "veera@example.org")
    follow(page, SUBMIT)
    page.wait_for_url(re.compile(r"\?substituted"))
    assert_accessible()

    states = dict(Registration.objects.values_list("email", "state"))
    assert states == {seated.email: "cancelled", waiting.email: "waitlisted", "veera@example.org": "confirmed"}
    open_mailbox(page, site, "veera@example.org", mails=1)
    follow(page, "main ul.mails li:first-child a")
    follow(page, "main a[href*='/registrations/']")
    assert_accessible()
    assert Registration.objects.get(email="veera@example.org").verify_by is None


@pytest.fixture
def offered(event):
    """One to whom a freed seat has been offered, and the next behind them."""
    event.pools.update(capacity=1)
    Event.objects.filter(pk=event.pk).update(waiting_list_mode=Event.WaitingListMode.OFFER)
    seated, first, _second = fill(event, 3)
    cancelling.cancel_registration(by=BY, registration_id=seated.pk)
    return first


@pytest.mark.parametrize("language", ["sv"])
def test_offer_is_declined_on_the_own_page_and_goes_to_the_next(page, site, offered, language, assert_accessible):
    page.goto(mailed(site, offered, language=language))
    assert_accessible()

    follow(page, "button[name=answer][value=decline]")
    page.wait_for_url(re.compile(r"\?declined"))

    assert_accessible()
    assert list(Registration.objects.order_by("email").values_list("state", flat=True)) == [
        "cancelled",
        "declined",
        "offered",
    ]


def test_offer_is_accepted_by_keyboard_alone(page, site, offered):
    page.goto(mailed(site, offered))

    for _step in range(40):
        if page.evaluate("document.activeElement.value") == "accept":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"\?accepted"))
    assert Registration.objects.get(pk=offered.pk).state == "confirmed"


@pytest.mark.usefixtures("organiser")
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_organiser_sees_the_message_with_the_reason_without_scripts(page, site, event):
    fill(event, 1)
    page.goto(f"{site}/en/workspace/events/{event.pk}/cancel/")
    page.fill("[name=reason]", "Lumimyrsky")

    follow(page, "button[value=look]")

    assert "Lumimyrsky" in page.locator(".told-text").text_content()
    event.refresh_from_db()
    assert event.state == Event.State.PUBLISHED


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize("language", ["fi"])
def test_training_with_too_few_is_said_to_take_place(page, site, event, language, assert_accessible):
    Event.objects.filter(pk=event.pk).update(minimum_participants=5)
    fill(event, 1)
    page.goto(f"{site}/{language}/workspace/events/{event.pk}/")
    follow(page, f"main a[href$='/{language}/workspace/events/{event.pk}/few/']")
    assert_accessible()

    follow(page, "button[name=do][value=run]")

    page.goto(f"{site}/{language}/events/{event.slug}/")
    expect(page.locator(".register-box .certain")).to_be_visible()
    assert_accessible()


def test_own_page_is_not_wider_than_the_screen(page, site, event, offered):
    wide = []

    for registration in Registration.objects.all():
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(mailed(site, registration, language="fi"))
            wide += [(registration.state, width)] if is_wide(page) else []

    assert wide == []
