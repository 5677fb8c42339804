"""A better time beside the editor and as a page: what is asked, what is shown, what a choice sends, who may ask."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.queries.drafts import saved_draft
from events.slots import asking
from tests.events.slots.arrangements import at
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    SessionFactory,
    TargetGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# A Tuesday in an ordinary week of next April.
TUESDAY = dt.date.fromisocalendar(timezone.localdate().year + 1, 17, 2)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def event():
    event = EventFactory(state="planned", audiences=[TargetGroupFactory()])
    SessionFactory(event=event, starts_at=at(TUESDAY, 14), ends_at=at(TUESDAY, 16))
    return event


@pytest.fixture
def organiser(client, event):
    user = MembershipFactory(organisation=event.lead).user
    client.force_login(user)
    return user


def form_of(training, **values):
    """The editor's form as a browser sends it, as far as it matters here."""
    return {
        "agency": training.lead.slug,
        "event": str(training.pk),
        "title_fi": training.title_fi,
        "languages": "fi",
        "audiences": [term.code for term in training.audiences.all()],
        "delivery": "online",
        "sessions-0-on": str(TUESDAY),
        "sessions-0-starts": "14:00",
        "sessions-0-ends": "16:00",
    } | values


def find(client, training, *, htmx=False, **values):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("workspace-slots"), form_of(training, **values), headers=headers)


def on_tuesday(**values):
    asked = {
        "slots-earliest": str(TUESDAY),
        "slots-latest": str(TUESDAY),
        "slots-minutes": "120",
        "slots-sessions": "1",
        "slots-from_hour": "8",
        "slots-to_hour": "16",
        "slots-weekdays": ["2"],
    }
    return asked | values


def test_page_looks_around_the_dates_the_training_has(client, organiser, event):
    response = find(client, event)

    query = response.context["answer"].query
    assert (query.minutes, query.sessions, query.event_id) == (120, 1, event.pk)
    assert query.earliest <= TUESDAY <= query.latest
    assert len(response.context["slots"]) == 10


def test_fragment_is_the_same_without_the_page(client, organiser, event):
    page, fragment = find(client, event), find(client, event, htmx=True)

    assert [slot.value for slot in fragment.context["slots"]] == [slot.value for slot in page.context["slots"]]
    assert "<html" not in fragment.content.decode()
    assert 'hx-target="#when"' in fragment.content.decode()


def test_choice_fills_the_form_of_the_editor(client, organiser, event):
    page = find(client, event, **on_tuesday())
    chosen = page.context["slots"][0]

    response = client.post(
        page.context["asked"].editor_url, {**dict(page.context["carried"]), "do": f"slot:{chosen.value}"}
    )

    (row,) = response.context["form"].sessions
    assert (row["on"].value(), row["starts"].value(), row["ends"].value()) == (str(TUESDAY), "09:00", "11:00")
    assert saved_draft(event.pk).sessions[0].starts_at == at(TUESDAY, 14)


def test_saved_training_is_searched_for_by_its_address(client, organiser, event):
    response = client.get(reverse("workspace-slots"), {"event": event.pk} | on_tuesday())

    assert [slot.slot.starts_at for slot in response.context["slots"]] == [at(TUESDAY), at(TUESDAY, 13)]
    assert dict(response.context["carried"])["title_fi"] == event.title_fi


def test_picture_has_a_cell_for_each_day_and_a_table_that_says_the_same(client, organiser, event):
    response = find(client, event, **on_tuesday(**{"slots-weekdays": ["1", "2"]}))

    strip = response.context["strip"]
    assert [(cell.kind, cell.place) for cell in strip.cells] == [("free", 1)]
    assert [week.said for week in strip.weeks] == [[("Tue", f"{TUESDAY.day} April", "100")]]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slots-earliest": "x"}, "earliest"),
        ({"slots-latest": "2020-01-01"}, "latest"),
        ({"slots-minutes": "9999"}, "minutes"),
        ({"slots-weekdays": []}, "weekdays"),
        ({"slots-from_hour": "15"}, "minutes"),
    ],
)
def test_question_that_makes_no_sense_comes_back_with_its_error(client, organiser, event, values, field):
    response = find(client, event, **on_tuesday(**values))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_training_that_is_new_is_searched_for_before_it_is_saved(client, organiser, event):
    response = find(client, event, event="", **on_tuesday())

    assert response.context["asked"].editor_url == reverse("workspace-event-new", args=[event.lead.slug])
    assert len(response.context["slots"]) == 2


@pytest.mark.parametrize(
    ("who", "saved", "new"),
    [("stranger", 404, 404), ("neighbour", 403, 404), ("clerk", 403, 403), ("organiser", 200, 200)],
)
def test_slots_are_for_those_who_edit_the_training(client, event, who, saved, new):
    people = {
        "stranger": UserFactory,
        "neighbour": lambda: MembershipFactory(organisation=OrganisationFactory()).user,
        "clerk": lambda: MembershipFactory(organisation=event.lead, role="clerk").user,
        "organiser": lambda: MembershipFactory(organisation=event.lead).user,
    }
    client.force_login(people[who]())

    assert find(client, event).status_code == saved
    assert client.get(reverse("workspace-slots"), {"event": event.pk}).status_code == saved
    assert find(client, event, event="").status_code == new


@pytest.mark.parametrize("asked", ["", "x"])
def test_address_without_a_training_leads_nowhere(client, organiser, asked):
    assert client.get(reverse("workspace-slots"), {"event": asked}).status_code == 404


def test_of_draft_without_dates_looks_at_the_weeks_ahead(event):
    draft = saved_draft(EventFactory().pk)
    today = TUESDAY

    query = asking.of_draft(draft, today=today)

    assert (query.earliest, query.latest) == (today + asking.NOTICE, today + asking.NOTICE + asking.AHEAD)
    assert (query.minutes, query.sessions) == (120, 1)


def test_of_draft_of_a_long_evening_widens_the_hours(event):
    SessionFactory(event=event, starts_at=at(TUESDAY, 16), ends_at=at(TUESDAY, 20))
    event.sessions.get(starts_at=at(TUESDAY, 14)).delete()

    query = asking.of_draft(saved_draft(event.pk), today=TUESDAY - dt.timedelta(days=60))

    assert (query.minutes, query.from_hour, query.to_hour) == (240, 8, 20)
