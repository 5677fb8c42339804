"""manage.py import_events: read trainings from a JSON or CSV file into the calendar."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from tqdm import tqdm

from catalogue import actors
from events.importing import writing
from events.importing.reading import Row, UnreadableFileError


class Command(BaseCommand):
    help = "Import trainings from a JSON or CSV file; running it again changes only what has changed in the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a .json or .csv file; docs/import.md tells its columns")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--skip-bad", action="store_true", help="write the good rows even when others are refused")
        parser.add_argument("--source", default="import", help="the name of the source that the ids belong to")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the messages")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            self._import(**options)

    def _import(self, *, file: Path, source: str, skip_bad: bool, dry_run: bool, **_options: Any) -> None:
        try:
            report = writing.import_file(
                by=actors.by_system("import_events"),
                path=file,
                source=source,
                skip_bad=skip_bad,
                dry_run=dry_run,
                progress=_progress,
            )
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        *lines, outcome = report.lines()
        for line in lines:
            self.stdout.write(line)
        if report.refusals and not report.is_written:
            # The command's error goes to the error stream and makes the exit code 1.
            raise CommandError(outcome)
        self.stdout.write(outcome)


def _progress(rows: Sequence[Row]) -> Iterable[Row]:
    """Show a bar on a terminal, and nothing anywhere else."""
    return tqdm(rows, disable=not sys.stderr.isatty(), leave=False)
