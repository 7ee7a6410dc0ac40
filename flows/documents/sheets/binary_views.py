"""How the sheets of XLS and XLSB files are shown, from their records: the parser of workbooks does not say."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from flows.documents import limits
from flows.documents.archives.compound import Compound
from flows.documents.archives.containers import Parts
from flows.documents.model import Unreadable
from flows.documents.sheets.binary_styles import BinaryStyles
from flows.documents.sheets.cell_formats import CellFormat
from flows.documents.sheets.extent import BEGINS, xls_records, xlsb_records
from flows.documents.sheets.number_formats import BUILT_IN, NumberFormat
from flows.documents.sheets.sheet import Place
from flows.documents.sheets.view import COLUMNS, LOW, NOTHING_PRINTED, View, mark, marked
from flows.documents.sheets.xlsx_views import linked

_BOOK, _LINKS, _STYLES = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin"
_TWIPS = 20
# Records of BIFF 8, and of BIFF 12 in XLSB files.
_END, _BOUND, _WINDOW, _ROW, _COLUMN, _FORMAT, _STYLE = 0x0A, 0x85, 0x23E, 0x208, 0x7D, 0x41E, 0xE0
_SINGLE, _SEVERAL = frozenset((0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E)), 0xBD
_X_ROW, _X_CELLS, _X_COLUMN, _X_WINDOW, _X_BUNDLE = 0, range(2, 12), 60, 137, 156
_X_FORMAT, _X_STYLE, _X_STYLES, _X_END = 44, 47, 617, 618
_FONT, _PALETTE, _X_FONT, _X_FILL = 0x31, 0x92, 43, 45
_SHARED, _X_SHARED = 0xFD, 7
_ZEROS = 0x10


_CellFormats = tuple[Sequence[CellFormat], bool]
"""The formats of cells by the number of their style, and whether pieces of texts may look different."""


class _View:
    """A view as it is found record by record."""

    def __init__(self, formats: _CellFormats) -> None:
        self._cell_formats, self._has_pieces = formats
        self._unsure = set[Place]()
        self._rows, self._columns = set[int](), bytearray(COLUMNS)
        self._places: dict[Place, NumberFormat] = {}
        self._zeros = True

    def row(self, row: int, height: int, is_hidden: bool) -> None:
        # In these files a height of zero does not hide a row.
        if is_hidden or 0 < height < LOW * _TWIPS:
            self._rows.add(row)

    def column(self, first: int, last: int, width: int, is_hidden: bool) -> None:
        mark(self._columns, first, last, is_hidden or not width)

    def cell(self, row: int, column: int, style: int, *, is_text: bool = False) -> None:
        """Take in a cell; where some texts have pieces that are drawn differently, any text may."""
        if is_text and self._has_pieces:
            self._unsure.add((row, column))
        if style >= len(self._cell_formats) or self._cell_formats[style].is_plain:
            return
        cell_format = self._cell_formats[style]
        self._places[row, column] = NOTHING_PRINTED if cell_format.visibility == "unseen" else cell_format.number_format
        if cell_format.visibility == "unsure":
            self._unsure.add((row, column))

    def window(self, flags: int) -> None:
        self._zeros = self._zeros and bool(flags & _ZEROS)

    def made(self) -> View:
        return View(self._rows, marked(self._columns), self._places, self._zeros, unsure=self._unsure)


def xls_views(data: bytes) -> list[View | None]:
    """How each sheet of an XLS file is shown, in order; None for sheets that are not.

    Raises Unreadable where there are too many.
    """
    compound = Compound(data)
    stream = compound.stream("Workbook" if "Workbook" in compound.entries else "Book")
    formats = _xls_styles(stream)
    bounds = [struct.unpack_from("<IB", body) for kind, body in xls_records(stream) if kind == _BOUND and len(body) > 4]
    visible = [start for start, state in bounds if not state & 3]
    if len(visible) > limits.SHEETS:
        raise Unreadable("too_large", f"{len(visible)} > {limits.SHEETS}")
    views = {start: _xls_view(stream, start, formats) for start in visible}
    return [views.get(start) for start, _ in bounds]


def _xls_view(stream: bytes, start: int, formats: _CellFormats) -> View:
    view, depth = _View(formats), 0
    for kind, body in xls_records(stream, start):
        if kind in BEGINS:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:
            _xls_record(view, kind, body)
    return view.made()


def _xls_record(view: _View, kind: int, body: bytes) -> None:
    if kind == _ROW and len(body) >= 14:
        row, height, flags = struct.unpack_from("<H4xH4xH", body)
        # The highest bit of the height marks it as the default.
        view.row(row, height & 0x7FFF, bool(flags & 0x20))
    elif kind == _COLUMN and len(body) >= 10:
        first, last, width, _, flags = struct.unpack_from("<5H", body)
        view.column(first, last, width, bool(flags & 1))
    elif kind == _WINDOW and len(body) >= 2:
        view.window(body[0])
    elif kind in _SINGLE and len(body) >= 6:
        view.cell(*struct.unpack_from("<3H", body), is_text=kind == _SHARED)
    elif kind == _SEVERAL:
        row, first = struct.unpack_from("<2H", body) if len(body) >= 6 else (0, 0)
        for number in range((len(body) - 6) // 6):
            view.cell(row, first + number, struct.unpack_from("<H", body, 4 + 6 * number)[0])


def _xls_styles(stream: bytes) -> _CellFormats:
    """The formats of cells, which come before the first sheet."""
    own, styles = dict[int, str | None](BUILT_IN), BinaryStyles()
    is_old = stream[4:6] != b"\x00\x06"
    for kind, body in xls_records(stream):
        if kind == _FORMAT and len(body) >= 5:
            own[struct.unpack_from("<H", body)[0]] = _old_code(body[3:]) if is_old else _code(body[4], body[5:])
        elif kind == _STYLE and len(body) >= 4:
            styles.xls_style(body)
        elif kind == _FONT and len(body) >= 10:
            styles.xls_font(body)
        elif kind == _PALETTE and len(body) >= 2:
            styles.xls_palette(body)
        elif kind == _END:
            break
    return styles.cell_formats(own), styles.has_pieces


def _old_code(letters: bytes) -> str | None:
    return letters.decode("ascii") if letters.isascii() else None


def _code(flags: int, letters: bytes) -> str:
    return letters.decode("utf-16-le", "replace") if flags & 1 else letters.decode("latin-1")


def xlsb_views(parts: Parts) -> list[View | None]:
    """How each sheet of an XLSB file is shown, in order; None where a sheet is not shown or not found."""
    links = linked(parts, _LINKS)
    formats = _xlsb_styles(parts)
    found, views = list[View | None](), dict[str, View]()
    for kind, body in xlsb_records(parts.read(_BOOK)):
        if kind == _X_BUNDLE and len(body) >= 12:
            length = struct.unpack_from("<I", body, 8)[0]
            link = body[12 : 12 + 2 * min(length, len(body))].decode("utf-16-le", "replace")
            part = None if body[0] & 3 else links.get(link)
            if part and part not in views:
                views[part] = _xlsb_view(parts.read(part), formats)
            found.append(views[part] if part else None)
    return found


def _xlsb_view(data: bytes, formats: _CellFormats) -> View:
    view, row = _View(formats), 0
    for kind, body in xlsb_records(data):
        if kind == _X_ROW and len(body) >= 12:
            row, height, flags = struct.unpack_from("<I4xHxB", body)
            view.row(row, height, bool(flags & 0x10))
        elif kind == _X_COLUMN and len(body) >= 18:
            first, last, width, flags = struct.unpack_from("<III4xH", body)
            view.column(first, last, width, bool(flags & 1))
        elif kind == _X_WINDOW and body:
            view.window(body[0])
        elif kind in _X_CELLS and len(body) >= 8:
            column, style = struct.unpack_from("<II", body)
            view.cell(row, column, style & 0xFFFFFF, is_text=kind == _X_SHARED)
    return view.made()


def _xlsb_styles(parts: Parts) -> _CellFormats:
    own, styles, inside = dict[int, str | None](BUILT_IN), BinaryStyles(), False
    for kind, body in xlsb_records(parts.read(_STYLES) if _STYLES in parts.sizes else b""):
        if kind == _X_FORMAT and len(body) >= 6:
            own[struct.unpack_from("<H", body)[0]] = _code(1, body[6:])
        elif kind in (_X_STYLES, _X_END):
            inside = kind == _X_STYLES
        elif kind == _X_FONT and len(body) >= 20:
            styles.xlsb_font(body)
        elif kind == _X_FILL and len(body) >= 12:
            styles.xlsb_fill(body)
        elif kind == _X_STYLE and inside and len(body) >= 8:
            styles.xlsb_style(body)
    return styles.cell_formats(own), styles.has_pieces
