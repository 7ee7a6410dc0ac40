"""Figures recognised from a picture that contradict the sums around them lose their value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flows.reading.layouts.sums import Key, holds, printing_of, sums_of
from flows.reading.records import Cell


def distrusted(cells: Sequence[Cell], edition: str | None = None) -> list[Cell]:
    """The cells, without the values of those that every sum they belong to contradicts, two sums at least.

    One misread figure fails the sum of its row and that of its column; what only one of them contradicts may be
    the agency's own error, which must stay visible. Sums that lack a figure count neither way.
    """
    values = {(c.section, c.item, c.measure): c.value for c in cells if c.value is not None}
    failed: Counter[Key] = Counter()
    held: set[Key] = set()
    for terms in sums_of(values, printing_of(cell[:3] for cell in cells), edition):
        if holds(terms, values):
            held.update(terms)
        else:
            failed.update(terms.keys())
    lost = {key for key, times in failed.items() if times > 1} - held
    return [
        c._replace(value=None, note="sum_distrusted") if (c.section, c.item, c.measure) in lost else c for c in cells
    ]
