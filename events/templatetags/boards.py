"""Heads and cells of the planning board: a year has thousands, so they are put together here, not by a template."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from catalogue.texts import page_language
from events.boards.asking import Board
from events.boards.blocks import Block
from events.boards.laying import SHOWN_MARKS, Head, LaidCell, LaidRow, Layout, MarkName
from events.boards.rows import Rows
from events.boards.spans import Columns
from events.queries.board import Cell
from events.queries.board_overlaps import Overlapping

register = template.Library()


@register.simple_tag
def rows(layout: Layout, board: Board) -> SafeString:
    """The body of the table."""
    writer = _Writer(board)
    return mark_safe("".join(map(writer.row, layout.rows)))  # noqa: S308 - every part is escaped


@register.simple_tag
def heads(layout: Layout, board: Board) -> SafeString:
    """The heads of its columns."""
    today = gettext("today") if board.span.by is Columns.DAY else gettext("this week")
    written = (_head(head, escape(today), page_language()) for head in layout.heads)
    return mark_safe("".join(written))  # noqa: S308 - every part is escaped


@register.simple_tag
def cell(laid: LaidCell, board: Board) -> SafeString:
    """One cell alone, as it is opened or closed."""
    return mark_safe(_Writer(board).cell(laid))  # noqa: S308 - every part is escaped


class _Writer:
    """Writes what stands on one board; a block that stands in several rows is written once."""

    def __init__(self, board: Board) -> None:
        self._query = escape(board.query)
        self._marks_rows = board.rows is Rows.SECTOR
        self._language = page_language()
        self._written: dict[int, str] = {}
        self._words: dict[tuple[str, int], str] = {}

    def row(self, laid: LaidRow) -> str:
        row = laid.row
        classes = "board-row" + " is-chosen" * laid.is_chosen + " is-own" * row.is_own
        mark = f'<span class="sector-mark sector-{escape(row.key)}"></span>' if self._marks_rows else ""
        lang = f' lang="{row.language}"' if row.language else ""
        head = f'<th scope="row" class="row-depth-{row.depth}"{lang}>{mark}{escape(row.name)}</th>'
        return f'<tr class="{classes}">{head}{"".join(map(self.cell, laid.cells))}</tr>\n'

    def cell(self, laid: LaidCell) -> str:
        head, key, filled = laid.head, laid.key, laid.filled  # keys are slugs and dates
        today = f" is-today today-{head.today_at}" if head.is_today else ""
        shade = f" shade-{laid.shade}" if laid.shade else ""
        classes = "cell" + " is-empty" * (filled is None) + " is-weekend" * head.is_weekend + today + shade
        inside = self._inside(filled, key, head.label) if filled else ""
        total = f' data-total="{filled.total}"' if filled else ""
        return f'<td class="{classes}" id="cell-{key}" data-first="{head.iso}"{total}>{inside}</td>'

    def _inside(self, filled: Cell, key: str, label: str) -> str:
        blocks = "".join(map(self._block, filled.blocks))
        name = f'<p class="cell-name" aria-hidden="true">{escape(label)}</p>'
        return f'{name}<ul class="blocks">{blocks}</ul>{self._more(filled, key)}'

    def _more(self, filled: Cell, key: str) -> str:
        """The link that shows all of a cell, or its first trainings again; boosted where the table is."""
        if filled.hidden:
            opened, words = f"&amp;cell={key}", self._number("more", filled.hidden)
        elif filled.can_close:
            opened, words = "", escape(gettext("Show fewer"))
        else:
            return ""
        return (
            f'<a class="cell-more" href="?{self._query}{opened}#cell-{key}" hx-target="closest td" hx-swap="outerHTML" '
            f'aria-expanded="{"false" if opened else "true"}" data-stop>{words}</a>'
        )

    def _block(self, block: Block) -> str:
        written = self._written.get(id(block))
        if written is None:
            written = self._written[id(block)] = self._written_block(block)
        return written

    def _written_block(self, block: Block) -> str:
        training = block.training
        sector, title, overlapping = training.sector, training.title, training.overlapping
        lang = f' lang="{title.language}"' if title.language != self._language else ""
        said = f"{training.state_name}, {sector.name}" if sector else training.state_name
        mark = '<span class="sector-mark"></span>' if sector else ""
        agency = f' <span class="block-agency">{escape(training.agency)}</span>' if block.names_agency else ""
        return (
            f'<li class="{" ".join(_classes(block))}"><a href="?{self._query}&amp;show={training.id}" data-stop '
            f'data-event="{training.id}" data-day="{block.day}"{_data(block)}>'
            f'<span class="block-head">{mark}<span class="block-when">{escape(block.when)}</span>{agency}'
            f"{self._overlaps(overlapping) if overlapping else ''}</span> "
            f'<span class="block-title"{lang}>{escape(title.value)}</span>'
            f'<span class="visually-hidden">, {escape(said)}</span></a></li>'
        )

    def _overlaps(self, overlapping: Overlapping) -> str:
        return (
            f' <span class="block-overlaps severity-{overlapping.severity}"><span aria-hidden="true">'
            f'{overlapping.count}</span><span class="visually-hidden">, '
            f"{self._number('overlaps', overlapping.count)}</span></span>"
        )

    def _number(self, kind: str, number: int) -> str:
        """A number in words, each once."""
        words = self._words.get((kind, number))
        if words is None:
            said = (
                ngettext("+ %(hidden)s more", "+ %(hidden)s more", number) % {"hidden": number}
                if kind == "more"
                else ngettext("%(number)s overlap", "%(number)s overlaps", number) % {"number": number}
            )
            words = self._words[kind, number] = escape(said)
        return words


def _head(head: Head, today: str, language: str) -> str:
    classes = "head" + (f" is-today today-{head.today_at}" if head.is_today else "")
    classes += " is-weekend" * head.is_weekend + " is-over" * head.is_over
    current = ' aria-current="date"' if head.is_today else ""
    marks = _marks(head, language) if head.marks else ""
    return (
        f'<th scope="col" class="{classes}"{current}>'
        f'<span class="visually-hidden">{escape(head.label)}{f", {today}" if head.is_today else ""}</span>'
        f'<span aria-hidden="true" class="head-shown"><span class="head-name">{escape(head.name)}</span> '
        f'<span class="head-dates">{escape(head.dates)}</span></span>{marks}</th>'
    )


def _marks(head: Head, language: str) -> str:
    marks = "".join(_mark(mark, language, is_shown=number < SHOWN_MARKS) for number, mark in enumerate(head.marks))
    more = f'<li aria-hidden="true">+ {head.more_marks}</li>' if head.more_marks else ""
    return f'<ul class="head-marks">{marks}{more}</ul>'


def _mark(mark: MarkName, language: str, *, is_shown: bool) -> str:
    """The first marks are seen; how long each lasts and whose it is, and all others, are heard."""
    lang = f' lang="{mark.name.language}"' if mark.name.language != language else ""
    said = (f" {mark.days}" if mark.days else "") + (f", {mark.where}" if mark.where else "")
    heard = f'<span class="visually-hidden">{escape(said)}</span>' if said else ""
    hidden = "" if is_shown else " visually-hidden"
    return f'<li class="mark-{mark.kind}{hidden}"><span{lang}>{escape(mark.name.value)}</span>{heard}</li>'


def _classes(block: Block) -> Iterable[str]:
    yield "block"
    yield f"state-{block.training.state}"
    if block.training.sector:
        yield f"sector-{block.training.sector.code}"
    if block.is_over:
        yield "is-over"
    if block.came:
        yield "came"
    if block.goes:
        yield "goes"


def _data(block: Block) -> str:
    """What the script asks of it: the session that is moved, and the overlaps that lines are drawn for."""
    session = f' data-session="{block.session_id}"' if block.may_move else ""
    overlapping = block.training.overlapping
    return session + (f' data-overlaps="{overlapping.marks}"' if overlapping else "")
