"""Who registers for a training and when, who waits and who gives up."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalogue.vocabularies import Vocabularies
from config.seeding import stories
from config.seeding.people import Population
from config.seeding.stories import Story
from events.drafting import EventDraft
from events.models import Event

SECTORS = ("education", "ecec", "library", "youth", "sports")
# Of 100 wishes for seats on site: few seats draw many, and some trainings are full long before they close.
ONSITE_PULL = (-0.18, 0.46)
ONLINE_CROWD = (3.98, 0.62)
MOST_PULL = 1.55
GIVES_UP = 0.085
# Of trainings whose seats online run out, how many get more.
ENLARGED = 0.4
LOCAL = {True: 0.45, False: 0.9}
POSITIONS: tuple[tuple[int, ...], ...] = ((0,), (1,), (0, 1), (1, 0), ())
POSITION_WEIGHTS = (44, 40, 8, 3, 5)


@dataclass
class Turnout:
    rng: random.Random
    vocabularies: Vocabularies
    population: Population
    words: Mapping[str, Sequence[str]]
    now: datetime

    def attend(self, story: Story) -> None:
        """Add those who have registered by now to a published training that takes registrations here."""
        draft = story.draft
        opens_at, closes_at = draft.registration_opens_at, draft.registration_closes_at
        if not story.is_published or opens_at is None or closes_at is None:
            return
        if draft.registration_mode != Event.RegistrationMode.HERE:
            return
        arrivals = self._arrivals(story, opens_at, closes_at, self._crowd(draft), GIVES_UP)
        _add(story, [*arrivals, *self._more_seats(draft, arrivals)])

    def gather(self, story: Story, crowd: int) -> None:
        """Let exactly so many have registered by now, none of whom gives up."""
        opens_at, closes_at = story.draft.registration_opens_at, story.draft.registration_closes_at
        assert opens_at is not None
        assert closes_at is not None
        _add(story, self._arrivals(story, opens_at, min(closes_at, self.now), crowd, 0))

    def _crowd(self, draft: EventDraft) -> int:
        rng, crowd = self.rng, 0.0
        for pool in draft.pools:
            if pool.delivery == "onsite" and pool.capacity:
                crowd += pool.capacity * min(MOST_PULL, rng.lognormvariate(*ONSITE_PULL))
            else:
                most = pool.capacity * 1.15 if pool.capacity else 420
                crowd += min(most, rng.lognormvariate(*ONLINE_CROWD))
        return max(3, round(crowd))

    def _arrivals(
        self, story: Story, opens_at: datetime, closes_at: datetime, crowd: int, gives_up: float
    ) -> list[stories.Step]:
        rng, draft = self.rng, story.draft
        opens_at = max(opens_at, min(step.at for step in story.steps if isinstance(step, stories.Publish)))
        language = "sv" if draft.languages[0] == "sv" else "fi"
        sectors, regions = self._sectors(draft), self._regions(draft)
        steps: list[stories.Step] = []
        met: set[str] = set()
        for at in self._moments(opens_at, closes_at, crowd):
            if at > self.now:
                break
            region = rng.choice(regions) if regions and rng.random() < LOCAL[draft.national] else ""
            somebody = self.population.draw(language=language, sector=rng.choice(sectors), region=region, besides=met)
            met.add(somebody.email)
            steps.append(stories.Register(at, somebody, self._positions(draft)))
            if rng.random() < gives_up and draft.sessions:
                gone_at = at + (draft.sessions[0].starts_at - at) * (1 - rng.random() ** 1.5)
                if gone_at <= self.now:
                    steps.append(stories.Withdraw(gone_at, somebody.email))
        return steps

    def _more_seats(self, draft: EventDraft, arrivals: Sequence[stories.Step]) -> list[stories.Step]:
        pool = draft.pools[-1]
        if pool.delivery != "online" or not pool.capacity or len(arrivals) < pool.capacity * 1.05:
            return []
        at = arrivals[-1].at + timedelta(hours=1)
        if self.rng.random() > ENLARGED or at >= min(self.now, draft.sessions[0].starts_at):
            return []
        reason = self.words[f"{'sv' if draft.languages[0] == 'sv' else 'fi'} enlarge"]
        return [stories.Enlarge(at, len(draft.pools) - 1, pool.capacity + 30, self.rng.choice(reason))]

    def _moments(self, opens_at: datetime, closes_at: datetime, crowd: int) -> list[datetime]:
        """Many come at once, many at the last moment, the rest in between; by day rather than by night."""
        rng, span = self.rng, (closes_at - opens_at).total_seconds()
        moments = []
        for _number in range(crowd):
            kind, share = rng.random(), rng.random()
            part = share**2 * 0.2 if kind < 0.34 else 1 - share**2 * 0.2 if kind > 0.78 else share  # noqa: PLR2004
            moment = opens_at + timedelta(seconds=int(part * span))
            if moment.hour < 5:  # noqa: PLR2004 - early morning in Finland
                moment = min(moment + timedelta(hours=6), closes_at - timedelta(seconds=2))
            moments.append(moment + timedelta(microseconds=rng.randrange(1_000_000)))
        return sorted(moment for moment in moments if moment < closes_at)

    def _positions(self, draft: EventDraft) -> Sequence[int]:
        if len(draft.pools) == 1:
            return ()
        return self.rng.choices(POSITIONS, POSITION_WEIGHTS)[0]

    def _sectors(self, draft: EventDraft) -> list[str]:
        codes = [self.vocabularies.sectors.by_id(pk).code for pk in draft.sector_ids]
        return sorted(code for code in codes if code in SECTORS) or list(SECTORS)

    def _regions(self, draft: EventDraft) -> list[str]:
        if draft.region_ids:
            return sorted(self.vocabularies.regions.by_id(pk).code for pk in draft.region_ids)
        lead = self.vocabularies.organisations.by_id(draft.lead_id)
        return sorted(self.vocabularies.regions.by_id(pk).code for pk in lead.region_ids)


def _add(story: Story, steps: list[stories.Step]) -> None:
    story.steps = sorted([*story.steps, *steps], key=lambda step: step.at)
