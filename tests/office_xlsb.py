"""Writes a sheet as an XLSB file (BIFF 12 in a ZIP container), which no available library can write."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.office_files import zipped
from tests.office_xls import is_plain_number, sheet_rows
from tests.rendering.pieces import Document

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN, _SHEET = "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "application/vnd.ms-excel.worksheet"


def xlsb(document: Document) -> bytes:
    """A report in one sheet, with its merged cells."""
    rows, merges = list[bytes](), list[tuple[int, int, int, int]]()
    for line, row in enumerate(sheet_rows(document)):
        rows.append(row_begins(line) + b"".join(cell(column, text) for column, _, _, text in row))
        merges += [(line, line + down - 1, column, column + across - 1) for column, across, down, _ in row]
    spans = [record(176, struct.pack("<4I", *merge)) for merge in merges if merge[0] < merge[1] or merge[2] < merge[3]]
    return workbook(rows, [record(177, struct.pack("<I", len(spans))), *spans, record(178)])


_XF = 47


def workbook(
    rows: list[bytes],
    after: Sequence[bytes] = (),
    before: Sequence[bytes] = (),
    formats: Sequence[str] = (),
    dresses: Sequence[bytes] = (),
) -> bytes:
    """An XLSB file of one sheet with these cell records, the records before and after them, and cell formats.

    `dresses` are records of fonts, fills and styles; cells use these styles instead of the formats.
    """
    extent = record(148, struct.pack("<4I", 0, len(rows), 0, 20))
    sheet = [record(129), extent, *before, record(145), *rows, record(146)]
    own = [record(44, struct.pack("<H", 164 + at) + _wide(code)) for at, code in enumerate(formats)]
    used = [record(47, struct.pack("<HH", 0, 164 + at) + bytes(12)) for at in range(len(formats))]
    fonts = [one for one in dresses if one[0] != _XF]
    used = [one for one in dresses if one[0] == _XF] or used
    styles = [record(278), *own, *fonts, record(617, bytes(4)), *used, record(618), record(279)]
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("a")
    book = [record(131), record(143), record(156, bundle), record(144), record(132)]
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Override PartName="/xl/workbook.bin" ContentType="{_MAIN}"/>'
            f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{_SHEET}"/></Types>',
            "_rels/.rels": _link("officeDocument", "xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": _link("worksheet", "worksheets/sheet1.bin"),
            "xl/workbook.bin": b"".join(book),
            "xl/styles.bin": b"".join(styles),
            "xl/worksheets/sheet1.bin": b"".join([*sheet, *after, record(130)]),
        }
    )


def row_begins(line: int, hidden: bool = False) -> bytes:
    """The record with which a row begins."""
    return record(0, struct.pack("<IIHBBBI", line, 0, 300, 0, 0x10 * hidden, 0, 0))


def cell(column: int, text: str, style: int = 0) -> bytes:
    """A cell: a number where the text is one, else an inline string."""
    place = struct.pack("<II", column, style)
    if is_plain_number(text):
        return record(5, place + struct.pack("<d", float(text)))
    return record(6, place + _wide(text))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def record(kind: int, body: bytes = b"") -> bytes:
    """One BIFF record."""
    return _number(kind) + _number(len(body)) + body


def _number(number: int) -> bytes:
    """A number in groups of seven bits, lowest first."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _number(rest) if rest else bytes([low])


def _link(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'
