"""Messages in a real browser: an agency's own words, and new trainings by mail from asking to the one click."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from catalogue import outbox
from catalogue.models import Membership, Message
from events.feeds import entries
from registrations.models import MessageTemplate, NewsSubscription
from registrations.newsletter import digests
from tests.factories import EventFactory, MembershipFactory, SessionFactory, ThemeFactory
from tests.pages.browsing import follow
from tests.pages.signing_in import sign_in
from tests.registrations.arrangements import open_event, register

IN_LANGUAGES = {"title_fi": "Lukutaito", "title_sv": "Läskunnighet", "title_en": "Literacy"}


@pytest.fixture
def administrator(page, site):
    member = MembershipFactory(role=Membership.Role.AGENCY_ADMIN)
    sign_in(page.context, site, member.user)
    return member


def said(kind):
    """What the one message of this kind says when it is sent."""
    rendered = outbox.render(Message.objects.get(kind=kind))
    assert rendered is not None
    return rendered.text


@pytest.mark.parametrize("language", ["fi"])
def test_agency_writes_its_own_words_sees_them_and_goes_back(page, site, administrator, language, assert_accessible):
    agency = administrator.organisation
    event = open_event(lead=agency, **IN_LANGUAGES)
    entries.refresh([event.pk])
    page.goto(f"{site}/{language}/workspace/{agency.slug}/messages/")
    assert_accessible()
    follow(page, f"a[href$='/messages/confirmed/{language}/']")
    assert_accessible()

    page.fill("#id_subject", "Hei {first_name}, {title}")
    expect(page.locator(".message-paper-subject")).to_contain_text(IN_LANGUAGES[f"title_{language}"])
    expect(page.locator(".message-paper-subject")).to_contain_text("Hei ")
    page.fill("#id_body", "{nimi}")
    follow(page, "main form button:not([name])")
    assert "{nimi}" in page.locator(".error-summary").inner_text()
    assert_accessible()
    page.fill("#id_body", "Tervetuloa!")
    follow(page, "main form button:not([name])")

    register(event, language=language)
    assert MessageTemplate.objects.count() == 1
    assert said("confirmed").startswith("Tervetuloa!")
    follow(page, "button[name=reset]")
    assert not MessageTemplate.objects.exists()


def test_new_trainings_by_mail_are_asked_for_confirmed_and_ended_with_one_click(page, site, assert_accessible):
    theme = ThemeFactory()
    page.goto(f"{site}/fi/newsletter/?theme={theme.code}")
    assert_accessible()
    expect(page.locator(f"[name=theme][value={theme.code}]")).to_be_checked()
    page.fill("#id_email", "aino@example.org")
    follow(page, "main form [type=submit]")
    assert_accessible()
    assert NewsSubscription.objects.get().confirmed_at is None

    page.goto(re.search(r"http\S+/confirm/", said("news_confirm"))[0])
    assert_accessible()
    follow(page, "main form [type=submit]")
    assert_accessible()
    assert NewsSubscription.objects.get().choices == f"theme={theme.code}"

    event = EventFactory(themes=[theme], **IN_LANGUAGES, published_at=timezone.now() + timedelta(hours=1))
    SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=9))
    digests.owe_digests(now=timezone.now() + timedelta(days=1))
    assert "Lukutaito" in said("news_digest")
    address = re.search(rf"{settings.BASE_URL}/newsletter/end/\S+", said("news_digest"))[0]
    page.goto(address)
    assert_accessible()
    assert NewsSubscription.objects.exists()
    answer = page.request.post(address, form={"List-Unsubscribe": "One-Click"})

    assert (answer.status, NewsSubscription.objects.exists()) == (200, False)
