"""A document opened a second time, by other ways than the first: for figures that contradict one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from flows.documents.folding import parted
from flows.documents.html.rows import rows_by_tree
from flows.documents.html.scan import ScannedPage
from flows.documents.html.tree import read_tree
from flows.documents.model import Line, Opened, Table
from flows.documents.opening import as_page

PDF = "application/pdf"
Way = Callable[[], Sequence[Line]]
Place = tuple[int, int]
"""A table and one of its rows, both counted from 1."""


def rows_again(data: bytes, opened: Opened, places: Collection[Place]) -> Mapping[Place, Sequence[str]]:
    """The texts of the cells of some rows, opened another way where there is one.

    Raises Unreadable where the other way cannot open the document.
    """
    if isinstance(opened, ScannedPage):
        return rows_by_tree(as_page(data)[1], places)
    grids = _parsed(data) if _is_workbook(opened) else opened.grids
    texts = {table: grids[table - 1].texts for table, _ in places if table <= len(grids)}
    return {(table, row): texts[table][row - 1] for table, row in places if row <= len(texts.get(table, ()))}


def other_ways(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Sequence[Way]:
    """The ways to open a document again, the one that has least in common with the first reading first.

    Each gives lines of running text, a table as one line a row, and raises Unreadable where it cannot; a workbook and
    a PDF first those of some tables or pages, counted from 1, only. There is none for running text and for what was
    recognised from a picture.
    """
    if opened.recognised or opened.media_type == "text/plain":
        return ()
    if opened.media_type == "application/pdf":
        return (
            partial(_without_rulings, data, sorted(pages)),
            partial(_without_rulings, data),
            partial(_as_rows, opened),
        )
    if _is_workbook(opened):
        return partial(_by_parser, data, tables), partial(_by_parser, data)
    if isinstance(opened, ScannedPage):
        return (partial(_by_tree, data),)
    return (partial(_as_rows, opened),)


def _is_workbook(opened: Opened) -> bool:
    return "sheet" in opened.media_type or "excel" in opened.media_type


def _by_tree(data: bytes) -> list[Line]:
    _, text, encoding = as_page(data)
    return _as_rows(read_tree(text, encoding))


def _without_rulings(data: bytes, pages: Sequence[int] | None = None) -> list[Line]:
    """A PDF as a page of text prints it: what stands at one height is a line, whatever is drawn around it."""
    from flows.documents.pdf.document import read_pdf

    return read_pdf(data, is_ruled=False, only=pages).lines


def _parsed(data: bytes) -> Sequence[Table]:
    from flows.documents.sheets.workbook import read_spreadsheet

    return read_spreadsheet(data, is_scanned=False).grids


def _by_parser(data: bytes, tables: Collection[int] | None = None) -> list[Line]:
    """Every row of every sheet, or of some: all text of a workbook stands in one."""
    grids = enumerate(_parsed(data), 1)
    return [line for at, grid in grids if tables is None or at in tables for line in _rows(grid)]


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
