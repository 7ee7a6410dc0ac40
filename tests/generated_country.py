"""A country whose totals are known: who is in which region, who files what, and what the totals must be.

The figures of every body are made first. A report adds up those of the bodies it speaks for, and the totals of regions
are added up here from what is filed: nothing is taken from the warehouse or from its rules of counting. A few regions
over five years are the small country of the tests, all divisions of the years 2014 to 2024 the whole one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import NamedTuple

from flows.reading.records import Evidence, Extraction, Locator, Unread
from tests.country_regions import Region, regions_of
from tests.record_factory import APPLICANTS, Figures, edition_of, extraction, figures, rejected
from tests.rendering.statistics import cells, summed

STYLES = ("region", "silent", "government", "by_office", "office", "unreadable", "missing")
"""What a government files: a report on its region, said or not; on its departments, or by its office; on its office."""
WHOLE, DEPARTMENTS = ("region", "silent"), ("government", "by_office")
GOVERNMENT, OFFICE, TOWN, ZONE = "人民政府", "人民政府办公室", "城关镇", "高新技术产业开发区"
VERTICAL = ("海关", "税务局", "气象局")
_KINDS = {GOVERNMENT: "government", TOWN: "town"}
_REFORM = 2021


class Filed(NamedTuple):
    """What one body files on one year.

    `body` is its name within its region, for good; `agency` its name in the year, as printed. `counts` is what it adds
    up: the `region`, its `departments`, a `zone` with its bureau, or the body `itself`. Where a report does not show
    its region, it is not `is_placed`.
    """

    region: Region
    year: int
    body: str
    agency: str
    agency_type: str
    counts: str
    coverage: str | None
    is_read: bool
    is_placed: bool

    @property
    def owner(self) -> tuple[str, str]:
        """The same for all reports of one agency, whatever it and its region are called in the year."""
        return self.region.lineage, self.body

    @property
    def known_as(self) -> tuple[str, str, str]:
        """The region's id and name, and what the body is called there in the year."""
        return self.region.id, self.region.name, "教育体育局" if self.agency.endswith("教育体育局") else self.body

    @property
    def is_outside(self) -> bool:
        """Whether nobody but its superiors adds up its figures."""
        return self.body in VERTICAL

    @property
    def is_counted(self) -> bool:
        """Whether it is a report that belongs to its region, as far as it shows."""
        return self.is_read and self.is_placed and not self.is_outside

    @property
    def report_id(self) -> str:
        """The id of the version that counts."""
        return _sha256(self, 2)[:16]


class Total(NamedTuple):
    """What several reports add up to, cell by cell, and how many they are."""

    figures: Figures
    reports: int


