"""The whole demonstration, month by month, in one transaction: everything or nothing."""

import contextlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from catalogue import collecting, copying, vocabularies
from catalogue.models import Message, Person
from config.seeding import bulk, organisers, people, places, showcase, timetable, topics, turnout, writing
from config.seeding.composing import SOURCE, Composer
from config.seeding.rows import NUMBERED, Telling, World
from config.seeding.stories import Story
from config.seeding.trainings import Trainings
from events.models import Event, EventSeries, FeedRevision
from registrations.models import Registration

SEED = 2027
TRAININGS_A_YEAR = 480
STORIES_AT_ONCE, PERSONS_AT_ONCE = 50, 10_000


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
        return self.rows.get(copying.table_of(Event), 0)

    @property
    def registrations(self) -> int:
        return self.rows.get(copying.table_of(Registration), 0)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


T = TypeVar("T")
# Told now and then: the first day of the month that is being made, and the share of trainings made so far.
Progress = Callable[[date, float], None]


def _say_nothing(_month: date, _share: float) -> None:
    pass


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

    def batches(self, progress: Progress) -> Iterator[writing.Batch]:
        """Answer the rows of some stories after the other, and at last the people who came to them."""
        done, total = 0, round(TRAININGS_A_YEAR * self.amount.years * self.amount.scale) + len(showcase.SCENES)
        for month, series, stories in self.months():
            yield {EventSeries: series}
            for some in _parts(stories, STORIES_AT_ONCE):
                yield self._told(some)
                done += len(some)
                progress(month, min(1.0, done / total))
        for persons in _parts(self.turnout.population.persons(), PERSONS_AT_ONCE):
            yield {Person: persons}

    def _told(self, stories: Sequence[Story]) -> writing.Batch:
        rows: dict[type[Model], list[Model]] = defaultdict(list)
        for story in stories:
            told = Telling(story, self.world, self.rng_of(story)).tell()
            for model, found in told.by_model.items():
                rows[model] += found
        return rows

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
def generate(amount: Amount, progress: Progress = _say_nothing, *, is_alone: bool = False) -> Written:
    """Write the demonstration beside whatever the database holds; the reference data must be loaded.

    `is_alone` says that nobody waits for the calendar meanwhile, which is then kept shut and filled twice as fast.
    """
    numbers = writing.reserve(NUMBERED)
    demonstration = prepare(amount, numbers)
    written: dict[str, int] = defaultdict(int)
    aside = bulk.set_aside(_tables()) if is_alone else contextlib.nullcontext()
    with aside, collecting.paused(), writing.second_hand() as copy:
        for batch in demonstration.batches(progress):
            for model, rows in batch.items():
                written[copying.table_of(model)] += len(rows)
            copy(batch)
    writing.give_back(numbers)
    return Written(dict(written))


def _tables() -> list[str]:
    """All tables that batches may fill; the counter of the feeds is raised while they do."""
    models: list[type[Model]] = [Person, Message, *_every_model("events"), *_every_model("registrations")]
    return [copying.table_of(model) for model in models if model is not FeedRevision]


def _every_model(name: str) -> Iterable[type[Model]]:
    return apps.get_app_config(name).get_models(include_auto_created=True)


def _parts(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part
