"""Sheets of which a column was left out together with its label: each figure is that of the label in its own column."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.shape import shape
from flows.reading.layouts.columns import Sight
from flows.reading.layouts.headers import EVERYWHERE
from flows.reading.layouts.rows import FoundRow, MarkedCells, Slot

Seen = tuple[FoundRow, Sight]


def by_letter(members: Sequence[Seen]) -> Sequence[Seen]:
    """The rows of a table with the columns that are printed, where every figure stands below the label of one.

    As they are where a row holds anything elsewhere, all columns are printed or none is, or 总计 is not: then figures
    may have moved up into the place of those that are missing.
    """
    if all(sight.is_complete for _, sight in members):
        return members
    if not all(row.is_lettered and row.slots is not None and row.columns for row, _ in members):
        return members
    found = [_placed(row, sight) for row, sight in members]
    known = {seen[1].measures for seen in found if seen}
    totals = [seen[0].slots[len(seen[0].slots) - 1].raw.strip() for seen in found if seen and seen[0].slots]
    is_certain = len(known) == 1 and all(totals) and len(totals) == len(members)
    return [seen for seen in found if seen] if is_certain else members


def _placed(row: FoundRow, sight: Sight) -> Seen | None:
    """A row with a cell for each label above it; None where one of its figures stands below no label."""
    labels = _labels(row, sight)
    if labels is None or row.slots is None or row.columns is None:
        return None
    columns = row.columns()
    at = {columns[(slot.where.column or 1) - 1]: slot for slot in row.slots}
    own = {label: slot for label in labels for span, slot in at.items() if span[0] == label}
    if any(slot.raw.strip() and span[0] not in labels for span, slot in at.items()):
        return None
    slots = MarkedCells.of([own.get(label, Slot("", row.where)) for label in labels])
    measures = tuple(labels.values())
    return row._replace(slots=slots), sight._replace(measures=measures, is_complete=True)


def _labels(row: FoundRow, sight: Sight) -> dict[int, str] | None:
    """The columns with a label, from left to right; None where these are not some of the form's in its order."""
    above = [h for h in row.header.labels if h.label.kind == "column" and h.label.section == row.label.section]
    labels = dict(sorted((h.column(), h.label.code) for h in above))
    codes = tuple(labels.values())
    is_part = [code for code in sight.measures if code in codes] == list(codes) != list(sight.measures)
    is_known = sight.agrees and is_part and len(labels) == len(above) and EVERYWHERE not in labels
    return labels if is_known and codes and codes[-1] == shape().totals.get(row.label.section or 0) else None
