"""Check-in helpers are named on a page, by who handles participants; the helper finds the training."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.models import Membership
from tests.factories import EventFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory()


def address(event, *args):
    with translation.override("en"):
        return reverse("workspace-event-check-in" + ("-dismiss" if args else ""), args=[event.pk, *args])


def clerk_of(event):
    return MembershipFactory(organisation=event.lead, role=Membership.Role.CLERK).user


def test_helper_is_named_and_let_go(client, event):
    helper = UserFactory(first_name="Aino", last_name="Laine")
    client.force_login(clerk_of(event))

    named = client.post(address(event), {"email": helper.email}, follow=True)
    dismissed = client.post(address(event, helper.pk), follow=True)

    assert (named.redirect_chain, dismissed.redirect_chain) == ([(address(event), 302)], [(address(event), 302)])
    assert [each.name for each in named.context["helpers"]] == ["Aino Laine"]
    assert dismissed.context["helpers"] == []


def test_unknown_helper_is_refused_and_the_address_stays(client, event):
    client.force_login(clerk_of(event))

    answer = client.post(address(event), {"email": "nobody@example.org"})

    assert (answer.status_code, answer.context["form"]["email"].value()) == (422, "nobody@example.org")
    assert "email" in answer.context["form"].errors


@pytest.mark.parametrize("args", [(), (1,)], ids=["name", "dismiss"])
def test_naming_is_refused_to_organisers_of_other_agencies(client, event, args):
    client.force_login(MembershipFactory().user)

    assert client.post(address(event, *args), {"email": "a@example.org"}).status_code == 403
    assert not event.helpers.exists()


def test_door_shows_the_training_to_its_helper_and_strangers_find_no_door(client, event):
    helper = UserFactory()
    client.force_login(clerk_of(event))
    client.post(address(event), {"email": helper.email})

    client.force_login(helper)
    shown = client.get("/en/workspace/")
    client.force_login(UserFactory())
    closed = client.get("/en/workspace/")

    assert ([each.id for each in shown.context["helped"]], closed.status_code) == ([event.pk], 404)


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_a_fixed_number_of_queries(client, event, number, django_assert_num_queries):
    for user in UserFactory.create_batch(number):
        event.helpers.create(user=user)
    client.force_login(clerk_of(event))
    client.get(address(event))

    with django_assert_num_queries(8):
        client.get(address(event))
