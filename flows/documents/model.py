"""What a document is once its file format no longer matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Unreadable(Exception):
    """A document that cannot be read at all: a code of `reasons.csv`, and the figure or type that led to it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


class Line(NamedTuple):
    """A line of text. `number` counts from 1 in a text file, None where the format has no lines.

    `grid` is the index of the grid whose cell it stands in, None outside tables. `page` counts from 1 where the
    format has pages.
    """

    text: str
    number: int | None
    grid: int | None
    page: int | None = None


class GridCell(NamedTuple):
    """A physical cell: its text, the grid column it starts in (from 0, spans expanded) and its width."""

    text: str
    column: int
    colspan: int


class Grid(NamedTuple):
    """An innermost table: its rows of physical cells, in printed order, cells of earlier rows not repeated.

    `pages` holds the page of each row, counted from 1; it is empty where the format has no pages.
    """

    rows: list[list[GridCell]]
    pages: Sequence[int] = ()


class Document(NamedTuple):
    """All text of a document in reading order, and its tables."""

    media_type: str
    encoding: str | None
    lines: list[Line]
    grids: list[Grid]
