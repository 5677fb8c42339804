"""A calendar of many trainings for overlaps: ten years of term times, as one machine can draw them in a minute."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

YEARS = 10
# As long as people plan ahead; the rest is over.
AHEAD = dt.timedelta(days=365)
FINLAND = ZoneInfo("Europe/Helsinki")
STARTS = (9, 9, 12, 12, 13, 14, 15)
HOURS = (1, 2, 2, 3, 6)
HOW_MANY = (1, 1, 1, 1, 2, 2, 3, 4, 6)
JULY, SATURDAY = 7, 5
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What trainings are made of: ids of the reference data, and the demonstration's texts with their terms."""

    leads: list[int]
    regions: list[int]
    audiences: dict[str, int]
    themes: dict[str, int]
    topics: list[Any]


def terms() -> Terms:
    from catalogue import vocabularies
    from config.seeding import topics

    known, bank = vocabularies.current(), topics.load()
    return Terms(
        leads=[term.id for term in known.organisations],
        regions=[term.id for term in known.regions],
        audiences={term.code: term.id for term in known.audiences},
        themes={term.code: term.id for term in known.themes},
        topics=[topic for (language, _sector), some in bank.topics.items() for topic in some if language != "en"],
    )


def draw(chance: random.Random, given: Terms, now: dt.datetime, *, earliest: dt.datetime) -> Any:
    """A training with its sessions between `earliest` and a year ahead; three of ten say no theme."""
    from events.drafting import EventDraft

    topic = chance.choice(given.topics)
    is_online = chance.random() < 0.65
    is_national = is_online and chance.random() < 0.7
    return EventDraft(
        lead_id=chance.choice(given.leads),
        delivery="online" if is_online else "onsite",
        titles=topic.titles,
        summaries=topic.summaries,
        languages=["fi", "sv"] if chance.random() < 0.08 else [topic.language],
        national=is_national,
        audience_ids=[given.audiences[code] for code in topic.audiences if code in given.audiences],
        theme_ids=[]
        if chance.random() < 0.3
        else [given.themes[code] for code in topic.themes if code in given.themes],
        region_ids=[] if is_national else chance.sample(given.regions, chance.choice((1, 1, 2, 3))),
        sessions=list(_sessions(chance, earliest, now + AHEAD)),
    )


def _sessions(chance: random.Random, earliest: dt.datetime, latest: dt.datetime) -> Iterator[Any]:
    from events.drafting import SessionDraft

    first = _day(chance, earliest, latest)
    at, hours = chance.choice(STARTS), dt.timedelta(hours=chance.choice(HOURS))
    for week in range(chance.choice(HOW_MANY)):
        starts_at = dt.datetime.combine(first + dt.timedelta(weeks=week), dt.time(at), FINLAND)
        yield SessionDraft(starts_at=starts_at, ends_at=starts_at + hours)


def _day(chance: random.Random, earliest: dt.datetime, latest: dt.datetime) -> dt.date:
    """A weekday, and not in July."""
    while True:
        day = earliest.date() + dt.timedelta(days=chance.randrange((latest - earliest).days))
        if day.weekday() < SATURDAY and day.month != JULY:
            return day


def fill(sessions: int, now: dt.datetime, *, seed: int) -> int:
    """Write trainings with so many sessions; answers how many trainings."""
    chance, given = random.Random(seed), terms()
    earliest = now + AHEAD - dt.timedelta(days=365 * YEARS)
    written = left = 0
    drafts: list[Any] = []
    while left < sessions:
        draft = draw(chance, given, now, earliest=earliest)
        drafts.append(draft)
        left += len(draft.sessions)
        if len(drafts) == BATCH or left >= sessions:
            _write(drafts, chance)
            written, drafts = written + len(drafts), []
    return written


def _write(drafts: list[Any], chance: random.Random) -> None:
    from django.db import transaction
    from django.utils import timezone

    from events import likeness
    from events.models import Event, Session

    now = timezone.now()
    rows = [
        Event(
            slug=f"training-{uuid.uuid4()}",
            state="planned" if (is_planned := chance.random() < 0.1) else "published",
            published_at=None if is_planned else now,
            **{f"title_{language}": text[:250] for language, text in draft.titles.items()},
            **{f"summary_{language}": text for language, text in draft.summaries.items()},
            lead_id=draft.lead_id,
            languages=draft.languages,
            delivery=draft.delivery,
            national=draft.national,
            starts_at=draft.sessions[0].starts_at,
            ends_at=draft.sessions[-1].ends_at,
        )
        for draft in drafts
    ]
    pairs = list(zip(rows, drafts, strict=True))
    with transaction.atomic():
        Event.objects.bulk_create(rows)
        Session.objects.bulk_create(
            Session(event_id=row.pk, starts_at=each.starts_at, ends_at=each.ends_at)
            for row, draft in pairs
            for each in draft.sessions
        )
        for name, column in (("audiences", "targetgroup_id"), ("themes", "theme_id"), ("regions", "region_id")):
            through = getattr(Event, name).through
            through.objects.bulk_create(
                through(event_id=row.pk, **{column: each})
                for row, draft in pairs
                for each in getattr(draft, f"{name.removesuffix('s')}_ids")
            )
        likeness.keep([row.pk for row in rows])
