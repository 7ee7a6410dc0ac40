"""A document once its file format no longer matters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

UNCLEAR = "\ue0f3"
"""Marks text, in a cell or beside digits in a line, of which it is unclear what is visible or in which order."""

FIELD = "\ue0f4"
"""Replaces, in a cell, a form field whose value is not in the document."""


class Unreadable(Exception):
    """A document that cannot be read at all: a code of `reasons.csv`, and the figure or type that led to it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


class Line(NamedTuple):
    """A line of text, without a line feed. `number` counts from 1 in a text file, None where the format has no lines.

    `grid` is the index of the grid whose cell it is in, None outside tables. `page` counts from 1 where the
    format has pages.
    """

    text: str
    number: int | None
    grid: int | None
    page: int | None = None


class GridCell(NamedTuple):
    """A physical cell: its text, how many columns and rows it spans, and the grid column it starts in, from 0.

    `column` is None where it follows from the spans of the cells around it.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    column: int | None = None


class Table(Protocol):
    """What every kind of grid has: the text of its physical cells, and their places.

    `is_lettered` where columns exist independently of content, as in a sheet.
    """

    @property
    def pages(self) -> Sequence[int]: ...
    @property
    def lines(self) -> Sequence[int]: ...
    @property
    def texts(self) -> Sequence[list[str]]: ...
    @property
    def is_lettered(self) -> bool: ...
    def columns(self, row: int) -> Sequence[tuple[int, int]]: ...
    def spans(self, row: int, first: int) -> Sequence[tuple[int, int]]: ...


class Grid(NamedTuple):
    """An innermost table: its rows of physical cells, in printed order, cells of earlier rows not repeated.

    `pages` holds the page of each row, `lines` its line, both counted from 1; empty where the format has none.
    """

    rows: list[list[GridCell]]
    pages: Sequence[int] = ()
    lines: Sequence[int] = ()
    is_lettered: bool = False

    @property
    def texts(self) -> list[list[str]]:
        """The text of every cell, row by row."""
        return [[cell[0] for cell in row] for row in self.rows]

    def columns(self, row: int) -> list[tuple[int, int]]:
        """The grid column in which each cell of a row begins, and the one after its end."""
        known = [(cell.column, cell.column + cell.colspan) for cell in self.rows[row] if cell.column is not None]
        return known or self._columns_by_spans(row)

    def _columns_by_spans(self, row: int) -> list[tuple[int, int]]:
        covered: dict[int, int] = {}
        places: list[tuple[int, int]] = []
        for cells in self.rows[: row + 1]:
            claims: dict[int, int] = {}
            places, column = [], 0
            for _, colspan, rowspan, _ in cells:
                while column in covered:
                    column += 1
                places.append((column, column + colspan))
                if rowspan > 1:
                    claims.update(dict.fromkeys(range(column, column + colspan), rowspan - 1))
                column += colspan
            covered = {at: rows - 1 for at, rows in covered.items() if rows > 1} | claims
        return places

    def spans(self, row: int, first: int) -> Sequence[tuple[int, int]]:
        """How many columns and rows the cells of a row span from one of them on; empty where all span one each."""
        cells = self.rows[row][first:]
        return [(cell[1], cell[2]) for cell in cells] if [1 for cell in cells if cell[1] != 1 or cell[2] != 1] else ()


class Opened(Protocol):
    """What every reader of a format returns: a `Document`, or what makes its lines only when they are asked for."""

    @property
    def media_type(self) -> str: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def grids(self) -> Sequence[Table]: ...
    @property
    def recognised(self) -> bool: ...
    @property
    def title(self) -> str | None: ...
    @property
    def lines_after_tables(self) -> int: ...
    @property
    def lines(self) -> list[Line]: ...
    def outside(self, grids: Collection[int]) -> list[Line]: ...
    def outlined(self, grids: Collection[int]) -> list[Line]: ...


class Document(NamedTuple):
    """All text of a document in reading order, and its tables.

    `recognised` where any of it was read from a picture. `title` is the title in the file's metadata, which is not
    shown: one title per line.
    """

    media_type: str
    encoding: str | None
    lines: list[Line]
    grids: Sequence[Table]
    recognised: bool = False
    title: str | None = None

    def outside(self, grids: Collection[int]) -> list[Line]:
        """All lines but those in the cells of the grids named by their indexes."""
        return [line for line in self.lines if line.grid is None or line.grid not in grids]

    def outlined(self, grids: Collection[int]) -> list[Line]:
        """The same, and one line without text in the place of each of these grids."""
        found: list[Line] = []
        seen: set[int] = set()
        for line in self.lines:
            if line.grid is None or line.grid not in grids:
                found.append(line)
            elif line.grid not in seen:
                seen.add(line.grid)
                found.append(line._replace(text=""))
        return found

    @property
    def lines_after_tables(self) -> int:
        """How many lines follow the last table."""
        last = next((i for i in range(len(self.lines) - 1, -1, -1) if self.lines[i].grid is not None), -1)
        return len(self.lines) - 1 - last
