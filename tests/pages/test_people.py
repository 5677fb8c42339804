"""People of the whole service, services of one's own account and copies for another agency, in a real browser."""

import json
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from playwright.sync_api import expect

from catalogue.models import Membership, Succession
from config.accounts import providers
from events.models import Event
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, SessionFactory, UserFactory
from tests.pages.browsing import follow
from tests.pages.signing_in import sign_in

Role = Membership.Role


@pytest.fixture
def administrator(page, site):
    user = UserFactory(first_name="Aino", last_name="Virtanen")
    MembershipFactory(user=user, organisation=None, role=Role.SYSTEM_ADMIN)
    sign_in(page.context, site, user)
    return user


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("language", ["fi"])
def test_coordinator_is_invited_promoted_and_let_go(page, site, language, assert_accessible):
    page.goto(f"{site}/{language}/workspace/people/")
    assert_accessible()
    page.fill("[name=email]", "maija@example.org")
    page.fill("[name=first_name]", "Maija")
    page.fill("[name=last_name]", "Niemi")
    page.check("[name=role][value=coordinator]")
    follow(page, "main form [type=submit]")
    assert_accessible()
    assert Membership.objects.get(user__email="maija@example.org").role == Role.COORDINATOR

    follow(page, "tr:has-text('Maija') a")
    assert_accessible()
    page.check("[name=role][value=system_admin]")
    follow(page, "form:has([name=role]) [type=submit]")
    assert Membership.objects.get(user__email="maija@example.org").role == Role.SYSTEM_ADMIN
    follow(page, "tr:has-text('Maija') a")
    follow(page, ".button-danger")
    expect(page.locator("tr:has-text('Maija')")).to_have_count(0)


@pytest.mark.parametrize("language", ["sv"])
def test_service_is_disconnected_on_its_page(page, site, settings, language, assert_accessible):
    entry = {"id": "virtu", "name": "Virtu", "server": "http://localhost", "client_id": "k", "client_secret": "s" * 8}
    settings.OIDC = providers.read(json.dumps([entry]), is_secure=False)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": settings.OIDC.apps}}
    user = UserFactory()
    told = {"userinfo": {"email": user.email}}
    SocialAccount.objects.create(user=user, provider="virtu", uid="1", extra_data=told)
    sign_in(page.context, site, user)
    page.goto(f"{site}/{language}/account/")
    assert_accessible()
    follow(page, "a[href$='/account/services/']")
    expect(page.locator(".rows")).to_contain_text(user.email)
    assert_accessible()

    follow(page, ".rows button")

    assert not SocialAccount.objects.exists()
    page.goto(f"{site}/{language}/account/services/")
    assert_accessible()


def test_co_organiser_chooses_for_which_of_their_agencies_they_copy(page, site, assert_accessible):
    user, agencies = UserFactory(), OrganisationFactory.create_batch(2)
    for agency in agencies:
        MembershipFactory(user=user, organisation=agency, role=Role.ORGANISER)
    event = EventFactory(state=Event.State.PLANNED, co_organisers=[agencies[0]])
    SessionFactory(event=event)
    sign_in(page.context, site, user)
    page.goto(f"{site}/fi/workspace/events/{event.pk}/")
    follow(page, "a[href$='/copy/']")
    assert_accessible()

    page.select_option("[name=agency]", agencies[1].slug)
    follow(page, ".button-row .button[type=submit]:not([formmethod])")

    assert Event.objects.exclude(pk=event.pk).get().lead == agencies[1]


@pytest.mark.parametrize("language", ["en"])
def test_page_of_an_ended_agency_says_who_has_taken_over(page, site, language, assert_accessible):
    today = timezone.localdate()
    ended, heir = OrganisationFactory(valid_to=today - timedelta(days=1)), OrganisationFactory()
    Succession.objects.create(predecessor=ended, successor=heir, in_force_from=today)
    user = MembershipFactory(organisation=ended, role=Role.ORGANISER).user
    sign_in(page.context, site, user)

    page.goto(f"{site}/{language}/workspace/{ended.slug}/events/new/")

    expect(page.locator(".alert")).to_contain_text(getattr(heir, f"name_{language}"))
    assert_accessible()
