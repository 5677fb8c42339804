"""Groups in the organiser's table: found by their group, seats without a name shown as such everywhere."""

import pytest

from registrations import grouping
from registrations.grouping import Contact, GroupWish
from registrations.models import Registration
from tests.factories import MembershipFactory
from tests.registrations.arrangements import open_event, participant, register

pytestmark = pytest.mark.django_db
CONTACT = Contact(first_name="Kaisa", last_name="Koski", email="kaisa@example.org", workplace="Koulu", language="fi")
UNNAMED = "Seat without a name yet"


@pytest.fixture
def event():
    return open_event(capacity=9)


@pytest.fixture
def group(event):
    """One by name and one without, besides somebody who came alone."""
    register(event)
    return grouping.register_group(
        event_id=event.pk, contact=CONTACT, members=[participant(100), None], wish=GroupWish()
    )


@pytest.fixture
def clerk(client, event):
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return client


def address(event, page=""):
    return f"/en/workspace/events/{event.pk}/registrations/{page}"


def test_group_is_found_as_one(event, clerk, group):
    table = clerk.get(address(event, f"?group={group.pk}&sort=-name")).context["table"]

    assert [(row.name, row.group) for row in table.listing.items] == [
        ("Aino Virtanen 100", "Koulu"),
        (UNNAMED, "Koulu"),
    ]
    (facet,) = [facet for facet in table.facets if facet.name == "group"]
    assert (facet.options, facet.chosen) == ([(str(group.pk), "Koulu, Kaisa Koski")], "Koulu, Kaisa Koski")


@pytest.mark.parametrize("page", ["", "cancel/"])
def test_seat_without_a_name_is_called_so_on_its_pages(clerk, group, page):
    unnamed = Registration.objects.get(person=None)

    answer = clerk.get(f"/en/workspace/registrations/{unnamed.pk}/{page}")

    assert UNNAMED in answer.content.decode()


def test_contact_of_the_group_stands_on_each_ones_page(clerk, group):
    unnamed = Registration.objects.get(person=None)

    one = clerk.get(f"/en/workspace/registrations/{unnamed.pk}/").context["one"]

    facts = {str(label): value for label, value in one.facts}
    assert facts["Group"] == "Koulu, Kaisa Koski, kaisa@example.org"


def test_seat_without_a_name_is_in_the_table_and_the_preview_and_has_no_badge(event, clerk, group):
    unnamed = Registration.objects.get(person=None)

    pages = [
        clerk.get(address(event)),
        clerk.post(address(event, "bulk/"), {"action": "cancel", "scope": "chosen", "id": [str(unnamed.pk)]}),
    ]

    assert [UNNAMED in page.content.decode() for page in pages] == [True, True]
    assert clerk.get(address(event, "print/badges/")).status_code == 200
    assert clerk.get(address(event, "print/attendance/")).status_code == 200
