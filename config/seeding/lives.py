"""What becomes of a training: planned, published, opened, moved, postponed, cancelled – as far as today."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from config.seeding import stories, timetable
from config.seeding.composing import Composer, Idea, utc
from config.seeding.stories import Story
from events.drafting import EventDraft
from events.models import Event

# Days from opening to the training and from closing to it, as the agencies' own were.
OPENS = (27, 27, 34, 41, 43, 50, 57, 58, 60, 75, 123)
CLOSES = {"online": (0, 1, 1, 2, 3, 3), "onsite": (3, 3, 7, 7, 9), "two_days": (9, 14, 15)}
CLOSING_TIMES = (time(12, 0), time(15, 0), time(16, 0), time(16, 15), time(23, 59))
# Of published trainings.
CANCELLED, POSTPONED, MOVED = 0.035, 0.02, 0.045
DATED_AGAIN = 0.6
# Of those still to come that are not public yet: shown to the other agencies, or still their organisers' own.
PLANNED = 0.74
ABANDONED = 0.008
ELSEWHERE, WITHOUT = 0.03, 0.025


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and nothing later than it happens."""

    now: datetime

    def past(self, steps: Sequence[stories.Step]) -> list[stories.Step]:
        return sorted((step for step in steps if step.at <= self.now), key=lambda step: step.at)


def live(rng: random.Random, composer: Composer, idea: Idea, event_id: uuid.UUID, now: datetime) -> Story:
    """Answer the story of an idea, without those who register."""
    opens_at, closes_at = window(rng, idea)
    published_at = _office(rng, opens_at - timedelta(days=rng.choice((0, 0, 1, 2, 5, 9, 14))))
    published_at = min(published_at, opens_at - timedelta(hours=rng.choice((0, 1, 20))))
    created_at = _office(rng, published_at - timedelta(days=rng.randint(8, 75)))
    draft = with_registration(rng, composer.draft(rng, idea), opens_at, closes_at)
    steps: list[stories.Step] = []
    if published_at > now or rng.random() < ABANDONED:
        created_at = min(created_at, _office(rng, now - timedelta(days=rng.randint(1, 45))))
        if rng.random() < PLANNED:
            steps.append(stories.Plan(created_at + (now - created_at) * rng.uniform(0.05, 0.9)))
        return Story(event_id, idea.lead.actor, draft, created_at, Moment(now).past(steps))
    if rng.random() < 0.6:  # noqa: PLR2004 - the others are published straight from the draft
        steps.append(stories.Plan(created_at + (published_at - created_at) * rng.uniform(0.1, 0.8)))
    steps.append(stories.Publish(published_at))
    if idea.room:
        composer.places.hold(idea.room.pk, idea.times)
    steps += _troubles(rng, composer, idea, published_at)
    return Story(event_id, idea.lead.actor, draft, created_at, Moment(now).past(steps))


def window(rng: random.Random, idea: Idea) -> tuple[datetime, datetime]:
    """When registration opens (in the morning) and closes (when an office does)."""
    first = idea.day
    kind = "two_days" if len(idea.times) > 1 else "online" if idea.delivery == Event.Delivery.ONLINE else "onsite"
    opens_on = first - timedelta(days=max(20, rng.choice(OPENS) + rng.randint(-3, 3)))
    closes_on = first - timedelta(days=rng.choice(CLOSES[kind]))
    closes_at = timetable.at(closes_on, rng.choice(CLOSING_TIMES))
    opens_at = timetable.at(opens_on, rng.choice((time(8, 0), time(9, 0), time(9, 0), time(12, 0))))
    start = idea.times[0][0]
    return opens_at.astimezone(UTC), min(closes_at, start).astimezone(UTC)


def with_registration(rng: random.Random, draft: EventDraft, opens_at: datetime, closes_at: datetime) -> EventDraft:
    kind = rng.random()
    if kind < WITHOUT:
        return replace(draft, registration_mode=Event.RegistrationMode.NONE)
    draft = replace(draft, registration_opens_at=opens_at, registration_closes_at=closes_at)
    if kind < WITHOUT + ELSEWHERE:
        address = f"https://ilmoittautuminen.example/{rng.getrandbits(32):08x}"
        return replace(draft, registration_mode=Event.RegistrationMode.ELSEWHERE, registration_url=address)
    return replace(
        draft,
        waiting_list_limit=rng.choice((None, None, None, 10, 20, 30)),
        minimum_participants=rng.choice((None, None, None, 8, 10, 12)),
    )


def _troubles(rng: random.Random, composer: Composer, idea: Idea, published_at: datetime) -> list[stories.Step]:
    """Cancelled, postponed or moved: at most one of them, between publishing and the training."""
    start, language = idea.times[0][0], "sv" if idea.topic.language == "sv" else "fi"
    latest = start - timedelta(days=2)
    if latest <= published_at:
        return []
    at = published_at + (latest - published_at) * (1 - rng.random() ** 2 * 0.7)
    kind = rng.random()
    if kind < CANCELLED:
        return [stories.Cancel(at, composer.bank.word(rng, language, "cancel"))]
    if kind < CANCELLED + POSTPONED:
        steps: list[stories.Step] = [stories.Postpone(at, composer.bank.word(rng, language, "postpone"))]
        times = _later(rng, composer, idea, (28, 35, 42, 56))
        if times and rng.random() < DATED_AGAIN:
            steps.append(stories.Move(at + timedelta(days=rng.randint(4, 12), hours=2), times, ""))
        return steps
    if kind < CANCELLED + POSTPONED + MOVED:
        times = _later(rng, composer, idea, (1, 2, 7, 7, 14))
        return [stories.Move(at, times, composer.bank.word(rng, language, "move"))] if times else []
    return []


def _later(
    rng: random.Random, composer: Composer, idea: Idea, choices: Sequence[int]
) -> list[tuple[datetime, datetime]]:
    """New times on working days on which the room is free; none when there are none."""
    local = [tuple(moment.astimezone(timetable.HELSINKI) for moment in time) for time in idea.times]
    times = utc(timetable.shifted(local, rng.choice(choices)))  # type: ignore[arg-type]
    if not all(composer.table.is_term_day(start.date()) for start, _end in times):
        return []
    if idea.room:
        if not composer.places.is_free(idea.room.pk, times):
            return []
        composer.places.hold(idea.room.pk, times)
    return times


def _office(rng: random.Random, moment: datetime) -> datetime:
    """The same day at a time at which people are at work."""
    day = moment.astimezone(timetable.HELSINKI).date()
    return timetable.at(day, time(rng.randint(8, 15), rng.randint(0, 59), rng.randint(0, 59))).astimezone(UTC)
