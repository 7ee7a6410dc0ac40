"""Opens a document a second time in a different way, to check figures that contradict one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pkgutil import resolve_name
from typing import NamedTuple

from flows.documents.folding import parted
from flows.documents.formats import FORMATS
from flows.documents.model import Line, Opened, Table

PDF = "application/pdf"
Way = Callable[[], Sequence[Line]]
Place = tuple[int, int]
"""A table and one of its rows, both counted from 1."""


class Alternatives(NamedTuple):
    """How a document can be opened again; each raises Unreadable where it cannot.

    `ways` give lines of running text, a table as one line a row, the way that has least in common with the first
    reading first. `rows` gives the texts of the cells of some rows, opened another way where there is one.
    """

    ways: Sequence[Way]
    rows: Callable[[Collection[Place]], Mapping[Place, Sequence[str]]]


def rows_reread(data: bytes, opened: Opened, places: Collection[Place]) -> Mapping[Place, Sequence[str]]:
    """The texts of the cells of some rows, opened another way where there is one. Raises Unreadable."""
    return _alternatives(data, opened, (), ()).rows(places)


def other_ways(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Sequence[Way]:
    """The other ways to open a document; workbooks and PDFs start with only these tables or pages, counted from 1.

    There are none for running text or for text recognised from a picture.
    """
    if opened.recognised or opened.media_type == "text/plain":
        return ()
    return _alternatives(data, opened, tables, pages).ways


def _alternatives(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Alternatives:
    name = next((each.alternatives for each in FORMATS if each.media_type == opened.media_type), None)
    make: Callable[..., Alternatives] = resolve_name(name) if name else in_rows
    return make(data, opened, tables, pages)


def in_rows(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Alternatives:
    """For formats that can be opened in one way only: their tables as running text."""
    return Alternatives((partial(as_rows, opened),), partial(texts_at, opened.grids))


def texts_at(grids: Sequence[Table], places: Collection[Place]) -> Mapping[Place, Sequence[str]]:
    """The texts of the cells of some rows of these tables."""
    texts = {table: grids[table - 1].texts for table, _ in places if table <= len(grids)}
    return {(table, row): texts[table][row - 1] for table, row in places if row <= len(texts.get(table, ()))}


def as_rows(opened: Opened) -> list[Line]:
    """All lines in reading order; in place of those of a table, its rows."""
    found: list[Line] = []
    for line in opened.outlined(range(len(opened.grids))):
        found += [line] if line.grid is None else lines_of(opened.grids[line.grid])
    return found


def lines_of(grid: Table) -> list[Line]:
    """A line for each row of a table, with pipes between its cells."""
    return [Line("|".join([parted(text) for text in texts]), None, None) for texts in grid.texts]
