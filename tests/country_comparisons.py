"""What the figures of a generated region are compared with, by what is filed there in two years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.country_filed import Filed
from tests.country_regions import Region
from tests.generated_country import WHOLE, Country

Part = tuple[str, str, bool]


def change_reason(country: Country, region: Region, year: int, now: Mapping[str, Any], then: Mapping[str, Any]) -> Any:
    """Why a region has no change on the year before, by its rows of the two years; the one before may be empty."""
    if not now["basis"]:
        return None
    if not then.get("basis"):
        return "no_previous_year"
    if now["basis"] != then["basis"]:
        return "basis_differs"
    if now["basis"] == "report" or _parts(country, region, year, year - 1) == _parts(country, region, year - 1, year):
        return None
    return "reports_differ"


def _parts(country: Country, region: Region, year: int, other_year: int) -> set[Part]:
    """What is added up for a region, but for regions that the other year does not have.

    Of each, whether it lacks a figure of which there is a change: there is none of what is carried in.
    """
    is_whole = country.style(region, year) in WHOLE
    found = country.speaking(region, year) if is_whole else country.bodies_counted(region, year)
    parts = {(*_added(country, report, other_year), country.left_out(report) == "carried_out") for report in found}
    there = {lower.id for lower in country.lower(region, other_year)}
    for lower in [] if is_whole else country.lower(region, year):
        if lower.id in there:
            parts |= _parts(country, lower, year, other_year)
        elif not country.counted(lower, year).reports:
            parts.add((lower.id, "missing", False))
    return parts


def _added(country: Country, report: Filed, other_year: int) -> tuple[str, str]:
    """What a report adds to the sum of its region: another thing where another body has become part of its own."""
    region, body = report.part
    return region, f"{body}, merged" if country.has_taken_on_another(report, other_year) else body
