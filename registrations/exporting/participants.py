"""What stands in an export of a training's registrations: the columns of the table, without addresses unless asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from registrations.exporting.sheets import Sheet
from registrations.models import Registration
from registrations.queries import table
from registrations.queries.table import Found
from registrations.queries.table_columns import Cell, Column

Label = str | Promise


@dataclass(frozen=True, slots=True)
class _Head:
    label: Label
    cell: Cell


def sheet(
    found: Found, rows: Iterable[Registration], columns: Sequence[Column], *, with_contacts: bool, title: str
) -> Sheet:
    """Names apart, for letters and lists; the place in the queue is a column of its own."""
    ranks = table.places(found.event)
    heads = [
        _Head(_("Last name"), lambda row, _words: row.last_name),
        _Head(_("First name"), lambda row, _words: row.first_name),
        *(_Head(column.label, column.cell) for column in _taken(columns, with_contacts=with_contacts)),
        _Head(_("Place in the queue"), lambda row, _words: _place(row, ranks)),
    ]
    rows = list(rows)
    words = found.words(rows, columns)
    return Sheet(
        title, [str(head.label) for head in heads], [[head.cell(row, words) for head in heads] for row in rows]
    )


def _taken(columns: Sequence[Column], *, with_contacts: bool) -> list[Column]:
    """All but the name, which stands apart; addresses and numbers only when they were asked for."""
    return [column for column in columns if column.code != "name" and (with_contacts or not column.is_contact)]


def _place(row: Registration, ranks: Mapping) -> str:
    place = ranks.get(row.queue_number)
    return str(place) if place else ""
