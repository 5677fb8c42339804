"""The administration shows and never writes, and shows each user only what they may see."""

import pytest
from django.contrib import admin
from django.urls import reverse

from catalogue.models import Membership
from events.models import Event
from tests.factories import EventFactory, EventSeriesFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.registrations.arrangements import open_event, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Alice organises for one agency, Bob for another, Charlie is signed in but nobody's organiser.

    Dana is the analyst and Erik the registration clerk of Alice's agency.
    """
    agencies = OrganisationFactory(), OrganisationFactory()
    names = ("alice", "bob", "charlie", "dana", "erik")
    people = {name: UserFactory(is_staff=name != "charlie") for name in names}
    for name, agency, role in (
        ("alice", agencies[0], Membership.Role.ORGANISER),
        ("bob", agencies[1], Membership.Role.ORGANISER),
        ("dana", agencies[0], Membership.Role.ANALYST),
        ("erik", agencies[0], Membership.Role.CLERK),
    ):
        MembershipFactory(user=people[name], organisation=agency, role=role)
    return people | {"agency": agencies[0]}


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        (Event.State.DRAFT, "alice", 200),
        (Event.State.DRAFT, "bob", 302),
        (Event.State.DRAFT, "dana", 302),
        (Event.State.DRAFT, "erik", 302),
        (Event.State.PLANNED, "dana", 200),
        (Event.State.PLANNED, "bob", 200),
        (Event.State.PUBLISHED, "bob", 200),
        (Event.State.PUBLISHED, "charlie", 302),
    ],
)
def test_event_is_shown_to_those_who_may_see_it(client, cast, state, who, status):
    event = EventFactory(state=state, lead=cast["agency"])
    client.force_login(cast[who])

    response = client.get(reverse("admin:events_event_change", args=[event.pk]))

    assert response.status_code == status


@pytest.mark.parametrize(("who", "found"), [("alice", True), ("bob", False), ("dana", False), ("erik", True)])
def test_registrations_are_shown_to_those_who_handle_them_only(client, cast, who, found):
    registration = register(open_event(lead=cast["agency"]))
    client.force_login(cast[who])

    response = client.get(reverse("admin:registrations_registration_changelist"))

    assert (registration.reference in response.content.decode()) is found


def test_series_of_another_agencys_drafts_is_not_shown(client, cast):
    hidden, shown = EventSeriesFactory(), EventSeriesFactory()
    EventFactory(state=Event.State.DRAFT, lead=cast["agency"], series=hidden)
    EventFactory(series=shown)
    client.force_login(cast["bob"])

    page = client.get(reverse("admin:events_eventseries_changelist")).content.decode()

    assert (hidden.slug in page, shown.slug in page) == (False, True)


@pytest.mark.parametrize("model", ["event", "eventseries"])
def test_nothing_can_be_added(client, cast, model):
    client.force_login(cast["alice"])

    assert client.get(reverse(f"admin:events_{model}_add")).status_code == 403


def test_nothing_can_be_changed(client, cast):
    event = EventFactory(lead=cast["agency"])
    client.force_login(cast["alice"])

    response = client.post(reverse("admin:events_event_change", args=[event.pk]), {"title_fi": "Kaapattu"})

    assert response.status_code == 403
    assert Event.objects.get(pk=event.pk).title_fi == event.title_fi


@pytest.mark.parametrize("model", ["user", "person", "message"])
def test_people_and_messages_are_for_the_system_administrator(client, cast, model):
    client.force_login(cast["alice"])

    assert client.get(reverse(f"admin:catalogue_{model}_changelist")).status_code == 403


def test_every_list_opens_for_the_system_administrator(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    for model in admin.site._registry:
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        if meta.app_label != "auth":
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(("language", "words"), [("fi", "näytettävä koulutus"), ("sv", "fortbildning")])
def test_administration_names_trainings_in_the_readers_language(client, cast, language, words):
    client.force_login(cast["alice"])

    page = client.get(reverse("admin:events_event_changelist"), HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert words in page


NOWHERE = ["\x00", "abc", "9999", "99999999999999999999999999", "1e400", "0", "-1", "2027-13-45", "١"]
LOOKUPS = ["", "__in", "__isnull", "__id__exact"]


@pytest.mark.parametrize("model", admin.site._registry.values(), ids=lambda model: model.opts.model_name)
def test_address_that_asks_for_what_cannot_be_leads_to_the_list(client, model):
    client.raise_request_exception = False
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    EventFactory()
    address = reverse(f"admin:{model.opts.app_label}_{model.opts.model_name}_changelist")
    hierarchy = model.date_hierarchy
    names = ["q", "p", "o", "e", "id", "pk__in", *(f"{name}__exact" for name in model.list_filter)]
    names += [f"{hierarchy}__{part}" for part in ("year", "month", "day", "gte", "lt")] if hierarchy else []
    asked = [(name, value) for name in names for value in NOWHERE]
    # Every kind of looking up meets every filter; what each kind makes of a value is the framework's own.
    asked += [(f"{name}{lookup}", value) for name in model.list_filter for lookup in LOOKUPS for value in NOWHERE[:3]]

    answers = {(name, value): client.get(address, {name: value}).status_code for name, value in asked}

    assert {each: status for each, status in answers.items() if status not in {200, 302, 400}} == {}


def test_search_for_nothing_of_this_world_in_a_choice_of_the_administration_is_refused(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    asked = {"term": "\x00", "app_label": "events", "model_name": "event", "field_name": "lead"}

    assert client.get("/admin/autocomplete/", asked).status_code == 400
