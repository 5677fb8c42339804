"""The panel of overlaps beside the editor, and the overlaps on a training's page."""

import datetime as dt

import pytest

from catalogue.models import Membership
from events.models import Event, OverlapCase
from tests.events.overlaps.arrangements import refresh, training
from tests.events.workspace.test_editor_pages import address, posted_back
from tests.factories import MembershipFactory, OrganisationFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2098, 3, 11)


@pytest.fixture
def teachers():
    return TargetGroupFactory(name_en="Class teachers")


@pytest.fixture
def own(client, teachers):
    """A plan of one's own, on a Tuesday for teachers."""
    event = training(DAY, audiences=[teachers])
    client.force_login(MembershipFactory(organisation=event.lead).user)
    return event


def check(client, event, **changes):
    form = posted_back(client.get(address("workspace-event-edit", event.pk)))
    return client.post(address("workspace-overlaps-check"), form | {"event": str(event.pk)} | changes)


def test_panel_tells_of_what_the_form_says_and_saves_nothing(client, own, teachers):
    other = training(DAY, audiences=[teachers], title_en="Reading", title_fi="", lead__name_en="Agency of the East")
    training(DAY, audiences=[teachers], state="draft", title_fi="Secret")

    page = check(client, own).content.decode()

    for text in ("1 overlap", "High", "Agency of the East", "Reading", "both for: class teachers", "12:00"):
        assert text in page
    assert f"/en/events/{other.slug}/" in page
    assert "Secret" not in page
    assert not OverlapCase.objects.exists()


def test_panel_of_a_form_without_an_audience_says_what_is_needed(client, own):
    form = {"event": str(own.pk), "languages": "fi"}

    page = client.post(address("workspace-overlaps-check"), form).content.decode()

    assert "When there is a date and a target group" in page


def test_panel_of_a_training_without_overlaps_says_so(client, own):
    assert "No overlaps." in check(client, own).content.decode()


@pytest.mark.parametrize(
    ("person", "state", "status"),
    [
        ((Membership.Role.ORGANISER, True), "draft", 200),
        ((Membership.Role.CLERK, True), "planned", 403),
        ((Membership.Role.ORGANISER, False), "planned", 403),
        ((Membership.Role.ORGANISER, False), "draft", 404),
    ],
)
def test_panel_is_for_who_may_edit_the_training(client, own, person, state, status):
    role, is_own = person
    Event.objects.filter(pk=own.pk).update(state=state)
    organisation = own.lead if is_own else OrganisationFactory()
    client.force_login(MembershipFactory(organisation=organisation, role=role).user)

    assert client.post(address("workspace-overlaps-check"), {"event": str(own.pk)}).status_code == status


@pytest.mark.parametrize("form", [{}, {"agency": "nowhere"}, {"event": "no-id"}])
def test_panel_of_nobodys_form_is_not_there(client, own, form):
    assert client.post(address("workspace-overlaps-check"), form).status_code == 404


def test_page_of_a_training_shows_its_overlaps(client, own, teachers):
    training(DAY, audiences=[teachers], title_en="Reading")

    page = client.get(address("workspace-event", own.pk)).content.decode()

    assert "1 overlap" in page
    assert "Reading" in page
    assert "Settle it" not in page


@pytest.mark.parametrize(("state", "words"), [("open", "Settle it"), ("kept", "Both kept on purpose")])
def test_overlap_of_a_training_leads_to_where_it_is_settled(client, own, teachers, state, words):
    training(DAY, audiences=[teachers], title_en="Reading")
    refresh(own)
    OverlapCase.objects.update(state=state)
    link = address("workspace-case", OverlapCase.objects.get().pk)

    pages = [client.get(address(name, own.pk)) for name in ("workspace-event", "workspace-event-publish")]

    way = f'<a href="{link}">{words}<span class="visually-hidden">: Reading</span></a>'
    assert [way in page.content.decode() for page in pages] == [True, True]


def test_publishing_over_a_grave_overlap_asks_for_its_reason_at_once(client, own, teachers):
    before = client.get(address("workspace-event-publish", own.pk))
    training(DAY, audiences=[teachers])

    response = client.get(address("workspace-event-publish", own.pk))

    assert ("(optional)" in before.content.decode(), response.status_code) == (True, 200)
    assert "Say why you publish it all the same." in response.content.decode()
    assert "(optional)" not in response.content.decode()


def test_gravest_three_overlaps_are_shown_and_the_rest_fold(client, own, teachers):
    for number in range(5):
        training(DAY, audiences=[teachers], title_en=f"Reading {number}")

    response = client.get(address("workspace-event", own.pk))

    shown, more = response.content.decode().split('<details class="overlaps-more"')
    titles = [each.other.title.value for each in response.context["overlaps"]]
    assert [title in shown for title in titles] == [True, True, True, False, False]
    assert [title in more for title in titles] == [False, False, False, True, True]
    assert "5 overlaps" in shown
    assert "Show 2 more" in more
