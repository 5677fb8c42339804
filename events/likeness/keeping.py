"""Profiles of stored trainings: written with the training, read for many at once."""

from array import array
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from catalogue.texts import LANGUAGES
from events.likeness import profiles
from events.likeness.profiles import TextProfile, Weights
from events.models import Event, TextVector

_TEXTS = [f"{name}_{language}" for name in ("title", "summary", "description") for language in LANGUAGES]
_BATCH = 2_000
_TERM, _WEIGHT = "q", "f"


def profiles_of(event_ids: Collection[UUID]) -> dict[UUID, TextProfile]:
    """Answer the stored profiles of these events in one query; an event without one is left out."""
    rows = TextVector.objects.filter(pk__in=list(event_ids)).values_list("event_id", "languages", "words", "concepts")
    return {
        event_id: TextProfile(frozenset(languages), _unpacked(words), _unpacked(concepts))
        for event_id, languages, words, concepts in rows
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
        batch.append(
            TextVector(event_id=row.pk, languages=vector.languages, words=vector.words, concepts=vector.concepts)
        )
        number += 1
        if len(batch) == _BATCH:
            _write(batch)
            batch = []
    _write(batch)
    return number


def _vector(profile: TextProfile) -> TextVector:
    return TextVector(
        languages=sorted(profile.languages), words=_packed(profile.words), concepts=_packed(profile.concepts)
    )


def _write(vectors: Iterable[TextVector]) -> None:
    TextVector.objects.bulk_create(
        sorted(vectors, key=lambda vector: vector.pk),
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["languages", "words", "concepts"],
    )


def _packed(weights: Weights) -> bytes:
    """Terms, then their weights."""
    return array(_TERM, weights.keys()).tobytes() + array(_WEIGHT, weights.values()).tobytes()


def _unpacked(packed: bytes | memoryview) -> Mapping[int, float]:
    terms, weights = array(_TERM), array(_WEIGHT)
    packed = bytes(packed)
    number = len(packed) // (terms.itemsize + weights.itemsize)
    terms.frombytes(packed[: number * terms.itemsize])
    weights.frombytes(packed[number * terms.itemsize :])
    return dict(zip(terms, weights, strict=True))
