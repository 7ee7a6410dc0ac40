"""Sheets of a workbook as tables, made only as far as they are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flows.documents import limits
from flows.documents.model import Line, Unreadable
from flows.documents.sheets.beside import parted
from flows.documents.sheets.sheet import Sheet


class _Row(NamedTuple):
    """A row of a sheet: its cells, how many are filled, and the column after the last that is filled or merged.

    `spans` are the widths and heights of its merged cells by their column; columns of `covered` hold no cell, and None.
    """

    cells: Sequence[str | None]
    filled: int
    extent: int
    spans: dict[int, tuple[int, int]]
    covered: Collection[int]


class SheetGrid(NamedTuple):
    """A `Grid` of a sheet, its blank rows left out. `filled` counts the texts of each row that are not empty.

    `places` are the columns in which each cell of a row begins and ends; rows that are laid out alike share them.
    """

    texts: list[list[str]]
    filled: list[int]
    left: int
    layout: list[tuple[_Row, int]]
    places: list[list[tuple[int, int]]]
    pages: Sequence[int] = ()
    lines: Sequence[int] = ()
    is_lettered: bool = True

    def columns(self, row: int) -> list[tuple[int, int]]:
        """The grid column in which each cell of a row begins, and the one after its end."""
        return self.places[row]

    def spans(self, row: int, first: int) -> Sequence[tuple[int, int]]:
        """How many columns and rows the cells of a row span from one of them on; empty where all span one each."""
        cells = self.layout[row][0]
        last = max(cells.spans, default=-1)
        if last - self.left - len([1 for column in cells.covered if column < last]) < first:
            return ()
        found = [cells.spans.get(start, _SINGLE) for start, _ in self.columns(row)[first:]]
        return found if [1 for span in found if span != _SINGLE] else ()


class Workbook(NamedTuple):
    """A `Document` of sheets. Every text is a line; one alone in its row (a title or paragraph) belongs to no table."""

    media_type: str
    grids: list[SheetGrid]
    encoding: None = None
    recognised: bool = False
    title: None = None
    lines_after_tables: int = 0

    @property
    def lines(self) -> list[Line]:
        """All text in reading order."""
        return self.outside(())

    def outside(self, grids: Collection[int]) -> list[Line]:
        """All lines but those in the cells of the grids named by their indexes."""
        return [line for line in self.outlined(grids) if line.text]

    def outlined(self, grids: Collection[int]) -> list[Line]:
        """The same, and one line without text in the place of each of these grids."""
        found: list[Line] = []
        for at, grid in enumerate(self.grids):
            is_left_out, is_placed = at in grids, False
            for texts, filled in zip(grid.texts, grid.filled, strict=True):
                if filled == 1 or not is_left_out:
                    index = at if filled > 1 else None
                    found += [Line(line, None, index) for text in texts if (line := text.strip())]
                elif not is_placed:
                    found.append(Line("", None, at))
                    is_placed = True
        return found


class Sheets:
    """Makes grids of sheets, within the limits of all of them together."""

    def __init__(self) -> None:
        self.grids: list[SheetGrid] = []
        self._cells = self._area = self._parted = 0

    def add(self, sheet: Sheet) -> None:
        """Take in one sheet, unless it is empty. Raises Unreadable where there are too many cells."""
        (top, left), texts, _, hidden = sheet
        end = left + max(map(len, texts), default=0)
        spans, covered = self._merged(sheet, end)
        rows = [
            _row(row, left, spans.get(number, _NO_SPANS), covered.get(number, hidden))
            for number, row in enumerate(texts, start=top)
        ]
        if end - left >= _NARROWEST and self._parted < _MOST_SPLIT and [1 for row in rows if "" in row.cells]:
            pieces = parted(sheet, [row.cells for row in rows])
            self._parted += bool(pieces)
            for piece in pieces:
                self.add(piece)
            if pieces:
                return
        self._lay_out(rows, left, end)

    def _lay_out(self, rows: Sequence[_Row], left: int, end: int) -> None:
        layout = [(row, min(width, end)) for row, width in zip(rows, _widths(rows), strict=True) if row.filled]
        self._cells += sum([width - left for _, width in layout])
        if self._cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        if layout:
            printed = [_cells(row, left, width) for row, width in layout]
            self.grids.append(
                SheetGrid(printed, [row.filled for row, _ in layout], left, layout, _places(layout, left))
            )

    def _merged(self, sheet: Sheet, end: int) -> tuple[dict[int, dict[int, tuple[int, int]]], dict[int, set[int]]]:
        """By row: the size of merged cells by their column, and the columns without a cell of their own."""
        spans: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        covered: dict[int, set[int]] = defaultdict((lambda: set(sheet.hidden)) if sheet.hidden else set)
        above, below = sheet.start[0], sheet.start[0] + len(sheet.texts)
        for (top, left), (bottom, right) in sheet.merges:
            width, height = max(right - left + 1, 1), max(bottom - top + 1, 1)
            spans[top][left] = min(width, limits.COLSPAN), min(height, limits.ROWSPAN)
            rows = range(max(top, above), min(bottom + 1, below))
            columns = range(max(left, sheet.start[1]), min(right + 1, end))
            self._area += len(rows) * len(columns)
            if self._area > limits.SHEET_AREA:
                raise Unreadable("too_many_cells", f"> {limits.SHEET_AREA}")
            for row in rows:
                covered[row].update(columns)
            covered[top].discard(left)
        return spans, covered


_MOST_SPLIT = 20
# Two tables of two columns each, and a blank column.
_NARROWEST = 5
_SINGLE = (1, 1)
_NO_SPANS: dict[int, tuple[int, int]] = {}
_BLANK = _Row([], 0, 0, _NO_SPANS, ())


def _row(texts: Sequence[str | None], left: int, spans: dict[int, tuple[int, int]], covered: Collection[int]) -> _Row:
    filled = len(texts) - texts.count("")
    if covered:
        texts = [*texts, *[""] * (max(covered) + 1 - left - len(texts))]
        for column in covered:
            texts[column - left] = None
        filled = len(texts) - texts.count("") - texts.count(None)
    if not filled:
        return _BLANK
    last = len(texts)
    while not texts[last - 1]:
        last -= 1
    extent = left + last
    if spans:
        extent = max(extent, *[column + width for column, (width, _) in spans.items()])
    return _Row(texts, filled, extent, spans, covered)


def _cells(row: _Row, left: int, width: int) -> list[str]:
    """The texts of a row before column `width`."""
    cells = row.cells[: width - left]
    return [text for text in cells if text is not None] + [""] * (width - left - len(cells))


def _places(layout: Sequence[tuple[_Row, int]], left: int) -> list[list[tuple[int, int]]]:
    """For each row, the column in which each of its cells begins, and the one after its end."""
    found: list[list[tuple[int, int]]] = []
    last: tuple[object, ...] = ()
    for (_, _, _, spans, covered), width in layout:
        if last != (spans, covered, width):
            columns = [column for column in range(left, width) if column not in covered]
            placed = [(column, column + spans.get(column, _SINGLE)[0]) for column in columns]
            last = spans, covered, width
        found.append(placed)
    return found


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
        width = max(width, max([row.extent for row in rows[at:end]]))
        found += [width] * (end - at)
        at = end
    return found
