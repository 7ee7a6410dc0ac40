"""Workbooks scanned as text read as the workbook parser reads them, or are left to it."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from flows.documents import Unreadable
from flows.documents.archives.containers import Parts
from flows.documents.sheets.grids import Workbook
from flows.documents.sheets.scan import scan
from flows.documents.sheets.workbook import MEDIA_TYPE, _parsed, _workbook, read_spreadsheet
from flows.documents.sheets.xlsx_views import xlsx_views
from tests import office_files as office
from tests.corpus import corpus
from tests.rendering.harm import HARMS

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def _said(workbook: Workbook) -> object:
    grids = [(grid.texts, [grid.columns(row) for row in range(len(grid.texts))]) for grid in workbook.grids]
    return grids, workbook.lines, [workbook.outside({at}) for at in range(len(grids))]


def _scanned(data: bytes) -> object | None:
    sheets = scan(Parts(data))
    return None if sheets is None else _said(_workbook(MEDIA_TYPE, sheets))


def _by_parser(data: bytes) -> object:
    parts = Parts(data)
    return _said(_workbook(MEDIA_TYPE, _parsed(data, xlsx_views(parts))))


def _book(**parts: tuple[str, str]) -> bytes:
    """A small workbook; in each named part (sheet, strings, styles) one text is replaced by another."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(1, 1, ["规章", "a&b <c>", " 末 ", "规章"])
    sheet.write_row(2, 1, [12, 0, 1.5, -3])
    sheet.merge_range(3, 1, 4, 2, "合")
    sheet.write_row(4, 3, [1e20, 0.1 + 0.2])
    book.close()
    names = {"sheet": SHEET, "strings": STRINGS, "styles": STYLES}
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    for key, (old, new) in parts.items():
        assert old in held[names[key]]
        held[names[key]] = held[names[key]].replace(old, new, 1)
    return office.zipped(held)


def test_a_scanned_workbook_reads_as_the_parser_reads_it() -> None:
    scanned = 0
    for sample in corpus(31, 60, ["xlsx"], [damage for damage in HARMS if damage != "truncated"]):
        said = _scanned(sample.data)
        assert said is None or said == _by_parser(sample.data), sample.name
        scanned += said is not None
    assert scanned > 40


