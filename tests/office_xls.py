"""Writes a sheet as an XLS file (BIFF 8 inside OLE2), which no available library can write."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from tests.office_files import places
from tests.rendering.pieces import Document, Prose

_SECTOR, _END, _FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF


def xls(document: Document) -> bytes:
    """A report in one sheet, with its merged cells."""
    records, merges = [], []
    for line, row in enumerate(sheet_rows(document)):
        for column, across, down, text in row:
            records.append(cell(line, column, text))
            if across > 1 or down > 1:
                merges.append((line, line + down - 1, column, column + across - 1))
    spans = b"".join(struct.pack("<4H", *merge) for merge in merges)
    return workbook([*records, record(0xE5, struct.pack("<H", len(merges)) + spans)])


def sheet_rows(document: Document) -> Iterator[list[tuple[int, int, int, str]]]:
    """The rows of a report in one sheet: for each cell its column, the columns and rows it spans, and its text."""
    for block in document:
        if isinstance(block, Prose):
            yield [(0, 1, 1, block.text)]
            continue
        for row in places(block):
            yield [(column, across, piece.down, piece.text) for piece, column, across, _ in row if piece is not None]


def is_plain_number(text: str) -> bool:
    """Whether a text is a number as the form requires it, which a sheet stores as a number."""
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def record(kind: int, body: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def cell(row: int, column: int, text: str, style: int = 0) -> bytes:
    """A cell: a number where the text is one, else a label."""
    place = struct.pack("<HHH", row, column, style)
    if is_plain_number(text):
        return record(0x203, place + struct.pack("<d", float(text)))
    return record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def workbook(records: list[bytes], formats: Sequence[str] = (), before: bytes = b"") -> bytes:
    """An XLS file of one sheet with these records; cells may have these formats, by their number.

    `before` are records in front of the formats: fonts, and styles that take the first numbers.
    """
    own = [struct.pack("<HHB", 164 + at, len(code), 1) + code.encode("utf-16-le") for at, code in enumerate(formats)]
    used = [struct.pack("<HH", 0, 164 + at) + bytes(16) for at in range(len(formats))]
    styles = b"".join([*(record(0x41E, each) for each in own), *(record(0xE0, each) for each in used)])
    name = struct.pack("<BB", 1, 0) + b"a"
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    begin += before + styles
    offset = len(begin) + 4 + 6 + len(name) + 4
    head = begin + record(0x85, struct.pack("<IBB", offset, 0, 0) + name) + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + b"".join(records) + record(0x0A, b"")
    return compound("Workbook", head + sheet)


def compound(name: str, stream: bytes) -> bytes:
    """An OLE2 file with one stream of at least 4,096 bytes: tables first, then the directory, then the stream."""
    stream += bytes(max(4096 - len(stream), 0))
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 8) // 128)
    first = tables + 1
    chain = [0xFFFFFFFD] * tables + [_END] + [*range(first + 1, first + count), _END]
    chain += [_FREE] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, _END, 0, 1) + _entry(name, 2, first, len(stream), _FREE)
    directory += bytes(_SECTOR - len(directory))
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream + bytes(-len(stream) % _SECTOR)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BBIII", kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + bytes(36) + struct.pack("<IQ", start, size)
