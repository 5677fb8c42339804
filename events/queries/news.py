"""The trainings published last, for whoever follows what is new."""

from dataclasses import dataclass
from datetime import datetime

from events.descriptions import EventDescription, describe
from events.filters import Selection
from events.models import Event
from events.queries.describing import described

MOST = 50


@dataclass(frozen=True, slots=True)
class NewTraining:
    event: EventDescription
    published_at: datetime


def newest(selection: Selection) -> list[NewTraining]:
    """Those that are not over, the newest first; what has been cancelled or postponed since stays and says so."""
    wanted = selection.wanted
    shown = selection.narrow(Event.objects.public().coming(wanted.now)).order_by("-published_at", "-id")
    # What a description reads is asked for the trainings of the feed only.
    rows = described(Event.objects.filter(pk__in=shown.values("pk")[:MOST])).order_by("-published_at", "-id")
    return [
        NewTraining(
            describe(row, language=wanted.language, vocabularies=wanted.vocabularies, now=wanted.now), row.published_at
        )
        for row in rows
        if row.published_at
    ]
