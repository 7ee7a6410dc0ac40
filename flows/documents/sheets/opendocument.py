"""OpenDocument workbooks (ODS), whose merged and repeated cells the general parser does not report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from flows.documents import limits
from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.model import Unreadable
from flows.documents.numbers import whole
from flows.documents.sheets.opendocument_styles import OpenStyles
from flows.documents.sheets.view import COLUMNS, LOW, View, mark, marked
from flows.documents.visibility import undecided

CONTENT, _STYLES = "content.xml", "styles.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELL_STYLE, _ROW_STYLE = f"{_TABLE}style-name", f"{_TABLE}default-cell-style-name"
_DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SIZE = re.compile(r"([0-9]{1,5}(?:\.[0-9]{0,9})?)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
# Below these sizes in points, rows and columns show nothing.
_SMALLEST = (("table-row-properties", "row-height", LOW), ("table-column-properties", "column-width", 0.5))

_Place = tuple[int, int]


class OpenSheet:
    """One sheet, laid out as far as it is filled; `merged_cell_ranges` from first to last (row, column)."""

    def __init__(self, table: etree._Element, styles: OpenStyles, without_size: Collection[str | None] = ()) -> None:
        self._rows: list[list[str]] = []
        self.merged_cell_ranges: list[tuple[_Place, _Place]] = []
        self._cells = 0
        self._styles = styles
        self._defaults = _default_styles(table) if styles.has_effect else {}
        self._is_doubted = _is_covered(table) or (styles.has_effect and styles.may_hide(table))
        hidden = set[int]()
        for row in table.iter(f"{_TABLE}table-row"):
            begin = len(self._rows)
            self._row(row)
            if _is_hidden(row, without_size):
                hidden.update(range(begin, len(self._rows)))
        self.view = View(hidden, _hidden_columns(table, without_size))
        self.start: _Place | None = (0, 0) if self._rows else None
        self.end: _Place | None = (len(self._rows), max(map(len, self._rows), default=0)) if self._rows else None

    def to_python(self) -> list[list[str]]:
        """The texts as shown, row by row, all rows as wide as the widest."""
        width = max(map(len, self._rows), default=0)
        if width * len(self._rows) > limits.SHEET_AREA:
            raise Unreadable("too_many_cells", f"{width * len(self._rows)} > {limits.SHEET_AREA}")
        return [row + [""] * (width - len(row)) for row in self._rows]

    def _row(self, row: etree._Element) -> None:
        texts: list[str] = []
        blanks = 0
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = self._shown(row, cell, len(texts) + blanks) if cell.tag == f"{_TABLE}table-cell" else ""
            across, down = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
            repeated = _number(cell, "number-columns-repeated")
            if not text and across == down == 1:
                blanks += repeated
                continue
            self._count(blanks + repeated)
            texts += [""] * blanks
            if across > 1 or down > 1:
                place = len(self._rows), len(texts)
                self.merged_cell_ranges.append((place, (place[0] + down - 1, place[1] + across - 1)))
            texts += [text] * repeated
            blanks = 0
        repeated = _number(row, "number-rows-repeated") if texts else 1
        self._count(len(texts) * (repeated - 1) + repeated)
        self._rows += [texts] * repeated

    def _shown(self, row: etree._Element, cell: etree._Element, column: int) -> str:
        """What is visible of the text of a cell, which has its own style, else that of its row or column."""
        names = (cell.get(_CELL_STYLE), row.get(_ROW_STYLE), self._defaults.get(column))
        text = self._styles.shown(cell, next((name for name in names if name), ""))
        return undecided(text) if text and self._is_doubted else text

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")


def open_sheets(parts: Parts) -> Iterator[OpenSheet]:
    """The visible sheets of a workbook. Raises Unreadable where it is broken or beyond the limits."""
    root = parse_xml(parts.read(CONTENT))
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(p.get(f"{_TABLE}display") == "false" for p in style.iter(f"{_STYLE}table-properties"))
    }
    without_size = {style.get(f"{_STYLE}name") for style in root.iter(f"{_STYLE}style") if _has_no_size(style)}
    styles = OpenStyles([root, *([parse_xml(parts.read(_STYLES))] if _STYLES in parts.sizes else [])])
    for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        if table.get(f"{_TABLE}style-name") not in hidden:
            yield OpenSheet(table, styles, without_size)


def _has_no_size(style: etree._Element) -> bool:
    """Whether rows or columns of a style have no height or width."""
    return any(
        (length := _SIZE.fullmatch(each.get(f"{_STYLE}{size}") or "")) and float(length[1]) * _POINTS[length[2]] < least
        for kind, size, least in _SMALLEST
        for each in style.iterchildren(f"{_STYLE}{kind}")
    )


def _is_hidden(element: etree._Element, without_size: Collection[str | None]) -> bool:
    is_collapsed = element.get(f"{_TABLE}visibility") in ("collapse", "filter")
    return is_collapsed or element.get(f"{_TABLE}style-name") in without_size


def _is_covered(table: etree._Element) -> bool:
    """Whether a picture or a shape is drawn anywhere over a sheet."""
    shapes = table.iter(*(f"{_DRAWN}{name}" for name in ("frame", "rect", "custom-shape", "ellipse", "polygon")))
    return any(shape.getparent().tag != f"{_OFFICE}annotation" for shape in shapes)


def _default_styles(table: etree._Element) -> dict[int, str]:
    """The default styles of columns, for cells without one."""
    found, at = dict[int, str](), 0
    for column in table.iter(f"{_TABLE}table-column"):
        end = at + min(_number(column, "number-columns-repeated"), COLUMNS)
        found.update(dict.fromkeys(range(at, end), column.get(_ROW_STYLE) or ""))
        at = end
    return found


def _hidden_columns(table: etree._Element, without_size: Collection[str | None]) -> frozenset[int]:
    hidden, at = bytearray(COLUMNS), 0
    for column in table.iter(f"{_TABLE}table-column"):
        end = at + _number(column, "number-columns-repeated")
        mark(hidden, at, end - 1, _is_hidden(column, without_size))
        at = end
    return marked(hidden)


def _number(element: etree._Element, name: str) -> int:
    value = element.get(f"{_TABLE}{name}") or "1"
    return min(max(whole(value, limits.SHEET_AREA), 1), limits.SHEET_AREA)
