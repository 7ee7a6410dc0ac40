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


class Meaning(NamedTuple):
    """What a column is that an indicator makes in the marts, in Chinese and in English."""

    column: str
    label_zh: str
    label_en: str
    unit: str
    definition_zh: str
    definition_en: str
    caveat_zh: str
    caveat_en: str


def meanings(indicators: Iterable[Indicator]) -> Iterator[Meaning]:
    """Each column that indicators make in the marts: the figure, whether it is too small, and its change."""
    for line in indicators:
        yield Meaning(
            line.indicator,
            *(line.label, line.label_en, line.unit),
            *(line.definition, line.definition_en, line.caveat, line.caveat_en),
        )
        if line.small_below is not None:
            yield _small(line)
        if line.has_change:
            yield _change(line)


def _small(line: Indicator) -> Meaning:
    return Meaning(
        f"{line.indicator}_is_small",
        *(f"{line.label}过少", f"{line.label_en}: too few", ""),
        f"{line.label}是否少于 {line.small_below} {line.unit}",
        f"Whether `{line.indicator}` is below {line.small_below}.",
        "为是的，以其为分母的占比和比率起伏大，不宜比较；数量不明的为空",
        "Shares and rates of so few say little. Null where it is not known.",
    )


def _change(line: Indicator) -> Meaning:
    is_share = line.kind == "share"
    return Meaning(
        f"{line.indicator}_change",
        *(f"{line.label}比上年增减", f"{line.label_en}: change", "个百分点" if is_share else line.unit),
        f"{line.label}与上一年度相比的增减",
        f"Change of `{line.indicator}` since the very year before{', in percentage points' if is_share else ''}.",
        "两年缺一的为空，没有增减的原因见 change_reason",
        "Null where either is, or `change_reason` says why.",
    )
