"""Indicators: the figures of a report that people compare across agencies, regions and years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from expectations.words import sums_of


class Indicator(NamedTuple):
    """A figure of one agency, or of one region, in one year; a column of `mart_agency_year`.

    A `count` is a sum of `cells` such as `3:received:total`; of several, with spaces between, the first one of which
    a report prints a cell. A `share` (in percent) or `rate` (per hundred) is a `numerator` by a `denominator`, both
    counts. A `report` is said of the report itself. Below `small_below` a count is too small to divide by. `has_change`
    is `yes` if the difference to the year before is given.
    """

    indicator: str
    kind: str
    display_order: int
    label: str
    label_en: str
    unit: str
    cells: str
    numerator: str
    denominator: str
    small_below: int | None
    has_change: str
    definition: str
    definition_en: str
    caveat: str
    caveat_en: str

    @property
    def sums(self) -> list[list[tuple[int, str, str]]]:
        """The sums of cells as (section, item, measure)."""
        return sums_of(self.cells)


def descriptions(indicators: Iterable[Indicator]) -> Iterator[tuple[str, str, str]]:
    """Each column that indicators make in the marts: its name, its label in Chinese, and what it means."""
    for line in indicators:
        yield line.indicator, line.label, f"{line.definition_en} {line.caveat_en}"
        if line.small_below is not None:
            meaning = f"Whether `{line.indicator}` is below {line.small_below}: shares and rates of so few say little."
            yield f"{line.indicator}_is_small", f"{line.label}过少", f"{meaning} Null where it is not known."
        if line.has_change:
            meaning = f"Change of `{line.indicator}` since the very year before"
            meaning += ", in percentage points" if line.kind == "share" else ""
            meaning += "; null where either is, or `change_reason` says why."
            yield f"{line.indicator}_change", f"{line.label}比上年增减", meaning
