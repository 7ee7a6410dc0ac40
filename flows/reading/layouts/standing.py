"""Whether figures that were counted into columns also stand below the labels of these columns."""

from __future__ import annotations

from collections.abc import Sequence

from flows.reading.layouts.headers import EVERYWHERE, Header
from flows.reading.layouts.rows import FoundRow, MarkedCells


class Standing:
    """Compares the places of figures with those of the labels above, once for rows that follow each other alike."""

    def __init__(self) -> None:
        self._labels: dict[tuple[int, int | None], list[tuple[int, str]]] = {}
        self._last: tuple[Header, Sequence[tuple[int, int]], Sequence[str]] | None = None
        self._last_agrees = False

    def agrees(self, row: FoundRow, slots: MarkedCells, measures: Sequence[str]) -> bool:
        """Whether no figure of a row stands below the label of another column than its own."""
        if row.columns is None or not len(slots) or not (labels := self._of(row.header, row.label.section)):
            return True
        first = (slots.places[0].column or 1) - 1
        asked = row.header, row.columns()[first : first + len(slots)], measures
        # Most rows stand below their labels as the row before them does.
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
    """Whether a cell stands below the label of its column, or below none where its label is not printed."""
    begin, end = cell
    over = {code for column, code in labels if begin <= column < end}
    if over or not is_labelled:
        return not over or measure in over
    left = [code for column, code in labels if column <= begin]
    return bool(left) and left[-1] == measure