def _formatted(number: str, **parts: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """All cells have the format of a number."""
    styles = ('cellXfs count="1"><xf numFmtId="0"', f'cellXfs count="1"><xf numFmtId="{number}"')
    return {"styles": styles, **parts}


REGULAR = {
    "as written": {},
    "a formula": {"sheet": ("<v>12</v>", "<f>SUM(C3:D3)</f><v>12</v>")},
    "a shared formula": {"sheet": ("<v>12</v>", '<f t="shared" si="0"/><v>12</v>')},
    "an exponent": {"sheet": ("<v>12</v>", "<v>1.2E+1</v>")},
    "a long number": {"sheet": ("<v>12</v>", "<v>12345678901234567890</v>")},
    "a number with zeros": {"sheet": ("<v>12</v>", "<v>012.50</v>")},
    "a minus zero": {"sheet": ("<v>12</v>", "<v>-0</v>")},
    "a type that says number": {"sheet": ('<c r="B3">', '<c r="B3" s="0" t="n">')},
    "an empty cell": {"sheet": ('<c r="B3"><v>12</v></c>', '<c r="A3" s="0"/><c r="B3"></c>')},
    "two lines": {"strings": ("规章", "规\n章")},
    "figures in two lines": {"strings": ("规章", "1\n2")},
    "pinyin": {"strings": ("规章", "规(gui)章\u200b")},
    "an empty text": {"strings": ("规章", "")},
    "a format that prints what is there": _formatted("4", sheet=("<v>1E+20</v>", "<v>7</v>")),
    "a height": {"sheet": ('<row r="3"', '<row r="3" ht="14.25" hidden="false"')},
    "a width": {"sheet": ("<sheetData>", '<cols><col min="1" max="2" width="9.5" hidden="0"/></cols><sheetData>')},
}


@pytest.mark.parametrize("parts", REGULAR.values(), ids=REGULAR)
def test_regular_workbooks_are_scanned(parts: dict[str, tuple[str, str]]) -> None:
    data = _book(**parts)
    assert _scanned(data) == _by_parser(data) is not None


IRREGULAR = {
    "raised text": {"strings": ("<t>规章</t>", '<r><rPr><vertAlign val="superscript"/></rPr><t>规章</t></r>')},
    "a reading next to a text": {"strings": ("规章</t>", "规章</t><rPh><t>1</t></rPh>")},
    "another element in a text": {"strings": ("<t>规章</t>", "<b>规章</b>")},
    "a character by its number": {"strings": ("规章", "规章&#49;")},
    "an escaped character": {"strings": ("规章", "规章_x0031_")},
    "a comment": {"sheet": ("<v>12</v>", "<v>1<!-- -->2</v>")},
    "a date": _formatted("14"),
    "a format of money": _formatted("44"),
    "a format of percents": _formatted("9"),
    "a format that rounds": _formatted("1"),
    "a format that is not defined": _formatted("164"),
    "a number of no format": _formatted("2", sheet=('<c r="B3">', '<c r="B3" s="9">')),
    "a struck-out number": {"styles": ("<font>", "<font><strike/>")},
    "a format on a condition": {
        "styles": ('<dxfs count="0"/>', '<dxfs><dxf><numFmt numFmtId="164" formatCode=";;;"/></dxf></dxfs>')
    },
    "a hidden row": {"sheet": ('<row r="3"', '<row r="3" hidden="1"')},
    "a hidden row in other quotes": {"sheet": ('<row r="3"', "<row r='3' hidden='true'")},
    "a row without height": {"sheet": ('<row r="3"', '<row r="3" ht="0" customHeight="1"')},
    "a row as high as a line": {"sheet": ('<row r="3"', '<row r="3" ht="2.25" customHeight="1"')},
    "a row on two lines": {"sheet": ('<row r="3"', '<row r="3"\nht="0"')},
    "a hidden column": {"sheet": ("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')},
    "a column without width": {"sheet": ("<sheetData>", '<cols><col min="2" max="2" width="0"/></cols><sheetData>')},
    "columns without width": {"sheet": ("<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0" ')},
    "zeros that are not shown": {"sheet": ("<sheetView ", '<sheetView showZeros="0" ')},
    "a text in place": {"sheet": ('<c r="B3"><v>12</v>', '<c r="B3" t="inlineStr"><is><t>12</t></is>')},
    "a truth": {"sheet": ('<c r="B3">', '<c r="B3" t="b">')},
    "white space in a number": {"sheet": ("<v>12</v>", "<v> 12</v>")},
    "a cell twice": {"sheet": ('<c r="C3">', '<c r="B3">')},
    "rows out of order": {"sheet": ('<c r="B3">', '<c r="B1">')},
    "a cell without its place": {"sheet": ('<c r="C3">', "<c>")},
    "quotes of another kind": {"sheet": ('<c r="C3">', "<c r='C3'>")},
    "a prefix": {"sheet": ('<c r="C3"><v>0</v></c>', '<x:c xmlns:x="a" r="C3"><x:v>0</x:v></x:c>')},
    "a tag on two lines": {"sheet": ("<mergeCell ref", "<mergeCell\n ref")},
    "blanks that are not kept": {"strings": ("规章", " 规章")},
    "no such text": {"sheet": ('t="s"><v>0</v>', 't="s"><v>99</v>')},
    "an encoding": {"sheet": ('encoding="UTF-8"', 'encoding="GBK"')},
    "cut off": {"sheet": ("</sheetData>", "")},
}


@pytest.mark.parametrize("parts", IRREGULAR.values(), ids=IRREGULAR)
def test_irregular_workbooks_are_left_to_the_parser(parts: dict[str, tuple[str, str]]) -> None:
    data = _book(**parts)
    assert scan(Parts(data)) is None
    try:
        said = _by_parser(data)
    except Unreadable:
        return
    assert _said(read_spreadsheet(data)) == said


@pytest.mark.parametrize("damage", ["checksum", "size", "place", "method"])
def test_a_part_that_contradicts_its_directory_is_refused(damage: str) -> None:
    data = bytearray(_book())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    at = {"checksum": 16, "size": 24, "place": 42, "method": 10}[damage]
    data[entry + at] ^= 0x09
    with pytest.raises(Unreadable) as refusal:
        Parts(bytes(data)).read(SHEET)
    assert refusal.value.reason == "damaged_file"
