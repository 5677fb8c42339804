"""A venue or a room is added from the editor: nothing typed is lost, nothing is there twice, everybody is told why."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.models import Membership, PlaceChange, Room, Venue
from events.models import Event
from tests.factories import (
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
TYPED = {"title_fi": "Koulutus", "delivery": "onsite", "languages": ["fi"]}
TIMES = {"sessions-0-on": "2037-03-03", "sessions-0-starts": "09:00", "sessions-0-ends": "12:00"}
LIBRARY = {"venue-row": "0", "venue-name_fi": "Pääkirjasto", "venue-municipality": "Turku"}


@pytest.fixture
def agency():
    return OrganisationFactory()


@pytest.fixture
def page(client, agency):
    client.force_login(MembershipFactory(organisation=agency, role=Membership.Role.ORGANISER).user)
    with translation.override("en"):
        return reverse("workspace-event-new", args=[agency.slug])


def test_part_opens_in_its_row_with_what_was_written_as_the_place(client, page):
    answer = client.post(page, TYPED | TIMES | {"sessions-0-place": "Pääkirjasto, Turku", "do": "place-new:0"})

    part = answer.context["placing"].form
    assert (answer.status_code, part.row_number) == (200, 0)
    assert (part["name_fi"].value(), part["municipality"].value()) == ("Pääkirjasto", "Turku")
    assert answer.context["form"]["title_fi"].value() == "Koulutus"
    assert "New venue or room" in answer.content.decode()


def test_part_opens_with_the_venue_that_is_chosen_already(client, page):
    venue = VenueFactory(name_fi="Talo", municipality="Oulu")

    answer = client.post(page, TYPED | TIMES | {"sessions-0-place": "Talo, Oulu", "do": "place-new:0"})

    assert answer.context["placing"].form["venue"].value() == str(venue.pk)


def test_new_venue_with_a_room_is_added_and_stands_in_its_session(client, page):
    region = RegionFactory(code="02")

    answer = client.post(page, TYPED | TIMES | LIBRARY | {"venue-room": "Sali", "venue-seats": "40", "do": "place-add"})

    room = Room.objects.get()
    assert (room.name, room.seats, room.venue.municipality, room.venue.region) == ("Sali", 40, "Turku", region)
    assert answer.context["form"].sessions[0]["place"].value() == "Pääkirjasto, Sali, Turku"
    assert "Pääkirjasto, Sali, Turku is in the calendar now" in answer.content.decode()
    assert '<option value="Pääkirjasto, Sali, Turku">' in answer.content.decode()
    assert answer.context["placing"].form is None
    assert sorted(PlaceChange.objects.values_list("action", flat=True)) == ["add_room", "add_venue"]
    assert not Event.objects.exists()


def test_room_of_a_known_venue_is_added(client, page):
    venue = VenueFactory(name_fi="Talo", municipality="Oulu")

    client.post(
        page, TYPED | TIMES | {"venue-row": "0", "venue-venue": venue.pk, "venue-room": "Sali", "do": "place-add"}
    )

    assert [(room.venue, room.name) for room in Room.objects.all()] == [(venue, "Sali")]


def test_room_that_is_there_is_taken_and_not_added_again(client, page):
    room = RoomFactory(name="Sali", venue=VenueFactory(name_fi="Talo", municipality="Oulu"))

    answer = client.post(
        page, TYPED | TIMES | {"venue-row": "0", "venue-venue": room.venue.pk, "venue-room": "SALI", "do": "place-add"}
    )

    assert answer.context["form"].sessions[0]["place"].value() == "Talo, Sali, Oulu"
    assert "was there already" in answer.content.decode()
    assert Room.objects.count() == 1


def test_venue_that_is_there_is_offered_and_taken_with_the_room_that_was_written(client, page):
    venue = VenueFactory(name_fi="Pääkirjasto", municipality="Turku")
    written = LIBRARY | {"venue-room": "Uusi sali"}

    refused = client.post(page, TYPED | TIMES | written | {"do": "place-add"})
    taken = client.post(page, TYPED | TIMES | written | {"do": f"place-take:{venue.pk}"})

    assert refused.status_code == 200
    assert "There is a venue of this name in this municipality already." in refused.content.decode()
    assert "Use Pääkirjasto, Turku" in refused.content.decode()
    assert refused.context["placing"].form["room"].value() == "Uusi sali"
    assert taken.context["form"].sessions[0]["place"].value() == "Pääkirjasto, Uusi sali, Turku"
    assert Venue.objects.count() == 1


def test_known_venue_is_taken_without_a_room(client, page):
    venue = VenueFactory(name_fi="Pääkirjasto", municipality="Turku")

    answer = client.post(page, TYPED | TIMES | LIBRARY | {"do": f"place-take:{venue.pk}"})

    assert answer.context["form"].sessions[0]["place"].value() == "Pääkirjasto, Turku"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"venue-name_fi": ""}, "Give the venue a name in Finnish or Swedish."),
        ({"venue-municipality": ""}, "Municipality"),
        ({"venue-seats": "many"}, "Enter a whole number."),
        ({"venue-venue": "999999"}, "Venue"),
    ],
)
def test_wrong_part_says_why_and_keeps_everything_typed(client, page, wrong, said):
    answer = client.post(page, TYPED | TIMES | LIBRARY | wrong | {"do": "place-add"})

    assert answer.context["placing"].is_refused
    assert said in answer.content.decode()
    assert answer.context["form"]["title_fi"].value() == "Koulutus"
    assert not Venue.objects.exists()


def test_errors_are_in_the_language_of_the_page(client, page):
    answer = client.post(
        page.replace("/en/", "/fi/"), TYPED | TIMES | LIBRARY | {"venue-seats": "x", "do": "place-add"}
    )

    assert "Syötä kokonaisluku." in answer.content.decode()


def test_part_is_closed_without_a_trace(client, page):
    answer = client.post(page, TYPED | TIMES | LIBRARY | {"do": "place-close"})

    assert answer.context["placing"].form is None
    assert not Venue.objects.exists()


def test_other_buttons_leave_the_part_open_with_what_is_in_it(client, page):
    answer = client.post(page, TYPED | TIMES | LIBRARY | {"do": "add"})

    part = answer.context["placing"].form
    assert (part.row_number, part["name_fi"].value()) == (0, "Pääkirjasto")


def test_part_follows_its_session_when_one_above_it_goes(client, page):
    second = {name.replace("-0-", "-1-"): value for name, value in TIMES.items()}

    answer = client.post(page, TYPED | TIMES | second | LIBRARY | {"venue-row": "1", "do": "drop:0"})

    assert answer.context["placing"].form.row_number == 0


def test_saving_with_the_part_open_adds_the_place_too(client, page):
    client.post(page, TYPED | TIMES | LIBRARY | {"do": "save"})

    assert Event.objects.get().sessions.get().venue == Venue.objects.get()


def test_saving_with_a_wrong_part_saves_nothing_and_says_why(client, page):
    answer = client.post(page, TYPED | TIMES | LIBRARY | {"venue-municipality": "", "do": "save"})

    assert (answer.status_code, answer.context["placing"].is_refused) == (422, True)
    assert not Event.objects.exists()


@pytest.mark.parametrize("number", ["", "9", "x", "-1"])
def test_part_of_no_session_adds_nothing(client, page, number):
    answer = client.post(page, TYPED | TIMES | LIBRARY | {"venue-row": number, "do": "place-add"})

    assert answer.status_code == 200
    assert not Venue.objects.exists()


def test_who_may_not_edit_the_training_adds_no_place(client, page):
    event = EventFactory(state=Event.State.PLANNED)
    SessionFactory(event=event)

    answer = client.post(f"/en/workspace/events/{event.pk}/edit/", TYPED | TIMES | LIBRARY | {"do": "place-add"})

    assert answer.status_code == 403
    assert not Venue.objects.exists()


def test_place_that_is_unknown_is_said_while_it_is_typed(client, page):
    answer = client.post(page, TYPED | TIMES | {"sessions-0-place": "Outo paikka", "do": "look"})

    assert "This place is not in the calendar yet." in answer.content.decode()
