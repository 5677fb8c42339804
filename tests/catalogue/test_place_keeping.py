"""Venues and rooms come into the catalogue once, whoever names them and however they are written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from catalogue import place_keeping
from catalogue.actors import by_user
from catalogue.models import PlaceChange, Room, Venue
from catalogue.place_keeping import VenueDraft
from tests.factories import RegionFactory, RoomFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return by_user(UserFactory())


def library(**values):
    return VenueDraft(**{"names": {"fi": "Pääkirjasto", "sv": "Huvudbiblioteket"}, "municipality": "Turku"} | values)


def test_venue_is_added_with_the_region_of_its_town_and_a_row_of_history(by):
    region = RegionFactory(code="02")

    venue = place_keeping.add_venue(by=by, venue=library(municipality="åbo", accessibility={"fi": "Esteetön"}))

    assert (venue.name_sv, venue.municipality, venue.region, venue.accessibility_fi) == (
        "Huvudbiblioteket",
        "Turku",
        region,
        "Esteetön",
    )
    change = PlaceChange.objects.get()
    assert (change.venue, change.room, change.action, change.actor_user_id) == (venue, None, "add_venue", by.user_id)


@pytest.mark.parametrize(
    ("names", "town"),
    [
        ({"fi": "Pääkirjasto"}, "Turku"),
        ({"fi": "PÄÄ-KIRJASTO "}, "turku"),
        ({"sv": "Huvudbiblioteket"}, "Åbo"),
        ({"fi": "Huvudbiblioteket"}, "Turku"),
    ],
)
def test_venue_that_is_there_is_not_added_again_however_it_is_written(by, names, town):
    present = VenueFactory(name_fi="Pääkirjasto", name_sv="Huvudbiblioteket", municipality="Turku")

    with pytest.raises(place_keeping.VenueExistsError) as refusal:
        place_keeping.add_venue(by=by, venue=VenueDraft(names=names, municipality=town))

    assert refusal.value.venue_id == present.pk
    assert Venue.objects.count() == 1


def test_venue_of_the_same_name_in_another_town_is_another(by):
    VenueFactory(name_fi="Pääkirjasto", municipality="Oulu")

    place_keeping.add_venue(by=by, venue=library())

    assert Venue.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"names": {"fi": ""}}, place_keeping.NamelessVenueError),
        ({"municipality": ""}, place_keeping.NamelessTownError),
    ],
)
def test_venue_without_name_or_town_is_refused(by, wrong, error):
    with pytest.raises(error):
        place_keeping.add_venue(by=by, venue=library(**wrong))

    assert not Venue.objects.exists()


def test_room_is_added_with_a_row_of_history(by):
    venue = VenueFactory()

    room = place_keeping.add_room(by=by, venue_id=venue.pk, name="Sali", seats=40)

    assert (room.venue, room.name, room.seats) == (venue, "Sali", 40)
    assert [(change.action, change.room) for change in venue.changes.all()] == [("add_room", room)]


def test_room_that_is_there_is_not_added_again(by):
    present = RoomFactory(name="Sali 2")

    with pytest.raises(place_keeping.RoomExistsError) as refusal:
        place_keeping.add_room(by=by, venue_id=present.venue_id, name="sali-2")

    assert (refusal.value.room_id, Room.objects.count()) == (present.pk, 1)


def test_room_without_a_name_is_refused(by):
    with pytest.raises(place_keeping.NamelessRoomError):
        place_keeping.add_room(by=by, venue_id=VenueFactory().pk, name="")


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_venue_at_once_add_one(by):
    start = Barrier(2)

    def add(name):
        try:
            start.wait()
            place_keeping.add_venue(by=by, venue=library(names={"fi": name}))
        except place_keeping.VenueExistsError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        added = sorted(pool.map(add, ["Pääkirjasto", "pääkirjasto"]))

    assert (added, Venue.objects.count()) == ([False, True], 1)
