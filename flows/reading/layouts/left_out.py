"""Tables with a total of which a column may have been left out: the figures behind it are another column's then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from flows.reading.records import Cell

_FEWEST = 2
"""Rows that show it; in one alone a blank is sooner the agency's own."""

_Row = list[Decimal | None]


def is_left_out(cells: Sequence[Cell], section: int) -> bool:
    """Whether the last column of a table is blank in every row, or only the first and no sum tells where it is.

    Cells of other reasons than a blank tell nothing of columns; rows with such a cell are passed over.
    """
    if not [1 for cell in cells if cell.note == "blank"]:
        return False
    rows: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.section == section:
            rows[cell.item].append(cell)
    told = [[c.value for c in row] for row in rows.values() if {c.note for c in row} <= {None, "blank"}]
    told = [row for row in told if any(value is not None for value in row)]
    if len(told) < _FEWEST:
        return False
    without_last = all(row[-1] is None for row in told)
    without_first = all(row[0] is None and None not in row[1:] for row in told)
    # Where totals have no cell of their own, no sum tells whether one has moved up: a total may itself be wrong.
    return without_last or (without_first and not _holds(told))


def _holds(rows: Sequence[_Row]) -> bool:
    """Whether the total is that of the other figures wherever there are any."""
    figures = [row for row in rows if any(row)]
    return bool(figures) and all(sum(value for value in row[:-1] if value is not None) == row[-1] for row in figures)
