"""Remove personal data whose purpose is over; beat does the same every night."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registrations import forgetting


class Command(BaseCommand):
    help = "Remove personal data whose purpose is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would be removed, and remove nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        forgotten = forgetting.forget_personal_data(dry_run=options["dry_run"])
        said = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in asdict(forgotten).items())
        self.stdout.write(f"{'Would be forgotten' if options['dry_run'] else 'Forgotten'}: {said}.")
