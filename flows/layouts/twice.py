"""Cells that are printed twice: one cell for each place of the form."""

from __future__ import annotations

from collections.abc import Iterable

from flows.records import Cell


def once(cells: Iterable[Cell]) -> list[Cell]:
    """The cells in reading order, each listed once."""
    found: dict[tuple[int, str, str], Cell] = {}
    for cell in cells:
        key = cell[:3]
        found[key] = _merged(found[key], cell) if key in found else cell
    return list(found.values())


def _merged(first: Cell, second: Cell) -> Cell:
    """One cell of two printings of its row: theirs where they agree, none where they do not.

    A row label that stands without anything behind it is no printing: the form's words occur in text too.
    """
    if second.note == "row_without_values" or (first.value, first.raw) == (second.value, second.raw):
        return first
    if first.note == "row_without_values":
        return second
    return first._replace(value=None, note="printed_twice")
