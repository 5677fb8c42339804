"""manage.py apply_reform: show, carry out, undo or confirm a succession of organisations."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from catalogue import actors, reference_files
from catalogue.rules import RuleError
from events.reforms import carrying_out, outlook, plans, telling, undoing

REFORM_2026 = reference_files.FOLDER / "successions.json"


class Command(BaseCommand):
    help = (
        "Show what a reform of organisations would change; with --carry-out do it. Until --confirm, --undo brings "
        "everything back. Without a file it is the reform of 2026."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", type=Path, nargs="?", default=REFORM_2026, help="docs/operations.md tells its form")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--preview", action="store_true", help="only show what would change; so does no option")
        what.add_argument("--carry-out", action="store_true", help="change it")
        what.add_argument("--undo", action="store_true", help="bring back what was before the last reform")
        what.add_argument(
            "--confirm", action="store_true", help="make the last reform final: it can no longer be undone"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        by = actors.by_system("apply_reform")
        everything = options["verbosity"] > 1
        try:
            # What history keeps as text is in the language of the office.
            with translation.override("fi"):
                if options["undo"]:
                    self._say(*telling.lines_of_undone(undoing.undo_reform(by=by), everything=everything))
                elif options["confirm"]:
                    self._say(f"Confirmed: {carrying_out.confirm_reform(by=by)}. It can no longer be undone.")
                else:
                    self._apply(by, options["plan"], carry_out=options["carry_out"], everything=everything)
        except RuleError as error:
            with translation.override("en"):
                raise CommandError(str(error)) from error

    def _apply(self, by: actors.Actor, file: Path, *, carry_out: bool, everything: bool) -> None:
        plan = self._read(file)
        if carry_out:
            reform, seen = carrying_out.carry_out_reform(by=by, plan=plan)
            self._say(*telling.lines_of(seen, everything=everything), "")
            self._say(f"Carried out: {reform}. Look at it, then --confirm it, or --undo it.")
            return
        self._say(*telling.lines_of(outlook.look(plan, now=timezone.now()), everything=everything), "")
        self._say("Nothing has been changed yet: --carry-out does it, and --undo brings everything back.")

    def _read(self, file: Path) -> plans.Plan:
        try:
            return plans.read(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except plans.PlanError as error:
            raise CommandError("\n".join([f"{file} cannot be carried out:", *error.mistakes])) from error

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
