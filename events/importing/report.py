"""What an import did and what it refused, with the line, the field and the reason of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Remark:
    """A refusal or a warning about one field of one row (`line` 0: about the file)."""

    line: int
    row: str
    field: str
    text: str

    def __str__(self) -> str:
        if not self.line:
            return self.text
        place = _("line %(line)d (%(row)s), %(field)s") if self.row else _("line %(line)d, %(field)s")
        return f"{place % {'line': self.line, 'row': self.row, 'field': self.field}}: {self.text}"


class Remarks:
    """Collects the remarks on one row while it is read."""

    def __init__(self, line: int, row: str) -> None:
        self.line = line
        self.row = row
        self.refusals: list[Remark] = []
        self.warnings: list[Remark] = []

    def refuse(self, field_name: str, text: str) -> None:
        self.refusals.append(Remark(self.line, self.row, field_name, text))

    def warn(self, field_name: str, text: str) -> None:
        self.warnings.append(Remark(self.line, self.row, field_name, text))


@dataclass(slots=True)
class Report:
    """Counts are of rows; `is_stopped` says that a refused row kept all the others from being written."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    published: int = 0
    drafts: int = 0
    sessions: int = 0
    with_audiences: int = 0
    with_themes: int = 0
    new_partners: int = 0
    new_venues: int = 0
    new_series: int = 0
    refused_rows: int = 0
    is_dry_run: bool = False
    is_stopped: bool = False
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        return not (self.is_stopped or self.is_dry_run)

    @property
    def is_unchanged(self) -> bool:
        return not (self.created or self.updated or self.refusals)

    def lines(self) -> Iterator[str]:
        """Answer the report in sentences, in the language in force."""
        for warning in self.warnings:
            yield _("Note: %(remark)s") % {"remark": warning}
        for refusal in self.refusals:
            yield _("Refused: %(remark)s") % {"remark": refusal}
        if not self.is_written:
            yield _("Had it been written:")
        yield from self._counts()
        yield self._outcome()

    def _counts(self) -> Iterator[str]:
        yield _(
            "%(rows)d rows: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(refused)d refused"
        ) % {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused_rows,
        }
        yield _("%(published)d published, %(drafts)d left as drafts, %(sessions)d sessions") % {
            "published": self.published,
            "drafts": self.drafts,
            "sessions": self.sessions,
        }
        yield _("%(audiences)d rows have target groups, %(themes)d rows have themes") % {
            "audiences": self.with_audiences,
            "themes": self.with_themes,
        }
        yield _("New: %(partners)d partner organisations, %(venues)d places, %(series)d event series") % {
            "partners": self.new_partners,
            "venues": self.new_venues,
            "series": self.new_series,
        }

    def _outcome(self) -> str:
        if self.is_stopped:
            return ngettext(
                "Nothing was written: %(rows)d row was refused. Correct it or leave it out with --skip-bad.",
                "Nothing was written: %(rows)d rows were refused. Correct them or leave them out with --skip-bad.",
                self.refused_rows,
            ) % {"rows": self.refused_rows}
        if self.is_dry_run:
            return _("Dry run: nothing was written.")
        if self.refused_rows:
            return ngettext(
                "Written, but %(rows)d row was refused and left out.",
                "Written, but %(rows)d rows were refused and left out.",
                self.refused_rows,
            ) % {"rows": self.refused_rows}
        if self.is_unchanged:
            return _("Everything was as it should be: nothing changed.")
        return _("Written.")
