"""Profiles of stored trainings: written with the training, read for many at once."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet

from catalogue.texts import LANGUAGES
from events.likeness import profiles
from events.likeness.profiles import TextProfile, Vector
from events.models import Event, TextVector

_TEXTS = [f"{name}_{language}" for name in ("title", "summary", "description") for language in LANGUAGES]
_KEPT = ("languages", "letters", "concepts")
_BATCH = 2_000


def profiles_of(event_ids: Collection[UUID]) -> dict[UUID, TextProfile]:
    """Answer the stored profiles of these events in one query; an event without one is left out."""
    rows = TextVector.objects.filter(pk__in=list(event_ids)).values_list("event_id", "languages", "letters", "concepts")
    return {
        event_id: TextProfile(dict(zip(languages, _unpacked(letters), strict=True)), Vector.unpacked(bytes(concepts)))
        for event_id, languages, letters, concepts in rows
    }


def keep(event_ids: Collection[UUID]) -> None:
    """Store the profiles of these events; call it in the transaction that has written their texts."""
    _keep(Event.objects.filter(pk__in=list(event_ids)))


def keep_all() -> int:
    """Make every profile anew; answer how many there are."""
    return _keep(Event.objects.all())


def _keep(events: QuerySet[Event]) -> int:
    made: dict[tuple[str, ...], TextVector] = {}
    batch: list[TextVector] = []
    number = 0
    for row in events.order_by().only(*_TEXTS).iterator(chunk_size=_BATCH):
        texts = tuple(getattr(row, name) for name in _TEXTS)
        # Trainings of ten years often have the same texts.
        vector = made.get(texts) or made.setdefault(texts, _vector(profiles.profile_of(profiles.of_event(row))))
        batch.append(TextVector(event_id=row.pk, **{name: getattr(vector, name) for name in _KEPT}))
        number += 1
        if len(batch) == _BATCH:
            _write(batch)
            batch = []
    _write(batch)
    return number


def _vector(profile: TextProfile) -> TextVector:
    return TextVector(
        languages=list(profile.letters),
        letters=[vector.packed() for vector in profile.letters.values()],
        concepts=profile.concepts.packed(),
    )


def _unpacked(letters: Iterable[bytes | memoryview]) -> list[Vector]:
    return [Vector.unpacked(bytes(each)) for each in letters]


def _write(vectors: Iterable[TextVector]) -> None:
    TextVector.objects.bulk_create(
        sorted(vectors, key=lambda vector: vector.pk),
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=list(_KEPT),
    )
