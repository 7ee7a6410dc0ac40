"""A report as the pieces it prints, each tagged with its cell of the form."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

Key = tuple[int, str, str]


class Figure(NamedTuple):
    """What one cell prints and the number it means; None where no number is printed."""

    text: str
    value: Decimal | None


class Piece(NamedTuple):
    """One cell of a printed table: kind is clause, header, group, label or value; `key` is set for values."""

    kind: str
    text: str
    key: Key | None = None
    across: int = 1
    down: int = 1


Row = tuple[Piece, ...]


class Table(NamedTuple):
    """One table of the form, `width` grid columns wide."""

    section: int
    width: int
    rows: tuple[Row, ...]


class Prose(NamedTuple):
    """A line outside the tables: kind is title, heading or sentence."""

    kind: str
    text: str


Document = tuple[Table | Prose, ...]
Figures = dict[Key, Figure]


class Line(NamedTuple):
    """One printed line and the cells of the form whose text is in it."""

    text: str
    keys: tuple[Key, ...] = ()


class Printed(NamedTuple):
    """A rendered report."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def data(self) -> bytes:
        return self.text.encode()

    def truth(self, figures: Figures) -> Figures:
        """What the cells still printed say."""
        return {key: figures[key] for line in self.lines for key in line.keys}
