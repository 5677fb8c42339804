"""What the form of a training offers besides the vocabularies: places, trainers and series, by how they are written."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from catalogue import texts, towns
from catalogue.models import Room, Trainer, Venue
from catalogue.vocabularies import Vocabularies
from events.models import EventSeries

_TRAINER = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<affiliation>.*)\))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue or one of its rooms; `label` is how a person writes it in the form."""

    venue_id: int
    room_id: int | None
    label: str
    seats: int | None = None


class Offers:
    """Read when first asked for, in a fixed number of queries, and kept for one request."""

    def __init__(self, vocabularies: Vocabularies, language: str) -> None:
        self.vocabularies = vocabularies
        self.language = language

    @cached_property
    def places(self) -> list[Place]:
        """Every venue, and behind each its rooms."""
        rooms: dict[int, list[Room]] = {}
        for room in Room.objects.order_by("name"):
            rooms.setdefault(room.venue_id, []).append(room)
        found: list[Place] = []
        for venue in Venue.objects.all():
            found.append(Place(venue.pk, None, _label(venue, None, self.language)))
            found += [
                Place(venue.pk, room.pk, _label(venue, room, self.language), room.seats)
                for room in rooms.get(venue.pk, ())
            ]
        return found

    @property
    def venues(self) -> list[tuple[int, str]]:
        """Ids and names of the venues, without their rooms."""
        return [(place.venue_id, place.label) for place in self.places if place.room_id is None]

    @cached_property
    def trainers(self) -> Mapping[str, int]:
        """Ids by name and organisation: "Aino Virtanen (Oulun yliopisto)"."""
        rows = Trainer.objects.values_list("name", "affiliation", "pk")
        return {trainer_label(name, affiliation): pk for name, affiliation, pk in rows}

    @cached_property
    def series(self) -> list[tuple[int, str]]:
        rows = [
            (row.pk, texts.pick(row, "title", self.language).value or row.slug) for row in EventSeries.objects.all()
        ]
        return sorted(rows, key=lambda row: row[1].casefold())

    def place(self, label: str) -> Place | None:
        """The place that is written so, in small letters or large."""
        return self._by_label.get(_key(label))

    def place_label(self, venue_id: int | None, room_id: int | None) -> str:
        return self._labels.get((venue_id, room_id), "")

    def trainer_ids(self, labels: Iterable[str]) -> list[int]:
        """The ids of those who are known, in their order."""
        wanted = [_key(label) for label in labels if label]
        return [self._trainers[key] for key in dict.fromkeys(wanted) if key in self._trainers] if wanted else []

    def unknown_trainers(self, labels: Iterable[str]) -> list[str]:
        """Those of the names that nobody in the catalogue has."""
        return [label for label in dict.fromkeys(labels) if label and _key(label) not in self._trainers]

    def trainer_labels(self, ids: Iterable[int]) -> list[str]:
        by_id = {pk: label for label, pk in self.trainers.items()} if ids else {}
        return [by_id[pk] for pk in ids if pk in by_id]

    @cached_property
    def _by_label(self) -> dict[str, Place]:
        return {_key(place.label): place for place in reversed(self.places)}

    @cached_property
    def _labels(self) -> dict[tuple[int | None, int | None], str]:
        return {(place.venue_id, place.room_id): place.label for place in self.places}

    @cached_property
    def _trainers(self) -> dict[str, int]:
        return {_key(label): pk for label, pk in self.trainers.items()}


def trainer_label(name: str, affiliation: str) -> str:
    return f"{name} ({affiliation})" if affiliation else name


def trainer_parts(label: str) -> tuple[str, str]:
    """Name and organisation of a trainer as they are written in the form."""
    found = _TRAINER.fullmatch(label.strip())
    return (found["name"].strip(), (found["affiliation"] or "").strip()) if found else (label.strip(), "")


def _label(venue: Venue, room: Room | None, language: str) -> str:
    parts = (
        texts.pick(venue, "name", language).value,
        room.name if room else "",
        towns.name_in(venue.municipality, language),
    )
    return ", ".join(part for part in parts if part)


def _key(label: str) -> str:
    return " ".join(label.casefold().split())
