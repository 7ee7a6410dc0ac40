"""Ruling lines of one page to tables: crossing lines make cells, and a missing line makes a cell larger."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Box(NamedTuple):
    """A cell by its grid lines: first and last row (`top`, `bottom`) and column (`left`, `right`), ends excluded.

    `broken` where the lines around it have a gap, so that its end is uncertain.
    """

    top: int
    left: int
    bottom: int
    right: int
    broken: bool = False


class Ruled(NamedTuple):
    """A table on one page: places of its vertical and horizontal lines, and its cells in printed order.

    `open_top` and `open_bottom` where no line closes it there.
    """

    xs: Floats
    ys: Floats
    boxes: list[Box]
    open_top: bool
    open_bottom: bool

    @property
    def frame(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])


def find_tables(rows: Floats, columns: Floats, em: float) -> list[Ruled]:
    """Tables from top to bottom; `rows` and `columns` are lines as (place across, start, end), `em` in points."""
    if not len(rows) or not len(columns):
        return []
    slack = 0.4 * em
    across = (rows[:, None, 1] - slack <= columns[None, :, 0]) & (columns[None, :, 0] <= rows[:, None, 2] + slack)
    down = (columns[None, :, 1] - slack <= rows[:, None, 0]) & (rows[:, None, 0] <= columns[None, :, 2] + slack)
    crossing = across & down
    row_group, column_group = _groups(crossing)
    found = []
    alone = columns[~crossing.any(axis=0)]
    for group in np.unique(row_group[crossing.any(axis=1)]):
        sides = columns[column_group == group]
        sides = np.concatenate([sides, _beside(alone, sides, em)])
        table = _table(rows[row_group == group], sides, em)
        if table is not None:
            found.append(table)
    found.sort(key=lambda table: table.frame[1])
    return [table for table in found if not any(_holds(table, other) for other in found if other is not table)]


def _holds(outer: Ruled, inner: Ruled) -> bool:
    """Whether a table is inside another, which is then layout around it."""
    one, other = outer.frame, inner.frame
    return one[0] < other[0] and one[1] < other[1] and one[2] > other[2] and one[3] > other[3]


def _beside(alone: Floats, columns: Floats, em: float) -> Floats:
    """Lines as long as a table is high that no other line crosses: the sides of cells that no row on the page ends."""
    top, bottom = columns[:, 1].min(), columns[:, 2].max()
    found: Floats = alone[(np.abs(alone[:, 1] - top) < em) & (np.abs(alone[:, 2] - bottom) < em)]
    return found


def _groups(crossing: Flags) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers that are equal for lines connected by crossings."""
    most = crossing.shape[0]
    row_group = np.arange(most)
    while True:
        column_group = np.where(crossing, row_group[:, None], most).min(axis=0)
        again = np.minimum(row_group, np.where(crossing, column_group[None, :], most).min(axis=1))
        if (again == row_group).all():
            return row_group, column_group
        row_group = again


def _table(rows: Floats, columns: Floats, em: float) -> Ruled | None:
    slack = 0.4 * em
    xs, ys = _places(columns[:, 0], slack), _places(rows[:, 0], slack)
    left, right = float(rows[:, 1].min()), float(rows[:, 2].max())
    top, bottom = float(columns[:, 1].min()), float(columns[:, 2].max())
    # A side without a line of its own is where the lines across it end.
    xs = _with_ends(xs, left, right, em)
    open_top, open_bottom = top < ys[0] - em, bottom > ys[-1] + em
    ys = _with_ends(ys, top, bottom, em)
    if len(xs) < 2 or len(ys) < 2:
        return None
    over = _covered(rows, ys, xs)
    beside = _covered(columns, xs, ys)
    over[[0, -1]] = True
    beside[[0, -1]] = True
    return Ruled(xs, ys, _boxes(over, beside), open_top, open_bottom)


def _with_ends(places: Floats, first: float, last: float, em: float) -> Floats:
    before = [first] if first < places[0] - em else []
    after = [last] if last > places[-1] + em else []
    return np.concatenate([before, places, after]).astype(np.float32) if before or after else places


def _places(values: Floats, slack: float) -> Floats:
    """Places of lines, counting a double line as one."""
    ordered = np.sort(values)
    firsts = np.concatenate([[0], np.flatnonzero(np.diff(ordered) > slack) + 1])
    counts = np.diff(np.concatenate([firsts, [len(ordered)]]))
    return (np.add.reduceat(ordered, firsts) / counts).astype(np.float32)


def _covered(lines: Floats, places: Floats, steps: Floats) -> Flags:
    """Which step between two lines across (columns) each line place (rows) has a line along."""
    at = np.abs(lines[:, :1] - places[None, :]).argmin(axis=1)
    quarter = np.diff(steps) / 4
    along = (lines[:, 1:2] <= steps[:-1] + quarter) & (lines[:, 2:3] >= steps[1:] - quarter)
    covered = np.zeros((len(places), len(steps) - 1), np.bool_)
    np.logical_or.at(covered, at, along)
    return covered


def _boxes(over: Flags, beside: Flags) -> list[Box]:
    """The cells: each grows to the right and down from its first corner until lines stop it."""
    height, width = over.shape[0] - 1, over.shape[1]
    # above[r][c] is the line over cell (r, c), before[r][c] the one to the left of it.
    above, before = over.tolist(), beside.T.tolist()
    free = [[True] * width for _ in range(height)]
    found: list[Box] = []
    inner = 0
    for top in range(height):
        for left in range(width):
            if not free[top][left]:
                continue
            right = left + 1
            while right < width and not before[top][right] and free[top][right]:
                right += 1
            bottom = top + 1
            while bottom < height and _continues(above[bottom], before[bottom], free[bottom], left, right):
                bottom += 1
            for row in range(top, bottom):
                free[row][left:right] = [False] * (right - left)
            inner += (bottom - top - 1) * (right - left) + (right - left - 1) * (bottom - top)
            found.append(Box(top, left, bottom, right))
    missing = int((~over[1:-1]).sum() + (~beside[1:-1]).sum())
    if inner == missing:
        return found
    return [box._replace(broken=_leaks(box, over, beside)) for box in found]


def _continues(above: list[bool], before: list[bool], free: list[bool], left: int, right: int) -> bool:
    """Whether a cell continues in the next row: no line between, and none inside."""
    return not any(above[left:right]) and not any(before[left + 1 : right]) and all(free[left:right])


def _leaks(box: Box, over: Flags, beside: Flags) -> bool:
    """Whether the line around a cell has a gap."""
    top, left, bottom, right, _ = box
    return not (
        over[top, left:right].all()
        and over[bottom, left:right].all()
        and beside[left, top:bottom].all()
        and beside[right, top:bottom].all()
    )
