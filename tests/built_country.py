"""A generated country and the warehouse built from it: a small one, and a whole one that takes minutes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from flows.warehouse import build as warehouse
from tests import fresh_builds
from tests.generated_country import Country
from tests.record_factory import write_records

HUBEI = ("420000", "420600", "420602", "420625", "420684", "420500", "420506", "420525", "429006")
JIANGSU = ("320000", "320600", "320613", "320611", "320623")
"""A county of the first is directly below it; 港闸区 of the second became part of 崇川区 at the end of 2019."""


class Made(NamedTuple):
    """A country and the warehouse built from its reports."""

    country: Country
    database: Path

    def rows(self, query: str) -> list[dict[str, Any]]:
        """What a query on the published database yields."""
        with duckdb.connect(self.database, read_only=True) as connection:
            answer = connection.execute(query)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def regions(self, year: int) -> dict[str, dict[str, Any]]:
        """The rows of `mart_region_year` on a year, by region."""
        found = self.rows(f"from marts.mart_region_year where year = {year}")
        return {row["region_id"]: row for row in found}


@pytest.fixture(
    scope="module",
    params=[pytest.param("small", marks=pytest.mark.slow), pytest.param("whole", marks=pytest.mark.heavy)],
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """14 regions over seven years, or all divisions of China over eleven, with fewer bodies each."""
    folder = tmp_path_factory.mktemp("country")
    is_small = request.param == "small"
    # By this seed the few regions have every kind of report, basis and change.
    country = (
        Country(85, range(2017, 2024), (*HUBEI, *JIANGSU)) if is_small else Country(7, range(2014, 2025), share=0.3)
    )
    for year in country.years:
        write_records(folder / "records", country.reports(year), f"{year}")
    fresh_builds.build(folder / "records", folder / "warehouse", day=dt.date(country.years[-1] + 2, 1, 15))
    return Made(country, folder / "warehouse" / warehouse.DATABASE)
