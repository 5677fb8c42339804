"""manage.py load_demonstration: fill an empty calendar, so that there is something to try at the first start."""

from datetime import date
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from config import demonstration
from config.seeding import asking, offering, outside, writing
from events.importing.writing import REAL_TRAININGS
from events.models import Event

# Chosen so that a first start stays quick.
YEARS, SCALE = 1, 0.6


class Command(BaseCommand):
    help = "Load the real trainings and a demonstration that is current today, unless there is any training yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="as if today were this day (2027-03-01)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if Event.objects.exists():
            demonstration.renew_tokens()
            return
        # All of it or nothing: a start that is broken off is made up for by the next.
        with transaction.atomic():
            demonstration.ensure_accounts()
            call_command("import_events", REAL_TRAININGS, source="real", stdout=StringIO())
            call_command("seed_demo", years=YEARS, scale=SCALE, today=options["today"], verbosity=options["verbosity"])
            asking.ask(timezone.now())
            offering.offer(timezone.now())
            outside.add(timezone.now())
        writing.analyse()
