"""Rows of the registrations' table: a page has a thousand cells, so they are put together here, not by a template."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from registrations.queries.table import Facet, Row, Table

register = template.Library()
# An address of its own for each row is the same but for the id.
_NO_ID = "00000000-0000-0000-0000-000000000000"


@register.simple_tag
def registration_rows(table: Table) -> SafeString:
    """The body of the table."""
    writer = _Writer()
    return mark_safe("".join(map(writer.row, table.listing.items)))  # noqa: S308 - every part is escaped


@register.simple_tag
def options_of(facet: Facet) -> SafeString:
    """What a filter is chosen from: municipalities can be hundreds."""
    written = (
        f'<option value="{escape(value)}"{" selected" * (value == facet.value)}>{escape(name)}</option>'
        for value, name in facet.options
    )
    return mark_safe("".join(written))  # noqa: S308 - every part is escaped


class _Writer:
    """Writes what is alike in all rows once."""

    def __init__(self) -> None:
        self._address = reverse("workspace-registration", args=[_NO_ID])
        self._choose = gettext("Choose %(name)s")
        self._undelivered = _tag(gettext("Mail not delivered"), " tag-danger")
        self._group = gettext("Group: %(name)s")
        held = escape(gettext("not confirmed"))
        self._held = f' <span class="quiet small whole">{held}</span>'

    def row(self, row: Row) -> str:
        place = f" {row.place}." if row.place else ""
        state = f'<span class="tag registration-state registration-{row.state}">{escape(row.state_name)}{place}</span>'
        return f"<tr>{self._head(row)}<td>{state}</td>{''.join(self._cells(row))}</tr>\n"

    def _head(self, row: Row) -> str:
        choose = escape(self._choose % {"name": row.name})
        return (
            '<th scope="row" class="registration-name"><div class="registration-who">'
            f'<input type="checkbox" name="id" value="{row.id}" aria-label="{choose}">'
            f'<span><a href="{self._address.replace(_NO_ID, str(row.id))}">{escape(row.name)}</a>'
            f"{''.join(self._marks(row))}</span></div></th>"
        )

    def _marks(self, row: Row) -> Iterable[str]:
        if row.group:
            yield _tag(self._group % {"name": row.group})
        if row.is_undelivered:
            yield self._undelivered
        if row.notes:
            yield _tag(ngettext("%(count)s note", "%(count)s notes", row.notes) % {"count": row.notes})

    def _cells(self, row: Row) -> Iterable[str]:
        for column, text in row.cells:
            held = self._held if row.is_held and column.code == "email" else ""
            yield f'<td class="cell-{column.code}">{escape(text)}{held}</td>'


def _tag(words: str, kind: str = "") -> str:
    return f' <span class="tag{kind}">{escape(words)}</span>'
