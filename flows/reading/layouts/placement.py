"""Puts what was found into the cells of the form, and only where the count of a row's cells proves the place.

Otherwise the cell is listed without a value, with the reason: a shifted figure would be a false one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flows.reading.layouts.rows import FoundRow, MarkedCells, Slot

UNKNOWN_GAP = -1
"""Stands in `FoundRow.gaps` for the space behind a row that ends its table: it tells nothing of blank cells."""


class Ending(NamedTuple):
    """How rows with marked cells end in one table.

    `filled_up`: every line is filled with blank cells to `number` cells; otherwise every row has `number` cells
    more behind its label than the form has columns. `filling`: some line has more cells than columns. `trails`:
    it is known that these stand behind the figures, not before or between them. `leads`: that they stand before
    them, as where a label takes the width of several columns. `even`: all rows have as many cells, up to their end.
    `deepest`: the most cells up to the label, in rows of the usual width, where figures stand farther from
    some label than the form has columns.
    """

    filled_up: bool
    number: int
    filling: bool
    trails: bool
    leads: bool
    even: bool
    deepest: int


def ending_of(rows: Sequence[tuple[FoundRow, int]], filling: bool, elsewhere: bool) -> Ending | None:
    """The ending that holds for most rows; None where none holds for more than half of them.

    `elsewhere`: lines of other tables are filled up with blank cells, so that these may be too.

    That surplus cells trail is shown by labels that span columns (`filling`), or by two rows with all their
    figures in front of them.
    """
    marked = [(r, n) for r, n in rows if r.slots is not None]
    more = Counter(len(r.slots or ()) - n for r, n in marked).most_common(1)
    width = Counter(r.lead + len(r.slots or ()) for r, n in marked).most_common(1)
    if not marked or max(more[0][1], width[0][1]) * 2 <= len(marked):
        return None
    full = sum(_filled_at(r) == list(range(n)) and len(r.slots or ()) > n for r, n in marked)
    leads = not full and _leads(marked)
    trails = (filling or full > 1) and not leads
    filling = filling or elsewhere or any(len(r.slots or ()) > n for r, n in marked)
    filled_up = filling and width[0][1] >= more[0][1]
    number = width[0][0] if filled_up else more[0][0]
    is_shifted = any(at[-1] >= n for r, n in marked if (at := _filled_at(r)))
    deepest = max((r.lead for r, _ in marked if is_shifted and r.lead + len(r.slots or ()) == width[0][0]), default=0)
    return Ending(filled_up, number, filling, trails, leads, width[0][1] == len(marked), deepest)


def _leads(rows: Sequence[tuple[FoundRow, int]]) -> bool:
    """Whether blank cells stand before the figures of every row: two rows are full behind them, none begins sooner."""
    wider = [(_filled_at(r), len(r.slots or ()), n) for r, n in rows if len(r.slots or ()) > n]
    full = sum(at == list(range(length - n, length)) for at, length, n in wider)
    return full > 1 and all(not at or at[0] >= length - n for at, length, n in wider)


def _filled_at(row: FoundRow) -> list[int]:
    return [i for i, text in enumerate(row.slots.texts if row.slots else ()) if text.strip()]


def _ends_so(row: FoundRow, n: int, ending: Ending | None) -> bool:
    """Whether a row ends as its table does, and blank cells of its own cannot be told from filling."""
    slots = row.slots
    if ending is None or slots is None or len(slots) < n:
        return False
    if len(slots) > n and not ending.trails:
        return False
    if ending.filled_up and row.lead < ending.deepest and not slots.texts[0].strip():
        # Labels of other rows reach into the column of this blank: it may belong to the label.
        return False
    expected = ending.number - row.lead if ending.filled_up else n + ending.number
    ends = not ending.filling or not row.filled or bool(slots.texts[n - 1].strip())
    return len(slots) == expected and ends


def is_crowded(rows: Sequence[tuple[FoundRow, int]]) -> bool:
    """Whether a table has columns the form does not have: several rows hold the same number of figures too many.

    Or twice as many as the form has columns, where two years stand side by side.
    """
    more = Counter(len(r.filled) for r, n in rows if n < len(r.filled) < 2 * n)
    twice = sum(len(r.filled) == 2 * n for r, n in rows)
    return twice > 1 or (bool(more) and more.most_common(1)[0][1] > 2)


def is_by_column(rows: Sequence[FoundRow]) -> bool:
    """Whether a table may be printed column by column: labels first, and behind the last of them all figures."""
    unmarked = [row for row in rows if row.slots is None]
    bare = sum(not row.tokens for row in unmarked)
    return bare * 2 > len(unmarked) > 1 and not unmarked[0].tokens


class Spacing(NamedTuple):
    """Line feeds in a cell-per-line table: before the first figure of a row, between figures, behind the last.

    A blank cell adds `blank` line feeds to the gap it stands in.
    """

    first: int
    between: int
    last: int
    blank: int


def spacing_of(rows: Sequence[tuple[FoundRow, int]]) -> Spacing | None:
    """The spacing that explains every row with blanks in a document; None where there is no single one.

    A row whose figures and wider gaps do not add up to its columns shows that blank cells leave no sure trace.
    """
    spaced = [(r, n) for r, n in rows if r.gaps and r.slots is None and r.tokens]
    full = [r.gaps or [] for r, n in spaced if len(r.tokens) == n]
    usual = Counter(g for gaps in full for g in gaps[1:-1]) or Counter(
        g for r, _ in spaced for g in (r.gaps or [])[1:-1]
    )
    if not usual:
        return None
    between = usual.most_common(1)[0][0]
    first = Counter(gaps[0] for gaps in full).most_common(1)
    last = Counter(gaps[-1] for gaps in full if gaps[-1] != UNKNOWN_GAP).most_common(1)
    known = Spacing(first[0][0] if first else between, between, last[0][0] if last else between, 0)
    wanting = [(r, n) for r, n in spaced if len(r.tokens) < n]
    for blank in dict.fromkeys((between or 1, 1)):
        spacing = known._replace(blank=blank)
        explained = [_blanks(r, n, spacing) is not None for r, n in wanting]
        enough = len(wanting) > 1 or blank == between or all(n - len(r.tokens) == 1 for r, n in wanting)
        if wanting and all(explained) and enough:
            return spacing
    return None


def _blanks(row: FoundRow, n: int, spacing: Spacing) -> list[int] | None:
    """Blank cells before, between and behind the figures of a row; None where they do not make up n cells."""
    gaps = list(row.gaps or ())
    if gaps[-1] == UNKNOWN_GAP:
        gaps[-1] = spacing.last
    usual = [spacing.first, *[spacing.between] * (len(gaps) - 2), spacing.last]
    wider = [g - u for g, u in zip(gaps, usual, strict=True)]
    if any(w < 0 or w % spacing.blank for w in wider):
        return None
    blanks = [w // spacing.blank for w in wider]
    return blanks if sum(blanks) + len(row.tokens) == n else None


def place(
    row: FoundRow, n: int, ending: Ending | None, spacing: Spacing | None
) -> tuple[MarkedCells | None, str | None]:
    """The n cells of a row from left to right, or None with the code of notes.csv that says why not."""
    filled = row.filled
    if not filled and row.slots is None:
        return None, "row_without_values"
    if row.slots is not None:
        return _marked(row, row.slots, n, ending)
    if row.gaps and {gap == 0 for gap in row.gaps[1:-1]} == {True, False}:
        # Cells on a line of their own, and two figures on one: these may be one cell.
        return None, "count_mismatch"
    if len(filled) == n:
        return MarkedCells.of(filled), None
    if len(filled) == 1 and filled[0].raw == "0" * n:
        # As many digits as columns and all 0: any other run of digits could be cut in more than one way.
        return MarkedCells(["0"] * n, [filled[0].where] * n), None
    if row.gaps is None or len(filled) > n:
        return None, _doubt(filled, n)
    return _spaced(row, n, spacing) if spacing else (None, "blank_run_unclear")


def _doubt(filled: Sequence[Slot], n: int) -> str:
    glued = len(filled) == 1 and n > 1 and len(filled[0].raw) >= n and filled[0].raw.isdigit()
    return "glued_digits" if glued else "count_mismatch"


def _marked(row: FoundRow, slots: MarkedCells, n: int, ending: Ending | None) -> tuple[MarkedCells | None, str | None]:
    at = _filled_at(row)
    if at == list(range(n)) and (len(slots) == n or (ending is not None and ending.trails)):
        return slots.first(n), None
    if ending is not None and ending.leads:
        is_full = at == list(range(len(slots) - n, len(slots)))
        return (slots.last(n), None) if is_full or (ending.even and len(slots) >= n) else (None, _doubt(row.filled, n))
    if _ends_so(row, n, ending) and (not at or at[-1] < n):
        return slots.first(n), None
    trailing = ending is not None and len(slots) >= n and at and at[-1] < n - 1
    return None, "blank_run_unclear" if trailing else _doubt(row.filled, n)


def _spaced(row: FoundRow, n: int, spacing: Spacing) -> tuple[MarkedCells | None, str | None]:
    """Blanks told by wider gaps between figures, accepted where they bring the row to n cells exactly."""
    blanks = _blanks(row, n, spacing)
    if blanks is None:
        return None, "blank_run_unclear"
    where = [row.where, *(token.where for token in row.tokens)]
    cells = [Slot("", where[0])] * blanks[0]
    for token, after in zip(row.tokens, blanks[1:], strict=True):
        cells += [token, *[Slot("", token.where)] * after]
    return MarkedCells.of(cells), None
