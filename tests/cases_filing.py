"""Cases for the rules on when a report was published and whether it was filed at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from expectations.rule import Deadline
from flows.reading.records import Cell, Extraction, Locator
from tests.record_factory import agency_years, extraction
from tests.rule_case import RuleCase, World

FEES = (2, "fees", "amount")
CODE = "331123"
DAY = dt.timedelta(days=1)
DUE = dt.date(2023, 3, 31)
OWN = Deadline("", "government", 3, 21, "published_by_deadline", "某办法", 2022, None)


def _published(day: dt.date | None) -> Callable[[World], list[Extraction]]:
    return lambda world: [world.report(world.figures(2022)[0], 2022, published_on=day)]


def _in_unit(unit: str | None) -> Callable[[World], list[Extraction]]:
    def reports(world: World) -> list[Extraction]:
        found = world.report(world.figures(2022)[0], 2022)
        others = [cell for cell in found.cells if cell[:3] != FEES]
        return [found._replace(cells=[*others, Cell(*FEES, Decimal(8), "8", unit, None, None, Locator(1, 6, 2))])]

    return reports


def _years(world: World, *years: int) -> list[Extraction]:
    """The world's own agency's reports, each published on time."""
    figures = world.figures(*range(min(years), max(years) + 1))
    return [world.report(figures[y - min(years)], y, published_on=dt.date(y + 1, 3, 1)) for y in years]


def _peers(*years: int) -> list[Extraction]:
    """Reports of two other agencies; the last one is published after all deadlines have passed."""
    figures = agency_years(5, years)
    return [
        extraction(values, name, year, published_on=dt.date(year + 1, 4, 1))
        for name in ("邻县", "远县")
        for values, year in zip(figures, years, strict=True)
    ]


def _listed(world: World) -> list[dict[str, Any]]:
    listed = {"agency": world.name, "agency_type": "government", "region_code": CODE}
    return [{"roster_id": f"roster-{world.name}", **listed}]


def _placed(reports: list[Extraction]) -> list[Extraction]:
    """Reports of agencies whose region is known."""
    return [r._replace(report=r.report._replace(region_code=CODE)) for r in reports if r.report]


def _similar_agency(world: World) -> Extraction:
    """The report of an agency with nearly the same name."""
    figures = world.figures(2022)[0]
    return extraction(figures, f"{world.name}局", 2022, region_code=CODE, published_on=dt.date(2023, 3, 1))


CASES = [
    RuleCase("units_as_form", "2", _in_unit("万元"), _in_unit("元"), _in_unit(None), "unit_uncertain"),
    RuleCase("published_in_time", "report", _published(DUE), _published(DUE + DAY), _published(None), "date_missing"),
    RuleCase(
        "published_by_deadline", "report", _published(DUE - 10 * DAY), _published(DUE - 9 * DAY), _published(None),
        "date_missing", alone=True, deadlines=(OWN,),
    ),
    RuleCase(
        "published_after_year", "report", _published(dt.date(2023, 1, 1)), _published(dt.date(2022, 12, 31)),
        _published(None), "date_missing",
    ),
    RuleCase(
        "report_filed", "report", lambda world: [*_peers(2021, 2022), *_placed(_years(world, 2022))],
        lambda world: [*_peers(2022), *_placed(_years(world, 2021))],
        lambda world: [*_peers(2022), _similar_agency(world), *_placed(_years(world, 2021))], "other_name",
        alone=True, absent=True, roster=_listed,
    ),
    RuleCase(
        "report_expected", "report", lambda world: [*_peers(2021, 2022), *_years(world, 2021, 2022)],
        lambda world: [*_peers(2020, 2021, 2022), *_years(world, 2020, 2021)],
        lambda world: [*_peers(2022), *_years(world, 2020, 2021)], "year_not_collected",
        alone=True, absent=True,
    ),
]  # fmt: skip
