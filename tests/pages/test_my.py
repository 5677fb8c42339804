"""A person's own page in a real browser: from the mailed link over an offer to having everything erased."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.actors import by_user
from catalogue.models import Membership, Person
from registrations import access_log, forgetting
from registrations.models import Registration
from tests.factories import EventFactory, MembershipFactory, RegistrationFactory, SessionFactory
from tests.pages import signing_in
from tests.pages.browsing import follow, is_wide
from tests.registrations.arrangements import fill, open_event, register

AINO = "aino1@example.org"


def mailed_link(page, site):
    """The link to the own page, as soon as it is in the mailbox: mail is delivered beside the request that owes it."""
    for _look in range(150):
        mails = page.request.get(f"{site}/mailbox.json").json()
        found = [re.search(r"http://\S+/my/open/\S+/", mail["text"]) for mail in mails]
        if any(found):
            return next(each.group() for each in found if each)
        page.wait_for_timeout(200)
    raise AssertionError("The link did not come")


def sign_in(page, site, language="fi"):
    page.goto(f"{site}/{language}/my/")
    page.fill("[name=email]", AINO)
    follow(page, "main [type=submit]")
    page.goto(mailed_link(page, site))
    follow(page, "main [type=submit]")


@pytest.fixture
def aino(site):
    """Waits for one training, is offered a seat in another and has been at a third."""
    fill(open_event(1, title_fi="Odotettu"), 2)
    own = register(open_event(2, title_fi="Tarjottu"), 1)
    Registration.objects.filter(pk=own.pk).update(
        state=Registration.State.OFFERED, offer_expires_at=timezone.now() + timedelta(hours=9)
    )
    held = EventFactory(title_fi="Pidetty")
    SessionFactory(event=held, starts_at=timezone.now() - timedelta(days=9))
    RegistrationFactory(event=held, person=own.person)
    return own.person


@pytest.mark.usefixtures("aino")
@pytest.mark.parametrize("language", ["sv"])
def test_every_own_page_is_accessible(page, site, language, assert_accessible):
    page.goto(f"{site}/{language}/my/")
    assert_accessible()
    page.fill("[name=email]", AINO)
    follow(page, "main [type=submit]")
    assert_accessible()
    page.goto(mailed_link(page, site))
    assert_accessible()
    follow(page, "main [type=submit]")
    for path in ("", "details/", "calendar/", "data/", "data/erase/", "erased/"):
        page.goto(f"{site}/{language}/my/{path}")
        assert_accessible()
    page.goto(f"{site}/{language}/privacy/")
    assert_accessible()


@pytest.mark.usefixtures("aino")
def test_own_page_fits_every_screen(page, site):
    sign_in(page, site)
    wide = []

    for path in ("", "details/", "data/", "data/erase/"):
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{site}/fi/my/{path}")
            wide += [(path, width)] if is_wide(page) else []

    assert wide == []


def test_offer_is_accepted_with_the_keyboard_alone(page, site, aino):
    sign_in(page, site)
    button = page.locator(".offer .button").first
    expect(button).to_be_visible()

    for _each in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".offer")).to_have_count(0)
    assert Registration.objects.get(person=aino, event__title_fi="Tarjottu").state == Registration.State.CONFIRMED


def test_from_the_mailed_link_to_having_everything_erased(page, site, aino):
    sign_in(page, site)
    expect(page.locator("main")).to_contain_text("Odotettu")
    expect(page.locator("main")).to_contain_text("Pidetty")
    follow(page, "a[href$='/my/data/']")
    with page.expect_download() as download:
        page.click("a[href$='/my/data/download/']")
    assert AINO in download.value.path().read_text()
    follow(page, "a[href$='/my/data/erase/']")
    expect(page.locator("main")).to_contain_text("Tarjottu")

    # Without saying that one understands, nothing happens.
    follow(page, "main .button-danger")
    expect(page.locator(".error-summary")).to_be_visible()
    page.check("[name=with_held]")
    page.check("[name=is_sure]")
    follow(page, "main .button-danger")

    expect(page).to_have_url(f"{site}/fi/my/erased/")
    page.goto(f"{site}/fi/my/")
    expect(page.locator("[name=email]")).to_be_visible()
    assert not Person.objects.filter(email=AINO).exists()
    assert not Registration.objects.filter(email=AINO).exists()


@pytest.mark.parametrize(("language", "width"), [("fi", 390), ("sv", 1280)])
def test_uses_of_data_and_proofs_of_removal_are_accessible(page, site, language, width, assert_accessible):
    registration = register(open_event())
    user = MembershipFactory(organisation=None, role=Membership.Role.SYSTEM_ADMIN).user
    access_log.record(by=by_user(user), event=registration.event, registration=registration)
    access_log.record(by=by_user(user), event=registration.event, action="export", reason="Nimikyltit", count=2)
    forgetting.forget_personal_data()
    signing_in.sign_in(page.context, site, user)
    page.set_viewport_size({"width": width, "height": 800})

    for path in (f"{registration.event.lead.slug}/uses-of-data/", "removals/"):
        page.goto(f"{site}/{language}/workspace/{path}")
        expect(page.locator("main tbody tr").first).to_be_visible()
        assert_accessible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
