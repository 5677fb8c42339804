"""Profiles of stored trainings: written with the training, read for many at once."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from catalogue.texts import LANGUAGES
from events.likeness import profiles
from events.likeness.profiles import TextProfile, Vector
from events.models import Event, TextVector

_TEXTS = [f"{name}_{language}" for name in ("title", "summary", "description") for language in LANGUAGES]
_KEPT = ("languages", "letters", "concepts", "keys", "digest")
_BATCH = 2_000
PROFILES_KEPT = 20_000


def profiles_of(event_ids: Collection[UUID]) -> dict[UUID, TextProfile]:
    """Answer the stored profiles of these events in one query; an event without one is left out."""
    rows = TextVector.objects.filter(pk__in=list(event_ids)).values_list("event_id", *_KEPT)
    return {event_id: unpacked(*columns) for event_id, *columns in rows}


def unpacked(
    languages: Sequence[str],
    letters: Iterable[bytes | memoryview],
    concepts: bytes | memoryview,
    keys: Iterable[int],
    digest: int,
) -> TextProfile:
    """Answer the profile of the columns of a TextVector: of the same columns the same object."""
    return _unpacked(tuple(languages), tuple(map(bytes, letters)), bytes(concepts), frozenset(keys), digest)


@lru_cache(maxsize=PROFILES_KEPT)
def _unpacked(
    languages: tuple[str, ...], letters: tuple[bytes, ...], concepts: bytes, keys: frozenset[int], digest: int
) -> TextProfile:
    vectors = map(Vector.unpacked, letters)
    return TextProfile(dict(zip(languages, vectors, strict=True)), Vector.unpacked(concepts), keys, digest)


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
        keys=sorted(profile.keys),
        digest=profile.digest,
    )


def _write(vectors: Iterable[TextVector]) -> None:
    TextVector.objects.bulk_create(
        sorted(vectors, key=lambda vector: vector.pk),
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=list(_KEPT),
    )
