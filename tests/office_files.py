"""Writes reports as Word and Excel files the way these programs do, without using the reader."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import xlsxwriter

from tests.rendering.pieces import Document, Piece, Prose, Table

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_FONTS = (
    '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:cs="宋体" w:hint="eastAsia"/>'
)
_RUN = f'<w:rPr>{_FONTS}<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>'
_MARK = f'<w:pPr><w:widowControl/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>{_RUN}</w:pPr>'
_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right")
)
_CELL = f'<w:tcBorders>{_BORDER}</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="auto"/><w:noWrap/>'


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)


class Place(NamedTuple):
    """A cell of a table with the column it starts in; `piece` is None where a cell from above continues."""

    piece: Piece | None
    column: int
    across: int
    starts: bool


def places(table: Table) -> Iterator[list[Place]]:
    """The rows of a table with every grid column filled, including those covered from above."""
    covered: dict[int, tuple[int, int]] = {}
    for row in table.rows:
        found, column, pieces = [], 0, iter(row)
        while column < table.width:
            if column in covered:
                left, across = covered.pop(column)
                if left > 1:
                    covered[column] = (left - 1, across)
                found.append(Place(None, column, across, False))
            else:
                piece = next(pieces, None)
                if piece is None:
                    break
                across = piece.across
                found.append(Place(piece, column, across, piece.down > 1))
            column += across
        for place in found:
            if place.piece is not None and place.starts:
                covered[place.column] = (place.piece.down - 1, place.across)
        yield found


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def paragraph(text: str, run: str = "", properties: str = "") -> str:
    """A paragraph with one run; every line of the text after the first begins with a break."""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return f"<w:p>{properties}<w:r>{run}{'<w:br/>'.join(lines)}</w:r></w:p>" if text else f"<w:p>{properties}</w:p>"


def cell(content: str, properties: str = "") -> str:
    """A cell around paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    """A table around rows of cells."""
    lines = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="a3"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>{lines}</w:tbl>'


def word_xml(body: str, namespace: str = TRANSITIONAL) -> str:
    """A whole document part around a body."""
    also = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{namespace}" {also}><w:body>{body}<w:sectPr/></w:body></w:document>'
    )


def docx(body: str, namespace: str = TRANSITIONAL, **parts: str) -> bytes:
    """A DOCX file around a body; further parts of `word/` by name."""
    link = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONSHIPS}">{link}</Relationships>',
            "word/document.xml": word_xml(body, namespace),
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def report_body(document: Document, *, heavy: bool = True) -> str:
    """A report as the body of a Word document; `heavy` writes all properties that Word itself writes for a cell."""
    run, mark, inner = (_RUN, _MARK, _CELL) if heavy else ("", "", "")
    blocks = [
        paragraph(block.text, run, mark) if isinstance(block, Prose) else _table(block, run, mark, inner)
        for block in document
    ]
    return "".join(blocks)


def _table(block: Table, run: str, mark: str, inner: str) -> str:
    rows = []
    for row in places(block):
        cells = []
        for piece, _, across, starts in row:
            span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
            down = "<w:vMerge/>" if piece is None else '<w:vMerge w:val="restart"/>' if starts else ""
            text = "" if piece is None else piece.text
            paragraphs = "".join(paragraph(line, run, mark) for line in text.split("\n"))
            cells.append(cell(paragraphs, f'<w:tcW w:w="{900 * across}" w:type="dxa"/>{span}{down}{inner}'))
        rows.append("".join(cells))
    return table(*rows)


def xlsx_side_by_side(document: Document, other: Table, down: int, right: int) -> bytes:
    """A report as a workbook of one sheet, with another table next to it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, line = book.add_worksheet(), 0
    for block in document:
        if isinstance(block, Prose):
            sheet.write_string(line, 0, block.text)
            line += 1
        else:
            line = _rows(sheet, block, line, 0)
    _rows(sheet, other, down, right)
    book.close()
    return file.getvalue()


def _rows(sheet, table: Table, line: int, left: int) -> int:
    for row in places(table):
        for piece, column, across, _ in row:
            if piece is not None:
                _write(sheet, line, left + column, across, piece, None, True)
        line += 1
    return line


def xlsx(document: Document, *, one_sheet: bool = True, blank_lines: bool = False, numbers: bool = True) -> bytes:
    """A report as a workbook: all of it in one sheet, or each table in a separate sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    border = book.add_format({"border": 1, "text_wrap": True})
    sheet, line = book.add_worksheet(), 0
    for block in document:
        if isinstance(block, Prose):
            sheet.write_string(line, 0, block.text)
            line += 1 + blank_lines
            continue
        if not one_sheet:
            sheet, line = book.add_worksheet(), 0
        for row in places(block):
            for piece, column, across, _ in row:
                if piece is not None:
                    _write(sheet, line, column, across, piece, border, numbers)
            line += 1
        line += blank_lines
    book.close()
    return file.getvalue()


def _write(sheet, line: int, column: int, across: int, piece: Piece, border, numbers: bool) -> None:
    if across > 1 or piece.down > 1:
        sheet.merge_range(line, column, line + piece.down - 1, column + across - 1, "", border)
    if numbers and piece.key and re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", piece.text):
        sheet.write_number(line, column, float(piece.text), border)
    else:
        sheet.write_string(line, column, piece.text, border)


_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_EDGE = '<table:table-cell table:number-columns-repeated="16380"/>'


def ods(document: Document, repeated: str = "") -> bytes:
    """A report as an OpenDocument workbook of one sheet; `repeated` holds repeat attributes of one more row."""
    rows = []
    for block in document:
        if isinstance(block, Prose):
            rows.append(f"<table:table-row>{_ods_cell(block.text)}{_EDGE}</table:table-row>")
            continue
        for row in places(block):
            cells = [_ods_place(place) for place in row]
            rows.append(f"<table:table-row>{''.join(cells)}{_EDGE}</table:table-row>")
    if repeated:
        rows.append(f"<table:table-row {repeated}>{_ods_cell('1', repeated)}</table:table-row>")
    rows.append(f'<table:table-row table:number-rows-repeated="1048000">{_EDGE}</table:table-row>')
    names = " ".join(f'xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f"<office:spreadsheet><table:table>{''.join(rows)}</table:table></office:spreadsheet>"
    content = f"<office:document-content {names}><office:body>{sheet}</office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_place(place: Place) -> str:
    covered = "<table:covered-table-cell/>" * (place.across - 1)
    if place.piece is None:
        return f"<table:covered-table-cell/>{covered}"
    spans = f'table:number-columns-spanned="{place.across}" table:number-rows-spanned="{place.piece.down}"'
    return _ods_cell(place.piece.text, spans) + covered


def _ods_cell(text: str, attributes: str = "") -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell {attributes}>{paragraphs}</table:table-cell>"
