"""A small world of terms, organisations and people, and trainings as rows for overlaps, made without ceremony."""

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from psycopg.types.range import TimestamptzRange

from catalogue import vocabularies
from catalogue.actors import Actor
from catalogue.viewers import Viewer
from events import likeness
from events.drafting import EventDraft
from events.likeness import Texts
from events.models import Event, OverlapSpan, Session
from events.slots.asking import SlotQuery
from tests.factories import (
    OrganisationFactory,
    RegionFactory,
    RoomFactory,
    TargetGroupFactory,
    ThemeFactory,
    TrainerFactory,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
# A Monday without holidays around it; what is asked for lies some weeks later.
NOW = dt.datetime(2027, 4, 5, 12, tzinfo=HELSINKI)
# A Tuesday.
DAY = dt.date(2027, 4, 20)


@dataclass(frozen=True)
class World:
    """Ids. Of audiences and themes: a root, one below it, one below that, and another below the root."""

    leads: list[int]
    audiences: list[int]
    themes: list[int]
    regions: list[int]
    trainers: list[int]
    rooms: list[int]

    def viewer(self, lead=0):
        return Viewer(Actor("user", 1), frozenset({("organiser", self.leads[lead])}), is_authenticated=True)

    def draft(self, **values):
        """An online Finnish training of the first organisation for the group in the middle, on the theme there."""
        return EventDraft(
            **{
                "lead_id": self.leads[0],
                "delivery": "online",
                "titles": {"fi": "Uusi"},
                "languages": ("fi",),
                "audience_ids": (self.audiences[1],),
                "theme_ids": (self.themes[1],),
            }
            | values
        )

    def query(self, draft=None, **values):
        """Two hours in the week from Monday to Friday."""
        return SlotQuery(
            **{
                "draft": draft or self.draft(),
                "minutes": 120,
                "earliest": DAY - dt.timedelta(days=1),
                "latest": DAY + dt.timedelta(days=3),
            }
            | values
        )


def make_world():
    return World(
        leads=[each.pk for each in OrganisationFactory.create_batch(3)],
        audiences=tree(TargetGroupFactory),
        themes=tree(ThemeFactory),
        regions=[each.pk for each in RegionFactory.create_batch(2)],
        trainers=[each.pk for each in TrainerFactory.create_batch(2)],
        rooms=[each.pk for each in RoomFactory.create_batch(2)],
    )


def tree(factory):
    root = factory()
    middle = factory(parent=root)
    return [root.pk, middle.pk, factory(parent=middle).pk, factory(parent=root).pk]


def at(day, hour=9, minute=0):
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=HELSINKI)


@dataclass(frozen=True)
class Training:
    """Another training; `sessions` are pairs of begin and end."""

    sessions: list
    lead: int
    audiences: list
    themes: list
    languages: tuple = ("fi",)
    regions: tuple = ()
    is_national: bool = False
    is_online: bool = True
    trainers: tuple = ()
    room: int | None = None
    series: int | None = None
    content_of: uuid.UUID | None = None
    title: str = "Koulutus"


def store(trainings):
    """Store them as planned trainings with the rows that the search reads; answer their ids in order."""
    ids = [uuid.UUID(int=number) for number in range(1, len(trainings) + 1)]
    Event.objects.bulk_create(
        Event(id=each, slug=f"training-{each.int}", title_fi=it.title, state="planned", lead_id=it.lead)
        for each, it in zip(ids, trainings, strict=True)
    )
    sessions = Session.objects.bulk_create(
        Session(event_id=each, starts_at=starts, ends_at=ends)
        for each, it in zip(ids, trainings, strict=True)
        for starts, ends in it.sessions
    )
    its = dict(zip(ids, trainings, strict=True))
    likeness.keep(ids)
    OverlapSpan.objects.bulk_create(span_of(session, its[session.event_id]) for session in sessions)
    return ids


def span_of(session, it):
    text = likeness.profile_of(Texts({"fi": it.title}))
    return OverlapSpan(
        session=session,
        event_id=session.event_id,
        uid=session.uid,
        span=TimestamptzRange(session.starts_at, session.ends_at),
        lead_id=it.lead,
        audiences=sorted(it.audiences),
        themes=sorted(it.themes),
        text_keys=sorted(text.keys),
        text=text.digest,
        languages=list(it.languages),
        regions=sorted(it.regions),
        is_everywhere=it.is_national or it.is_online,
        is_national=it.is_national,
        is_online=it.is_online,
        trainers=sorted(it.trainers),
        room_id=it.room,
        series_id=it.series,
        content_of=it.content_of or session.event_id,
    )


def other(world, *times, **values):
    """A two-hour training of the second organisation for the same people on the same theme."""
    return Training(
        **{
            "sessions": [(starts, starts + dt.timedelta(hours=2)) for starts in times],
            "lead": world.leads[1],
            "audiences": [world.audiences[1]],
            "themes": [world.themes[1]],
        }
        | values
    )


def known():
    return vocabularies.current()
