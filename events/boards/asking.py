"""What the address of a board asks for, and the addresses that lead from it elsewhere with the same filters."""

import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.boards import rows, spans
from events.boards.rows import Rows
from events.boards.spans import Span
from events.filter_values import YES
from events.filters import Selection
from events.queries.searches import Reader
from events.search import cleaned

SPANS = (
    (pgettext_lazy("span of the board", "Week"), spans.week),
    (pgettext_lazy("span of the board", "Month"), spans.month),
    (_("Three months"), spans.season),
    (_("Half-year"), spans.half_year),
    (pgettext_lazy("span of the board", "Year"), spans.year),
)
LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Link:
    name: str | Promise
    query: str
    is_current: bool


@dataclass(frozen=True)
class Board:
    """What is looked at. `row` is the one a narrow screen shows, `cell` the one shown in full, as row and first day.

    `shown` is the training that is opened in place.
    """

    selection: Selection
    span: Span
    today: dt.date
    rows: Rows = Rows.AGENCY
    with_drafts: bool = False
    only_overlaps: bool = False
    row: str = ""
    cell: tuple[str, dt.date] | None = None
    shown: uuid.UUID | None = None

    @property
    def own(self) -> list[tuple[str, str]]:
        """The parameters that are not filters, those that say nothing left out."""
        return [*self._of_all_rows, ("row", self.row)] if self.row else self._of_all_rows

    @property
    def _of_all_rows(self) -> list[tuple[str, str]]:
        pairs = [("rows", str(self.rows)), ("columns", str(self.span.by))]
        pairs += [("from", str(self.span.first)), ("until", str(self.span.last))]
        return pairs + [("drafts", "1")] * self.with_drafts + [("overlaps", "1")] * self.only_overlaps

    @cached_property
    def query(self) -> str:
        """The canonical query of the board, without what is opened in it."""
        return self.of_row(self.row)

    def of_row(self, key: str) -> str:
        """The same with this row chosen."""
        row = urlencode({"row": key}) if key else ""
        before, beside = self._around_row
        return "&".join(part for part in (before, row, beside) if part)

    @cached_property
    def _around_row(self) -> tuple[str, str]:
        return urlencode(self._of_all_rows), self.selection.query

    @property
    def opened_query(self) -> str:
        """The same with what is opened."""
        opened = [("cell", f"{self.cell[0]}.{self.cell[1]}")] if self.cell else []
        opened += [("show", str(self.shown))] if self.shown else []
        return "&".join(part for part in (self.query, urlencode(opened)) if part)

    @property
    def own_and_filters(self) -> list[tuple[str, str]]:
        """The canonical query in pairs, for forms."""
        filters = self.selection.wanted.as_query().lists()
        return [*self.own, *((name, value) for name, values in filters for value in values)]

    def but(self, **values: Any) -> "Board":
        return dataclasses.replace(self, **values)

    @property
    def row_links(self) -> list[Link]:
        return [Link(name, self.but(rows=kind, row="").query, kind is self.rows) for kind, name in rows.NAMES.items()]

    @property
    def span_links(self) -> list[Link]:
        """Wider and narrower spans around what is looked at: today, when that is in sight."""
        day = self.today if self.today in self.span else self.span.first
        links = []
        for name, around in SPANS:
            span = around(self.span.first if around(self.span.first) == self.span else day)
            links.append(Link(name, self.but(span=span).query, span == self.span))
        return links

    @property
    def previous_query(self) -> str:
        return self.but(span=self.span.previous).query if self.span.previous else ""

    @property
    def next_query(self) -> str:
        return self.but(span=self.span.next).query if self.span.next else ""

    @property
    def today_query(self) -> str:
        """The same kind of span around today; nothing when today is in sight."""
        return "" if self.today in self.span else self.around(self.today).query

    def around(self, day: dt.date) -> "Board":
        """The same kind of span around another day."""
        kinds = (around for _name, around in SPANS if around(self.span.first) == self.span)
        return self.but(span=next(kinds, spans.season)(day))

    @property
    def drafts_query(self) -> str:
        return self.but(with_drafts=not self.with_drafts).query

    @property
    def overlaps_query(self) -> str:
        return self.but(only_overlaps=not self.only_overlaps).query

    @property
    def unfiltered_query(self) -> str:
        return urlencode(self.own)


def read(query: QueryDict, reader: Reader) -> Board:
    """Read an address; what means nothing here is said with the unknown filters and ignored."""
    filters = query.copy()
    for name in ("from", "until", "past"):
        filters.pop(name, None)
    today = timezone.localtime(reader.now).date()
    asked = {name: query.get(name, "").strip() for name in ("rows", "columns", "from", "until", "cell", "show")}
    span, unknown = spans.read(asked["columns"], asked["from"], asked["until"], today)
    kind = Rows(asked["rows"]) if asked["rows"] in set(Rows) else None
    if asked["rows"] and not kind:
        unknown.append(("rows", asked["rows"]))
    selection = reader.selection(filters)
    if unknown:
        said = [(name, cleaned(value)) for name, value in unknown]
        selection = dataclasses.replace(selection, unknown=[*said, *selection.unknown])
    return Board(
        selection=selection,
        span=span,
        today=today,
        rows=kind or Rows.AGENCY,
        with_drafts=query.get("drafts", "").lower() in YES,
        only_overlaps=query.get("overlaps", "").lower() in YES,
        row=cleaned(query.get("row", ""))[:LONGEST_KEY],
        cell=_cell(asked["cell"], span),
        shown=_uuid(asked["show"]),
    )


def _cell(text: str, span: Span) -> tuple[str, dt.date] | None:
    """A cell of this board: the key of its row, and the first day of its column."""
    key, _dot, iso = text.rpartition(".")
    first = next((column.first for column in span.columns if column.first.isoformat() == iso), None)
    return (key[:LONGEST_KEY], first) if key and first else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
