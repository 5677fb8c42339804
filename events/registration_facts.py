"""What a participant should know of how one gets into a training; whoever keeps the terms says it for us."""

import uuid
from collections.abc import Callable
from datetime import datetime

# Of a training, at a moment, in a language: whole sentences.
Reader = Callable[[uuid.UUID, datetime, str], list[str]]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Name the function that says it; the app that takes registrations does this when it is ready."""
    _readers[:] = [reader]


def of(event_id: uuid.UUID, *, now: datetime, language: str) -> list[str]:
    return [sentence for reader in _readers for sentence in reader(event_id, now, language)]
