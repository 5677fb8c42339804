"""A group of fifteen for twelve seats, in a browser: asked before anything is booked, then one of them cancels."""

import pytest

from events.feeds import entries
from registrations.models import Registration
from tests.pages.browsing import follow, open_mailbox
from tests.registrations.arrangements import open_event

State = Registration.State
PASTED = "Etunimi\tSukunimi\tSähköposti\n" + "\n".join(
    f"Aino\tVirtanen {number:02}\taino{number:02}@example.org" for number in range(1, 14)
)


@pytest.fixture
def event(site):
    made = open_event(capacity=12, title_fi="Ryhmien koulutus", title_sv="Kurs för grupper", title_en="For groups")
    entries.refresh([made.pk])
    return made


def count_states(event):
    rows = Registration.objects.filter(event=event).values_list("state", flat=True)
    return {state: list(rows).count(state) for state in set(rows)}


@pytest.mark.parametrize("language", ["sv"])
def test_group_of_fifteen_for_twelve_seats(page, site, event, language, assert_accessible):
    page.goto(f"{site}/{language}/events/{event.slug}/register/")
    follow(page, "a[href$='/register/group/']")
    assert_accessible()
    for name, value in {"first_name": "Kaisa", "last_name": "Koski", "email": "kaisa@example.org"}.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_workplace", "Keskuskoulu")
    page.check("#id_takes_part")
    page.click(".group-paste > summary")
    page.fill("#id_pasted", PASTED)
    follow(page, "button[name=paste]")
    assert page.input_value("#id_members-12-email") == "aino13@example.org"
    assert page.input_value("#id_email") == "kaisa@example.org"
    page.fill("#id_unnamed", "1")

    follow(page, "button[name=register]")
    assert page.locator("input[name=fit]").count() == 3
    assert not Registration.objects.exists()
    assert_accessible()
    page.check("input[name=fit][value=apart]")
    follow(page, "button[name=register]")

    assert count_states(event) == {State.CONFIRMED: 12, State.WAITLISTED: 3}
    assert page.locator(".group-member").count() == 15
    assert_accessible()

    follow(page, ".group-member:has-text('Virtanen 01') a[href$='/cancel/']")
    assert_accessible()
    follow(page, "main form [type=submit]")

    assert count_states(event) in (
        {State.CONFIRMED: 12, State.WAITLISTED: 2, State.CANCELLED: 1},
        {State.CONFIRMED: 11, State.OFFERED: 1, State.WAITLISTED: 2, State.CANCELLED: 1},
    )
    assert page.locator(".group-member-ended").count() == 1


def test_seat_without_a_name_is_named_and_its_person_opens_a_page_of_their_own(page, site, event):
    page.goto(f"{site}/fi/events/{event.slug}/register/group/")
    for name, value in {"first_name": "Kaisa", "last_name": "Koski", "email": "kaisa@example.org"}.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_workplace", "Keskuskoulu")
    page.fill("#id_unnamed", "2")
    follow(page, "button[name=register]")

    follow(page, ".group-member >> nth=0 >> a[href$='/name/']")
    for name, value in {"first_name": "Aino", "last_name": "Virtanen", "email": "aino@example.org"}.items():
        page.fill(f"#id_{name}", value)
    follow(page, "main form [type=submit]")
    named = page.locator(".group-member:has-text('Aino Virtanen')").count()
    open_mailbox(page, site, "aino@example.org", mails=1)
    follow(page, "main ul a")
    follow(page, "main a[href*='/fi/registrations/']")

    assert named == 1
    assert page.locator("h1").count() == 1
    assert Registration.objects.get(email="aino@example.org").person.email_verified_at is not None
