"""Reads cells that contradict sums a second time, by another method, before the agency is blamed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial

from flows.documents.alternatives import PDF, Place, Way, other_ways, rows_reread
from flows.documents.folding import squeeze
from flows.documents.model import Opened, Unreadable
from flows.reading.layouts.cells import cells_of
from flows.reading.layouts.flow import read_flow
from flows.reading.layouts.sums import Key, displaced, failed, values_of
from flows.reading.layouts.values import is_value, parse
from flows.reading.records import Cell

_Figures = dict[Key, Decimal]


def reread(cells: list[Cell], data: bytes, opened: Opened, edition: str | None) -> list[Cell]:
    """The cells, those in sums that do not hold with the outcome of a second reading: `same`, `unread`, `differs`.

    Where it differs the figure is not certain, and the cell has no value. A row that the columns contradict has no
    values. Where the document can be read in one way only, and where every sum holds, nothing is reread.
    """
    sums = failed(cells, edition)
    if rows := displaced(cells, sums):
        cells = [c._replace(value=None, note="column_unclear") if c[:2] in rows else c for c in cells]
        sums = failed(cells, edition)
    asked = frozenset[Key]().union(*sums)
    ways = other_ways(data, opened, *_where(cells, asked)) if asked else ()
    if not ways:
        return cells
    placed = [partial(_placed, way, edition) for way in ways]
    counted = partial(_counted, cells, asked, data, opened)
    # A PDF opened again has no tables in which figures could be counted: there running text comes first.
    alternatives = _first_of(
        [placed[0], counted, *placed[1:]] if opened.media_type == PDF else [counted, *placed], asked
    )
    return [_compared(cell, alternatives) if cell[:3] in asked else cell for cell in cells]


def _first_of(readings: Sequence[Callable[[], _Figures]], asked: frozenset[Key]) -> _Figures:
    """The requested figures, each from the first reading that has it."""
    found: _Figures = {}
    for reading in readings:
        if asked <= found.keys():
            break
        with suppress(Unreadable):
            found = reading() | found
    return found


def _placed(way: Way, edition: str | None) -> _Figures:
    """The figures of all rows, from the document opened another way as running text."""
    return values_of(cells_of(read_flow(way()), edition).cells)


def _where(cells: Sequence[Cell], asked: frozenset[Key]) -> tuple[set[int], set[int]]:
    """The tables and the pages with any cell of the requested sections."""
    sections = {section for section, _, _ in asked}
    places = [cell.where for cell in cells if cell.section in sections]
    return {at.table for at in places if at.table}, {at.page for at in places if at.page}


def _counted(cells: Sequence[Cell], asked: frozenset[Key], data: bytes, opened: Opened) -> _Figures:
    """The figures of the rows that, opened again, print the same figures, exactly as many as the row has cells.

    If as many figures follow a label as there are columns, running text would give the same: only the other rows have
    to be read that way.
    """
    rows = _rows(cells, asked)
    found: _Figures = {}
    for place, texts in rows_reread(data, opened, rows.keys()).items():
        printed = [squeezed for text in texts if (squeezed := squeeze(text))]
        figures, before = printed[-len(rows[place]) :], printed[: -len(rows[place])]
        if before and is_value(before[-1]):
            continue
        if [parse(figure).value for figure in figures] == [cell.value for cell in rows[place]]:
            found |= values_of(rows[place])
    return found


def _rows(cells: Sequence[Cell], asked: frozenset[Key]) -> Mapping[Place, Sequence[Cell]]:
    """The cells of each row of a table with a requested cell and no cell without a value."""
    rows: defaultdict[Place, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.where.table and cell.where.row:
            rows[cell.where.table, cell.where.row].append(cell)
    return {
        place: row
        for place, row in rows.items()
        if any(cell[:3] in asked for cell in row) and all(cell.value is not None for cell in row)
    }


def _compared(cell: Cell, alternatives: Mapping[Key, Decimal]) -> Cell:
    value = alternatives.get(cell[:3])
    if value is None:
        return cell._replace(reread="unread")
    if value == cell.value:
        return cell._replace(reread="same")
    return cell._replace(value=None, note="readings_differ", reread="differs")
