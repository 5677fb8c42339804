"""The reference data that ships with the product: read from its files and checked before anything is written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, Field
from django.utils.translation import gettext as _

from catalogue.models import CalendarPeriod, EducationLevel, Organisation, Region, Sector, TargetGroup, Theme
from catalogue.texts import LANGUAGES

FOLDER = Path(__file__).resolve().parent / "reference"

type_of_table = (
    type[Region]
    | type[Sector]
    | type[EducationLevel]
    | type[TargetGroup]
    | type[Theme]
    | type[Organisation]
    | type[CalendarPeriod]
)
# What stands in a hierarchy, what has an order of its own, and what holds for regions.
TREES = (Region, Sector, EducationLevel, TargetGroup, Theme, Organisation)
ORDERED = (Region, Sector, EducationLevel, TargetGroup, Theme)
REGIONAL = (Organisation, CalendarPeriod)


class InvalidReferenceError(Exception):
    """A file of reference data cannot be loaded: which file, which code in it, and why."""

    def __init__(self, file: str, code: str, reason: str) -> None:
        super().__init__(f"{file}, {code}: {reason}" if code else f"{file}: {reason}")
        self.file = file
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to be. `parent` and `sector` are codes of other entries; `regions` are codes of regions."""

    file: str
    code: str
    columns: dict[str, Any]
    parent: str | None = None
    sector: str | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The entries of one model, parents before their children; `key` is the column that holds the code."""

    model: type_of_table
    key: str
    entries: tuple[Entry, ...] = field(default=())


# The key in the file and the column it fills, beside the names that every table has.
_EXTRAS: dict[type_of_table, dict[str, str]] = {
    Region: {
        "iso_3166_2": "iso_3166_2",
        "nuts3_2024": "nuts3",
        "winter_break_iso_week": "winter_break_week",
        "autumn_break_iso_week": "autumn_break_week",
    },
    Theme: {"yso_uri": "yso_uri", "yso_lookup_fi": "yso_label"},
    Organisation: {
        "slug": "slug",
        "kind": "kind",
        "scope": "scope",
        "abbr": "abbreviation",
        "main_office": "main_office",
        "valid_from": "valid_from",
        "valid_to": "valid_to",
        "in_demonstration": "in_demonstration",
    },
    CalendarPeriod: {"kind": "kind", "first_on": "first_on", "last_on": "last_on", "source": "source"},
}
_FILES: tuple[tuple[type_of_table, str, tuple[str, ...]], ...] = (
    (Region, "code", ("regions.json",)),
    (Sector, "code", ("sectors.json",)),
    (EducationLevel, "code", ("education_levels.json",)),
    (TargetGroup, "code", ("target_groups.json",)),
    (Theme, "code", ("themes.json",)),
    (Organisation, "reference", ("organisations.json", "partners.json")),
    (CalendarPeriod, "reference", ("school_calendar.json",)),
)


def read(folder: Path = FOLDER) -> tuple[Table, ...]:
    """Answer all tables in the order in which they can be written, or raise InvalidReferenceError."""
    tables = tuple(
        Table(model, key, _parents_first(_entries(model, key, folder, files))) for model, key, files in _FILES
    )
    known = {table.model: {entry.code for entry in table.entries} for table in tables}
    for entry in (entry for table in tables for entry in table.entries):
        if entry.sector is not None and entry.sector not in known[Sector]:
            raise InvalidReferenceError(entry.file, entry.code, _("unknown sector “%(code)s”") % {"code": entry.sector})
        for region in entry.regions:
            if region not in known[Region]:
                raise InvalidReferenceError(entry.file, entry.code, _("unknown region “%(code)s”") % {"code": region})
    return tables


def _entries(model: type_of_table, key: str, folder: Path, files: Iterable[str]) -> list[Entry]:
    found: list[Entry] = []
    seen: set[str] = set()
    slugs: set[str] = set()
    for file in files:
        for position, row in enumerate(_rows(folder, file), start=1):
            entry = _entry(model, key, file, position, row)
            if entry.code in seen:
                raise InvalidReferenceError(file, entry.code, _("this code is there twice"))
            seen.add(entry.code)
            if (slug := entry.columns.get("slug")) in slugs:
                raise InvalidReferenceError(file, entry.code, _("the slug “%(slug)s” is there twice") % {"slug": slug})
            slugs.update([slug] if slug else [])
            found.append(entry)
    return found


def _rows(folder: Path, file: str) -> Iterator[dict[str, Any]]:
    try:
        rows = json.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidReferenceError(file, "", _("the file is missing")) from None
    except ValueError as error:
        raise InvalidReferenceError(file, "", _("not valid JSON: %(error)s") % {"error": error}) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidReferenceError(file, "", _("expected a list of objects"))
    yield from rows


def _entry(model: type_of_table, key: str, file: str, position: int, row: dict[str, Any]) -> Entry:
    code = row.get("id" if model is Organisation else "code")
    if not isinstance(code, str) or not code:
        raise InvalidReferenceError(file, f"#{position}", _("the code is missing"))
    columns = {f"name_{language}": row.get(language) or "" for language in LANGUAGES}
    for source, column in _EXTRAS.get(model, {}).items():
        columns[column] = row.get(source)
    if model is Organisation:
        columns |= {f"short_name_{language}": row.get(f"short_{language}") or "" for language in LANGUAGES}
    if model in ORDERED:
        columns["position"] = position
    columns = {name: _clean(model, file, code, name, value) for name, value in columns.items()}
    regions = row.get("regions", ()) if model in REGIONAL else ()
    sector = row.get("sector") if model is TargetGroup else None
    if model is TargetGroup and not isinstance(sector, str):
        raise InvalidReferenceError(file, code, _("the sector is missing"))
    if model is CalendarPeriod and columns["last_on"] < columns["first_on"]:
        raise InvalidReferenceError(file, code, _("the last day is before the first"))
    return Entry(file, code, columns | {key: code}, row.get("parent"), sector, tuple(regions))


def _clean(model: type_of_table, file: str, code: str, name: str, value: Any) -> Any:
    """Answer the value as the column holds it; dates are read, null becomes empty where the column has no null."""
    column: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001 - the documented API
    if value is None and not column.null:
        value = column.get_default()
    if value in (None, "") and (column.null or column.blank):
        return value
    try:
        return column.clean(date.fromisoformat(value) if isinstance(column, DateField) else value, None)
    except (ValidationError, TypeError, ValueError) as error:
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise InvalidReferenceError(file, code, f"{name}: {reason}") from error


def _parents_first(entries: list[Entry]) -> tuple[Entry, ...]:
    """Order parents before their children, keeping the file's order otherwise; refuse unknown parents and circles."""
    by_code = {entry.code: entry for entry in entries}
    done: dict[str, Entry] = {}
    for entry in entries:
        chain: list[Entry] = []
        step: Entry | None = entry
        while step is not None and step.code not in done:
            if step in chain:
                circle = " → ".join(link.code for link in chain)
                raise InvalidReferenceError(
                    step.file, step.code, _("its parents go in a circle: %(circle)s") % {"circle": circle}
                )
            chain.append(step)
            if step.parent is not None and step.parent not in by_code:
                raise InvalidReferenceError(
                    step.file, step.code, _("unknown parent “%(code)s”") % {"code": step.parent}
                )
            step = by_code[step.parent] if step.parent is not None else None
        done |= {link.code: link for link in reversed(chain)}
    return tuple(done.values())
