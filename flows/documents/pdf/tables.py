"""Tables of a PDF: cells with their text, rejoined where the end of a page cuts them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flows.documents.folding import CUT, clean
from flows.documents.model import Grid, GridCell
from flows.documents.pdf.grids import Ruled
from flows.documents.pdf.text import OUTSIDE, Row

_APART = "|"


class Cell(NamedTuple):
    """A cell between `left` and `right` (points from the left side of its table) and its rows of text.

    `hangs` where it begins above the last row of its page and ends with it, `at_end` where it ends with it; `height`
    counts the rows it takes.
    """

    left: float
    right: float
    rows: list[Row]
    broken: bool
    hangs: bool
    at_end: bool
    height: int = 1

    @property
    def text(self) -> str:
        if not self.rows:
            return ""
        joined = self.rows[0].text if len(self.rows) == 1 else text_of([row.text for row in self.rows])
        return joined + CUT if self.broken else joined

    @property
    def is_full(self) -> bool:
        """Whether the last row of text leaves no room for a character of its size and as much on both sides."""
        last = self.rows[-1]
        return last.right - last.left + 2 * (last.bottom - last.top) > self.right - self.left


class Table(NamedTuple):
    """Rows of cells and the page of each; `top` and `bottom` are where it begins and ends on its first page.

    `em` is the usual height of text around it. `open_top` and `open_bottom` where no line closes it there.
    """

    top: float
    bottom: float
    width: float
    em: float
    rows: list[list[Cell]]
    pages: list[int]
    open_top: bool
    open_bottom: bool

    @property
    def is_frame(self) -> bool:
        """Whether there is only one cell: a frame around text, not a table."""
        return sum(map(len, self.rows)) == 1


def text_of(parts: list[str]) -> str:
    """The rows of a cell as one text; two numbers, or two parts of one, are kept apart."""
    text = ""
    for part in parts:
        text += _APART + part if text[-1:].isdigit() and part[:1].isdigit() else part
    return text


def table_of(ruled: Ruled, texts: list[list[Row]], page: int, em: float) -> Table:
    """A table of one page; `texts` holds the rows of text of each of its cells."""
    start = float(ruled.xs[0])
    xs = (ruled.xs - start).tolist()
    last = len(ruled.ys) - 1
    rows: list[list[Cell]] = [[] for _ in range(last)]
    for box, text in zip(ruled.boxes, texts, strict=True):
        hangs = box.bottom == last and box.bottom - box.top > 1
        sides = xs[box.left], xs[box.right]
        rows[box.top].append(Cell(*sides, text, box.broken, hangs, box.bottom == last, box.bottom - box.top))
    low = ((ruled.ys[1:] - ruled.ys[:-1]) < 1.1 * em).tolist()
    # Where a page ends in the padding of a row, an empty strip of it is left there or on the next page.
    low[0], low[-1] = low[0] or ruled.open_top, low[-1] or ruled.open_bottom
    rows = [row for row, is_low in zip(rows, low, strict=True) if row and not (is_low and _is_blank(row))]
    top, bottom = ruled.frame[1], ruled.frame[3]
    return Table(top, bottom, xs[-1], em, rows, [page] * len(rows), ruled.open_top, ruled.open_bottom)


def tables_on(ruled: list[Ruled], rows: list[Row], page: int, em: float) -> tuple[list[Table], list[Row]]:
    """The tables of a page with the rows of text in their cells, and the rows outside of cells."""
    cells: list[list[Row]] = [[] for table in ruled for _ in table.boxes]
    for row in rows:
        if row.cell != OUTSIDE:
            cells[row.cell].append(row)
    texts = iter(cells)
    tables = [table_of(table, [next(texts) for _ in table.boxes], page, em) for table in ruled]
    return tables, [row for row in rows if row.cell == OUTSIDE]


def _is_blank(row: list[Cell]) -> bool:
    return not any(cell.rows for cell in row)


def grid_of(table: Table) -> Grid:
    """The table with its columns counted: a column begins wherever a cell on any of its pages does."""
    sides = sorted({side for row in table.rows for cell in row for side in (cell.left, cell.right)})
    slack = 0.4 * table.em
    column, number = {sides[0]: 0}, 0
    for before, side in pairwise(sides):
        number += side - before > slack
        column[side] = number
    rows = [
        [GridCell(as_printed(x.text), max(column[x.right] - column[x.left], 1), x.height, column[x.left]) for x in row]
        for row in table.rows
    ]
    return Grid(rows, tuple(table.pages))


@lru_cache(maxsize=4_096)
def as_printed(text: str) -> str:
    """Text without invisible characters; a digit at its end is whole."""
    return clean(text + "\n")[:-1]
