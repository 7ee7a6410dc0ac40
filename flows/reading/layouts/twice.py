"""Rows that are printed more than once: one cell of them, where they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from expectations.shape import shape
from flows.reading.layouts.rows import FoundRow
from flows.reading.records import Cell


def is_once(rows: Sequence[FoundRow]) -> bool:
    """Whether no cell can be printed twice: no row is, nor are rows side by side printed in one and apart as well."""
    codes = {(row.label.section, row.label.code) for row in rows}
    if len(codes) < len(rows):
        return False
    printed = Counter(section for section, _ in codes)
    return not any(printed[section] > 1 and (section, a.block) in codes for section, a in shape().across.items())


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
