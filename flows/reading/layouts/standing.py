"""Whether the cells of a row are where the labels above and the other rows of the table put them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from expectations.shape import shape
from flows.reading.layouts.columns import ColumnReading
from flows.reading.layouts.headers import EVERYWHERE, Header
from flows.reading.layouts.rows import FoundRow, MarkedCells, Slot


class Standing:
    """Compares the places of figures with those of the labels above, once for consecutive rows that are alike."""

    def __init__(self) -> None:
        self._labels: dict[tuple[int, int | None], list[tuple[int, str]]] = {}
        self._last: tuple[Header, Sequence[tuple[int, int]], Sequence[str]] | None = None
        self._last_agrees = False

    def agrees(self, row: FoundRow, slots: MarkedCells, measures: Sequence[str]) -> bool:
        """Whether no figure of a row is below the label of a column other than its own."""
        if row.columns is None or not len(slots) or not (labels := self._of(row.header, row.label.section)):
            return True
        first = (slots.places[0].column or 1) - 1
        asked = row.header, row.columns()[first : first + len(slots)], measures
        # Most rows are placed below their labels as the previous row is.
        if self._last is None or self._last[0] is not row.header or asked[1:] != self._last[1:]:
            known = {code for _, code in labels}
            self._last, self._last_agrees = (
                asked,
                all(
                    _is_below(span, measure, labels, measure in known)
                    for measure, span in zip(measures, asked[1], strict=True)
                ),
            )
        return self._last_agrees

    def _of(self, header: Header, section: int | None) -> list[tuple[int, str]]:
        key = id(header), section
        if key not in self._labels:
            columns = [h for h in header.labels if h.label.kind == "column" and h.label.section == section]
            placed = sorted((h.column(), h.label.code) for h in columns)
            self._labels[key] = [] if placed and placed[-1][0] == EVERYWHERE else placed
        return self._labels[key]


def _is_below(cell: tuple[int, int], measure: str, labels: Sequence[tuple[int, str]], is_labelled: bool) -> bool:
    """Whether a cell is below the label of its column, or below none where its label is not printed."""
    begin, end = cell
    over = {code for column, code in labels if begin <= column < end}
    if over or not is_labelled:
        return not over or measure in over
    left = [code for column, code in labels if column <= begin]
    return bool(left) and left[-1] == measure


Seen = tuple[FoundRow, ColumnReading]
"""Pairs of a row and what is known about its columns."""


def by_letter(members: Sequence[Seen]) -> Sequence[Seen]:
    """The rows of a table with only the printed columns, if every figure is below the label of one.

    Unchanged where a row has anything elsewhere, where all columns are printed or none, or 总计 is not: then figures
    may have moved into the place of missing ones.
    """
    if all(reading.is_complete for _, reading in members):
        return members
    if not all(row.is_lettered and row.slots is not None and row.columns for row, _ in members):
        return members
    found = [_placed(row, reading) for row, reading in members]
    known = {seen[1].measures for seen in found if seen}
    totals = [seen[0].slots[len(seen[0].slots) - 1].raw.strip() for seen in found if seen and seen[0].slots]
    is_certain = len(known) == 1 and all(totals) and len(totals) == len(members)
    return [seen for seen in found if seen] if is_certain else members


def _placed(row: FoundRow, reading: ColumnReading) -> Seen | None:
    """A row with a cell for each label above it; None where one of its figures is not below a label."""
    labels = _labels(row, reading)
    if labels is None or row.slots is None or row.columns is None:
        return None
    columns = row.columns()
    at = {columns[(slot.where.column or 1) - 1]: slot for slot in row.slots}
    own = {label: slot for label in labels for span, slot in at.items() if span[0] == label}
    if any(slot.raw.strip() and span[0] not in labels for span, slot in at.items()):
        return None
    slots = MarkedCells.of([own.get(label, Slot("", row.where)) for label in labels])
    measures = tuple(labels.values())
    return row._replace(slots=slots), reading._replace(measures=measures, is_complete=True)


def _labels(row: FoundRow, reading: ColumnReading) -> dict[int, str] | None:
    """The columns with a label, from left to right; None where these are not columns of the form in its order."""
    above = [h for h in row.header.labels if h.label.kind == "column" and h.label.section == row.label.section]
    labels = dict(sorted((h.column(), h.label.code) for h in above))
    codes = tuple(labels.values())
    is_part = [code for code in reading.measures if code in codes] == list(codes) != list(reading.measures)
    is_known = reading.agrees and is_part and len(labels) == len(above) and EVERYWHERE not in labels
    return labels if is_known and codes and codes[-1] == shape().totals.get(row.label.section or 0) else None


class Widths:
    """The widths of the cells after the labels of one table, by row."""

    def __init__(self) -> None:
        self._wide: dict[int, tuple[int, ...]] = {}
        self._reached: set[int] = set()

    def note(self, row: int, spans: Sequence[tuple[int, int]]) -> None:
        """Remember how many columns and rows the cells of a row span, where any spans more than one."""
        self._wide[row] = tuple(width for width, _ in spans)
        self._reached.update(range(row + 1, row + max(height for _, height in spans)))

    def uneven_marked(self, rows: list[FoundRow]) -> list[FoundRow]:
        """The rows; those below one header are marked uneven where their cells are shifted relative to the others'."""
        if not self._wide:
            return rows
        usual: dict[int, tuple[int, ...]] = {}
        plain = [row for row in rows if row.label.section in shape().plain]
        for n in {len(row.slots or ()) for row in plain}:
            usual[n] = Counter(self._of(row) for row in plain if len(row.slots or ()) == n).most_common(1)[0][0]
        return [
            row._replace(is_uneven=row.where.row in self._reached or self._of(row) != usual[len(row.slots or ())])
            if row.label.section in shape().plain
            else row
            for row in rows
        ]

    def _of(self, row: FoundRow) -> tuple[int, ...]:
        return self._wide.get(row.where.row or 0, (1,) * len(row.slots or ()))
