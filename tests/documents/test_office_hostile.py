"""Word files and workbooks that are damaged or malicious: refused with a reason, or read correctly."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
import xlsxwriter

from flows.documents import Unreadable, limits
from flows.documents.archives.containers import zip_kind
from flows.documents.sheets.workbook import read_spreadsheet
from flows.documents.word.document import read_docx
from flows.reading.document import _read
from tests import office_files as office
from tests import office_xls, office_xlsb
from tests.office_files import docx, paragraph, table
from tests.rendering import figures, form, judging

TRUTH = figures.different("2021", "three_rows", 1)
REPORT = form.compose("2021", "three_rows", TRUTH)
FILES = {
    "docx": (docx(office.report_body(REPORT)), read_docx),
    "xlsx": (office.xlsx(REPORT), read_spreadsheet),
    "ods": (office.ods(REPORT), read_spreadsheet),
    "xls": (office_xls.xls(REPORT), read_spreadsheet),
    "xlsb": (office_xlsb.xlsb(REPORT), read_spreadsheet),
}
TOO_MANY = "too_many_cells"


def _refused(data: bytes, reader=read_docx) -> str:
    with pytest.raises(Unreadable) as refusal:
        reader(data)
    return refusal.value.reason


def test_an_oversized_xls_sheet_is_refused_before_it_is_laid_out() -> None:
    corners = [office_xls.cell(0, 0, "1"), office_xls.cell(65535, 65535, "2")]
    assert _refused(office_xls.workbook(corners), read_spreadsheet) == TOO_MANY


def test_an_oversized_xlsb_sheet_is_refused_before_it_is_laid_out() -> None:
    near, far = office_xlsb.row_begins(0) + office_xlsb.cell(0, "1"), office_xlsb.cell(16383, "2")
    assert _refused(office_xlsb.workbook([near, office_xlsb.row_begins(1048575), far]), read_spreadsheet) == TOO_MANY
    # A record without a body takes its row number from the bytes of the previous one.
    short = [near, office_xlsb.record(500, b"\xff\xff\x0f\x00"), office_xlsb.record(0), far]
    assert _refused(office_xlsb.workbook(short), read_spreadsheet) == TOO_MANY


def test_an_xlsb_sheet_that_ends_inside_a_record_is_refused() -> None:
    data = office_xlsb.workbook(
        [office_xlsb.row_begins(0) + office_xlsb.cell(0, "1"), b"\x05\xff\xff\xff\x0f" + bytes(8)]
    )
    assert _refused(data, read_spreadsheet) == "damaged_file"


@pytest.mark.parametrize("repeated", ["columns", "rows"])
def test_an_opendocument_cell_repeated_to_the_edge_is_refused(repeated: str) -> None:
    data = office.ods(REPORT, f'table:number-{repeated}-repeated="1000000"')
    assert _refused(data, read_spreadsheet) == TOO_MANY


def _sheet(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet().write(0, 0, 1)
    book.close()
    return _replaced(file.getvalue(), "xl/worksheets/sheet1.xml", xml)


def _replaced(data: bytes, name: str, text: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return office.zipped({n: archive.read(n) for n in archive.namelist()} | {name: text.encode()})


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        CORNERS,
        CORNERS.replace('r="X', "r='X").replace('576"><v>2', "576'><v>2"),
        CORNERS.replace("<c ", "<c\t"),
        CORNERS.replace('r="X', 'r="x').replace("FD", "fd"),
        '<row r="1"><c r="A1"><v>1</v></c><c r="J1999999999999999999996"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>' + '<row r="900000">' + "<c><v>1</v></c>" * 9 + "</row>",
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, limits.CELLS + 2)),
    ],
)
def test_an_oversized_sheet_is_refused_before_it_is_laid_out(cells: str) -> None:
    assert _refused(_sheet(SHEET.format(cells)), read_spreadsheet) == TOO_MANY


def test_a_sheet_stored_in_an_unusual_place_is_checked_too() -> None:
    data = _sheet(SHEET.format(CORNERS))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.replace("worksheets/sheet1", "theme/unusual"): archive.read(name) for name in archive.namelist()}
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b"worksheets/sheet1", b"theme/unusual")
    assert _refused(office.zipped(parts), read_spreadsheet) == TOO_MANY


def test_bombs_are_refused() -> None:
    assert _refused(docx(" " * (limits.PART_BYTES + 1))) == "too_large"
    assert _refused(_sheet(" " * (limits.UNPACKED_BYTES + 1)), read_spreadsheet) == "too_large"
    assert _refused(docx("<w:p>" * 300 + "</w:p>" * 300)) == "too_deep"
    assert _refused(docx(table("<w:tc/>" * (limits.CELLS + 1)))) == TOO_MANY
    entity = '<!DOCTYPE a [<!ENTITY x "{}"><!ENTITY y SYSTEM "file:///etc/passwd">]>'.format("1" * 1000)
    entities = f"{entity}{office.word_xml(paragraph('1')).partition('?>')[2]}"
    assert _refused(office.zipped({"word/document.xml": entities})) == "damaged_file"
    assert _refused(office.zipped({f"{n}": "" for n in range(limits.PARTS + 1)}), zip_kind) == "too_large"


@pytest.mark.parametrize(("data", "reader"), FILES.values(), ids=FILES)
def test_a_damaged_file_is_refused_or_read_right(data: bytes, reader) -> None:
    choice = random.Random(4)
    for _ in range(400):
        damaged = bytearray(data)
        for _ in range(choice.randrange(1, 4)):
            damaged[choice.randrange(len(data))] = choice.randrange(256)
        damaged = damaged[: choice.choice([len(data), choice.randrange(len(data))])]
        try:
            opened = reader(bytes(damaged))
        except Unreadable:
            continue
        found = _read(opened, b"", "damaged", "0" * 64)
        # An XLS file has no checksums: a changed byte is a changed figure.
        assert data.startswith(b"\xd0") or not judging.wrong(found, TRUTH)
