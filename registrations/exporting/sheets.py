"""Rows of text as a CSV or XLSX file that no spreadsheet program takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

# What spreadsheet programs read as the beginning of a formula, full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NARROWEST, WIDEST = 10, 45


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def write(sheet: Sheet, form: str) -> bytes:
    return _xlsx(sheet) if form == XLSX else _csv(sheet)


def safe(text: str) -> str:
    """The text with an apostrophe before what would begin a formula: the sign that programs take for "this is text"."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(sheet: Sheet) -> bytes:
    """With semicolons and a byte order mark: what Excel opens rightly where commas divide decimals."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(head) for head in sheet.heads])
    writer.writerows([safe(text) for text in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


def _xlsx(sheet: Sheet) -> bytes:
    """Every cell is written as text: nothing is calculated, linked or fetched."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(_title(sheet.title))
        bold = book.add_format({"bold": True, "bottom": 1})
        for number, head in enumerate(sheet.heads):
            page.write_string(0, number, safe(head), bold)
            page.set_column(number, number, _width(row[number] for row in [sheet.heads, *sheet.rows]))
        for line, row in enumerate(sheet.rows, start=1):
            for number, text in enumerate(row):
                page.write_string(line, number, safe(text))
        page.freeze_panes(1, 0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
    return file.getvalue()


def _width(texts: Iterable[str]) -> int:
    return min(WIDEST, max(NARROWEST, *(len(text) + 2 for text in texts)))


def _title(title: str) -> str:
    """A worksheet's name has at most 31 characters, and some not at all."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"
