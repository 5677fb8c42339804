"""manage.py load_reference: bring organisations, vocabularies and calendars to what the product's files say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue import actors, loading
from catalogue.reference_files import InvalidReferenceError


class Command(BaseCommand):
    help = (
        "Load the reference data: organisations, regions, sectors, education levels, target groups, themes, calendars."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only tell what would change")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = loading.load_reference(by=actors.by_system("load_reference"), dry_run=options["dry_run"])
        except InvalidReferenceError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))
