"""Whether the sums of a table speak for or against the columns that its figures were put into."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from flows.records import Cell

_TOTAL = "total"
_FEWEST = 2
"""Rows that must contradict their columns: one alone is sooner the agency's own error."""


def contradicted(cells: Sequence[Cell]) -> frozenset[int]:
    """The sections of most of whose rows the parts do not add up to the total. Rows of zeros tell nothing."""
    rows: defaultdict[tuple[int, str], dict[str, Decimal | None]] = defaultdict(dict)
    for cell in cells:
        rows[cell.section, cell.item][cell.measure] = cell.value
    told: Counter[tuple[int, bool]] = Counter()
    for (section, _), values in rows.items():
        known = [value for value in values.values() if value is not None]
        if _TOTAL in values and len(known) == len(values) and any(known):
            told[section, sum(known, Decimal()) == 2 * (values[_TOTAL] or Decimal())] += 1
    return frozenset(section for section in (3, 4) if told[section, False] >= max(_FEWEST, told[section, True] + 1))


def without_values(cells: Sequence[Cell], sections: frozenset[int], note: str) -> list[Cell]:
    """The cells, those of some sections without values where these were taken for certain."""
    return [c._replace(value=None, note=note) if c.section in sections and c.note is None else c for c in cells]
