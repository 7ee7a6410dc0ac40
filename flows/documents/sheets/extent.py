"""Checks how far the sheets of a workbook reach, before they are opened.

The parser lays out every sheet in full, from its first cell to its last: two cells in opposite corners make 17 billion
positions of a 2 KB file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from flows.documents import limits
from flows.documents.archives.compound import Compound
from flows.documents.archives.containers import Parts
from flows.documents.model import Unreadable
from flows.documents.sheets.sheet import column_of

_FAR = re.compile(rb'<c r="(?:[A-Za-z](?:[A-Za-z]|[0-9]{5})|[^A-Za-z])')
_REFERENCE = re.compile(rb"[\"']([A-Za-z]*)([0-9]+)[\"']")
_UNUSUAL = (b"<c>", b"<c/>", b"<c\t", b"<c\r", b"<c\n", b":sheetData")
_SHEET = b"sheetData"
_LINKS = "xl/_rels/workbook.xml.rels"
_LINKED = re.compile(rb"Target=\"(?:/xl/)?worksheets/[A-Za-z0-9]+\.(?:xml|bin)\"")
# Records of BIFF 8 that hold the row and column of a cell, and those that begin a sheet.
_CELLS = frozenset({0x06, 0x7E, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E})
BEGINS = frozenset({0x09, 0x209, 0x409, 0x809})
_XLSB_ROW, _XLSB_CELLS = 0, range(1, 12)


def check_total(parts: Parts) -> None:
    """Raises Unreadable where the parts of a workbook are too large.

    The parser reads no more of a part than its declared size.
    """
    if sum(parts.sizes.values()) > limits.UNPACKED_BYTES:
        raise Unreadable("too_large", f"{sum(parts.sizes.values())} > {limits.UNPACKED_BYTES}")


def check_zip(parts: Parts) -> None:
    """Raises Unreadable where a sheet of a zipped workbook reaches too far."""
    links = parts.read(_LINKS) if _LINKS in parts.sizes else b""
    usual = links.count(b'/worksheet"') == len(_LINKED.findall(links))
    for name in parts.sizes:
        if name.startswith("xl/worksheets/") or not usual:
            data = parts.read(name)
            if name.endswith(".bin"):
                _check_area(*_outermost(_xlsb_cells(data)))
            elif _SHEET in data:
                _check_sheet(data)


def check_ole(data: bytes) -> None:
    """Raises Unreadable where a sheet of an XLS file reaches too far."""
    compound = Compound(data)
    streams = [name for name in ("Workbook", "Book") if name in compound.entries]
    if not streams:
        raise Unreadable("damaged_file", "Workbook")
    for name in streams:
        rows = columns = 0
        for kind, body in xls_records(compound.stream(name)):
            if kind in BEGINS:
                rows = columns = 0
            elif kind in _CELLS and len(body) >= 4:
                row, column = struct.unpack_from("<HH", body)
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                _check_area(rows, columns)


def _check_area(rows: int, columns: int) -> None:
    if rows * columns > limits.SHEET_AREA:
        raise Unreadable("too_many_cells", f"{rows * columns} > {limits.SHEET_AREA}")


def _check_sheet(xml: bytes) -> None:
    cells = xml.count(b"<c ")
    has_places = cells == xml.count(b'<c r="') and not any(sign in xml for sign in _UNUSUAL)
    if has_places and not _FAR.search(xml):
        return
    # A cell without a reference follows the one before it.
    unplaced = 0 if has_places else xml.count(b"<")
    # The parser truncates longer numbers to 32 bits.
    references = ((int(row[:12]), column_of(letters[:8].decode()) + 1) for letters, row in _REFERENCE.findall(xml))
    rows, columns = _outermost(references)
    _check_area(rows + unplaced, columns + unplaced)


def _outermost(places: Iterator[tuple[int, int]]) -> tuple[int, int]:
    rows = columns = 0
    for row, column in places:
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def xls_records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records of an XLS file from a place on: their kind and content."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part of an XLSB file: their kind and content."""
    at = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _xlsb_cells(data: bytes) -> Iterator[tuple[int, int]]:
    """The places of the cells as the parser reads them: what a record lacks is taken from the one before."""
    row, head = 0, bytes(4)
    for kind, body in xlsb_records(data):
        head = body[:4] + head[len(body[:4]) :]
        first = struct.unpack("<I", head)[0]
        if kind == _XLSB_ROW:
            row = first
        elif kind in _XLSB_CELLS:
            yield row, first


def _variable(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in up to `most` groups of seven bits, the lowest first; and where it ends."""
    number = 0
    for place, byte in enumerate(data[at : at + most]):
        number |= (byte & 0x7F) << 7 * place
        at += 1
        if byte < 0x80:
            break
    return number, at
