"""One warehouse built from generated records, shared by all tests of a session."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Evidence, Extraction, Locator, Notice, Statement, Unread
from flows.warehouse import build as warehouse
from flows.warehouse.history import day_table
from flows.warehouse.marts import BY_YEAR
from tests import fresh_builds
from tests.narratives import copied, narrative, passages
from tests.record_factory import agency_years, extraction, rejected, write_records

MARTS = {
    "dim_agency",
    "dim_indicator",
    "dim_item",
    "dim_measure",
    "dim_outcome",
    "dim_region",
    "dim_rule",
    "dim_year",
    "fct_cells",
    "fct_disclosures",
    "fct_documents",
    "fct_evidence",
    "fct_finding_history",
    "fct_findings",
    "fct_notices",
    "fct_proceedings",
    "fct_reports",
    "fct_requests",
    "fct_revisions",
    "fct_rule_results",
    "fct_statements",
    "mart_agency_matches",
    "mart_agency_year",
    "mart_filing_status",
    "mart_layout_health",
    "mart_region_year",
    "mart_requests_year",
    "mart_rule_year",
    "mart_similar_narratives",
}


STATEMENT = Statement(
    "requests_received", Decimal(12000), "1.2万件", "件", "新收申请1.2万件", "新收", "new", "region", Locator(line=9)
)

NARRATIVE, OFFICE = narrative(Random(1), "甲县"), "遂昌县人民政府办公室"
COPY = passages(copied(Random(1), NARRATIVE, "甲县", OFFICE), OFFICE)
INDEX_NUMBER = "000014349/2021-00003"
SEEN = Evidence("agency", "甲县", "title", "doubtful", "甲县、甲县人民政府", Locator(line=2))


BUILT_ON = dt.date(2023, 3, 20)
UNREAD = Unread("己县", "government", None, 2021, "not_a_report")
LISTED = {"roster_id": "roster-2", "agency": "戊县", "agency_type": "government", "first_year": 2021}


def parquet_of(mart: str) -> str:
    """The pattern of the files of a mart in the folder of marts."""
    return f"{mart}/*.parquet" if mart in BY_YEAR else f"{mart}.parquet"


class Built(NamedTuple):
    """A warehouse and the records it was built from."""

    records: Path
    folder: Path
    tables: dict[str, pa.Table]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.folder / warehouse.DATABASE, read_only=True) as connection:
            return connection.execute(query).fetchall()


def some_reports() -> list[Extraction]:
    """Agencies over two editions; one wrong cell, one blank, one report in two versions, one without an agency."""
    a, b, c = (agency_years(seed, [2020, 2021, 2022], printing) for seed, printing in enumerate(PRINTINGS))
    wrong = {**b[2], (3, "granted", "research"): b[2][3, "granted", "research"] + 1}
    blank: Any = {**c[2], (3, "closed_other", "research"): None}
    notice = Notice("table_missing", "缺少表格", Locator(line=3))
    # No rule contains the fees.
    revised = {**a[2], (2, "fees", "amount"): a[2][2, "fees", "amount"] + 1}
    with_statement = extraction(a[0], "甲县", 2020)
    assert with_statement.report is not None
    numbered = with_statement.report._replace(index_number=INDEX_NUMBER)
    return [
        with_statement._replace(report=numbered, statements=[STATEMENT], evidence=[SEEN]),
        extraction(a[1], "甲县", 2021)._replace(passages=passages(NARRATIVE, "甲县")),
        extraction(a[2], "甲县", 2022, published_on=dt.date(2023, 1, 20)),
        extraction(revised, "甲县", 2022, published_on=dt.date(2023, 3, 20), notices=[notice]),
        extraction(b[1], "乙市", 2021),
        extraction(wrong, "乙市", 2022),
        extraction(blank, "丙镇", 2022),
        extraction(c[2], None, 2022),
        extraction(c[1], "丁局", None),
        extraction(c[0], "遂昌县", 2020, region_code="331123"),
        extraction(c[1], "遂昌县人民政府", 2021, region_code="331123"),
        extraction(c[1], OFFICE, 2021, region_code="331123")._replace(passages=COPY),
        rejected("notes.txt", "no table of the form")._replace(unread=[UNREAD]),
    ]


PRINTINGS = ["one_row", "both", "three_rows"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("数据仓库")
    tables = write_records(folder / "records", some_reports())
    tables["roster"] = pa.Table.from_pylist([LISTED], schema=ROSTER)
    pq.write_table(tables["roster"], folder / "records" / ROSTER_FILE)
    tables["days"] = day_table(BUILT_ON)
    fresh_builds.build(folder / "records", folder / "warehouse", day=BUILT_ON)
    return Built(folder / "records", folder / "warehouse", tables)
