"""Loading the reference data into the database: repeatable, never duplicating, never deleting."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue import advisory_locks, reference_files, signals
from catalogue.actors import Actor
from catalogue.advisory_locks import Work
from catalogue.models import CalendarPeriod, Organisation, Region, Sector, Succession
from catalogue.reference_files import REGIONAL, TREES, Entry, InvalidReferenceError, Table

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Updated:
    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableReport:
    """What happened to one table; `retired` are codes that are gone from the data and are no longer in use."""

    name: str
    created: tuple[str, ...]
    updated: tuple[Updated, ...]
    retired: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    tables: tuple[TableReport, ...]

    @property
    def is_unchanged(self) -> bool:
        return not any(table.created or table.updated or table.retired for table in self.tables)

    def lines(self) -> Iterator[str]:
        """Answer the report in sentences, in the language in force."""
        for table in self.tables:
            yield _(
                "%(table)s: %(created)d created, %(updated)d updated, %(retired)d retired, %(unchanged)d unchanged"
            ) % {
                "table": table.name,
                "created": len(table.created),
                "updated": len(table.updated),
                "retired": len(table.retired),
                "unchanged": table.unchanged,
            }
            for updated in table.updated:
                yield f"  {updated.code}: {', '.join(updated.fields)}"
            for code in table.retired:
                yield _("  %(code)s: gone from the data, no longer in use") % {"code": code}
        if self.is_unchanged:
            yield _("Everything was as it should be: nothing changed.")


def load_reference(*, by: Actor, folder: Path = reference_files.FOLDER, dry_run: bool = False) -> LoadReport:
    """Bring organisations, vocabularies and calendars to the files; with `dry_run` only tell what would change.

    Raises InvalidReferenceError before anything is written when a file cannot be trusted.
    """
    tables = reference_files.read(folder)
    with transaction.atomic():
        # Two processes that start at once load one after the other.
        advisory_locks.take(Work.ORGANISATIONS)
        report = LoadReport(tuple(_load_table(table) for table in tables))
        transaction.set_rollback(dry_run)
    if not dry_run and not report.is_unchanged:
        logger.info("Reference data loaded by %s %s", by.kind, by.user_id or by.label)
    return report


def _load_table(table: Table) -> TableReport:
    rows = _existing(table)
    created: list[str] = []
    updated: list[Updated] = []
    renamed: set[int] = set()
    sectors = dict(Sector.objects.values_list("code", "pk"))
    regions = dict(Region.objects.values_list("code", "pk"))
    for entry in table.entries:
        columns = _columns(table, entry, rows, sectors)
        row = rows.get(entry.code)
        if row is None:
            rows[entry.code] = row = table.model(**columns)
            _save(row, entry)
            created.append(entry.code)
            _set_regions(row, entry, regions)
            continue
        if _is_own(row):
            continue
        fields = _changed(row, columns)
        if fields:
            _save(row, entry, update_fields=fields)
        # A new position counts as well: names are shown in the vocabulary's order.
        if any("name_" in name or name == "position" for name in fields):
            renamed.add(row.pk)
        if _set_regions(row, entry, regions):
            fields.append("regions")
        if fields:
            updated.append(Updated(entry.code, tuple(name.removesuffix("_id") for name in fields)))
    retired = _retire(table, rows)
    if renamed:
        signals.catalogue_renamed.send(sender=table.model, model=table.model, ids=frozenset(renamed))
    return TableReport(
        name=str(table.model._meta.verbose_name_plural),  # noqa: SLF001 - the documented API
        created=tuple(created),
        updated=tuple(updated),
        retired=tuple(retired),
        unchanged=len(table.entries) - len(created) - len(updated),
    )


def _columns(table: Table, entry: Entry, rows: dict[str, Any], sectors: dict[str, int]) -> dict[str, Any]:
    columns = dict(entry.columns)
    if table.model in TREES:
        columns["parent_id"] = rows[entry.parent].pk if entry.parent is not None else None
    if entry.sector is not None:
        columns["sector_id"] = sectors[entry.sector]
    if table.model is not Organisation:
        columns["is_active"] = True
    return columns


def _is_own(row: Any) -> bool:
    """Whether somebody has changed it here: then that holds, whatever the files say."""
    return isinstance(row, CalendarPeriod) and row.is_own


def _existing(table: Table) -> dict[str, Any]:
    """Answer rows by code. An organisation nobody had a code for (imported as a partner) is recognised by its slug."""
    if table.model is CalendarPeriod:
        periods = CalendarPeriod.objects.exclude(reference=None).prefetch_related("regions")
        return {str(row.reference): row for row in periods}
    if table.model is not Organisation:
        return {getattr(row, table.key): row for row in table.model._default_manager.all()}  # noqa: SLF001
    organisations = list(Organisation.objects.prefetch_related("regions"))
    rows = {row.reference: row for row in organisations if row.reference is not None}
    nameless = {row.slug: row for row in organisations if row.reference is None}
    recognised = {entry.code: nameless.get(entry.columns["slug"]) for entry in table.entries if entry.code not in rows}
    return rows | {code: row for code, row in recognised.items() if row}


def _changed(row: Any, columns: dict[str, Any]) -> list[str]:
    """Set what differs and answer its names. What a succession has closed stays closed."""
    fields = [name for name, value in columns.items() if getattr(row, name) != value]
    if "valid_to" in fields and columns["valid_to"] is None and _has_successor(row):
        fields.remove("valid_to")
    for name in fields:
        setattr(row, name, columns[name])
    return fields


def _has_successor(row: Organisation) -> bool:
    return Succession.objects.filter(predecessor=row).exists()


def _save(row: Any, entry: Entry, **options: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError as error:
        detail = str(error.__cause__ or error).strip().splitlines()[-1]
        raise InvalidReferenceError(entry.file, entry.code, detail) from error


def _set_regions(row: Any, entry: Entry, regions: dict[str, int]) -> bool:
    if not isinstance(row, REGIONAL):
        return False
    wanted = {regions[code] for code in entry.regions}
    if wanted == {region.pk for region in row.regions.all()}:
        return False
    row.regions.set(wanted)
    return True


def _retire(table: Table, rows: dict[str, Any]) -> Iterator[str]:
    """Take out of use what the data no longer has. An organisation is closed as of today."""
    kept = {entry.code for entry in table.entries}
    today = timezone.localdate()
    for code, row in rows.items():
        if code in kept:
            continue
        if isinstance(row, Organisation):
            if row.valid_to is None:
                row.valid_to = max(today, row.valid_from or today)
                row.save(update_fields=["valid_to"])
                yield code
        elif row.is_active and not _is_own(row):
            row.is_active = False
            row.save(update_fields=["is_active"])
            yield code
