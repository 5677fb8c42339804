"""Blocks of the planning board. A year has a thousand of them, so they are put together here and not by a template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from catalogue.texts import page_language
from events.boards.blocks import Block
from events.boards.laying import LaidCell
from events.queries.board_overlaps import Overlapping

register = template.Library()

BLOCK = (
    '<li class="block{}"><a href="?{}&amp;show={}" data-stop data-event="{}" data-day="{}"{}>'
    '<span class="block-head">{}<span class="block-when">{}</span>{}{}</span> '
    '<span class="block-title"{}>{}</span><span class="visually-hidden">, {}</span></a></li>'
)
OVERLAPS = (
    ' <span class="block-overlaps severity-{}"><span aria-hidden="true">{}</span>'
    '<span class="visually-hidden">, {}</span></span>'
)
MARK = mark_safe('<span class="sector-mark"></span>')


MORE = (
    '<a class="cell-more" href="?{}{}#cell-{}" hx-target="closest td" hx-swap="outerHTML" '
    'aria-expanded="{}" data-stop>{}</a>'
)


@register.simple_tag
def more(cell: LaidCell, query: str) -> SafeString | str:
    """The link that shows all of a cell, or its first trainings again; boosted where the table is."""
    if cell.hidden:
        words = ngettext("+ %(hidden)s more", "+ %(hidden)s more", cell.hidden) % {"hidden": cell.hidden}
        opened = format_html("&amp;cell={}", cell.key)
        return format_html(MORE, query, opened, cell.key, "false", words)
    return format_html(MORE, query, "", cell.key, "true", gettext("Show fewer")) if cell.can_close else ""


@register.simple_tag
def blocks(shown: list[Block], query: str) -> SafeString:
    """The trainings of a cell as items of a list; each is a link that opens it on the board of this query."""
    language = page_language()
    return mark_safe("".join(_block(block, query, language) for block in shown))  # noqa: S308 - every part is escaped


def _block(block: Block, query: str, language: str) -> SafeString:
    return format_html(
        BLOCK,
        _classes(block),
        query,
        block.id,
        block.id,
        block.day,
        _attributes(block),
        MARK if block.sector else "",
        block.when,
        format_html(' <span class="block-agency">{}</span>', block.agency) if block.agency else "",
        _overlaps(block.overlapping) if block.overlapping else "",
        format_html(' lang="{}"', block.title.language) if block.title.language != language else "",
        block.title.value,
        f"{block.state_name}, {block.sector.name}" if block.sector else block.state_name,
    )


def _classes(block: Block) -> str:
    sector = f" sector-{block.sector.code}" if block.sector else ""
    marks = {"is-over": block.is_over, "came": block.came, "goes": block.goes}
    return f" state-{block.state}{sector}" + "".join(f" {name}" for name, is_so in marks.items() if is_so)


def _attributes(block: Block) -> SafeString:
    session = format_html(' data-session="{}"', block.session_id) if block.may_move else ""
    overlaps = format_html(' data-overlaps="{}"', block.marks) if block.overlapping else ""
    return format_html("{}{}", session, overlaps)


def _overlaps(overlapping: Overlapping) -> SafeString:
    count = overlapping.count
    words = ngettext("%(number)s overlap", "%(number)s overlaps", count) % {"number": count}
    return format_html(OVERLAPS, overlapping.severity, count, words)
