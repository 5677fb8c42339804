"""The whole demonstration, month by month, in one transaction: everything or nothing."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Model

from catalogue import vocabularies
from catalogue.models import Person
from config.seeding import organisers, people, places, showcase, timetable, topics, turnout, writing
from config.seeding.composing import SOURCE, Composer
from config.seeding.rows import NUMBERED, Telling, World
from config.seeding.stories import Story
from config.seeding.trainings import Trainings
from events.models import Event, EventSeries
from registrations.models import Registration

SEED = 2027
TRAININGS_A_YEAR = 480


@dataclass(frozen=True, slots=True)
class Amount:
    """How much to make. The same amounts, seed and day give the same rows."""

    years: float = 1
    scale: float = 1
    seed: int = SEED
    today: date = date.min

    @property
    def now(self) -> datetime:
        """The last midnight in Finland: whatever has happened has happened before it."""
        return timetable.at(self.today, time(0)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """Rows by table, in the order in which they were written."""

    rows: dict[str, int]

    @property
    def trainings(self) -> int:
        return self.rows.get(writing.table_of(Event), 0)

    @property
    def registrations(self) -> int:
        return self.rows.get(writing.table_of(Registration), 0)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


# Told after each month: its first day, and the share of trainings made so far.
Progress = Callable[[date, float], None]


def has_demonstration() -> bool:
    return Event.objects.filter(source=SOURCE).exists()


@dataclass
class Demonstration:
    """Stories in the order of months, and the world they live in."""

    amount: Amount
    composer: Composer
    trainings: Trainings
    turnout: turnout.Turnout
    world: World

    def months(self) -> Iterator[tuple[date, list[EventSeries], list[Story]]]:
        """Answer the showcase first, then each month's new series and stories."""
        amount, table = self.amount, self.composer.table
        number = next(self.world.numbers[EventSeries])
        series, shown = showcase.rehearse(self.composer, self.turnout, amount.today, number)
        self.world.series[number] = series
        yield amount.today, [series], shown
        counts = table.shares(round(TRAININGS_A_YEAR * amount.years * amount.scale))
        for (month, days, weights), count in zip(table.months, counts, strict=True):
            self.turnout.population.is_first_year = month < table.months[0][0] + timedelta(days=400)
            before = set(self.world.series)
            stories = list(self.trainings.of_month(days, weights, count)) if count else []
            for story in stories:
                self.turnout.attend(story)
            yield month, [self.world.series[number] for number in self.world.series if number not in before], stories

    def rng_of(self, story: Story) -> random.Random:
        return random.Random(f"{self.amount.seed}/{story.event_id}")  # noqa: S311 - example data


def prepare(amount: Amount, numbers: dict[type[Model], Iterator[int]]) -> Demonstration:
    """Load what stories refer to; venues and trainers are made if they are missing."""
    known = vocabularies.current()
    rng = random.Random(f"{amount.seed}")  # noqa: S311 - example data
    where = places.ensure(known)
    table = timetable.make(amount.today, amount.years)
    composer = Composer(known, topics.load(), organisers.load(known), where, table)
    population = people.Population(random.Random(f"people/{amount.seed}"), known, people.stored())  # noqa: S311
    trainings = Trainings(rng, composer, amount.now, numbers[EventSeries])
    world = World(known, where.venues, where.rooms, trainings.series, population.person_of, numbers)
    return Demonstration(
        amount, composer, trainings, turnout.Turnout(rng, known, population, composer.bank.words, amount.now), world
    )


@transaction.atomic
def generate(amount: Amount, progress: Progress | None = None) -> Written:
    """Write the demonstration beside whatever the database holds; the reference data must be loaded."""
    numbers = writing.reserve(NUMBERED)
    demonstration = prepare(amount, numbers)
    written: dict[str, int] = defaultdict(int)
    done, total = 0, max(1, round(TRAININGS_A_YEAR * amount.years * amount.scale) + len(showcase.SCENES))
    for month, series, stories in demonstration.months():
        rows: dict[type[Model], list[Model]] = defaultdict(list)
        rows[EventSeries] += series
        for story in stories:
            told = Telling(story, demonstration.world, demonstration.rng_of(story)).tell()
            for model, found in told.by_model.items():
                rows[model] += found
        _write(rows, written)
        done += len(stories)
        if progress:
            progress(month, min(1.0, done / total))
    _write({Person: list(demonstration.turnout.population.persons())}, written)
    writing.give_back(numbers)
    return Written(dict(written))


def _write(rows: dict[type[Model], list[Model]], written: dict[str, int]) -> None:
    for model, found in rows.items():
        written[writing.table_of(model)] += writing.copy_rows(found)
