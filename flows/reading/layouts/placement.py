"""Puts what was found into the cells of the form, and only where the count of a row's cells proves the place.

Otherwise the cell is listed without a value, with the reason: a shifted figure would be a false one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from flows.reading.layouts.rows import FoundRow, MarkedCells, Slot

UNKNOWN_GAP = -1
"""The entry in `FoundRow.gaps` after a row that ends its table: it says nothing about blank cells."""

Counted = tuple[FoundRow, int]
"""A row, and how many columns the form has for it."""

Placed = tuple[MarkedCells | None, str | None]
"""The cells of a row from left to right, or None with the code of `notes.csv` that says why not."""


class Placement:
    """Puts the figures of one document into columns, section by section, by how most of its rows are printed.

    `filled` names the sections in which labels that span columns are followed by blank cells.
    """

    def __init__(self, rows: Sequence[Counted], filled: Collection[int]) -> None:
        self._filled = filled
        self._spacing = _spacing_of([(row, n) for row, n in rows if row.slots is None])
        in_lines = [(row, n) for row, n in rows if row.where.line]
        # Where the lines of one table are padded with blank cells, those of the others may be, too.
        self._fills_lines = bool(in_lines) and (bool(filled) or any(_is_filled_up(row, n) for row, n in in_lines))

    def of_section(self, section: int, rows: Sequence[Counted]) -> Callable[[FoundRow, int], Placed]:
        """What places the rows of a section, each with its number of columns."""
        if all(row.slots is not None and row.slots.is_full and len(row.slots) == n for row, n in rows):
            # Every row is exactly full: how they are printed does not matter.
            return lambda row, _: (row.slots, None)
        may_fill = self._fills_lines and rows[0][0].where.line is not None
        return _Section(rows, self._spacing, section in self._filled, may_fill).place


def _is_filled_up(row: FoundRow, n: int) -> bool:
    """Whether a line of text has more cells than columns, the last of them blank: converters pad all lines so."""
    return row.slots is not None and len(row.slots) > n and not row.slots[-1].raw.strip()


class _Section:
    """How the rows of one section are printed, and where that puts their figures."""

    def __init__(self, rows: Sequence[Counted], spacing: _Spacing | None, is_filled: bool, may_fill: bool) -> None:
        self._spacing = spacing
        self._ending = _ending_of(rows, is_filled, may_fill)
        self._has_more_columns = _has_more_columns(rows)
        self._is_by_column = _is_by_column([row for row, _ in rows])

    def place(self, row: FoundRow, n: int) -> Placed:
        """The n cells of a row."""
        filled = row.filled
        if self._is_by_column and filled:
            return None, "row_unclear"
        if row.slots is not None:
            slots, note = self._marked(row, row.slots, n)
        elif not filled:
            return None, "row_without_values"
        else:
            slots, note = self._unmarked(row, filled, n)
        return (None, "column_unclear") if slots is not None and self._has_more_columns else (slots, note)

    def _marked(self, row: FoundRow, slots: MarkedCells, n: int) -> Placed:
        """The cells of a row in which the layout marks every cell."""
        ending, at = self._ending, _filled_at(row)
        if at == list(range(n)) and (len(slots) == n or (ending is not None and ending.trails)):
            return slots.first(n), None
        if ending is not None and ending.leads:
            is_full = at == list(range(len(slots) - n, len(slots)))
            if is_full or (ending.is_even and len(slots) >= n):
                return slots.last(n), None
            return None, _doubt(row.filled, n)
        if ending is not None and ending.is_of(row, slots, n) and (not at or at[-1] < n):
            return slots.first(n), None
        trailing = ending is not None and len(slots) >= n and at and at[-1] < n - 1
        return None, "blank_run_unclear" if trailing else _doubt(row.filled, n)

    def _unmarked(self, row: FoundRow, filled: Sequence[Slot], n: int) -> Placed:
        """The cells of a row that prints only its figures, and line feeds between them."""
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
        return _spaced(row, n, self._spacing) if self._spacing else (None, "blank_run_unclear")


def _doubt(filled: Sequence[Slot], n: int) -> str:
    glued = len(filled) == 1 and n > 1 and len(filled[0].raw) >= n and filled[0].raw.isdigit()
    return "glued_digits" if glued else "count_mismatch"


def _filled_at(row: FoundRow) -> list[int]:
    return [i for i, text in enumerate(row.slots.texts if row.slots else ()) if text.strip()]


def _has_more_columns(rows: Sequence[Counted]) -> bool:
    """Whether a table has columns the form does not have: several rows have the same number of surplus figures.

    Or twice as many as the form has columns, where two years are side by side.
    """
    more = Counter(len(r.filled) for r, n in rows if n < len(r.filled) < 2 * n)
    twice = sum(len(r.filled) == 2 * n for r, n in rows)
    return twice > 1 or (bool(more) and more.most_common(1)[0][1] > 2)


def _is_by_column(rows: Sequence[FoundRow]) -> bool:
    """Whether a table may be printed column by column: first all labels, then all figures."""
    unmarked = [row for row in rows if row.slots is None]
    bare = sum(not row.tokens for row in unmarked)
    return bare * 2 > len(unmarked) > 1 and not unmarked[0].tokens


class _Ending(NamedTuple):
    """How rows with marked cells end in one table.

    Where `fills_lines`, every line is padded to `number` cells; otherwise every row has `number` cells more after its
    label than the form has columns. Where `is_wider`, some line has more cells than columns: these come after the
    figures where it `trails`, and before them where it `leads`, as when a label spans several columns. `is_even` where
    all rows have equally many cells, their labels included. `deepest` is the most cells up to the label in rows of the
    usual width, where figures are farther from some label than the form has columns.
    """

    fills_lines: bool
    number: int
    is_wider: bool
    trails: bool
    leads: bool
    is_even: bool
    deepest: int

    def is_of(self, row: FoundRow, slots: MarkedCells, n: int) -> bool:
        """Whether a row ends this way, and its own blank cells cannot be distinguished from padding."""
        if len(slots) < n or (len(slots) > n and not self.trails):
            return False
        if self.fills_lines and row.lead < self.deepest and not slots.texts[0].strip():
            # Labels of other rows extend into the column of this blank: it may belong to the label.
            return False
        expected = self.number - row.lead if self.fills_lines else n + self.number
        ends = not self.is_wider or not row.filled or bool(slots.texts[n - 1].strip())
        return len(slots) == expected and ends


def _ending_of(rows: Sequence[Counted], is_filled: bool, may_fill: bool) -> _Ending | None:
    """The ending of most rows; None where no ending holds for more than half of them.

    Surplus cells trail where labels that span columns show it (`is_filled`), or two rows with all their figures before
    them. `may_fill` where lines of other tables are padded with blank cells.
    """
    marked = [(r, n) for r, n in rows if r.slots is not None]
    more = Counter(len(r.slots or ()) - n for r, n in marked).most_common(1)
    width = Counter(r.lead + len(r.slots or ()) for r, n in marked).most_common(1)
    if not marked or max(more[0][1], width[0][1]) * 2 <= len(marked):
        return None
    full = sum(_filled_at(r) == list(range(n)) and len(r.slots or ()) > n for r, n in marked)
    leads = not full and _leads(marked)
    trails = (is_filled or full > 1) and not leads
    is_wider = is_filled or may_fill or any(len(r.slots or ()) > n for r, n in marked)
    fills_lines = is_wider and width[0][1] >= more[0][1]
    number = width[0][0] if fills_lines else more[0][0]
    is_shifted = any(at[-1] >= n for r, n in marked if (at := _filled_at(r)))
    deepest = max((r.lead for r, _ in marked if is_shifted and r.lead + len(r.slots or ()) == width[0][0]), default=0)
    return _Ending(fills_lines, number, is_wider, trails, leads, width[0][1] == len(marked), deepest)


def _leads(rows: Sequence[Counted]) -> bool:
    """Whether blank cells precede the figures of every row: two rows are full after them, none begins earlier."""
    wider = [(_filled_at(r), len(r.slots or ()), n) for r, n in rows if len(r.slots or ()) > n]
    full = sum(at == list(range(length - n, length)) for at, length, n in wider)
    return full > 1 and all(not at or at[0] >= length - n for at, length, n in wider)


class _Spacing(NamedTuple):
    """Line feeds in a cell-per-line table: before the first figure of a row, between figures, after the last.

    A blank cell adds `blank` line feeds to the gap it is in.
    """

    first: int
    between: int
    last: int
    blank: int


def _spacing_of(rows: Sequence[Counted]) -> _Spacing | None:
    """The spacing that explains every row with blanks in a document; None where there is no single one.

    A row whose figures and wider gaps do not add up to its columns shows that blank cells leave no reliable trace.
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
    known = _Spacing(first[0][0] if first else between, between, last[0][0] if last else between, 0)
    wanting = [(r, n) for r, n in spaced if len(r.tokens) < n]
    for blank in dict.fromkeys((between or 1, 1)):
        spacing = known._replace(blank=blank)
        explained = [_blanks(r, n, spacing) is not None for r, n in wanting]
        enough = len(wanting) > 1 or blank == between or all(n - len(r.tokens) == 1 for r, n in wanting)
        if wanting and all(explained) and enough:
            return spacing
    return None


def _blanks(row: FoundRow, n: int, spacing: _Spacing) -> list[int] | None:
    """Blank cells before, between and after the figures of a row; None where they do not add up to n cells."""
    gaps = list(row.gaps or ())
    if gaps[-1] == UNKNOWN_GAP:
        gaps[-1] = spacing.last
    usual = [spacing.first, *[spacing.between] * (len(gaps) - 2), spacing.last]
    wider = [g - u for g, u in zip(gaps, usual, strict=True)]
    if any(w < 0 or w % spacing.blank for w in wider):
        return None
    blanks = [w // spacing.blank for w in wider]
    return blanks if sum(blanks) + len(row.tokens) == n else None


def _spaced(row: FoundRow, n: int, spacing: _Spacing) -> Placed:
    """Blanks shown by wider gaps between figures, accepted where they bring the row to n cells exactly."""
    blanks = _blanks(row, n, spacing)
    if blanks is None:
        return None, "blank_run_unclear"
    where = [row.where, *(token.where for token in row.tokens)]
    cells = [Slot("", where[0])] * blanks[0]
    for token, after in zip(row.tokens, blanks[1:], strict=True):
        cells += [token, *[Slot("", token.where)] * after]
    return MarkedCells.of(cells), None
