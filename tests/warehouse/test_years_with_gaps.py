"""Agencies and regions by year where reports lack figures, are on another form, or are smaller than those below."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from flows.reading.records import Evidence, Extraction, Locator
from flows.warehouse import build as warehouse
from tests import fresh_builds
from tests.record_factory import THREE_ROWS, agency_years, extraction, write_records

pytestmark = pytest.mark.heavy

NEW, PING, JING = "360500", "360300", "360200"
Cells = dict[tuple[int, str, str], Decimal | None]


def _report(name: str, code: str, year: int, cells: Cells, coverage: str | None = "region") -> Extraction:
    edition = "2014" if (14, "received", "number") in cells else None
    agency, kind = (name, "department") if name.endswith("局") else (f"{name}人民政府", "government")
    made = extraction(cells, agency, year, edition=edition, region_code=code, published_on=dt.date(year + 1, 3, 1))
    assert made.report is not None
    said = [Evidence("coverage", coverage, "sentence", "certain", None, Locator(line=4))] if coverage else []
    return made._replace(evidence=said, report=made.report._replace(agency_type=kind))


def _later(year: int, received: int, **blank: str) -> Cells:
    """A table three and four with this many requests; the total of each item named is blank."""
    cells: Cells = {**agency_years(7, [year])[0], (3, "received", "total"): Decimal(received)}
    return cells | {(3, item, "total"): None for item in blank.values()}


def _three_rows(one_row: int | None) -> Cells:
    """A table three with (六) in both ways: three rows of 1, 2 and 3 beside one row."""
    rows = {item: Decimal(number) for number, item in enumerate(THREE_ROWS, start=1)}
    both = {**rows, "closed": None if one_row is None else Decimal(one_row)}
    return _later(2022, 10) | {(3, item, "total"): value for item, value in both.items()}


def _earlier(received: int) -> Cells:
    return {(14, "received", "number"): Decimal(received), (14, "answered_granted", "number"): Decimal(1)}


REPORTS = [
    _report("新余市", NEW, 2022, _later(2022, 10), None),
    _report("渝水区", "360502", 2022, _later(2022, 300)),
    _report("分宜县", "360521", 2022, _later(2022, 4)),
    _report("安源区", "360302", 2022, _later(2022, 50, one="carried_in")),
    _report("湘东区", "360313", 2022, _later(2022, 60)),
    _report("安源区", "360302", 2021, _later(2021, 50)),
    _report("湘东区", "360313", 2021, _later(2021, 60)),
    _report("莲花县", "360321", 2021, _later(2021, 70)),
    _report("赣县区", "360704", 2021, _later(2021, 8)),
    _report("赣县区", "360704", 2022, _later(2022, 9)),
    _report("于都县教育局", "360731", 2021, _later(2021, 30), None),
    _report("于都县教育体育局", "360731", 2022, _later(2022, 40), None),
    _report("月湖区", "360602", 2022, _later(2022, 19), None),
    _report("月湖区教育局", "360602", 2022, _later(2022, 20), None),
    _report("浔阳区", "360403", 2021, _three_rows(None)),
    _report("浔阳区", "360403", 2022, _three_rows(100)),
    _report("昌江区", "360202", 2018, {}),
    _report("昌江区", "360202", 2019, _later(2019, 44)),
    _report("珠山区", "360203", 2018, _earlier(40)),
    _report("珠山区", "360203", 2019, _earlier(33)),
]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("gaps")
    write_records(folder / "records", REPORTS)
    fresh_builds.build(folder / "records", folder / "warehouse", day=dt.date(2023, 6, 1))
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


def test_a_sum_of_other_reports_than_the_year_before_has_no_change(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "basis, received, received_change, share_denied_change, change_reason"
    assert _region(marts, PING, 2022, columns) == ("lower", 110, None, None, "reports_differ")
    assert _region(marts, "360000", 2022, "basis, received_change, change_reason") == ("lower", None, "reports_differ")
    assert _region(marts, "360302", 2022, "received_change, change_reason") == (0, None)
    # One of the two reports of 2018 has no table.
    assert _region(marts, JING, 2019, "received_change, change_reason") == (None, "reports_differ")


def test_a_sum_of_the_same_bodies_has_a_change_though_one_was_renamed(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "basis, received, received_change, change_reason"
    assert _region(marts, "360731", 2022, columns) == ("bodies", 40, 10, None)
    assert _region(marts, "360700", 2022, columns) == ("lower", 49, 11, None)


def test_what_the_coverage_rests_on_is_told(marts: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select agency, coverage, coverage_source from marts.mart_agency_year"
        " where report_id is not null and year = 2022 and agency in"
        " ('新余市人民政府', '渝水区人民政府', '月湖区人民政府', '月湖区教育局') order by region_id, agency"
    )
    assert marts.execute(query).fetchall() == [
        ("新余市人民政府", "unknown", None),
        ("渝水区人民政府", "region", "words"),
        ("月湖区人民政府", "office", "figures"),
        ("月湖区教育局", "office", "kind"),
    ]
    assert _region(marts, "360502", 2022, "coverage, coverage_source") == ("region", "words")


def test_closed_is_its_one_row_or_else_its_three(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select year, closed from marts.mart_agency_year where agency = '浔阳区人民政府' and report_id is not null"
    assert sorted(marts.execute(query).fetchall()) == [(2021, 6), (2022, 100)]
    query = (
        "select year, requests, is_derived from marts.fct_requests"
        " where agency = '浔阳区人民政府' and item = 'closed' and applicant = 'total' order by year"
    )
    assert marts.execute(query).fetchall() == [(2021, 6, True), (2022, 100, False)]
