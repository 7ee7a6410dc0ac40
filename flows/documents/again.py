"""A document opened a second time, by other ways than the first: for figures that contradict one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from flows.documents.folding import parted
from flows.documents.html_tree import read_tree
from flows.documents.model import Line, Opened, Table
from flows.documents.opening import as_page

Way = Callable[[], Sequence[Line]]


def other_ways(data: bytes, opened: Opened) -> Sequence[Way]:
    """The ways to open a document again, the one that has least in common with the first reading first.

    Each gives lines of running text, a table as one line a row, and raises Unreadable where it cannot. There is none
    for running text and for what was recognised from a picture.
    """
    if opened.recognised or opened.media_type == "text/plain":
        return ()
    if opened.media_type == "text/html":
        return (partial(_by_tree, data),)
    if opened.media_type == "text/markdown":
        return (lambda: opened.lines,)
    if "sheet" in opened.media_type or "excel" in opened.media_type:
        return (partial(_by_parser, data),)
    as_rows = partial(_as_rows, opened)
    return (partial(_without_rulings, data), as_rows) if opened.media_type == "application/pdf" else (as_rows,)


def _by_tree(data: bytes) -> list[Line]:
    _, text, encoding = as_page(data)
    return _as_rows(read_tree(text, encoding))


def _without_rulings(data: bytes) -> list[Line]:
    """A PDF as a page of text prints it: what stands at one height is a line, whatever is drawn around it."""
    from flows.documents.pdf import read_pdf

    return read_pdf(data, is_ruled=False).lines


def _by_parser(data: bytes) -> list[Line]:
    """Every row of every sheet: all text of a workbook stands in one."""
    from flows.documents.spreadsheet import read_spreadsheet

    return [line for grid in read_spreadsheet(data, is_scanned=False).grids for line in _rows(grid)]


def _as_rows(opened: Opened) -> list[Line]:
    """All lines in reading order; in place of those of a table, its rows."""
    found: list[Line] = []
    told: set[int] = set()
    for line in opened.lines:
        if line.grid is None:
            found.append(line)
        elif line.grid not in told:
            told.add(line.grid)
            found += _rows(opened.grids[line.grid])
    return found


def _rows(grid: Table) -> list[Line]:
    """A line for each row, with pipes between its cells."""
    return [Line("|".join([parted(text) for text in texts]), None, None) for texts in grid.texts]
