"""What an agency plans is nowhere for its people until they have used the second factor that it requires."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from catalogue import viewers
from catalogue.models import Membership
from events.models import Event
from tests.config.accounts.arrangements import sign_in
from tests.config.accounts.test_second_factor import current_code, with_app
from tests.factories import EventFactory, MembershipFactory, OrganisationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
SECOND = "/fi/account/sign-in/second-factor/"


@pytest.fixture
def agency():
    return OrganisationFactory(requires_second_factor=True)


def training(lead, state):
    event = EventFactory(lead=lead, state=state, title_fi="Salainen suunnitelma")
    SessionFactory(event=event)
    return event


def address(name, *args):
    with translation.override("fi"):
        return reverse(name, args=args)


def pages_of(event):
    """Where the training could show: its page, what hangs on it, lists, searches, feeds and the API."""
    page = address("event", event.slug)
    return {
        "page": page,
        "in English": page.replace("/fi/", "/en/"),
        "list": "/fi/events/?past=1",
        "search": "/fi/events/?q=salainen",
        "month": f"/fi/events/?view=month&month={event.starts_at:%Y-%m}",
        "front": "/fi/",
        "feed of it": f"/feeds/events/{event.pk}.ics",
        "feed": "/feeds/events.ics",
        "api": f"/api/v1/events/{event.pk}",
        "api list": "/api/v1/events",
        "workspace": address("workspace-event", event.pk),
        "preview": address("workspace-event-preview", event.pk),
    }


def shows(client, page):
    """Whether the training's title is on a page, wherever it leads."""
    answer = client.get(page, follow=True)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "Salainen suunnitelma" in text.decode()


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_plan_is_nowhere_for_its_organiser_before_the_second_factor(client, agency, state):
    event = training(agency, state)
    user = MembershipFactory(organisation=agency).user
    with_app(user)
    client.force_login(user)

    found = {name for name, page in pages_of(event).items() if shows(client, page)}

    assert found == set()


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.PLANNED])
def test_plan_is_there_for_its_organiser_after_the_second_factor(client, agency, state):
    event = training(agency, state)
    user = MembershipFactory(organisation=agency).user
    secret = with_app(user)
    sign_in(client, user.email)
    client.post(SECOND, {"code": current_code(secret)})

    found = {name for name, page in pages_of(event).items() if shows(client, page)}

    assert found == {"page", "in English", "workspace", "preview"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SYSTEM_ADMIN])
def test_roles_held_everywhere_wait_while_any_agency_requires_it(client, agency, role):
    event = training(OrganisationFactory(), Event.State.PLANNED)
    client.force_login(MembershipFactory(organisation=None, role=role).user)

    assert client.get(address("event", event.slug)).status_code == 404


def test_roles_in_other_agencies_are_not_held_back(agency):
    other, user = OrganisationFactory(), UserFactory()
    unit = OrganisationFactory(parent=agency)
    for organisation in (agency, other):
        MembershipFactory(user=user, organisation=organisation)
    request = RequestFactory().get("/")
    request.user = user

    seen = viewers.of(request)

    assert seen.roles == {("organiser", other.pk)}
    assert seen.guarded == {("organiser", agency.pk), ("organiser", unit.pk)}


def test_all_roles_are_there_when_two_factors_were_used(agency):
    request = RequestFactory().get("/")
    request.user = MembershipFactory(organisation=agency).user
    viewers.tell_second_factor(request, lambda: True)

    assert viewers.of(request).roles == {("organiser", agency.pk)}


def test_who_waits_for_the_second_factor_is_led_to_it_from_the_first_page(client, agency):
    client.force_login(MembershipFactory(organisation=agency).user)

    answer = client.get("/fi/account/start/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/fi/account/second-factor/")
