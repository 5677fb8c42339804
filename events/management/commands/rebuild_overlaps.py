"""manage.py rebuild_overlaps: find all overlaps anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from catalogue.actors import by_system
from events.overlaps import rebuilding


class Command(BaseCommand):
    help = "Compare all trainings with one another and bring the stored overlaps into line; the night does so too."

    def handle(self, *_args: Any, **_options: Any) -> None:
        started = time.perf_counter()
        done = rebuilding.rebuild(by=by_system("rebuild_overlaps"))
        self.stdout.write(
            f"{done.trainings} trainings in {done.pairs} pairs: {done.held} overlaps, {done.changed} of them changed, "
            f"in {time.perf_counter() - started:.1f} s."
        )
