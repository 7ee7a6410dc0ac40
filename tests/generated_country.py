"""A country small enough to be added up by hand: who is in which region, who files what, and what the totals must be.

The figures of every body are made first. A report adds up those of the bodies it speaks for, and the totals of regions
are added up here from what is filed: nothing is taken from the warehouse or from its rules of counting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from random import Random
from typing import NamedTuple

from flows.reading.records import Evidence, Extraction, Locator, Unread
from tests.record_factory import Figures, edition_of, extraction, figures, rejected

YEARS = range(2019, 2024)
STYLES = ("region", "silent", "government", "by_office", "office", "unreadable", "missing")
"""What a government files: a report on its region, said or not; on its departments, or by its office; on its office."""
WHOLE, DEPARTMENTS = ("region", "silent"), ("government", "by_office")


class Region(NamedTuple):
    """One region: its last code, its name and the region above."""

    code: str
    name: str
    above: str | None


REGIONS = [
    Region("420000", "湖北省", None),
    Region("420600", "襄阳市", "420000"),
    Region("420602", "襄城区", "420600"),
    Region("420625", "谷城县", "420600"),
    Region("420684", "宜城市", "420600"),
    Region("420500", "宜昌市", "420000"),
    Region("420506", "夷陵区", "420500"),
    Region("420525", "远安县", "420500"),
    Region("429006", "天门市", "420000"),
    Region("320000", "江苏省", None),
    Region("320600", "南通市", "320000"),
    Region("320613", "崇川区", "320600"),
    Region("320611", "港闸区", "320600"),
    Region("320623", "如东县", "320600"),
]
ZONE, CUSTOMS = "襄阳高新技术产业开发区管理委员会", "南通海关"
ZONE_BUREAU = "襄阳高新技术产业开发区经济发展局"


class Filed(NamedTuple):
    """What one agency files on one year: its figures, and what it says of whose they are."""

    agency: str
    agency_type: str
    region: Region
    year: int
    figures: Figures | None
    coverage: str | None


class Country:
    """Everything that is filed, by chance of a seed, and what follows from it."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._seed = seed
        self.styles = {
            (region.code, year): self._chance.choice(STYLES) for region in REGIONS for year in self.years_of(region)
        }
        self.filed = [
            report for region in REGIONS for year in self.years_of(region) for report in self._of(region, year)
        ]
        self._there = {(report.agency, report.year) for report in self.filed if report.figures}

    @staticmethod
    def years_of(region: Region) -> Iterable[int]:
        """The years in which a region is there: 港闸区 became part of 崇川区 at the end of 2019."""
        return [2019] if region.name == "港闸区" else YEARS

    def reports(self) -> Iterator[Extraction]:
        """The records of all reports; now and then with an earlier version that has other figures."""
        for report in self.filed:
            if report.figures is None:
                unread = Unread(report.agency, report.agency_type, _code(report), report.year, "not_a_report")
                yield rejected(f"{report.agency}-{report.year}.txt", "not_a_report")._replace(unread=[unread])
                continue
            if self._chance.random() < 0.1:
                yield _extraction(report, {key: value + 7 for key, value in report.figures.items()}, 1)
            yield _extraction(report, report.figures, 2)

    def counted(self, region: Region, year: int) -> list[Figures]:
        """The figures that are counted for a region: of the report that speaks for it, or of whoever is there."""
        if self.styles[region.code, year] in WHOLE:
            return [_added(self._all_of(region, year))]
        return self.summed(region, year)

    def summed(self, region: Region, year: int) -> list[Figures]:
        """The figures of all that are there but the report that speaks for the region."""
        return self.bodies_of(region, year) + self.below(region, year)

    def below(self, region: Region, year: int) -> list[Figures]:
        return [found for lower in self.lower(region, year) for found in self.counted(lower, year)]

    def lower(self, region: Region, year: int) -> list[Region]:
        """The regions directly below that are there in the year."""
        return [lower for lower in REGIONS if lower.above == region.code and year in self.years_of(lower)]

    def bodies_of(self, region: Region, year: int) -> list[Figures]:
        """The figures of the region's own bodies, as far as they have filed."""
        style = self.styles[region.code, year]
        own = {name: self.own(name, year) for name, _ in _bodies(region)}
        there = {name: figures for name, figures in own.items() if (name, year) in self._there}
        town = [figures for name, figures in there.items() if name.endswith("镇")]
        if style in DEPARTMENTS:
            return [_added([figures for name, figures in own.items() if not name.endswith("镇")]), *town]
        if style == "office":
            there[_office(region)] = own[_office(region)]
        if ZONE in there:
            there[ZONE] = _added([own[ZONE], own[ZONE_BUREAU]])
            there.pop(ZONE_BUREAU, None)
        return list(there.values())

    @cache  # noqa: B019 - a country lives as long as its test
    def own(self, agency: str, year: int) -> Figures:
        """The figures of one body alone."""
        edition = edition_of(year)
        printing = "one_row" if edition == "2019" else "three_rows"
        return figures(Random(f"{self._seed}{agency}{year}"), edition, printing)

    def _all_of(self, region: Region, year: int) -> list[Figures]:
        own = [self.own(name, year) for name, _ in _bodies(region)]
        return own + [found for lower in self.lower(region, year) for found in self._all_of(lower, year)]

    def _of(self, region: Region, year: int) -> Iterator[Filed]:
        style, government = self.styles[region.code, year], f"{region.name}人民政府"
        departments = _added([self.own(name, year) for name, kind in _bodies(region) if kind != "town"])
        if style in WHOLE:
            figures = _added(self._all_of(region, year))
            yield Filed(government, "government", region, year, figures, "region" if style == "region" else None)
        elif style == "government":
            yield Filed(government, "government", region, year, departments, style)
        elif style == "by_office":
            yield Filed(_office(region), "department", region, year, departments, "government")
        elif style == "office":
            yield Filed(government, "government", region, year, self.own(_office(region), year), style)
        elif style == "unreadable":
            yield Filed(government, "government", region, year, None, None)
        for name, kind in _bodies(region):
            is_apart = name != _office(region) or style not in ("by_office", "office")
            if is_apart and self._chance.random() < 0.7:
                alone = [name, ZONE_BUREAU] if name == ZONE else [name]
                yield Filed(name, kind, region, year, _added([self.own(each, year) for each in alone]), None)
        if region.name == "南通市":
            yield Filed(CUSTOMS, "department", region, year, _incomplete(self.own(CUSTOMS, year), year), None)


