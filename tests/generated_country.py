"""A country whose totals are known: who is in which region, who files what, and what the totals must be.

The figures of every body are made first. A report adds up those of the bodies it speaks for, and the totals of regions
are added up here from what is filed: nothing is taken from the warehouse or from its rules of counting. A few regions
over five years are the small country of the tests, all divisions of the years 2014 to 2024 the whole one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import NamedTuple

from flows.reading.records import Extraction
from tests.country_filed import GOVERNMENT, OFFICE, TOWN, VERTICAL, ZONE, Filed
from tests.country_regions import Region, regions_of
from tests.record_factory import APPLICANTS, Figures, edition_of, figures
from tests.rendering.statistics import cells, summed

STYLES = ("region", "silent", "government", "by_office", "short", "office", "unreadable", "missing")
"""What a government files: a report on its region, said or not; on its departments, said, by its office, or not said
where a smaller one below received more; on its office."""
WHOLE, DEPARTMENTS = ("region", "silent"), ("government", "by_office", "short")
LEFT_OUT = ("carried_in", "carried_out")
"""Items of which a report now and then lacks the total; no other indicator adds them up."""
_KINDS = {GOVERNMENT: "government", TOWN: "town"}
_REFORM = 2021


class Total(NamedTuple):
    """What several reports add up to, cell by cell, how many they are, and how many of them lack a cell."""

    figures: Figures
    reports: int
    incomplete: int


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
        # A province is asked for at a time, and all figures of all are too many.
        self.own = lru_cache(2_000)(self._own)
        self.counted = lru_cache(1_000)(self._counted)
        self._all_of = lru_cache(1_000)(self._everything)
        self.style = lru_cache(None)(self._style)
        self.filed = [report for year in years for region in self.regions[year] for report in self._of(region, year)]
        self._here: dict[tuple[str, int], list[Filed]] = {}
        for report in self.filed:
            self._here.setdefault((report.region.id, report.year), []).append(report)

    def _style(self, region: Region, year: int) -> str:
        """What the government of the region files on the year; it changes every third year."""
        drawn = self._chance(region, (year + int(region.id)) // 3, "style").choice(STYLES)
        return "silent" if drawn == "short" and not self._is_short(region, year) else drawn

    def _is_short(self, region: Region, year: int) -> bool:
        """Whether a government or a town below received more than all departments here, and none of these did."""
        received = {body: _received(self.own(region, body, year)) for body in self.bodies(region, year)}
        of_town = received.pop(TOWN, Decimal()) if self._files(region, year, TOWN) else Decimal()
        departments = [received[body] for body in _departments(received)]
        if max(departments) > sum(departments):
            return False
        below = (_received(self.figures(report)) for report in self._governments_below(region, year))
        return max(of_town, *below, Decimal()) > sum(departments)

    def _governments_below(self, region: Region, year: int) -> Iterator[Filed]:
        """The reports of governments that can be read, of the regions below and of those below them."""
        for lower in self.lower(region, year):
            reports = self._of_government(lower, year)
            yield from (report for report in reports if report.body == GOVERNMENT and report.is_read)
            yield from self._governments_below(lower, year)

    def reports(self, year: int) -> Iterator[Extraction]:
        """The records of all reports on a year; now and then with an earlier version that has other figures."""
        for report in (report for report in self.filed if report.year == year):
            if not report.is_read:
                yield report.unread()
                continue
            right = self.figures(report)
            if self._chance(report.region, year, report.body, "again").random() < 0.1:
                yield report.extracted({key: 2 * value for key, value in right.items()}, 1)
            yield report.extracted(right)

    def figures(self, report: Filed) -> Figures:
        """What a report that can be read prints."""
        left_out = self.left_out(report)
        found = self._filled(report)
        return {cell: value for cell, value in found.items() if cell != (3, left_out, "total")} if left_out else found

    def left_out(self, report: Filed) -> str | None:
        """The item of which the report lacks the total, if any."""
        if report.year < 2019 or report.is_outside:
            return None
        return self._chance(report.region, report.year, report.body, "left out").choice((*LEFT_OUT, *[None] * 60))

    def _filled(self, report: Filed) -> Figures:
        if report.counts == "region":
            return self._all_of(report.region, report.year)
        bodies = self.bodies(report.region, report.year)
        counted = {
            "departments": _departments(bodies),
            "zone": [body for body in bodies if body.startswith(ZONE)],
            "itself": [OFFICE if report.body == GOVERNMENT else report.body],
        }[report.counts]
        added = _added(self.own(report.region, body, report.year) for body in counted)
        return _incomplete(added, report.year) if report.body == "海关" else added

    def _counted(self, region: Region, year: int) -> Total:
        """What is counted for a region: the report that speaks for it, or whoever is there."""
        if self.style(region, year) in WHOLE:
            return self._total(self.speaking(region, year))
        return self.summed(region, year)

    def summed(self, region: Region, year: int) -> Total:
        """What all that are there add up to, but for the report that speaks for the region."""
        found = [self._total(self.bodies_counted(region, year))]
        found += [self.counted(lower, year) for lower in self.lower(region, year)]
        reports, incomplete = sum(total.reports for total in found), sum(total.incomplete for total in found)
        return Total(_added(total.figures for total in found), reports, incomplete)

    def _total(self, filed: Iterable[Filed]) -> Total:
        reports = list(filed)
        incomplete = sum(self.left_out(report) is not None for report in reports)
        return Total(_added(self.figures(report) for report in reports), len(reports), incomplete)

    def lower(self, region: Region, year: int) -> list[Region]:
        """The regions directly below that are there in the year."""
        return self._lower.get((region.id, year), [])

    def here(self, region: Region, year: int) -> list[Filed]:
        """The reports of the region's own bodies, wherever their figures belong."""
        return self._here.get((region.id, year), [])

    def speaking(self, region: Region, year: int) -> list[Filed]:
        """The report that speaks for the region, if any."""
        return [report for report in self.here(region, year) if report.counts == "region"]

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

    def has_taken_on_another(self, report: Filed, before: int) -> bool:
        """Whether a report is the first of a body that another one has become part of, as that one's reports show."""
        is_first = report.body == "教育局" and (before, report.year) == (_REFORM - 1, _REFORM)
        return is_first and any(
            (other.region.id, other.body) == (report.region.id, "体育局") and other.year >= _REFORM - 2
            for other in self.filed
        )

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
        yield from self._of_government(region, year)
        style = self.style(region, year)
        for body in self.bodies(region, year):
            is_apart = body != OFFICE or style not in ("by_office", "office")
            if is_apart and self._files(region, year, body):
                yield self._filed(region, year, body, "zone" if body == ZONE else "itself", None)

    def _of_government(self, region: Region, year: int) -> Iterator[Filed]:
        style = self.style(region, year)
        if style in WHOLE:
            yield self._filed(region, year, GOVERNMENT, "region", "region" if style == "region" else None)
        elif style in DEPARTMENTS:
            by = OFFICE if style == "by_office" else GOVERNMENT
            yield self._filed(region, year, by, "departments", None if style == "short" else "government")
        elif style == "office":
            yield self._filed(region, year, GOVERNMENT, "itself", "office")
        elif style == "unreadable":
            yield self._filed(region, year, GOVERNMENT, "itself", None)._replace(is_read=False)

    def _files(self, region: Region, year: int, body: str) -> bool:
        return self._chance(region, year, body, "files").random() < 0.7

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


def _departments(bodies: Iterable[str]) -> list[str]:
    """The bodies whose figures are in the report of a government on its departments."""
    return [body for body in bodies if body != TOWN and body not in VERTICAL]


def _received(figures: Figures) -> Decimal:
    """The requests received, in the table of the year."""
    return figures[3, "received", "total"] if (3, "received", "total") in figures else figures[14, "received", "number"]


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
