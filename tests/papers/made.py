"""A small warehouse for papers: one county of bureaus, some with names that could do harm, and one bureau elsewhere."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Extraction
from flows.warehouse.history import History
from flows.warehouse.publishing import DATABASE
from tests.fresh_builds import build
from tests.record_factory import Figures, agency_years, extraction, write_records

COUNTY, OTHER = "330106", "441900"
DAY, IN_TIME = dt.date(2024, 9, 1), dt.date(2024, 1, 20)
HOSTILE = ("<script>alert(1)</script>局", '=HYPERLINK("http://x")局', "{{7*7}}局", '#import "x"局', "$x$ *y* @z 局")
RIGHT = agency_years(1, [2023])[0]
REVIEW, GRANTED = (4, "review", "total"), (3, "granted", "natural_person")


def wrong(*keys: tuple[int, str, str]) -> Figures:
    """Right figures but for one more in these cells."""
    return {key: value + (key in keys) for key, value in RIGHT.items()}


def office(figures: Figures, agency: str, region: str = COUNTY) -> Extraction:
    """The report on 2023 of one agency."""
    values: dict[tuple[int, str, str], Decimal | None] = {**figures}
    return extraction(values, agency, 2023, published_on=IN_TIME, region_code=region)


def reports() -> list[Extraction]:
    """What the bureaus filed."""
    hostile = [office(wrong(REVIEW, GRANTED), name) for name in HOSTILE]
    return [*hostile, office(RIGHT, "教育局"), office(wrong(REVIEW), "财政局", OTHER)]


class Bureaus(NamedTuple):
    """Where the bureaus' records and warehouse are."""

    raw: Path
    warehouse: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.warehouse / DATABASE, read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def built_bureaus(tmp_path_factory: pytest.TempPathFactory) -> Bureaus:
    """Built once; 民政局 is listed and has not filed."""
    folder = tmp_path_factory.mktemp("bureaus")
    bureaus = Bureaus(folder / "raw", folder / "warehouse")
    write_records(bureaus.raw / "records", reports())
    listed = dict(zip(ROSTER.names, ("r1", "民政局", "department", COUNTY, 2023, 2023), strict=True))
    pq.write_table(pa.Table.from_pylist([listed], ROSTER), bureaus.raw / "records" / ROSTER_FILE)
    build(bureaus.raw / "records", bureaus.warehouse, History(bureaus.raw, DAY))
    return bureaus


@pytest.fixture
def bureaus(built_bureaus: Bureaus, tmp_path: Path) -> Bureaus:
    """A copy, which a test can change."""
    for folder in built_bureaus:
        shutil.copytree(folder, tmp_path / folder.name)
    return Bureaus(tmp_path / "raw", tmp_path / "warehouse")
