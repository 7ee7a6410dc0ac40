"""Splits a sheet with two tables side by side and a blank column between them into two sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from flows.documents.sheets.sheet import Merge, Sheet

_FIGURE = re.compile(r"\s*[-+]?[0-9][0-9,.]*%?\s*")
_LABEL = re.compile(r"[^\W\d_]{2}")
_FEWEST = 2
"""The least number of rows with a label and figures in each of the two tables."""

_MOST_COLUMNS = 20

_Cells = Sequence[Sequence[str | None]]


class _Entry(NamedTuple):
    """A label with the figures after it, by the row, the column of the label, and that of the last figure."""

    row: int
    first: int
    last: int


def parted(sheet: Sheet, cells: _Cells) -> list[Sheet]:
    """The pieces of a sheet: what is above, to the left, to the right and below a blank column between two tables.

    Both have rows with a label and figures after it. `cells` are those of each row from the first column on, None
    where a merged cell covers them. A sheet without such a column has no pieces.
    """
    entries = [entry for at, row in enumerate(cells) for entry in _entries(at, row)]
    firsts = sorted({entry.first - 1 for entry in entries if entry.first and cells[entry.row][entry.first - 1] == ""})
    best = max((_run(cells, column, entries) for column in firsts[:_MOST_COLUMNS]), default=(0, 0, 0, 0))
    count, column, first, end = best[0], -best[1], *best[2:]
    if count < _FEWEST:
        return []
    (top, left), texts, _, _ = sheet
    width = max(map(len, texts))
    # The right piece comes last: it may be another report, after which nothing is read.
    areas = [(0, first, 0, width), (first, end, 0, column), (end, len(texts), 0, width)]
    areas.append((first, end, column + 1, width))
    return [_piece(sheet, top + a, top + b, left + c, left + d) for a, b, c, d in areas if a < b and c < d]


def _entries(at: int, row: Sequence[str | None]) -> Iterator[_Entry]:
    first = last = -1
    for column, text in enumerate(row):
        kind = _kind(text) if text else None
        if kind == "figure" and first >= 0:
            last = column
        elif kind == "label":
            if last >= 0:
                yield _Entry(at, first, last)
            first, last = column, -1
    if last >= 0:
        yield _Entry(at, first, last)


@lru_cache(maxsize=16_384)
def _kind(text: str) -> Literal["figure", "label"] | None:
    if _FIGURE.fullmatch(text):
        return "figure"
    return "label" if _LABEL.search(text) else None


def _run(cells: _Cells, column: int, entries: Sequence[_Entry]) -> tuple[int, int, int, int]:
    """Where a column is blank between two tables: entries of the shorter one, -column, first row, end."""
    ends = [at for at, row in enumerate(cells) if column < len(row) and row[column] != ""]
    best, first = (0, -column, 0, 0), 0
    for end in [*ends, len(cells)]:
        inside = [entry for entry in entries if first <= entry.row < end]
        before = sum(entry.last < column for entry in inside)
        beyond = sum(entry.first > column for entry in inside)
        best = max(best, (min(before, beyond), -column, first, end))
        first = end + 1
    return best


def _piece(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Sheet:
    """The content of some rows and columns of a sheet, from its first filled column on."""
    (above, before), texts, merges, hidden = sheet
    rows = [row[left - before : right - before] for row in texts[top - above : bottom - above]]
    blank = min((next((at for at, text in enumerate(row) if text), right - left) for row in rows), default=0)
    kept: list[Merge] = [
        ((first, begin), (min(last, bottom - 1), min(end, right - 1)))
        for (first, begin), (last, end) in merges
        if top <= first < bottom and left <= begin < right
    ]
    return Sheet((top, left + blank), [row[blank:] for row in rows], kept, hidden)
