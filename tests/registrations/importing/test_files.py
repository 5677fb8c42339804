"""Files as people and attackers send them: tables are read the same from every kind, the rest is refused in words."""

import io
import zipfile

import pytest
import xlsxwriter
from django.utils import translation

from registrations.importing import files
from registrations.importing.files import CellTooLongError, FileError, FileTooLargeError, FormulaError, Line


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


TABLE = [["Sukunimi", "Etunimi"], ["Åkerblom", "Väinö"], ["", ""], ["Aho", "Aino"]]
READ = [Line(1, ("Sukunimi", "Etunimi")), Line(2, ("Åkerblom", "Väinö")), Line(4, ("Aho", "Aino"))]


def csv_of(rows, delimiter=";"):
    return "\r\n".join(delimiter.join(row) for row in rows)


def xlsx_of(rows, **options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(line, column, value)
    return file.getvalue()


def changed(content, change):
    """The workbook with its first sheet changed."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        csv_of(TABLE).encode("utf-8-sig"),
        csv_of(TABLE).encode(),
        csv_of(TABLE, ",").encode("cp1252"),
        csv_of(TABLE, "\t").encode("utf-16"),
        xlsx_of(TABLE),
    ],
    ids=["Excel's UTF-8", "UTF-8", "Windows", "Unicode text", "XLSX"],
)
def test_table_is_read_alike_from_every_kind_of_file(content):
    assert files.read(content) == READ


def test_numbers_of_a_workbook_keep_their_digits():
    assert files.read(xlsx_of([["Puhelin"], [401234567], [1.5], [True]])) == [
        Line(1, ("Puhelin",)),
        Line(2, ("401234567",)),
        Line(3, ("1.5",)),
        Line(4, ("True",)),
    ]


def test_quoted_cells_hold_delimiters_and_line_ends():
    assert files.read(b'a;b\r\n"x; y\nz";"say ""hi"""\r\n')[1] == Line(2, ("x; y\nz", 'say "hi"'))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n ",
        b"a;b\x00c",
        b"PK\x03\x04 not a workbook",
        b"\xff\xfe\x00",
        xlsx_of(TABLE)[:-200],
        changed(xlsx_of(TABLE), lambda sheet: sheet[: len(sheet) // 2]),
        changed(
            xlsx_of(TABLE), lambda sheet: sheet.replace(b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet", 1)
        ),
        changed(xlsx_of(TABLE), lambda sheet: sheet.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
        changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'r="A1"', b'r="x"', 1)),
    ],
    ids=["empty", "blank", "zero", "no archive", "half a letter", "cut off", "broken", "DTD", "UTF-16", "no place"],
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(FileError):
        files.read(content)


@pytest.mark.parametrize(
    "content",
    [
        csv_of([["a"]] + [["x"]] * (files.MOST_LINES + 1)).encode(),
        csv_of([["a"] * (files.MOST_COLUMNS + 1)]).encode(),
        xlsx_of([["a"]] + [["x"]] * (files.MOST_LINES + 1)),
        changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'r="B4"', b'r="XFD4"', 1)),
        changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'r="B4"', b'r="B1048576"', 1)),
        changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'<row r="4"', b'<row r="1048576"', 1)),
    ],
    ids=["lines", "columns", "lines of a workbook", "a far column", "a far line", "a far row"],
)
def test_too_much_is_refused(content):
    with pytest.raises(FileTooLargeError):
        files.read(content)


def test_archive_that_unpacks_to_very_much_is_refused_before_it_is_unpacked():
    content = changed(xlsx_of(TABLE), lambda sheet: sheet + b" " * (files.LARGEST_UNPACKED + 1))

    assert len(content) < 50_000
    with pytest.raises(FileTooLargeError):
        files.read(content)


def test_archive_that_lies_about_how_much_it_unpacks_to_is_refused():
    content = bytearray(changed(xlsx_of(TABLE), lambda sheet: sheet + b" " * 100_000))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    honest, lie = size.to_bytes(4, "little"), (900).to_bytes(4, "little")

    with pytest.raises(FileError):
        files.read(bytes(content.replace(honest, lie)))


def test_wide_dimension_that_a_sheet_claims_costs_nothing():
    claimed = changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'ref="A1:B4"', b'ref="A1:XFD1048576"', 1))

    assert files.read(claimed) == READ


def test_formula_is_refused_with_its_line():
    with pytest.raises(FormulaError) as refused:
        files.read(xlsx_of([["Nimi"], ["Aino"], ["=1+1"]]))

    assert str(refused.value).startswith("Line 3 has a formula.")


@pytest.mark.parametrize("write", [lambda rows: csv_of(rows).encode(), xlsx_of], ids=["CSV", "XLSX"])
def test_huge_cell_is_refused_with_its_line(write):
    with pytest.raises(CellTooLongError) as refused:
        files.read(write([["Nimi"], ["x" * 501]]))

    assert str(refused.value).startswith("Line 2 ")


def elsewhere(content):
    """The workbook with its first sheet at another place than is usual, as its relations say."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).replace(b"worksheets/sheet1.xml", b"sheets/sheet1.xml")
    parts["xl/sheets/sheet1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def test_sheet_at_another_place_is_looked_at_too():
    assert files.read(elsewhere(xlsx_of(TABLE))) == READ
    with pytest.raises(FormulaError):
        files.read(elsewhere(xlsx_of([["Nimi"], ["=1+1"]])))
    with pytest.raises(FileTooLargeError):
        files.read(elsewhere(changed(xlsx_of(TABLE), lambda sheet: sheet.replace(b'r="B4"', b'r="B99999"', 1))))


def test_long_text_that_many_cells_share_is_refused_before_it_is_read():
    text = "x" * 30_000

    content = xlsx_of([[text] * 3] * 100)

    assert len(content) < 10_000
    with pytest.raises(FileTooLargeError):
        files.read(content)
