"""The profile of a training that is being written, saved or not."""

import datetime as dt
from functools import lru_cache
from uuid import UUID

from catalogue.vocabularies import Vocabularies
from events import likeness
from events.drafting import EventDraft, SessionDraft
from events.likeness import TextProfile, Texts
from events.models import Event
from events.overlaps import sides
from events.overlaps.profiles import Profile

# While one types a date, the texts stay what they are.
TEXTS_KEPT = 500
# What lies beyond is a slip of the pen, and calendars end somewhere.
FIRST, LAST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def profile_of(draft: EventDraft, known: Vocabularies, *, event_id: UUID | None = None) -> Profile:
    """Answer a draft; with `event_id` it is the new form of that event.

    Cancelled sessions and those without a length are left out.
    """
    return Profile(
        id=event_id,
        lead_id=draft.lead_id,
        languages=frozenset(draft.languages),
        sittings=sides.in_order(
            sides.sitting(
                place,
                session.starts_at,
                session.ends_at,
                trainers=frozenset(session.trainer_ids),
                room_id=session.room_id,
            )
            for place, session in enumerate(draft.sessions)
            if _is_possible(session)
        ),
        audiences=frozenset(draft.audience_ids),
        audiences_below=sides.below(known.audiences, draft.audience_ids),
        topic=sides.topic_of(draft.theme_ids, known, text=text_of(draft).digest),
        regions=frozenset(draft.region_ids),
        is_national=draft.national,
        is_online=draft.delivery != Event.Delivery.ONSITE,
        series_id=draft.series_id,
        content_of=draft.repeat_of_id or event_id,
    )


def text_of(draft: EventDraft) -> TextProfile:
    """Answer the profile of a draft's texts: of the same texts the same object."""
    texts = likeness.of_draft(draft)
    return _text_of(*(tuple(sorted(each.items())) for each in (texts.titles, texts.summaries, texts.descriptions)))


@lru_cache(maxsize=TEXTS_KEPT)
def _text_of(*said: tuple[tuple[str, str], ...]) -> TextProfile:
    return likeness.profile_of(Texts(*map(dict, said)))


def _is_possible(session: SessionDraft) -> bool:
    return not session.is_cancelled and FIRST <= session.starts_at < session.ends_at <= LAST
