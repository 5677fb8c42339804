"""The whole way: search → register → mailbox → own page → cancel → the next in the queue is told."""

import re

import pytest

from events.feeds import entries
from registrations.models import Registration
from tests.pages.browsing import follow, open_mailbox
from tests.registrations.arrangements import open_event

TITLES = {"fi": "Kirjastojen lukutaitopäivä", "sv": "Bibliotekens läsdag", "en": "Libraries' reading day"}
SEARCHED = {"fi": "kirjastoissa", "sv": "biblioteken", "en": "library"}


@pytest.fixture
def event(site):
    titles = {f"title_{language}": title for language, title in TITLES.items()}
    made = open_event(capacity=1, **titles)
    entries.refresh([made.pk])
    return made


def fill_in(page, email, last_name):
    for name, value in (
        ("first_name", "Aino"),
        ("last_name", last_name),
        ("email", email),
        ("workplace", "Kaupunginkirjasto"),
    ):
        page.fill(f"[name={name}]", value)
    follow(page, "main form[method=post] [type=submit]")


@pytest.mark.parametrize("language", ["fi"])
def test_from_search_to_the_next_in_the_queue(page, site, event, language, assert_accessible):
    page.goto(f"{site}/{language}/")
    assert_accessible()
    page.fill("main [name=q]", SEARCHED[language])
    page.press("main [name=q]", "Enter")
    page.wait_for_url(re.compile(r"q="))
    assert_accessible()
    follow(page, f"text={TITLES[language]}")
    assert_accessible()

    for number, last_name in enumerate(("Ensimmäinen", "Toinen"), start=1):
        page.goto(f"{site}/{language}/events/{event.slug}/")
        follow(page, f"a[href$='/{language}/events/{event.slug}/register/']")
        assert_accessible()
        fill_in(page, f"aino{number}@example.org", last_name)
        page.wait_for_url(re.compile(r"\?registered"))
        assert_accessible()

    open_mailbox(page, site, "aino1@example.org", mails=1)
    assert_accessible()
    follow(page, "main ul a")
    assert_accessible()
    follow(page, f"main a[href*='/{language}/registrations/']")
    assert_accessible()

    follow(page, "a[href$='/details/']")
    assert_accessible()
    page.fill("[name=workplace]", "Maakuntakirjasto")
    follow(page, "main form[method=post] [type=submit]")
    page.wait_for_url(re.compile(r"\?corrected"))
    assert page.get_by_text("Maakuntakirjasto").is_visible()

    follow(page, "a[href$='/cancel/']")
    assert_accessible()
    follow(page, "main form[method=post] [type=submit]")
    page.wait_for_url(re.compile(r"\?cancelled"))
    assert_accessible()

    states = dict(Registration.objects.values_list("email", "state"))
    assert states == {"aino1@example.org": "cancelled", "aino2@example.org": "confirmed"}
    open_mailbox(page, site, "aino2@example.org", mails=2)


def test_form_errors_are_beside_their_fields_and_nothing_typed_is_lost(page, site, event, assert_accessible):
    page.goto(f"{site}/fi/events/{event.slug}/register/")

    fill_in(page, "aino@", "Virtanen")

    assert page.input_value("[name=last_name]") == "Virtanen"
    assert page.locator("[name=email][aria-invalid=true]").count() == 1
    assert page.locator(".error-summary a").count() == 1
    assert_accessible()


def test_whole_form_is_filled_and_sent_by_keyboard_alone(page, site, event):
    page.goto(f"{site}/fi/events/{event.slug}/register/")
    page.focus("[name=first_name]")
    answers = {"first_name": "Aino", "last_name": "Virtanen", "email": "aino@example.org", "workplace": "Koulu"}

    for _step in range(30):
        name = page.evaluate("document.activeElement.name || document.activeElement.type || ''")
        if name in answers:
            page.keyboard.type(answers.pop(name))
        if page.evaluate("document.activeElement.type") == "submit" and not answers:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"\?registered"))


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_whole_way_works_without_scripts(page, site, event):
    page.goto(f"{site}/fi/")
    page.fill("main [name=q]", "kirjastoissa")
    page.press("main [name=q]", "Enter")
    follow(page, f"text={TITLES['fi']}")
    follow(page, f"a[href$='/fi/events/{event.slug}/register/']")
    fill_in(page, "aino@example.org", "Virtanen")
    page.wait_for_url(re.compile(r"\?registered"))

    follow(page, "a[href$='/details/']")
    page.fill("[name=workplace]", "Maakuntakirjasto")
    follow(page, "main form[method=post] [type=submit]")
    page.wait_for_url(re.compile(r"\?corrected"))
    follow(page, "a[href$='/cancel/']")
    follow(page, "main form[method=post] [type=submit]")
    page.wait_for_url(re.compile(r"\?cancelled"))

    registration = Registration.objects.get()
    assert (registration.workplace, registration.state) == ("Maakuntakirjasto", "cancelled")


def test_what_is_written_stays_when_the_language_changes(page, site, event):
    page.goto(f"{site}/fi/events/{event.slug}/register/")
    page.fill("[name=workplace]", "Kaupunginkirjasto")

    follow(page, ".languages a[hreflang=sv]")
    page.wait_for_url(re.compile(r"/sv/"))

    assert page.input_value("[name=workplace]") == "Kaupunginkirjasto"
    assert page.input_value("[name=language]") == "sv"
    assert "Kaupunginkirjasto" not in page.evaluate("JSON.stringify(sessionStorage)")