def _bodies(region: Region) -> list[tuple[str, str]]:
    """The bodies of a region itself, with their type."""
    found = [(_office(region), "department"), (f"{region.name}教育局", "department")]
    if region.name == "襄阳市":
        found += [(ZONE, "department"), (ZONE_BUREAU, "department")]
    is_county = region.above is not None and region.code[4:] != "00"
    return [*found, (f"{region.name}城关镇", "town")] if is_county else found


def _office(region: Region) -> str:
    return f"{region.name}人民政府办公室"


def _added(several: Iterable[Figures]) -> Figures:
    """The sum of figures on the same form, cell by cell."""
    total: Figures = {}
    for each in several:
        for cell, value in each.items():
            total[cell] = total.get(cell, Decimal()) + value
    return total


def _incomplete(figures: Figures, year: int) -> Figures:
    """Customs, in whose totals nobody else is, leave something out in one year, and have nothing to do in another."""
    if year == 2020:
        return {cell: value for cell, value in figures.items() if cell != (3, "denied_state_secret", "total")}
    if year == 2021:
        return {cell: value for cell, value in figures.items() if cell[0] != 4}
    return dict.fromkeys(figures, Decimal()) if year == 2022 else figures


def _code(report: Filed) -> str:
    """The code in the year: 崇川区 had another one until 2019."""
    return "320602" if report.region.name == "崇川区" and report.year < 2020 else report.region.code


def _extraction(report: Filed, figures: Figures, month: int) -> Extraction:
    published = dt.date(report.year + 1, month, 20)
    made = extraction(figures, report.agency, report.year, published_on=published, region_code=_code(report))
    assert made.report is not None
    said = Evidence("coverage", report.coverage, "sentence", "certain", None, Locator(line=4))
    return made._replace(
        report=made.report._replace(agency_type=report.agency_type), evidence=[said] if report.coverage else []
    )
