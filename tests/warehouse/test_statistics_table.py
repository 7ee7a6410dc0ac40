"""Reports with the statistics table of 2014 to 2018 in the warehouse: among all cells, in no other mart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

from expectations.catalogue import load
from flows.warehouse import build as warehouse
from tests import fresh_builds
from tests.record_factory import Figures, agency_years, extraction, write_records
from tests.rendering.statistics import cells, summed

RIGHT: Figures = {key: Decimal(n) for key, n in summed({key: n for n, key in enumerate(cells())}).items()}
SUMS = {rule.rule for rule in load().rules if (rule.kind, rule.to_edition) == ("sum", "2014")}
ON_CELLS = {"cells_filled", "cells_numeric", "numbers_plain"}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("statistics")
    wrong = RIGHT | {(14, "received_online", "number"): Decimal(1)}
    later = agency_years(7, [2022])[0]
    write_records(
        folder / "records",
        [
            extraction({}, "甲县", 2010, edition="2008"),
            extraction(RIGHT, "甲县", 2016, edition="2014"),
            extraction(wrong, "甲县", 2017, edition="2014"),
            extraction(later, "甲县", 2022),
        ],
    )
    fresh_builds.build(folder / "records", folder / "warehouse", day=dt.date(2023, 6, 1))
    return duckdb.connect(folder / "warehouse" / warehouse.DATABASE, read_only=True)


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return marts.execute(query).fetchall()


@pytest.mark.heavy
def test_its_cells_are_among_all_cells_and_in_no_mart_of_another_table(marts: duckdb.DuckDBPyConnection) -> None:
    counted = "select year, count(*) from marts.fct_cells where section = 14 group by all order by 1"
    assert _rows(marts, counted) == [(2016, len(RIGHT)), (2017, len(RIGHT))]
    for mart in ("fct_requests", "fct_proceedings", "fct_disclosures"):
        assert _rows(marts, f"select distinct year from marts.{mart}") == [(2022,)]


@pytest.mark.heavy
def test_its_sums_hold_or_fail_with_the_figures_that_do_not_add_up(marts: duckdb.DuckDBPyConnection) -> None:
    results = "select year, rule, status from marts.fct_rule_results where status in ('hold', 'fail') and year < 2019"
    found = set(_rows(marts, results))
    failing = {(2017, "received_sum", "fail")}
    assert found == {(2016, rule, "hold") for rule in SUMS | ON_CELLS} | failing | {
        (2017, rule, "hold") for rule in (SUMS | ON_CELLS) - {"received_sum"}
    }
    ((message,),) = _rows(marts, "select message from marts.fct_findings where rule = 'received_sum'")
    parts = [RIGHT[14, f"received_{how}", "number"] for how in ("in_person", "by_fax", "by_mail")]
    assert message == f"(一)收到申请数：{parts[0]} + {parts[1]} + 1 + {parts[2]} = {sum(parts) + 1} ≠ {_total()}"


def _total() -> Decimal:
    return RIGHT[14, "received", "number"]


@pytest.mark.heavy
def test_reports_on_all_these_years_count_as_filed(marts: duckdb.DuckDBPyConnection) -> None:
    filed = (
        "select year, status from marts.mart_filing_status where agency = '甲县' and report_id is not null order by 1"
    )
    assert [year for year, _ in _rows(marts, filed)] == [2010, 2016, 2017, 2022]