class Country:
    """Everything that is filed, by chance of a seed, and what follows from it.

    Of the bodies that a region can have beside its government, it has this `share`; `chosen` are the regions, all
    where it is None.
    """

    def __init__(self, seed: int, years: range, chosen: Collection[str] | None = None, share: float = 1) -> None:
        self._seed, self._share, self.years = seed, share, years
        self.regions = {year: regions_of(year, chosen) for year in years}
        self._lower: dict[tuple[str | None, int], list[Region]] = {}
        for year, found in self.regions.items():
            for region in found:
                self._lower.setdefault((region.above, year), []).append(region)
        self.filed = [report for year in years for region in self.regions[year] for report in self._of(region, year)]
        self._here: dict[tuple[str, int], list[Filed]] = {}
        for report in self.filed:
            self._here.setdefault((report.region.id, report.year), []).append(report)
        # A province is asked for at a time, and all figures of all are too many.
        self.own = lru_cache(2_000)(self._own)
        self.counted = lru_cache(1_000)(self._counted)
        self._all_of = lru_cache(1_000)(self._everything)

    def style(self, region: Region, year: int) -> str:
        """What the government of the region files on the year; it changes every third year."""
        return self._chance(region, (year + int(region.id)) // 3, "style").choice(STYLES)

    def reports(self, year: int) -> Iterator[Extraction]:
        """The records of all reports on a year; now and then with an earlier version that has other figures."""
        for report in (report for report in self.filed if report.year == year):
            if not report.is_read:
                unread = Unread(report.agency, report.agency_type, report.region.code, year, "not_a_report")
                made = rejected(_document(report, 2), "not_a_report")
                yield made._replace(sha256=_sha256(report, 2), unread=[unread])
                continue
            right = self.figures(report)
            if self._chance(report.region, year, report.body, "again").random() < 0.1:
                yield _extraction(report, {key: 2 * value for key, value in right.items()}, 1)
            yield _extraction(report, right, 2)

    def figures(self, report: Filed) -> Figures:
        """What a report that can be read prints."""
        if report.counts == "region":
            return self._all_of(report.region, report.year)
        bodies = self.bodies(report.region, report.year)
        counted = {
            "departments": [body for body in bodies if body != TOWN and body not in VERTICAL],
            "zone": [body for body in bodies if body.startswith(ZONE)],
            "itself": [OFFICE if report.body == GOVERNMENT else report.body],
        }[report.counts]
        added = _added(self.own(report.region, body, report.year) for body in counted)
        return _incomplete(added, report.year) if report.body == "海关" else added

    def _counted(self, region: Region, year: int) -> Total:
        """What is counted for a region: the report that speaks for it, or whoever is there."""
        if self.style(region, year) in WHOLE:
            return Total(self._all_of(region, year), 1)
        return self.summed(region, year)

    def summed(self, region: Region, year: int) -> Total:
        """What all that are there add up to, but for the report that speaks for the region."""
        here = [Total(self.figures(report), 1) for report in self.bodies_counted(region, year)]
        found = here + [self.counted(lower, year) for lower in self.lower(region, year)]
        return Total(_added(total.figures for total in found), sum(total.reports for total in found))

    def lower(self, region: Region, year: int) -> list[Region]:
        """The regions directly below that are there in the year."""
        return self._lower.get((region.id, year), [])

    def here(self, region: Region, year: int) -> list[Filed]:
        """The reports of the region's own bodies, wherever their figures belong."""
        return self._here.get((region.id, year), [])

    def bodies_counted(self, region: Region, year: int) -> list[Filed]:
        """The reports of the region's own bodies that add up to its figures if nobody speaks for it."""
        there = {
            report.body: report for report in self.here(region, year) if report.is_counted and report.counts != "region"
        }
        if self.style(region, year) in DEPARTMENTS:
            return [report for report in there.values() if report.counts == "departments" or report.body == TOWN]
        if ZONE in there:
            there.pop(f"{ZONE}经济发展局", None)
        return list(there.values())

    def bodies(self, region: Region, year: int) -> list[str]:
        """The bodies that the region has beside its government: always an office, others by chance."""
        possible = ["教育局", "气象局"]
        if region.level == "county":
            possible += [TOWN, "税务局"]
        if region.level == "prefecture":
            possible += [ZONE, f"{ZONE}经济发展局", "海关"]
        chance = self._chance(region, 0, "bodies")
        found = [OFFICE, *(body for body in possible if chance.random() < self._share)]
        return [*found, "体育局"] if self._has_reform(region) and year < _REFORM else found

    def _has_reform(self, region: Region) -> bool:
        """Whether its bureau of sports becomes part of that of education, which then has another name."""
        return self._chance(region, 0, "reform").random() < 0.1

    def _own(self, region: Region, body: str, year: int) -> Figures:
        """The figures of one body alone."""
        chance = self._chance(region, year, body)
        if year < 2019:
            drawn = {cell: chance.choice((0, 0, 1, 12, chance.randrange(90))) for cell in cells()}
            return {cell: Decimal(value) for cell, value in summed(drawn).items()}
        edition = edition_of(year)
        drawn_anew = figures(chance, edition, "one_row" if edition == "2019" else "three_rows")
        carried = [self._chance(region, when, body, "carried") for when in (year, year + 1)]
        return _continued(drawn_anew, *([one.randint(0, 9) for _ in APPLICANTS] for one in carried))

    def _everything(self, region: Region, year: int) -> Figures:
        own = [self.own(region, body, year) for body in self.bodies(region, year) if body not in VERTICAL]
        return _added([*own, *(self._all_of(lower, year) for lower in self.lower(region, year))])

    def _of(self, region: Region, year: int) -> Iterator[Filed]:
        """What the bodies of a region file: the government first, which can speak for others."""
        style = self.style(region, year)
        if style in WHOLE:
            said = "region" if style == "region" else None
            yield self._filed(region, year, GOVERNMENT, "region", said)
        elif style in DEPARTMENTS:
            by = GOVERNMENT if style == "government" else OFFICE
            yield self._filed(region, year, by, "departments", "government")
        elif style == "office":
            yield self._filed(region, year, GOVERNMENT, "itself", "office")
        elif style == "unreadable":
            yield self._filed(region, year, GOVERNMENT, "itself", None)._replace(is_read=False)
        for body in self.bodies(region, year):
            is_apart = body != OFFICE or style not in ("by_office", "office")
            if is_apart and self._chance(region, year, body, "files").random() < 0.7:
                yield self._filed(region, year, body, "zone" if body == ZONE else "itself", None)

    def _filed(self, region: Region, year: int, body: str, counts: str, coverage: str | None) -> Filed:
        is_placed = body != "教育局" or self._chance(region, year, body, "place").random() < 0.99
        name = self._printed(region, year, body, is_placed)
        kind = _KINDS.get(body, "department")
        return Filed(region, year, body, name, kind, counts, coverage, True, is_placed)

    def _printed(self, region: Region, year: int, body: str, is_placed: bool) -> str:
        """The name of a body as its report of the year has it: in full, without the regions above, or shorter."""
        name = region.name + body
        if body == "教育局" and year >= _REFORM and self._has_reform(region):
            name = f"{region.name}教育体育局"
        if body == "税务局":
            return f"国家税务总局{name}"
        if body == "海关" or body.startswith(ZONE):
            return region.short_name + body + ("管理委员会" if body == ZONE else "")
        if not is_placed:
            return name
        full, short = region.within + name, region.name if body == GOVERNMENT else name
        return self._chance(region, year, body, "name").choice((full, name, name, short))

    def _chance(self, region: Region, year: int, *what: str) -> Random:
        return Random(f"{self._seed} {region.lineage} {year} {' '.join(what)}")


def _continued(drawn: Figures, carried_in: list[int], carried_out: list[int]) -> Figures:
    """Figures that begin where the year before ended, so that few rules across years fail by chance."""
    found = dict(drawn)
    for applicant, before, after in zip(APPLICANTS, carried_in, carried_out, strict=True):
        found[3, "carried_in", applicant], found[3, "carried_out", applicant] = Decimal(before), Decimal(after)
        found[3, "received", applicant] = found[3, "processed_total", applicant] + after - before
    for item in ("received", "carried_in", "carried_out"):
        found[3, item, "total"] = sum((found[3, item, applicant] for applicant in APPLICANTS), Decimal())
    for item in (item for section, item, measure in drawn if section == 2 and measure == "in_force"):
        found[2, item, "repealed"], found[2, item, "in_force"] = found[2, item, "issued"], Decimal(30)
    for item in (item for section, item, measure in drawn if measure == "items_change"):
        found[2, item, "items_last_year"], found[2, item, "items_change"] = Decimal(70), Decimal(0)
    return found


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


def _document(report: Filed, month: int) -> str:
    return f"{report.region.code}/{report.agency}-{report.year}-{month}.html"


def _sha256(report: Filed, month: int) -> str:
    return hashlib.sha256(_document(report, month).encode()).hexdigest()


def _extraction(report: Filed, figures: Figures, month: int) -> Extraction:
    published = dt.date(report.year + 1, month, 20)
    edition = "2014" if report.year < 2019 else None
    code = report.region.code if report.is_placed else None
    made = extraction(figures, report.agency, report.year, edition=edition, published_on=published, region_code=code)
    assert made.report is not None
    said = Evidence("coverage", report.coverage, "sentence", "certain", None, Locator(line=4))
    return made._replace(
        document=_document(report, month),
        sha256=_sha256(report, month),
        report=made.report._replace(agency_type=report.agency_type),
        evidence=[said] if report.coverage else [],
    )
