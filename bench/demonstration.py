"""Makes a small warehouse to try queries on: two provinces, 2019–2022; the same one every time.

`python -m bench.demonstration FOLDER` lands the reports as records and builds `FOLDER/warehouse/gouji.duckdb`. Regions
are real, because the warehouse knows no others; what is reported is made up. `docs/questions.md` is answered from it.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench import figures
from bench.figures import LEFT_OUT, ONE, Key
from flows.reading.records import Evidence, Extraction, Locator
from flows.reading.regions import DIVISIONS
from flows.warehouse.build import build
from flows.warehouse.publishing import DATABASE
from tests.record_factory import edition_of, extraction, write_records

YEARS = range(2019, 2023)
DAY = dt.date(2023, 9, 1)
"""The day of the build, on which reports on the last year are overdue."""

PLACES = ("64", "460000", "4601")
"""宁夏 with everything in it; of 海南 the province and 海口 only, so that much of it is not there."""

BODIES = {
    "province": ("人民政府办公厅", "教育厅", "公安厅"),
    "prefecture": ("人民政府办公室", "教育局", "公安局"),
    "county": ("人民政府办公室", "教育局", "公安局", "城关镇人民政府"),
}
SIZES = {"province": 150, "prefecture": 60, "county": 40}
SMALL = {"惠农区", "泾源县"}
CUSTOMS = "银川海关"

# A government speaks for its region unless it is here; some of those that do so do not say it.
OFFICE_ALONE = {"西夏区", "永宁县", "利通区", "隆德县", "琼山区"}
WITH_DEPARTMENTS = {"海南省", "吴忠市"}

NOT_FILED = {
    ("宁夏回族自治区人民政府", 2020),
    ("彭阳县人民政府", 2021),
    ("石嘴山市教育局", 2021),
    ("海原县人民政府", 2022),
}
LATE = {
    ("同心县人民政府", 2021): dt.date(2022, 4, 2),
    ("盐池县人民政府", 2022): dt.date(2023, 4, 18),
    ("永宁县公安局", 2022): dt.date(2023, 2, 17),
    ("固原市教育局", 2022): dt.date(2023, 3, 6),
    ("美兰区人民政府", 2022): dt.date(2023, 7, 3),
}
AGAIN = {
    ("中宁县人民政府", 2022): dt.date(2023, 5, 8),
    ("海口市人民政府", 2022): dt.date(2023, 4, 12),
    ("宁夏回族自治区人民政府", 2021): dt.date(2022, 6, 20),
}
"""Published in time with mistakes, and on this day without."""

WRONG_TOTAL = {
    ("利通区城关镇人民政府", 2022),
    ("隆德县城关镇人民政府", 2022),
    ("隆德县公安局", 2022),
    ("中卫市公安局", 2022),
    ("金凤区人民政府", 2022),
    ("西夏区城关镇人民政府", 2021),
}
PROCESSED, CARRIED_OUT = (3, "processed_total", "total"), (3, "carried_out", "total")
ON_THE_OLD_FORM = ("平罗县人民政府", 2021)


class Region(NamedTuple):
    """A region, the one above it, and the rows in which the figures of its own bodies are."""

    code: str
    name: str
    level: str
    above: str
    bodies: dict[str, int]


class Filed(NamedTuple):
    """What one agency files every year: whose figures, by row, and whether it says for whom it speaks."""

    agency: str
    agency_type: str
    region: str
    rows: list[int]
    coverage: str | None


def regions() -> list[Region]:
    """The regions that there are, those above first."""
    with DIVISIONS.open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["code"].startswith(PLACES)]
    found: list[Region] = []
    row = 0
    for line in lines:
        if int(line["first_year"]) <= YEARS[0] and int(line["last_year"]) >= YEARS[-1]:
            own = {line["name"] + body: row + n for n, body in enumerate(BODIES[line["level"]])}
            found.append(Region(line["code"], line["name"], line["level"], line["parent"], own))
            row += len(own)
    return found


def agencies(everywhere: list[Region]) -> Iterator[Filed]:
    """The governments with their coverage, and the bodies that report beside them."""
    for number, region in enumerate(everywhere):
        government, own = f"{region.name}人民政府", region.bodies
        office, *others = own
        if region.name in OFFICE_ALONE:
            yield Filed(government, "government", region.code, [own[office]], "office")
        elif region.name in WITH_DEPARTMENTS:
            yield Filed(government, "government", region.code, list(own.values()), "government")
        else:
            said = "region" if number % 3 else None
            yield Filed(government, "government", region.code, _all_rows(region, everywhere), said)
        if region.level != "county" or region.name in OFFICE_ALONE:
            for body in others:
                yield Filed(body, "town" if "镇" in body else "department", region.code, [own[body]], None)
    yield Filed(CUSTOMS, "department", "640100", [sum(len(region.bodies) for region in everywhere)], None)


def _all_rows(region: Region, everywhere: list[Region]) -> list[int]:
    below = [row for lower in everywhere if lower.above == region.code for row in _all_rows(lower, everywhere)]
    return [*region.bodies.values(), *below]


def reports() -> Iterator[Extraction]:
    """The records of all reports."""
    everywhere, rng = regions(), np.random.default_rng(0)
    sizes = [_size(region, body) for region in everywhere for body in region.bodies] + [SIZES["prefecture"]]
    size = np.array(sizes) * rng.lognormal(0, 0.5, len(sizes))
    before: figures.Figures | None = None
    for year in YEARS:
        edition = edition_of(year)
        of_bodies = figures.year(rng, size, edition, before)
        for filed in agencies(everywhere):
            if (filed.agency, year) == ON_THE_OLD_FORM:
                old = _sum(figures.year(np.random.default_rng(1), size, "2019", before), filed.rows, "2019")
                # Only table two is another one.
                old |= {key: value for key, value in _sum(of_bodies, filed.rows, "2019").items() if key[0] > 2}
                yield _extraction(filed, year, "2019", old)
            elif (filed.agency, year) not in NOT_FILED:
                yield from _versions(filed, year, edition, _sum(of_bodies, filed.rows, edition))
        before = of_bodies


def _size(region: Region, body: str) -> float:
    return SIZES[region.level] / (5 if "镇" in body else 1) / (8 if region.name in SMALL else 1)


def _sum(several: figures.Figures, rows: list[int], edition: str) -> dict[Key, Decimal | None]:
    """The figures of these rows together, as a form of the edition prints them."""
    left_out = LEFT_OUT["one_row" if edition == "2019" else "three_rows"]
    values = several.values[rows].sum(axis=0)
    pairs = zip(several.keys, values, strict=True)
    return {key: Decimal(int(value)) / ONE for key, value in pairs if key[1] not in left_out}


def _versions(filed: Filed, year: int, edition: str, right: dict[Key, Decimal | None]) -> Iterator[Extraction]:
    one = (filed.agency, year)
    if one in WRONG_TOTAL:
        yield _extraction(filed, year, edition, right | {PROCESSED: (right[PROCESSED] or 0) + 10})
        return
    if one in AGAIN:
        first = right | {CARRIED_OUT: (right[CARRIED_OUT] or 0) + 100, (3, "granted", "research"): None}
        del first[2, "coercion", "decisions"]
        yield _extraction(filed, year, edition, first)
    yield _extraction(filed, year, edition, right, AGAIN.get(one) or LATE.get(one))


def _extraction(
    filed: Filed, year: int, edition: str, values: dict[Key, Decimal | None], on: dt.date | None = None
) -> Extraction:
    usual = dt.date(year + 1, 3, 20) if filed.agency_type == "government" else dt.date(year + 1, 1, 18)
    made = extraction(values, filed.agency, year, edition=edition, published_on=on or usual, region_code=filed.region)
    assert made.report is not None
    said = [Evidence("coverage", filed.coverage, "sentence", "certain", None, Locator(line=4))]
    report = made.report._replace(agency_type=filed.agency_type)
    return made._replace(report=report, evidence=said if filed.coverage else [])


def write(folder: Path) -> Path:
    """Make the records and the warehouse in this folder, and return the published database."""
    write_records(folder / "records", reports())
    build(folder / "records", folder / "warehouse", day=DAY)
    return folder / "warehouse" / DATABASE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    sys.stdout.write(f"{write(parser.parse_args().folder)}\n")


if __name__ == "__main__":
    main()
