"""Puts what was found into the cells of the form, and only where the count of a row's cells proves the place.

Otherwise the cell is listed without a value, with the reason: a shifted figure would be a false one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from flows.layouts.rows import FoundRow, Slot

Fits = Callable[[FoundRow, int], bool]


def fits_of(rows: Sequence[tuple[FoundRow, int]]) -> Fits:
    """How rows with marked cells end in one table, told from all of them.

    Either every row has the same number of cells behind its label as the form has columns, plus a constant;
    or every line is filled up to one width. The way that holds for more rows is the table's.
    """
    marked = [(r, n) for r, n in rows if r.slots is not None]
    constant = Counter(len(r.slots or ()) - n for r, n in marked).most_common(1)
    width = Counter(r.lead + len(r.slots or ()) for r, n in marked).most_common(1)
    if not marked:
        return lambda row, n: False
    if width[0][1] > constant[0][1]:
        wide, votes = width[0]
        return lambda row, n: votes * 2 > len(marked) and row.lead + len(row.slots or ()) == wide
    extra, votes = constant[0]
    return lambda row, n: votes * 2 > len(marked) and len(row.slots or ()) - n == extra


def spacing_of(rows: Sequence[tuple[FoundRow, int]]) -> int | None:
    """Line feeds from one figure to the next in a cell-per-line table; None where blanks vanish from it.

    A row with fewer figures than columns and no wider gap shows that blank cells leave no trace.
    """
    gaps = Counter(g for r, _ in rows if r.gaps for g in r.gaps[1:-1])
    if not gaps:
        return None
    unit = gaps.most_common(1)[0][0]
    for row, n in rows:
        if row.gaps and 0 < len(row.tokens) < n and _blanks(row.gaps, unit) is None:
            return None
    return unit


def _blanks(gaps: Sequence[int], unit: int) -> list[int] | None:
    """Blank cells told by each gap; None where no gap is wider than the usual one."""
    found = [max((g - unit) // unit, int(g > unit)) for g in gaps] if unit else []
    irregular = sum(g > unit and (g - unit) % unit != 0 for g in gaps) if unit else 2
    return found if any(found) and irregular <= 1 else None


def place(row: FoundRow, n: int, fits: Fits, unit: int | None) -> tuple[list[Slot] | None, str | None]:
    """The n cells of a row from left to right, or None with the code of notes.csv that says why not."""
    filled = row.filled
    if not filled and row.slots is None:
        return None, "row_without_values"
    if row.slots is not None:
        return _marked(row, n, fits)
    if len(filled) == n:
        return filled, None
    if len(filled) == 1 and n > 1:
        return _unglued(filled[0], n)
    if row.gaps is not None and unit is not None and len(filled) < n:
        return _spaced(row, n, unit)
    return None, "count_mismatch"


def _marked(row: FoundRow, n: int, fits: Fits) -> tuple[list[Slot] | None, str | None]:
    slots = row.slots or []
    at = [i for i, s in enumerate(slots) if s.raw.strip()]
    if len(at) == n and at[-1] - at[0] == n - 1:
        return slots[at[0] : at[-1] + 1], None
    if len(slots) >= n and fits(row, n) and (not at or at[-1] < n):
        return slots[:n], None
    if len(at) == 1 and n > 1:
        split, _ = _unglued(slots[at[0]], n)
        return split, None if split else "count_mismatch"
    return None, "count_mismatch"


def _unglued(slot: Slot, n: int) -> tuple[list[Slot] | None, str | None]:
    """Glued digits are split only where there are as many as columns and all are 0: no other split is sure."""
    if slot.raw == "0" * n:
        return [Slot("0", slot.where)] * n, None
    return None, "glued_digits" if slot.raw.isdigit() and len(slot.raw) >= n else "count_mismatch"


def _spaced(row: FoundRow, n: int, unit: int) -> tuple[list[Slot] | None, str | None]:
    """Blanks told by wider gaps between figures, accepted where they bring the row to n cells exactly."""
    gaps = list(row.gaps or ())
    between = _blanks(gaps[1:-1], unit) or [0] * max(len(gaps) - 2, 0)
    cells: list[Slot] = []
    for token, blanks in zip(row.tokens, [*between, 0], strict=True):
        cells.append(token)
        cells += [Slot("", token.where)] * blanks
    if len(cells) == n:
        return cells, None
    return None, "blank_run_unclear" if len(cells) != len(row.tokens) else "count_mismatch"
