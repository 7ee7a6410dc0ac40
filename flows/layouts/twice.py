"""Rows that are printed more than once: one cell of them, where they agree."""

from __future__ import annotations

from collections.abc import Sequence

from flows.layouts.rows import FoundRow
from flows.records import Cell


def is_once(rows: Sequence[FoundRow]) -> bool:
    """Whether no cell can be printed twice: no row is, and the figures of table four stand in rows or in one row."""
    codes = {(row.label.section, row.label.code) for row in rows}
    fourth = {code for section, code in codes if section == 4}
    return len(codes) == len(rows) and (len(fourth) < 2 or "proceedings" not in fourth)


def once(cells: list[Cell]) -> list[Cell]:
    """The cells, each listed once."""
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
