"""Characters to lines of text, inside cells and outside of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.documents.folding import CUT
from flows.documents.pdf.characters import Characters, usual
from flows.documents.pdf.grids import Ruled

OUTSIDE = -1
Places = NDArray[np.intp]


class Row(NamedTuple):
    """One printed row of characters in cell number `cell` (`OUTSIDE` where in none), and its box in points."""

    text: str
    cell: int
    left: float
    top: float
    right: float
    bottom: float


def cell_of_each(boxes: NDArray[np.float32], tables: list[Ruled]) -> Places:
    """The cell that each character's box is in, numbered across all tables of the page; -2 for what is not text.

    Anything far larger than the text of its table is a watermark over it.
    """
    cells = np.full(len(boxes), OUTSIDE, np.intp)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    before = 0
    for table in tables:
        left, top, right, bottom = table.frame
        inside = np.flatnonzero((x > left) & (x < right) & (y > top) & (y < bottom))
        number = np.full((len(table.ys) - 1, len(table.xs) - 1), OUTSIDE, np.intp)
        for i, box in enumerate(table.boxes):
            number[box.top : box.bottom, box.left : box.right] = before + i
        row = np.searchsorted(table.ys, y[inside]) - 1
        column = np.searchsorted(table.xs, x[inside]) - 1
        cells[inside] = number[row, column]
        if len(table.boxes) > 1 and len(inside):
            height = boxes[inside, 3] - boxes[inside, 1]
            cells[inside[height > 2 * usual(height)]] = -2
        before += len(table.boxes)
    return cells


def rows_of(characters: Characters, cells: Places) -> list[Row]:
    """Rows of text by cell and from top to bottom; those outside of cells come first."""
    kept = np.flatnonzero(cells >= OUTSIDE)
    if not len(kept):
        return []
    boxes, base, cells = characters.boxes[kept], characters.base[kept], cells[kept]
    height = boxes[:, 3] - boxes[:, 1]
    codes = characters.codes[kept]
    if cells.max() > OUTSIDE:
        codes = _overflowing(codes, boxes, base, cells)
    order = np.lexsort((base, cells))
    step = np.diff(base[order]) > 0.45 * np.minimum(height[order][1:], height[order][:-1])
    number = np.concatenate([[0], np.cumsum(step | (np.diff(cells[order]) != 0))])
    again = np.lexsort((boxes[order, 0], number))
    order, number = order[again], number[again]
    codes, boxes, cells, number = _once(codes[order], boxes[order], cells[order], number)
    return _written(codes, boxes, cells, number)


def _overflowing(
    codes: NDArray[np.int32], boxes: NDArray[np.float32], base: NDArray[np.float32], cells: Places
) -> NDArray[np.int32]:
    """The code points; figures that cross the line between two cells are replaced by U+FFFD on both sides."""
    follows = (
        (np.diff(cells) != 0)
        & (np.abs(np.diff(base)) < 0.5)
        & (np.abs(boxes[1:, 0] - boxes[:-1, 2]) < 0.15 * (boxes[1:, 3] - boxes[1:, 1]))
    )
    over = np.flatnonzero(follows & (codes[1:] < 0x80) & (codes[:-1] < 0x80))
    if len(over):
        codes = codes.copy()
        codes[over] = codes[over + 1] = ord(CUT)
    return codes


def _once(
    codes: NDArray[np.int32], boxes: NDArray[np.float32], cells: Places, number: Places
) -> tuple[NDArray[np.int32], NDArray[np.float32], Places, Places]:
    """Drop characters printed twice at one place (bold); two different ones at one place are unreadable."""
    width = boxes[:, 2] - boxes[:, 0]
    near = np.zeros(len(codes), np.bool_)
    near[1:] = (np.diff(number) == 0) & (np.diff(boxes[:, 0]) < 0.35 * np.minimum(width[1:], width[:-1]))
    if not near.any():
        return codes, boxes, cells, number
    same = near.copy()
    same[1:] &= codes[1:] == codes[:-1]
    clash = np.flatnonzero(near & ~same)
    codes = codes.copy()
    codes[clash] = codes[clash - 1] = ord(CUT)
    return codes[~same], boxes[~same], cells[~same], number[~same]


def _written(codes: NDArray[np.int32], boxes: NDArray[np.float32], cells: Places, number: Places) -> list[Row]:
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "replace")
    starts = np.concatenate([[0], np.flatnonzero(np.diff(number)) + 1])
    ends = np.concatenate([starts[1:], [len(codes)]])
    top, bottom = np.minimum.reduceat(boxes[:, 1], starts), np.maximum.reduceat(boxes[:, 3], starts)
    height = boxes[:, 3] - boxes[:, 1]
    gap = np.zeros(len(codes), np.float32)
    gap[1:] = (boxes[1:, 0] - boxes[:-1, 2]) / np.maximum(np.minimum(height[1:], height[:-1]), 0.1)
    gap[starts] = 0
    wide = np.flatnonzero(gap > 0.18)
    first = np.searchsorted(wide, starts)
    last = np.searchsorted(wide, ends)
    pieces = [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    for i in np.flatnonzero(first < last).tolist():
        places = wide[first[i] : last[i]]
        in_cell = cells[starts[i]] != OUTSIDE
        pieces[i] = _spaced(pieces[i], (places - starts[i]).tolist(), gap[places].tolist(), in_cell)
    sides = (boxes[starts, 0], top, np.maximum.reduceat(boxes[:, 2], starts), bottom)
    return list(map(Row, pieces, cells[starts].tolist(), *(side.tolist() for side in sides)))


def _spaced(text: str, places: list[int], gaps: list[float], in_cell: bool) -> str:
    """Text with its gaps (in character heights) as white space; in a cell only where they keep things apart.

    Two numbers of one cell are kept apart by a `|`, which is no part of any number.
    """
    parts, start = [], 0
    for place, gap in zip(places, gaps, strict=True):
        before, after = text[place - 1], text[place]
        narrow = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        if in_cell:
            space = "|" if before.isdigit() and after.isdigit() else " " if narrow else ""
        else:
            space = " " * round(gap / 0.5) if gap > 0.9 else " " if narrow else ""
        parts += [text[start:place], space]
        start = place
    return "".join([*parts, text[start:]])
