"""Whom a message of one's own reaches, and how it reads for one of each language: before it is sent."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalogue.texts import LANGUAGES
from events.descriptions import pool_name
from events.models import Event
from registrations.messaging import Written
from registrations.models import Registration
from registrations.notices import custom, placeholders, words
from registrations.notices.subjects import Subject


@dataclass(frozen=True, slots=True)
class Reading:
    """How it reads in a language; `count` people read it so, the first of them is `name`."""

    language: str
    count: int
    name: str
    subject: str
    paragraphs: Sequence[str]


def pools_of(event: Event, language: str) -> list[tuple[int, str]]:
    return [(pool.pk, pool_name(pool, language)) for pool in event.pools.all()]


def matching(
    event_id: uuid.UUID, *, states: Collection[str], pools: Collection[int], languages: Collection[str]
) -> list[uuid.UUID]:
    """The registrations in these states and languages, with a seat in these pools or waiting for one; none: all."""
    rows = Registration.objects.filter(event=event_id, state__in=states)
    if languages:
        rows = rows.filter(language__in=languages)
    if pools:
        rows = rows.filter(pool__in=pools) | rows.filter(pool=None, wanted_pools__overlap=list(pools))
    return list(rows.values_list("pk", flat=True))


def readings(chosen: Sequence[Registration], written: Written) -> list[Reading]:
    """One for each language that somebody reads it in."""
    found = []
    for language in LANGUAGES:
        of_language = [each for each in chosen if written.language_for(each.language) == language]
        if of_language:
            found.append(_reading(of_language[0], len(of_language), written, language))
    return found


def _reading(registration: Registration, count: int, written: Written, language: str) -> Reading:
    names = custom.CUSTOM.placeholders
    subject = Subject(registration=registration, language=registration.language, now=timezone.now())
    return Reading(
        language=language,
        count=count,
        name=registration.shown_name,
        subject=placeholders.fill(written.subjects[language], subject, names),
        paragraphs=[
            placeholders.fill(each, subject, names)
            for each in words.words_of(written.subjects[language], written.bodies[language]).paragraphs
        ],
    )
