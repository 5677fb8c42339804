"""Venues with rooms in towns of every region, trainers with invented names, and who has a room when."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from catalogue.models import Room, Trainer, Venue
from catalogue.vocabularies import Vocabularies
from config.seeding import bank, people

TRAINERS = 160
AFFILIATIONS = {
    "fi": [
        "Helsingin yliopisto", "Jyväskylän yliopisto", "Itä-Suomen yliopisto", "Oulun yliopisto", "Tampereen yliopisto",
        "Turun yliopisto", "Lapin yliopisto", "Humanistinen ammattikorkeakoulu", "Valteri-koulu", "", "", "",
    ],
    "sv": ["Åbo Akademi", "Helsingfors universitet", "Folkhälsan", "Yrkeshögskolan Novia", "", ""],
}  # fmt: skip


@dataclass
class Places:
    """Everything by id; `by_region` lists the venues of each region's code."""

    venues: dict[int, Venue]
    rooms: dict[int, Room]
    trainers: dict[str, list[int]]
    by_region: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    rooms_of: dict[int, list[Room]] = field(default_factory=lambda: defaultdict(list))
    _held: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))

    def free_room(self, venue_id: int, seats: int, times: list[tuple[datetime, datetime]]) -> Room | None:
        """Answer the smallest room of the venue that is big enough and free at all these times."""
        for room in sorted(self.rooms_of[venue_id], key=lambda room: (room.seats or 0, room.pk)):
            if (room.seats or 0) >= seats and not self._is_taken(room.pk, times):
                return room
        return None

    def hold(self, room_id: int, times: list[tuple[datetime, datetime]]) -> None:
        self._held[room_id] += times

    def is_free(self, room_id: int, times: list[tuple[datetime, datetime]]) -> bool:
        return not self._is_taken(room_id, times)

    def _is_taken(self, room_id: int, times: list[tuple[datetime, datetime]]) -> bool:
        return any(start < end_b and start_b < end for start, end in times for start_b, end_b in self._held[room_id])


def ensure(vocabularies: Vocabularies) -> Places:
    """Make the venues, rooms and trainers that are missing; they belong to the catalogue and stay in it."""
    regions = {town.name["fi"]: vocabularies.regions.get(town.region) for town in people.towns()}
    found = Places({}, {}, {"fi": [], "sv": []})
    for town, fi, sv, address, postal_code, latitude, longitude, rooms in bank.lines("venues"):
        region = regions[town]
        venue, _made = Venue.objects.get_or_create(
            name_fi=fi,
            name_sv=sv,
            municipality=town,
            defaults={
                "street_address": address,
                "postal_code": postal_code,
                "region_id": region.id if region else None,
                "latitude": Decimal(latitude),
                "longitude": Decimal(longitude),
            },
        )
        found.venues[venue.pk] = venue
        found.by_region[region.code if region else ""].append(venue.pk)
        for description in rooms.split("; "):
            name, seats = description.split(": ")
            room, _made = Room.objects.get_or_create(venue=venue, name=name, defaults={"seats": int(seats)})
            found.rooms[room.pk] = room
            found.rooms_of[venue.pk].append(room)
    _hold_what_is_held(found)
    _ensure_trainers(found)
    return found


def _hold_what_is_held(places: Places) -> None:
    from events.models import Session

    held = Session.objects.filter(holds_room=True, room__in=list(places.rooms))
    for room_id, starts_at, ends_at in held.values_list("room", "starts_at", "ends_at"):
        if room_id is not None:
            places.hold(room_id, [(starts_at, ends_at)])


def _ensure_trainers(places: Places) -> None:
    rng = random.Random("trainers")  # noqa: S311 - example data
    names = {section: " ".join(fields).split() for section, fields in bank.sections("names")}
    wanted = []
    for number in range(TRAINERS):
        language = "sv" if number % 5 == 0 else "fi"
        name = f"{rng.choice(names[f'{language} first'])} {rng.choice(names[f'{language} family'])}"
        wanted.append((language, name, rng.choice(AFFILIATIONS[language])))
    Trainer.objects.bulk_create(
        [Trainer(name=name, affiliation=where, email=_address(name)) for _language, name, where in wanted],
        ignore_conflicts=True,
    )
    ids = {(row.name, row.affiliation): row.pk for row in Trainer.objects.all()}
    for language, name, where in dict.fromkeys(wanted):
        places.trainers[language].append(ids[name, where])


def _address(name: str) -> str:
    first, last = name.split(" ", 1)
    return f"{people.ascii_of(first)}.{people.ascii_of(last)}@kouluttajat.{people.DOMAIN}"
