"""Agencies and regions by year where reports lack figures, are on another form, or are smaller than those below."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from flows.reading.records import Evidence, Extraction, Locator
from flows.warehouse import build as warehouse
from tests.record_factory import agency_years, extraction, write_records

pytestmark = pytest.mark.slow

NEW, PING, JING = "360500", "360300", "360200"
Cells = dict[tuple[int, str, str], Decimal | None]


def _report(name: str, code: str, year: int, cells: Cells, coverage: str | None = "region") -> Extraction:
    edition = "2014" if (14, "received", "number") in cells else None
    made = extraction(
        cells, f"{name}人民政府", year, edition=edition, region_code=code, published_on=dt.date(year + 1, 3, 1)
    )
    said = [Evidence("coverage", coverage, "sentence", "certain", None, Locator(line=4))] if coverage else []
    return made._replace(evidence=said)


def _later(year: int, received: int, **blank: str) -> Cells:
    """A table three and four with this many requests; the total of each item named is blank."""
    cells: Cells = {**agency_years(7, [year])[0], (3, "received", "total"): Decimal(received)}
    return cells | {(3, item, "total"): None for item in blank.values()}


def _earlier(received: int) -> Cells:
    return {(14, "received", "number"): Decimal(received), (14, "answered_granted", "number"): Decimal(1)}


REPORTS = [
    _report("新余市", NEW, 2022, _later(2022, 10), None),
    _report("渝水区", "360502", 2022, _later(2022, 300)),
    _report("分宜县", "360521", 2022, _later(2022, 4)),
    _report("安源区", "360302", 2022, _later(2022, 50, one="carried_in")),
    _report("湘东区", "360313", 2022, _later(2022, 60)),
    _report("昌江区", "360202", 2018, {}),
    _report("昌江区", "360202", 2019, _later(2019, 44)),
    _report("珠山区", "360203", 2018, _earlier(40)),
    _report("珠山区", "360203", 2019, _earlier(33)),
]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("gaps")
    write_records(folder / "records", REPORTS)
    warehouse.build(folder / "records", folder / "warehouse", day=dt.date(2023, 6, 1))
    return duckdb.connect(folder / "warehouse" / warehouse.DATABASE, read_only=True)


def _region(marts: duckdb.DuckDBPyConnection, region: str, year: int, columns: str) -> tuple[Any, ...]:
    query = f"select {columns} from marts.mart_region_year where region_id = '{region}' and year = {year}"
    (row,) = marts.execute(query).fetchall()
    return row


def test_a_report_smaller_than_one_below_does_not_speak_for_the_region(marts: duckdb.DuckDBPyConnection) -> None:
    assert _region(marts, NEW, 2022, "basis, received, reports_counted") == ("lower", 314, 3)
    query = "select coverage, is_in_prefecture_total from marts.mart_agency_year where agency = '新余市人民政府'"
    assert ("unknown", True) in marts.execute(query).fetchall()


def test_a_sum_shows_how_many_reports_lack_any_of_its_figures(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "basis, received, reports_counted, reports_incomplete"
    assert _region(marts, PING, 2022, columns) == ("lower", 110, 2, 1)
    assert _region(marts, NEW, 2022, "reports_incomplete") == (0,)
    # Of 2018, one has no table, the other all that its form has but the two figures given here.
    assert _region(marts, JING, 2018, columns) == ("lower", 40, 2, 2)
    assert _region(marts, JING, 2019, columns) == ("lower", 77, 2, 1)


def test_why_a_figure_of_a_region_is_null_is_told_by_the_form_of_its_reports(marts: duckdb.DuckDBPyConnection) -> None:
    (reasons,) = _region(marts, "360203", 2019, "null_reasons")
    assert {"processed:not_in_edition", "reviews:no_figure"} <= set(reasons.split(";"))


def test_a_report_without_figures_is_no_missing_one(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select year, received_change, change_reason from marts.mart_agency_year where agency = '{}人民政府'"
    rows = marts.execute(query.format("昌江区") + " and report_id is not null order by year").fetchall()
    assert rows == [(2018, None, "no_previous_report"), (2019, None, "no_previous_figures")]
    rows = marts.execute(query.format("珠山区") + " and report_id is not null order by year").fetchall()
    assert rows == [(2018, None, "no_previous_report"), (2019, -7, None)]
    assert _region(marts, "360202", 2019, "received_change, change_reason") == (None, "no_previous_figures")
