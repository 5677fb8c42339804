"""Reading a file of trainings: JSON (a list of objects) or CSV, each row with the line on which it starts."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from events.importing import words
from events.importing.report import Remark

REQUIRED = ("id", "title", "language", "organisers", "start", "sector", "regions", "delivery")
OPTIONAL = (
    "agency_codes",
    "end",
    "registration_opens",
    "registration_closes",
    "venue",
    "capacity",
    "target_group",
    "agenda_items",
    "summary",
    "description",
    "series",
    "source_url",
    "event_type",
    "provider_type",
)
LIMIT = 50_000_000
_SPACE = re.compile(r"\s*")


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; the text is one sentence that names the line where it can."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts from 1 as in the file; `values` are as the file has them, texts or JSON values."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: tuple[Row, ...]
    warnings: tuple[Remark, ...] = ()


def read(path: Path) -> Sheet:
    """Read a file whose name ends in .csv as CSV, every other as JSON."""
    try:
        if path.stat().st_size > LIMIT:
            raise UnreadableFileError(_("The file is too large: at most 50 megabytes can be read at once."))
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFileError(_("The file cannot be opened: %(reason)s.") % {"reason": reason}) from error
    return parse(content, is_csv=path.suffix.lower() == ".csv")


def parse(content: bytes, *, is_csv: bool) -> Sheet:
    text = _decode(content)
    if not text.strip():
        raise UnreadableFileError(_("The file is empty."))
    rows = tuple(_csv_rows(text) if is_csv else _json_rows(text))
    if not rows:
        raise UnreadableFileError(_("The file has no trainings in it."))
    return Sheet(rows, tuple(_unknown_columns(rows)))


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            _("Line %(line)d is not UTF-8. Save the file as UTF-8 and try again.") % {"line": line}
        ) from error


def _csv_rows(text: str) -> Iterator[Row]:
    # newline="" keeps the line breaks inside quoted fields as they are.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    header: list[str] | None = None
    started = 1
    try:
        for cells in reader:
            line, started = started, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, line)
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise UnreadableFileError(
                    _("Line %(line)d has %(cells)d values, but there are %(columns)d columns.")
                    % {"line": line, "cells": len(cells), "columns": len(header)}
                )
            yield Row(line, dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
    except csv.Error as error:
        raise UnreadableFileError(
            _("Line %(line)d is not valid CSV: %(error)s.") % {"line": started, "error": error}
        ) from error


def _delimiter(text: str) -> str:
    """The sign that parts most cells in the first line: a comma, a semicolon or a tabulator."""
    first_line = text.lstrip("\r\n").splitlines()[0]
    return max(",;\t", key=first_line.count)


def _header(cells: list[str], line: int) -> list[str]:
    header = [cell.strip().casefold() for cell in cells]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableFileError(
            _("Line %(line)d lacks these columns: %(columns)s.") % {"line": line, "columns": ", ".join(missing)}
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UnreadableFileError(
            _("Line %(line)d has these columns twice: %(columns)s.") % {"line": line, "columns": ", ".join(twice)}
        )
    return header


def _json_rows(text: str) -> Iterator[Row]:
    line, counted = 1, 0
    try:
        for start, value in _json_values(text):
            line, counted = line + text.count("\n", counted, start), start
            if not isinstance(value, dict):
                raise UnreadableFileError(
                    _("Line %(line)d: expected a training, an object in braces.") % {"line": line}
                )
            yield Row(line, value)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            _("Line %(line)d is not valid JSON: %(error)s.") % {"line": error.lineno, "error": error.msg}
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            _("The training after line %(line)d is not valid JSON: %(error)s.") % {"line": line, "error": error}
        ) from error


def _json_values(text: str) -> Iterator[tuple[int, Any]]:
    """Decode the list's members one after another, each with the place where it starts."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    if not text.startswith("[", at):
        raise json.JSONDecodeError(_("a list of trainings must begin with “[”"), text, at)
    at = _skip(text, at + 1)
    while not text.startswith("]", at):
        start = at
        value, at = decoder.raw_decode(text, at)
        yield start, value
        at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    at = _skip(text, at + 1)
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _unknown_columns(rows: tuple[Row, ...]) -> Iterator[Remark]:
    known = (*REQUIRED, *OPTIONAL)
    for name in dict.fromkeys(name for row in rows for name in row.values if name and name not in known):
        text = _("The column “%(column)s” is not known and was not read.") % {"column": name}
        if suggestion := words.closest(name, known):
            text += " " + _("Did you mean “%(word)s”?") % {"word": suggestion}
        yield Remark(0, "", name, text)
