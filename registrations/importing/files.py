"""Tables from CSV and XLSX files that anybody may have sent: what is too much or not a table is refused in words."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineWorkbook

from catalogue.rules import RuleError

MOST_LINES = 2_500
MOST_COLUMNS = 40
LONGEST_CELL = 500
# Unpacked, in bytes: a sheet of the most lines takes a tenth of it.
LARGEST_UNPACKED = 8_000_000
MOST_PARTS = 200
_ZIP = b"PK"
_NEEDED = re.compile(r"(\[Content_Types\]|(_rels|xl)/.*)\.(xml|rels)")
_SHARED = "xl/sharedstrings.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class FileError(RuleError):
    code = "file"
    status = 422
    text = _("This is not a table that can be read. Save it as Excel (XLSX) or CSV and send it again.")


class FileTooLargeError(FileError):
    text = _("The file has more than can be imported at once: at most 2,500 lines and 40 columns. Divide it.")


class CellTooLongError(FileError):
    text = _("Line %(line)s has a cell with more than 500 characters: this is no list of participants.")


class FormulaError(FileError):
    text = _("Line %(line)s has a formula. Copy the table, paste it as values, and send that file.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, numbered as a spreadsheet program numbers it."""

    number: int
    cells: tuple[str, ...]


def read(content: bytes) -> list[Line]:
    """The lines that have something in them, the headings first; raises FileError and its kinds."""
    if not content.strip():
        raise FileError
    rows = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    lines: list[Line] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cells):
            continue
        # The first line is the headings.
        if len(lines) > MOST_LINES or len(cells) > MOST_COLUMNS:
            raise FileTooLargeError
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise CellTooLongError(CellTooLongError.text % {"line": number})
        lines.append(Line(number, tuple(cells)))
    return lines


# --- CSV -------------------------------------------------------------------------------------------------------------
def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\x00" in text:
        raise FileError
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield _trimmed([cell.strip() for cell in row])
    except csv.Error:
        raise FileError from None


def _decoded(content: bytes) -> str:
    """UTF-8, what Excel calls Unicode text, or else the Western letters of Windows."""
    is_unicode_text = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_unicode_text else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileError


# --- XLSX ------------------------------------------------------------------------------------------------------------
def _xlsx(content: bytes) -> Iterator[list[str]]:
    """The first sheet. The library gets a copy that is known to be small, with cells only where a table has them."""
    try:
        parts = _unpacked(content)
        lengths = _lengths_of_shared(parts)
        # Which part is a sheet is for other parts to say.
        for body in parts.values():
            _look_at_cells(body, lengths)
        book = CalamineWorkbook.from_filelike(_packed(parts))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except FileError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with somebody's file, it is the file
        raise FileError from None
    for row in rows:
        yield _trimmed([_text(cell) for cell in row])


def _unpacked(content: bytes) -> dict[str, bytes]:
    """What is in the archive, each part no larger than it says and all of them together not too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if _NEEDED.fullmatch(part.filename)]
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise FileTooLargeError
        # A part is read as far as it says and is broken when there is more.
        return {part.filename: archive.read(part) for part in parts}


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    file.seek(0)
    return file


def _lengths_of_shared(parts: dict[str, bytes]) -> list[int]:
    """Of each text that cells share: written once, it is read as often as there are cells that name it."""
    shared = [body for name, body in parts.items() if name.lower() == _SHARED]
    if len(shared) > 1:
        raise FileError
    texts = (element for body in shared for element in _elements(body) if _name(element) == "si")
    return [sum(map(len, element.itertext())) for element in texts]


def _elements(body: bytes) -> Iterator[ET.Element]:
    # A zero is in every other encoding of XML than UTF-8, in which a DTD would not be seen.
    if b"\x00" in body or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise FileError
    for _event, element in ET.iterparse(io.BytesIO(body)):  # noqa: S314 - without DTD there is nothing to expand
        yield element


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _look_at_cells(body: bytes, lengths: Sequence[int]) -> None:
    """Refuse a sheet that calculates, one with a cell far out, and one that says a long text in many cells.

    The library would make room for all of it.
    """
    room = LARGEST_UNPACKED
    for element in _elements(body):
        tag = _name(element)
        if tag == "c":
            room -= _shared_length(element, lengths)
            if room < 0:
                raise FileTooLargeError
            column, line = _place(element.get("r", "A1"))
            if line > MOST_LINES * 2 or column > MOST_COLUMNS * 2:
                raise FileTooLargeError
            if any(_name(child) == "f" for child in element):
                raise FormulaError(FormulaError.text % {"line": line})
        if tag == "row":
            if int(element.get("r", "1")) > MOST_LINES * 2:
                raise FileTooLargeError
            element.clear()


def _shared_length(cell: ET.Element, lengths: Sequence[int]) -> int:
    if cell.get("t") != "s":
        return 0
    number = next((child.text or "" for child in cell if _name(child) == "v"), "")
    return lengths[int(number)] if number else 0


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise FileError
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])


def _text(cell: object) -> str:
    """A telephone number that was typed as a number keeps its digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
