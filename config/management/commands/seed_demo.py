"""manage.py seed_demo: fill the calendar with believable trainings and registrations."""

import sys
import time
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from catalogue.actors import by_system
from catalogue.models import Organisation
from config import demonstration
from config.seeding import agreements, bulk, generation, removal, writing
from events import likeness
from events.overlaps import rebuilding
from events.searching import words


class Command(BaseCommand):
    help = "Fill the calendar with a demonstration: the same one for the same seed and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", type=float, default=1, help="how many; all but half of one are past (1)")
        parser.add_argument("--scale", type=float, default=1, help="1: 480 trainings, 20,000 registrations a year")
        parser.add_argument("--seed", type=int, default=generation.SEED, help="another seed, another demonstration")
        parser.add_argument("--today", type=date.fromisoformat, help="as if today were this day (2027-03-01)")
        parser.add_argument("--replace", action="store_true", help="remove the demonstration that is there first")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration: set KALENTERI_DEMO=1 if it should become one.")
        if generation.has_demonstration():
            if not options["replace"]:
                raise CommandError("There is a demonstration already: --replace (make seed REPLACE=1) makes a new one.")
            self._say(f"Removed {removal.remove_demonstration()} trainings.", options)
        if not Organisation.objects.exists():
            raise CommandError("Load the reference data first: manage.py load_reference.")
        demonstration.ensure_accounts()
        started = time.perf_counter()
        today = options["today"] or timezone.localdate()
        amount = generation.Amount(options["years"], options["scale"], options["seed"], today)
        with _Progress(self, quiet=options["verbosity"] < 1) as progress:
            written = generation.generate(amount, progress, is_alone=bulk.is_alone())
        words.learn_all()
        likeness.keep_all()
        writing.analyse()
        players = agreements.cast(today=today, seed=amount.seed)
        agreements.talk(players)
        rebuilding.rebuild(by=by_system("seed_demo"), tell=False)
        agreements.settle(players)
        seconds = time.perf_counter() - started
        self._say(
            f"{written.trainings} trainings and {written.registrations} registrations: {written.total} rows in "
            f"{seconds:.1f} s ({written.total / seconds:,.0f} a second).",
            options,
        )

    def _say(self, text: str, options: dict[str, Any]) -> None:
        if options["verbosity"] >= 1:
            self.stdout.write(text)


class _Progress:
    """A bar on a terminal, a line a year elsewhere, nothing when quiet."""

    def __init__(self, command: Command, *, quiet: bool) -> None:
        self._command, self._quiet, self._year = command, quiet, 0
        self._bar = tqdm(total=100, unit="%", leave=False, disable=quiet or not sys.stderr.isatty())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def __call__(self, month: date, share: float) -> None:
        self._bar.update(round(100 * share) - self._bar.n)
        if self._bar.disable and not self._quiet and month.year != self._year:
            self._year = month.year
            self._command.stdout.write(f"{month.year}: {share:.0%}")
