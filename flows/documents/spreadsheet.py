"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every visible sheet is a table, its lone cells are lines of text too."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import python_calamine as calamine

from flows.documents import limits
from flows.documents.containers import Parts
from flows.documents.folding import cleaned
from flows.documents.markup import BLOCK, settled
from flows.documents.model import Document, Grid, GridCell, Line, Unreadable
from flows.documents.opendocument import CONTENT, OpenSheet, open_sheets
from flows.documents.spreadsheet_extent import check_ole, check_zip
from flows.documents.spreadsheet_strings import marked_strings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_MEDIA_TYPE = "application/vnd.ms-excel"
OPEN_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_Merge = tuple[tuple[int, int], tuple[int, int]]


def read_spreadsheet(data: bytes) -> Document:
    """Read the visible sheets of a workbook.

    Raises Unreadable where it is broken, protected by a password, or beyond the limits.
    """
    if not data.startswith(b"PK"):
        check_ole(data)
        return _opened(data, OLD_MEDIA_TYPE, {})
    parts = Parts(data)
    if CONTENT in parts.sizes:
        sheets = _Sheets({})
        for sheet in open_sheets(parts):
            sheets.add(sheet)
        return Document(OPEN_MEDIA_TYPE, None, sheets.lines, sheets.grids)
    check_zip(parts)
    return _opened(data, MEDIA_TYPE, marked_strings(parts))


def _opened(data: bytes, media_type: str, marked: dict[str, str]) -> Document:
    sheets = _Sheets(marked)
    try:
        _open(data, sheets)
    except calamine.CalamineError as error:
        raise Unreadable("damaged_file", type(error).__name__) from error
    except BaseException as error:
        # A panic of the parser is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("damaged_file", "PanicException") from error
    return Document(media_type, None, sheets.lines, sheets.grids)


def _open(data: bytes, sheets: _Sheets) -> None:
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    visible = [m for m in workbook.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
    if len(visible) > limits.SHEETS:
        raise Unreadable("too_large", f"{len(visible)} > {limits.SHEETS}")
    for sheet in visible:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            sheets.add(workbook.get_sheet_by_name(sheet.name))


class _Row(NamedTuple):
    """A row of a sheet: its texts from the first column on, and the widths of its merged cells by column.

    Columns of `covered` hold no cell. `extent` is the column behind the last cell that is filled or merged, `filled`
    the number of filled cells.
    """

    texts: list[str]
    spans: dict[int, int]
    covered: frozenset[int]
    extent: int
    filled: int

    def cells(self, first: int, width: int) -> list[GridCell]:
        """The cells before column `width`."""
        places = enumerate(self.texts[: max(width - first, 0)], start=first)
        if not self.spans and not self.covered:
            return [GridCell(text, column, 1) for column, text in places]
        return [GridCell(t, column, self.spans.get(column, 1)) for column, t in places if column not in self.covered]


class _Sheets:
    """The lines and grids of the sheets read so far. `marked` are texts that are printed with edges inside."""

    def __init__(self, marked: dict[str, str]) -> None:
        self.lines: list[Line] = []
        self.grids: list[Grid] = []
        self._marked = marked
        self._cells = self._area = 0

    def add(self, sheet: calamine.CalamineSheet | OpenSheet) -> None:
        """Take in one sheet, if anything stands in it."""
        if sheet.start is None or sheet.end is None:
            return
        top, left = sheet.start
        spans, covered = self._merged(sheet.merged_cell_ranges or [], sheet.start, sheet.end)
        laid_out: Sequence[Sequence[_Value]] = sheet.to_python()
        rows = [
            self._row(values, left, spans.get(number, _NO_SPANS), frozenset(covered.get(number, ())))
            for number, values in enumerate(laid_out, start=top)
        ]
        printed_rows = [
            (row.filled, row.cells(left, width)) for row, width in zip(rows, _widths(rows), strict=True) if row.filled
        ]
        if printed_rows:
            self._add(printed_rows)

    def _merged(
        self, merges: Sequence[_Merge], start: tuple[int, int], end: tuple[int, int]
    ) -> tuple[dict[int, dict[int, int]], dict[int, set[int]]]:
        """By row: the width of merged cells by their column, and the columns without a cell of their own."""
        spans: dict[int, dict[int, int]] = defaultdict(dict)
        covered: dict[int, set[int]] = defaultdict(set)
        for (top, left), (bottom, right) in merges:
            spans[top][left] = min(max(right - left + 1, 1), limits.COLSPAN)
            rows = range(max(top, start[0]), min(bottom, end[0]) + 1)
            columns = range(max(left, start[1]), min(right, end[1]) + 1)
            self._area += len(rows) * len(columns)
            if self._area > limits.SHEET_AREA:
                raise Unreadable("too_many_cells", f"> {limits.SHEET_AREA}")
            for row in rows:
                covered[row].update(columns)
            covered[top].discard(left)
        return spans, covered

    def _row(self, values: Sequence[_Value], left: int, spans: dict[int, int], covered: frozenset[int]) -> _Row:
        texts = [value if isinstance(value, str) else printed(value) for value in values]
        places = [column for column, text in enumerate(texts, start=left) if text]
        if covered:
            places = [column for column in places if column not in covered]
        if not places:
            return _BLANK
        self._cells += len(texts)
        if self._cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        if self._marked or "\n" in "".join(texts):
            texts = [self._settled(text) for text in texts]
        extent = max([places[-1] + 1, *(column + span for column, span in spans.items())])
        return _Row(texts, spans, covered, extent, len(places))

    def _settled(self, text: str) -> str:
        """A text with figures kept apart that stand in two lines, or of which one is raised."""
        if "\n" not in text and text not in self._marked:
            return text
        text = self._marked.get(text, text).replace("\r\n", "\n").strip()
        return settled(cleaned(text).replace("\n", BLOCK))

    def _add(self, rows: list[tuple[int, list[GridCell]]]) -> None:
        """Every text is a line. One that is alone in its row may be a title or a paragraph: a line of no table."""
        seen = "\n".join([cell.text for _, row in rows for cell in row])
        if cleaned(seen) != seen:
            rows = [(n, [cell._replace(text=cleaned(cell.text)) for cell in row]) for n, row in rows]
        index = len(self.grids)
        for filled, row in rows:
            grid = index if filled > 1 else None
            self.lines += [Line(text, None, grid) for cell in row if (text := cell.text.strip())]
        self.grids.append(Grid([row for _, row in rows]))


_NO_SPANS: dict[int, int] = {}
_BLANK = _Row([], _NO_SPANS, frozenset(), 0, 0)


def _widths(rows: Sequence[_Row]) -> list[int]:
    """For each row, the column in which its table ends; a sheet has no borders that could be read.

    A table ends with a blank row or with a lone merged cell. Below a lone cell it may be wider, never narrower.
    """
    found: list[int] = []
    width = at = 0
    while at < len(rows):
        end = at + 1
        if not rows[at].filled or (rows[at].filled == 1 and rows[at].spans):
            width = 0
        while end < len(rows) and rows[end].filled > 1:
            end += 1
        width = max(width, max(row.extent for row in rows[at:end]))
        found += [width] * (end - at)
        at = end
    return found


@lru_cache(maxsize=4096, typed=True)
def printed(value: _Value) -> str:
    """A value of a cell that is no text, as a sheet shows it: up to fifteen digits, never with an exponent."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(f"{value:.15g}"), "f")
    return str(value)
