"""What a sheet shows of its content: no hidden rows and columns, and numbers as their formats print them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeGuard, TypeVar

from flows.documents.sheets.number_formats import NumberFormat, number_format_of
from flows.documents.sheets.sheet import Merge, Place, Sheet
from flows.documents.sheets.values import Value
from flows.documents.visibility import undecided

_Given = TypeVar("_Given")
LOW, NARROW = 3.0, 0.1
"""Rows below this many points, and columns below this many characters, show nothing."""


class View(NamedTuple):
    """How a sheet is shown: its hidden rows and columns, from 0, the formats of cells that have one, and its zeros.

    `texts` are those with pieces that differ in visibility, `unsure` the places that may be invisible.
    """

    rows: Collection[int] = ()
    columns: Collection[int] = ()
    formats: Mapping[Place, NumberFormat] = MappingProxyType({})
    zeros: bool = True
    texts: Mapping[Place, str] = MappingProxyType({})
    unsure: Collection[Place] = ()


NOTHING_PRINTED = number_format_of(";;;")
"""Prints nothing, whatever a cell holds."""

COLUMNS = 16_384
"""Most columns of a sheet."""


def mark(hidden: bytearray, first: int, last: int, is_hidden: bool) -> None:
    """Mark columns from first to last as hidden or not."""
    first, last = max(first, 0), min(last + 1, COLUMNS)
    hidden[first:last] = bytes([is_hidden]) * (last - first)


def marked(hidden: bytearray) -> frozenset[int]:
    """The columns marked as hidden."""
    return frozenset(column for column, is_so in enumerate(hidden) if is_so) if 1 in hidden else frozenset()


def format_cells(rows: list[list[str]], values: Sequence[Sequence[Value]], start: Place, view: View) -> None:
    """Replace the texts of a sheet's cells by what their formats print of their values, as far as it is visible."""
    for (row, column), text in _within(view.texts.items(), rows, start):
        rows[row][column] = text
    for (row, column), used in _within(view.formats.items(), rows, start):
        value = values[row][column]
        if isinstance(value, str):
            rows[row][column] = used.text(rows[row][column]) if value else ""
        elif _is_number(value):
            rows[row][column] = used.number(value)
    if not view.zeros:
        _without_zeros(rows, values)
    for (row, column), _ in _within([(place, None) for place in view.unsure], rows, start):
        rows[row][column] = undecided(rows[row][column]) if rows[row][column] else ""


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _without_zeros(rows: list[list[str]], values: Sequence[Sequence[Value]]) -> None:
    for texts, kept in zip(rows, values, strict=True):
        for column, value in enumerate(kept):
            if _is_number(value) and value == 0:
                texts[column] = ""


def _within(
    given: Iterable[tuple[Place, _Given]], rows: Sequence[Sequence[str]], start: Place
) -> Iterator[tuple[Place, _Given]]:
    """Values given by place, limited to the laid-out area and keyed by the position in it."""
    for (row, column), said in given:
        row, column = row - start[0], column - start[1]
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            yield (row, column), said


def without_hidden(sheet: Sheet, view: View) -> Sheet:
    """A sheet without its hidden rows, and with its hidden columns named; columns keep their places.

    A merged cell that is hidden in part shows its text where its first visible row and column cross.
    """
    if not view.rows and not view.columns:
        return sheet
    (top, left), texts, merges, _ = sheet
    end = left + max(map(len, texts), default=0)
    hidden = {column for column in view.columns if left <= column < end}
    rows = [row for row in range(top, top + len(texts)) if row not in view.rows]
    columns = [column for column in range(left, end) if column not in hidden]
    found = [[*texts[row - top]] for row in rows]
    kept: list[Merge] = []
    for (first, begin), (last, right) in merges:
        at, end_row = bisect_left(rows, first), bisect_right(rows, last)
        across = columns[bisect_left(columns, begin) : bisect_left(columns, begin) + 1]
        if at < end_row and across and across[0] <= right:
            kept.append(((at, across[0]), (end_row - 1, right)))
            if (rows[at], across[0]) != (first, begin) and top <= first and left <= begin:
                _put(found[at], across[0] - left, "".join(texts[first - top][begin - left : begin - left + 1]))
    return Sheet((0, left), found, kept, hidden)


def _put(row: list[str], at: int, text: str) -> None:
    row += [""] * (at + 1 - len(row))
    row[at] = text
