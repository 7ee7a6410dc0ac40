"""Workbooks: hidden content is not read, and a figure is what its cell prints, not what it stores."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from flows.documents import Unreadable
from flows.documents.archives.containers import Parts
from flows.documents.model import UNCLEAR
from flows.documents.sheets.number_formats import STRUCK, number_format_of
from flows.documents.sheets.scan import scan
from flows.documents.sheets.workbook import read_spreadsheet
from flows.reading.layouts.values import parse
from tests import office_files as office
from tests import office_xls, office_xlsb

ROWS = [["甲", 1, 2, 3], ["乙", 4, 5, 6], ["丙", 7, 8, 9]]
ACCOUNTS = '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ '
Sheet = Any


def _book(change: Callable[[Sheet, Any], object] = lambda *_: None) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    change(sheet, book)
    book.close()
    return file.getvalue()


def _changed(data: bytes, name: str, old: str, new: str) -> bytes:
    parts = Parts(data)
    held = {each: parts.read(each) for each in parts.sizes}
    assert old.encode() in held[name]
    return office.zipped({**held, name: held[name].replace(old.encode(), new.encode())})


def _said(data: bytes) -> list[list[str]]:
    return read_spreadsheet(data).grids[0].texts


HIDING_ROWS = {
    "hidden": lambda sheet, _: sheet.set_row(1, None, None, {"hidden": True}),
    "no height": lambda sheet, _: sheet.set_row(1, 0),
    "less than a line": lambda sheet, _: sheet.set_row(1, 1.5),
    "folded away": lambda sheet, _: sheet.set_row(1, None, None, {"level": 1, "hidden": True}),
}


@pytest.mark.parametrize("change", HIDING_ROWS.values(), ids=HIDING_ROWS)
def test_a_hidden_row_is_not_read(change: Callable[[Sheet, Any], object]) -> None:
    assert _said(_book(change)) == [["甲", "1", "2", "3"], ["丙", "7", "8", "9"]]


@pytest.mark.parametrize("said", ["hidden='true'", 'ht = "0"', '\nhidden="1"', 'customHeight="1"\tht="0.75"'])
def test_a_hidden_row_is_not_read_however_it_is_written(said: str) -> None:
    data = _changed(_book(), "xl/worksheets/sheet1.xml", '<row r="2"', f'<row r="2" {said}')
    assert _said(data) == [["甲", "1", "2", "3"], ["丙", "7", "8", "9"]]


def test_explicitly_visible_rows_are_read_by_the_scanner() -> None:
    data = _changed(_book(), "xl/worksheets/sheet1.xml", '<row r="2"', '<row r="2" ht="12.8" hidden="false"')
    sheets = scan(Parts(data))
    assert sheets is not None and sheets[0].texts[1] == ["乙", "4", "5", "6"]


@pytest.mark.parametrize("width", [{"hidden": True}, 0])
def test_a_hidden_column_is_not_read_and_the_others_keep_their_letters(width: Any) -> None:
    options = (None, None, width) if isinstance(width, dict) else (width,)
    grid = read_spreadsheet(_book(lambda sheet, _: sheet.set_column(2, 2, *options))).grids[0]
    assert grid.texts[1] == ["乙", "4", "6"]
    assert grid.columns(1) == [(0, 1), (1, 2), (3, 4)]


def test_columns_without_settings_are_hidden_where_the_default_is() -> None:
    shown = '<sheetFormatPr defaultColWidth="0" defaultRowHeight="15"/><cols><col min="1" max="2" '
    data = _changed(
        _book(), "xl/worksheets/sheet1.xml", '<sheetFormatPr defaultRowHeight="15"/>', shown + 'width="9"/></cols>'
    )
    assert _said(data) == [["甲", "1"], ["乙", "4"], ["丙", "7"]]


def test_a_merged_cell_shows_its_text_in_its_visible_part() -> None:
    def change(sheet: Sheet, _: object) -> None:
        sheet.merge_range(4, 0, 5, 1, "合")
        sheet.merge_range(4, 2, 4, 3, 88)
        sheet.write_row(5, 2, ["丁", 10])
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column(0, 0, None, None, {"hidden": True})

    grid = read_spreadsheet(_book(change)).grids[0]
    assert grid.texts[-1] == ["合", "丁", "10"]
    assert grid.columns(3) == [(1, 2), (2, 3), (3, 4)]
    assert not any("88" in row for row in grid.texts)


def _number(code: str, value: float) -> str:
    data = _book(lambda sheet, book: sheet.write_number(1, 1, value, book.add_format({"num_format": code})))
    return _said(data)[1][1]


@pytest.mark.parametrize(
    ("code", "value", "raw"),
    [
        *[(code, 254, "254") for code in ("0", "0_ ", "@", "#,##0", "0.00", "0_);[Red]\\(0\\)", "#", "0;-0;;@")],
        *[(code, 0, "0") for code in ("General", "0", "0.00", "0;-0", "#,##0_ ")],
        *[(code, 0, "") for code in ("#", "0;-0;;@", ";;;", "0;-0;", "#,###")],
        *[("#,##0", 25400, "25400"), ("#,##0.00", 12.5, "12.5"), ("0.00_ ", 3.14, "3.14"), ("0_ ", -3, "-3")],
        *[("0", 253.6, "254"), ("0.0", 253.678, "253.7"), ("0.0", 0.25, "0.3"), ("#,##0", 25400.4, "25,400")],
        *[("0,", 254000, "254"), ("0%", 2.54, "254%"), ("0.0%", 0.5, "50.0%"), (";;;", 999, ""), ("000", 7, "007")],
        *[('0"件"', 254, "254件"), ('0"4"', 25, "254"), ('"-"0', 254, "-254"), ("0;0", -254, f"254{UNCLEAR}")],
        *[("0;(0)", -254, "(254)"), ("\\第0", 5, "第5"), ("0万", 3, "3万"), ('"¥"0.00', 3, "¥3.00")],
        *[
            ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', value, raw)
            for value, raw in ((0, "-"), (-3, "-3"), (3, "3"))
        ],
    ],
)
def test_a_number_reads_as_its_format_prints_it(code: str, value: float, raw: str) -> None:
    assert _number(code, value) == raw


@pytest.mark.parametrize(
    ("code", "value"),
    [
        *[("0!.0000", 254), ("0.00E+00", 254), ("# ?/?", 2.5), ("[DBNum1]0", 254), ("[>100]0;0", 254), ("000-0000", 7)],
        *[("[White]0", 254), ("0*-", 254), ("0;-0;;@", 0.3), ("0", -0.3), ("0;", -3), ("0\\.0", 254), ("0/100", 3)],
        *[("0;0;0;0;0", 1), ("[$-F800]0", 1), ("0" + "0" * 300, 1), ("0 0", 12), ("1", 254)],
    ],
)
def test_a_number_whose_display_is_unknown_has_no_value(code: str, value: float) -> None:
    assert parse(number_format_of(code).number(value)).note == "broken_number"


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300])
def test_a_number_that_is_huge_or_not_finite_has_no_value(value: float) -> None:
    assert parse(number_format_of("0.00").number(value)).value is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("0", "12"),
        ("@", "12"),
        ("_ @_ ", "12"),
        (";;;", ""),
        ('@"件"', "12件"),
        ('0;0;0;"无"', "无"),
        (STRUCK, "\u25a1"),
    ],
)
def test_a_text_reads_as_its_format_prints_it(code: str, text: str) -> None:
    assert number_format_of(code).text("12") == text


def test_the_default_cell_format_applies() -> None:
    data = _changed(
        _book(), "xl/styles.xml", 'cellXfs count="1"><xf numFmtId="0"', 'cellXfs count="1"><xf numFmtId="9"'
    )
    assert _said(data)[0] == ["甲", "100%", "200%", "300%"]


def test_a_struck_out_figure_has_no_value() -> None:
    data = _book(lambda sheet, book: sheet.write_number(1, 1, 254, book.add_format({"font_strikeout": True})))
    assert parse(_said(data)[1][1]).note == "not_a_number"


def test_zeros_hidden_by_a_sheet_are_blank() -> None:
    def change(sheet: Sheet, _: object) -> None:
        sheet.write_number(1, 1, 0)
        sheet.hide_zero()

    assert _said(_book(change))[1] == ["乙", "", "5", "6"]


def test_figures_reformatted_by_a_condition_have_no_value() -> None:
    def change(sheet: Sheet, book: Any) -> None:
        hidden = book.add_format({"num_format": ";;;"})
        sheet.conditional_format("B2:C2", {"type": "cell", "criteria": ">", "value": 4, "format": hidden})

    texts = _said(_book(change))
    assert [parse(text).note for text in texts[1][1:]] == ["broken_number", "broken_number", None]
    assert texts[0][1:] == ["1", "2", "3"]


def _xls(records: list[bytes], *formats: str) -> list[list[str]]:
    cells = [
        office_xls.cell(row, column, str(value), min(column, len(formats)))
        for row, values in enumerate(ROWS)
        for column, value in enumerate(values)
    ]
    return _said(office_xls.workbook([*records, *cells], ["General", *formats]))


def test_hidden_content_of_an_xls_file_is_not_read() -> None:
    row = office_xls.record(0x208, struct.pack("<HHHHIHH", 1, 0, 4, 300, 0, 0x20, 0))
    column = office_xls.record(0x7D, struct.pack("<6H", 2, 2, 2304, 0, 1, 0))
    assert _xls([row, column]) == [["甲", "1", "3"], ["丙", "7", "9"]]


def test_numbers_in_an_xls_file_read_as_their_formats_print_them() -> None:
    assert _xls([], "0%", ";;;", "[DBNum1]0")[0] == ["甲", "100%", "", "3\ufffd"]
    several = struct.pack("<HHHIHIH", 3, 1, 1, 2 | 7 << 2, 2, 2 | 8 << 2, 2)
    after = [office_xls.cell(3, 0, "丁"), office_xls.record(0xBD, several)]
    assert _xls(after, "0%", ";;;")[3] == ["丁", "700%"]


def test_zeros_hidden_by_an_xls_file_are_blank() -> None:
    window = office_xls.record(0x23E, struct.pack("<H", 0x06A6) + bytes(16))
    zero = office_xls.cell(3, 1, "0")
    assert _xls([office_xls.cell(3, 0, "丁"), office_xls.cell(3, 2, "5"), zero, window])[3] == ["丁", "", "5", ""]


def _xlsb(before: list[bytes], *formats: str, hidden: int = -1) -> list[list[str]]:
    rows = [
        office_xlsb.row_begins(number, number == hidden)
        + b"".join(office_xlsb.cell(at, str(value), min(at, len(formats))) for at, value in enumerate(values))
        for number, values in enumerate(ROWS)
    ]
    return _said(office_xlsb.workbook(rows, (), before, ["General", *formats]))


def test_hidden_content_of_an_xlsb_file_is_not_read() -> None:
    column = office_xlsb.record(60, struct.pack("<4IH", 2, 2, 2304, 0, 1))
    before = [office_xlsb.record(390), column, office_xlsb.record(391)]
    assert _xlsb(before, hidden=1) == [["甲", "1", "3"], ["丙", "7", "9"]]


def test_numbers_in_an_xlsb_file_read_as_their_formats_print_them() -> None:
    assert _xlsb([], "0%", ";;;", "[DBNum1]0")[0] == ["甲", "100%", "", "3\ufffd"]


def _ods(columns: str, rows: str, styles: str = "") -> list[list[str]]:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet><table:table>{columns}{rows}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return _said(office.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}))


def _ods_row(values: list[Any], attributes: str = "", first: str = "") -> str:
    cells = [
        f"<table:table-cell {first if at == 0 else ''}><text:p>{v}</text:p></table:table-cell>"
        for at, v in enumerate(values)
    ]
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize("said", ['table:visibility="collapse"', 'table:style-name="flat"'])
def test_hidden_content_of_an_opendocument_workbook_is_not_read(said: str) -> None:
    flat = '<style:style style:name="flat"><style:table-{0}-properties style:{1}="0.01cm"/></style:style>'
    styles = flat.format("row", "row-height") + flat.format("column", "column-width").replace('"flat"', '"thin"')
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column {}/><table:table-column/>'
    rows = _ods_row(ROWS[0]) + _ods_row(ROWS[1], said) + _ods_row(ROWS[2])
    found = _ods(columns.format(said.replace("flat", "thin")), rows, styles)
    assert found == [["甲", "1", "3"], ["丙", "7", "9"]]


def test_a_cell_of_an_opendocument_workbook_reads_as_printed() -> None:
    cell = 'office:value-type="float" office:value="254000"'
    assert _ods("", _ods_row(["254", "丁"], first=cell))[0] == ["254", "丁"]


def test_a_sheet_whose_part_is_not_found_is_refused() -> None:
    data = _changed(
        _book(lambda sheet, _: sheet.set_row(1, 0)), "xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml"
    )
    with pytest.raises(Unreadable) as refusal:
        read_spreadsheet(data)
    assert refusal.value.reason == "damaged_file"
