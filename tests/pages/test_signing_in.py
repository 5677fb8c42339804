"""Signing in in a real browser: the code from the mailbox, a passkey, a second factor; and axe on each page."""

import json
import re

import pytest
import requests
from playwright.sync_api import expect

from catalogue.models import Membership
from tests.factories import MembershipFactory, OrganisationFactory
from tests.pages.browsing import follow, in_turn, is_wide

EMAIL = "aino@example.org"


@pytest.fixture
def member(site):
    organisation = OrganisationFactory(slug="esavi")
    return MembershipFactory(
        user__email=EMAIL,
        user__first_name="Aino",
        user__last_name="Virtanen",
        organisation=organisation,
        role=Membership.Role.AGENCY_ADMIN,
    )


@pytest.fixture
def authenticator(page):
    """A fingerprint reader that always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.bring_to_front()
    yield session, made["authenticatorId"]
    session.detach()


def ask_for_code(page, site):
    page.goto(f"{site}/en/account/sign-in/?next=/en/account/")
    page.get_by_label("E-mail").fill(EMAIL)
    follow(page, ".entrance form:has(#id_email) button")


def code_from_the_mailbox(site):
    (newest, *_older) = requests.get(f"{site}/mailbox.json?to={EMAIL}", timeout=30).json()
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", newest["text"]).group()


def sign_in(page, site):
    ask_for_code(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code")
    wait_for_mail(page, site)
    page.get_by_label("Code from the e-mail").fill(code_from_the_mailbox(site))
    follow(page, ".entrance form:has(#id_code) button")


def wait_for_mail(page, site):
    """The mail is handed over beside the request: the mailbox shows it when it has come."""
    mailbox = page.context.new_page()
    for _look in range(2_000):
        mailbox.goto(f"{site}/mailbox.json?to={EMAIL}")
        if json.loads(mailbox.locator("pre").first.text_content() or "[]"):
            break
    mailbox.close()
    page.bring_to_front()


def test_code_from_the_mailbox_opens_the_account(member, site, page, complaints, assert_accessible):
    page.goto(f"{site}/en/account/sign-in/")
    assert_accessible()
    ask_for_code(page, site)
    assert_accessible()
    wait_for_mail(page, site)
    page.get_by_label("Code from the e-mail").fill(code_from_the_mailbox(site))
    follow(page, ".entrance form:has(#id_code) button")

    expect(page.get_by_role("heading", level=1)).to_have_text("Account")
    assert_accessible()
    page.locator(".account-menu summary").click()
    follow(page, ".account-menu button")

    expect(page.locator(".account-way-in")).to_be_visible()
    assert complaints == []


@pytest.mark.usefixtures("member", "authenticator")
def test_passkey_is_added_renamed_signs_in_and_is_removed(site, page, complaints, assert_accessible):
    sign_in(page, site)
    follow(page, "a[href='/en/account/passkeys/add/']")
    assert_accessible()
    page.get_by_label("Name").fill("Work laptop")
    follow(page, "form[data-passkey] button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert_accessible()

    page.goto(f"{site}/en/account/")
    expect(page.get_by_text("Work laptop", exact=True).first).to_be_visible()
    page.locator(".account-menu summary").click()
    follow(page, ".account-menu button")
    page.goto(f"{site}/en/account/sign-in/")
    follow(page, "form[data-passkey] button")
    expect(page.locator(".account-menu .name")).to_have_text("Aino Virtanen")

    page.goto(f"{site}/en/account/")
    follow(page, "a[href$='/rename/']")
    if "confirm" in page.url:
        assert_accessible()
        follow(page, "form[data-passkey] button")
    page.get_by_label("Name").fill("Old laptop")
    follow(page, ".entrance form button")
    expect(page.get_by_text("Old laptop", exact=True).first).to_be_visible()
    follow(page, "a[href$='/remove/']")
    follow(page, ".entrance form button")

    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    assert complaints == []


def test_passkey_that_is_refused_says_what_to_do(member, site, page, authenticator, assert_accessible):
    session, authenticator_id = authenticator
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator_id})
    session.send("WebAuthn.disable")
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('refused'))")
    page.goto(f"{site}/en/account/sign-in/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("The passkey was not used. Try again, or ask for a code.")).to_be_visible()
    assert_accessible()


def test_agency_that_requires_a_second_factor_leads_to_adding_a_passkey(
    member, site, page, authenticator, assert_accessible
):
    member.organisation.requires_second_factor = True
    member.organisation.save()
    sign_in(page, site)

    page.goto(f"{site}/en/workspace/rights/")
    expect(page.get_by_role("heading", level=1)).to_have_text("A second factor is required")
    assert_accessible()
    follow(page, "a[href^='/en/account/passkeys/add/']")
    follow(page, "form[data-passkey] button")

    page.goto(f"{site}/en/workspace/rights/")
    expect(page.locator(".workspace-bar")).to_be_visible()


def test_way_in_works_without_script(member, site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    sign_in(page, site)

    expect(page.get_by_role("heading", level=1)).to_have_text("Account")
    context.close()


def test_pages_of_account_people_and_tokens_are_accessible_and_fit(member, site, page, assert_accessible_in_both):
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, site)
    wide = []

    paths = [
        "account/",
        "account/authenticator/add/",
        "account/tokens/new/",
        "account/sign-in/no-account/",
        "account/sign-out/",
        "workspace/esavi/members/",
        f"workspace/esavi/members/{member.pk}/",
        "workspace/esavi/tokens/",
    ]
    for language, path in in_turn(paths):
        page.goto(f"{site}/{language}/{path}")
        assert_accessible_in_both()
        wide += [path] if is_wide(page) else []

    assert wide == []
