"""Cells that sums contradict are read a second time, by another way, before an agency is blamed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from flows.documents.again import Way, other_ways
from flows.documents.model import Opened, Unreadable
from flows.layouts.cells import cells_of
from flows.layouts.flow import read_flow
from flows.layouts.sums import Key, displaced, failed
from flows.records import Cell


def reread(cells: list[Cell], data: bytes, opened: Opened, edition: str | None) -> list[Cell]:
    """The cells, each one of a sum that does not hold with what a second reading gave: `same`, `unread`, `differs`.

    Where it differs the figure is not certain, and is none. A row that the columns contradict has no values. Where
    the document can be read in one way only, and where every sum holds, nothing is read again.
    """
    sums = failed(cells)
    if rows := displaced(cells, sums):
        cells = [c._replace(value=None, note="column_unclear") if c[:2] in rows else c for c in cells]
        sums = failed(cells)
    ways = other_ways(data, opened) if sums else ()
    if not ways:
        return cells
    asked = frozenset[Key]().union(*sums)
    again = _again(ways, asked, edition)
    return [_compared(cell, again) if cell[:3] in asked else cell for cell in cells]


def _again(ways: Sequence[Way], asked: frozenset[Key], edition: str | None) -> dict[Key, Decimal]:
    """The figures that were asked for, each by the first way that gives it."""
    found: dict[Key, Decimal] = {}
    for way in ways:
        with suppress(Unreadable):
            cells, _, _ = cells_of(read_flow(way()), edition)
            found = {cell[:3]: cell.value for cell in cells if cell.value is not None} | found
        if asked <= found.keys():
            break
    return found


def _compared(cell: Cell, again: Mapping[Key, Decimal]) -> Cell:
    value = again.get(cell[:3])
    if value is None:
        return cell._replace(reread="unread")
    if value == cell.value:
        return cell._replace(reread="same")
    return cell._replace(value=None, note="readings_differ", reread="differs")
