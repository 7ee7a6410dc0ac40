"""The dbt project on generated records: what each mart says, and how a build is published."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pytest

from flows import rules, warehouse
from flows.locks import BusyError
from flows.records import Extraction, Locator, Notice
from flows.warehouse import WarehouseError
from tests.record_factory import agency_years, extraction, rejected, write_records

MARTS = {
    "dim_item",
    "dim_measure",
    "fct_cells",
    "fct_disclosures",
    "fct_documents",
    "fct_findings",
    "fct_notices",
    "fct_proceedings",
    "fct_reports",
    "fct_requests",
    "fct_rule_results",
}


class Built(NamedTuple):
    """A warehouse, and what it was built from."""

    records: Path
    folder: Path
    tables: dict[str, pa.Table]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.folder / warehouse.DATABASE, read_only=True) as connection:
            return connection.execute(query).fetchall()


def some_reports() -> list[Extraction]:
    """Three agencies over two editions; one cell wrong, one blank, one report in two versions, one without agency."""
    a, b, c = (agency_years(seed, [2020, 2021, 2022], printing) for seed, printing in enumerate(PRINTINGS))
    wrong = {**b[2], (3, "granted", "research"): b[2][3, "granted", "research"] + 1}
    blank: Any = {**c[2], (3, "closed_other", "research"): None}
    notice = Notice("table_missing", "缺少表格", Locator(line=3))
    return [
        extraction(a[0], "甲县", 2020),
        extraction(a[1], "甲县", 2021),
        extraction(a[2], "甲县", 2022, published_on=dt.date(2023, 1, 20)),
        extraction(a[2], "甲县", 2022, published_on=dt.date(2023, 3, 20), notices=[notice]),
        extraction(b[1], "乙市", 2021),
        extraction(wrong, "乙市", 2022),
        extraction(blank, "丙镇", 2022),
        extraction(c[1], None, 2021),
        extraction(c[1], "丁局", None),
        rejected("notes.txt", "no table of the form"),
    ]


PRINTINGS = ["one_row", "both", "three_rows"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("warehouse")
    tables = write_records(folder / "records", some_reports())
    warehouse.build(folder / "records", folder / "warehouse")
    return Built(folder / "records", folder / "warehouse", tables)


def test_the_marts_are_there(built: Built) -> None:
    query = "select table_name from information_schema.tables where table_schema = 'marts'"
    assert {name for (name,) in built.rows(query)} == MARTS


@pytest.mark.parametrize("mart", sorted(MARTS))
def test_the_parquet_of_a_mart_is_its_table(built: Built, mart: str) -> None:
    file = f"'{built.folder}/marts/{mart}.parquet'"
    assert built.rows(f"select count(*) from marts.{mart}") == built.rows(f"select count(*) from {file}") != [(0,)]
    for one, other in ((f"marts.{mart}", file), (file, f"marts.{mart}")):
        assert built.rows(f"select * from {one} except all select * from {other}") == []
    types = "select column_name, column_type from (describe select * from"
    assert built.rows(f"{types} marts.{mart})") == built.rows(f"{types} {file})")


@pytest.mark.parametrize("seed", ["editions", "rows", "columns", "groups", "rules", "terms", "notes", "notices"])
def test_dbt_loads_the_form_as_a_check_does(built: Built, seed: str) -> None:
    with duckdb.connect(built.folder / warehouse.DATABASE, read_only=True) as connection:
        loaded = connection.execute(f'select * from format."{seed}"').to_arrow_table()
    assert loaded.equals(rules._seed(seed))


def test_results_and_findings_are_those_of_a_check(built: Built) -> None:
    found = rules.assess(built.tables)
    with duckdb.connect(built.folder / warehouse.DATABASE, read_only=True) as connection:
        for name, table in (("fct_rule_results", found.results), ("fct_findings", found.findings)):
            query = f"select * from marts.{name} order by report_id, rule, scope"
            assert connection.execute(query).to_arrow_table().equals(table)


def test_every_document_is_accounted_for(built: Built) -> None:
    assert built.rows("select status, count(*), count(reason) from marts.fct_documents group by all order by 1") == [
        ("extracted", 9, 0),
        ("rejected", 1, 1),
    ]


def test_the_last_version_of_a_report_is_current(built: Built) -> None:
    query = (
        "select published_on, version_number, is_current, notices from marts.fct_reports"
        " where agency = '甲县' and year = 2022 order by 1"
    )
    assert built.rows(query) == [
        (dt.date(2023, 1, 20), 1, False, 0),
        (dt.date(2023, 3, 20), 2, True, 1),
    ]
    assert built.rows("select bool_and(is_current) from marts.fct_reports where agency is null or year is null") == [
        (True,)
    ]


def test_a_report_counts_its_cells_and_its_results(built: Built) -> None:
    query = (
        "select agency, cells_printed, cells_valued, rules_hold, rules_fail, rules_not_applicable, rules_not_assessed"
        " from marts.fct_reports where year = 2022 and agency <> '甲县' order by agency"
    )
    # 丙镇: 25 rows, 3 proceedings, 14 columns; its blank is in one row and one column. No report of 2021 in its name.
    # 乙市: prints both: 26 rows, 7 columns of closed_sum, 7 of carry_over, 2 stocks; 2 of them all fail.
    assert built.rows(query) == [
        ("丙镇", 200, 199, 40, 0, 16, 2),
        ("乙市", 207, 207, 57, 2, 0, 0),
    ]


def test_cells_keep_value_raw_and_place(built: Built) -> None:
    query = (
        "select value, raw, note, table_number, row_number > 0, line_number > 100 from marts.fct_cells"
        " where agency = '丙镇' and item = 'closed_other' and measure = 'research'"
    )
    assert built.rows(query) == [(None, "", "blank", 2, True, True)]
    assert built.rows("select count(*) from marts.fct_cells") == [(built.tables["cells"].num_rows,)]


def test_closed_is_one_item_however_it_is_printed(built: Built) -> None:
    query = (
        "select agency, item, item_group, count(*), count(requests), bool_and(is_derived) from marts.fct_requests"
        " where year = 2022 and item like 'closed%' and agency <> '甲县' group by all order by 1, 2"
    )
    details = ["closed_fee_unpaid", "closed_not_corrected", "closed_other"]
    assert built.rows(query) == [
        ("丙镇", "closed", "closed", 7, 6, True),
        *(("丙镇", item, "closed_detail", 7, 6 if item == "closed_other" else 7, False) for item in details),
        ("乙市", "closed", "closed", 7, 7, False),
        *(("乙市", item, "closed_detail", 7, 7, False) for item in details),
    ]


def test_no_request_is_counted_twice_by_group(built: Built) -> None:
    query = """
        select bool_and(total = outcomes) from (
            select sum(requests) filter (where item_group = 'processed_total') as total,
                sum(requests) filter (where item_group in
                    ('granted', 'partly_granted', 'denied', 'unavailable', 'refused', 'closed')) as outcomes
            from marts.fct_requests where year <> 2022 group by report_id)"""
    assert built.rows(query) == [(True,)]


def test_amounts_are_conformed_only_where_the_unit_is_known(built: Built) -> None:
    query = (
        "select item, unit, bool_and(amount_10k_yuan * factor = value) from marts.fct_disclosures,"
        " (values ('元', 10000), ('万元', 1)) as known (name, factor) where unit = name group by all order by 1"
    )
    assert built.rows(query) == [("fees", "万元", True), ("procurement", "元", True)]
    assert built.rows("select count(amount_10k_yuan) from marts.fct_disclosures where unit is null") == [(0,)]


def test_proceedings_have_their_results(built: Built) -> None:
    query = "select count(*), count(distinct proceeding), count(distinct result) from marts.fct_proceedings"
    assert built.rows(query) == [(9 * 15, 3, 5)]


def test_a_finding_names_the_suspect_cell(built: Built) -> None:
    columns = "rule, scope, severity, item, measure, is_suspect, value - expected, document"
    common = ("must", "granted", "research", True, Decimal(1), "乙市-2022-None.html")
    assert sorted(built.rows(f"select {columns} from marts.fct_findings")) == [
        ("applicants_sum", "granted", *common),
        ("outcomes_sum", "research", *common),
    ]


def test_a_notice_has_its_severity(built: Built) -> None:
    query = "select agency, notice, severity, message, table_number, line_number from marts.fct_notices"
    assert built.rows(query) == [("甲县", "table_missing", "must", "缺少表格", None, 3)]


def test_items_and_measures_span_their_editions(built: Built) -> None:
    items = "select item, label_zh, item_group, from_edition, to_edition from marts.dim_item where item in"
    assert sorted(built.rows(f"{items} ('normative_documents', 'other_services', 'closed_other')")) == [
        ("closed_other", "其他", "closed", "2021", None),
        ("normative_documents", "行政规范性文件", None, "2019", None),
        ("other_services", "其他对外管理服务事项", None, "2019", "2019"),
    ]
    measures = "select measure, label_zh, from_edition, to_edition from marts.dim_measure where section = 2"
    assert sorted(built.rows(f"{measures} and measure in ('decisions', 'made')")) == [
        ("decisions", "本年处理决定数量", "2019", None),
        ("made", "本年新制作数量", "2019", "2019"),
    ]


def test_every_model_states_its_grain_in_one_sentence(built: Built) -> None:
    manifest = json.loads((built.folder / ".dbt" / "build" / "manifest.json").read_text("utf-8"))
    models = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
    assert [node["name"] for node in models if not node["description"].endswith(".")] == []
    assert [node["name"] for node in models if ". " in node["description"]] == []


def test_the_unit_tests_of_the_models_pass(built: Built, tmp_path: Path) -> None:
    copyfile(built.folder / warehouse.DATABASE, tmp_path / warehouse.DATABASE)
    environment = {
        "GOUJI_DATABASE": str(tmp_path / warehouse.DATABASE),
        "GOUJI_RECORDS": str(built.records),
    }
    done = warehouse.run_dbt(["test", "--select", "test_type:unit"], environment, tmp_path / "target")
    assert {str(result.status) for result in done.results} == {"pass"}
    assert len(done.results) >= 8


def test_the_data_dictionary_is_one_page_that_asks_for_nothing_else(built: Built) -> None:
    page = warehouse.document(built.folder).read_text("utf-8")
    assert "One rule that failed on one scope of one report" in page
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", page) == []


def test_an_empty_landing_makes_an_empty_warehouse_and_open_readers_keep_the_old_one(
    built: Built, tmp_path: Path
) -> None:
    write_records(tmp_path / "records", [])
    database = tmp_path / warehouse.DATABASE
    copyfile(built.folder / warehouse.DATABASE, database)
    count = "select count(*) from marts.fct_rule_results"
    with duckdb.connect(database, read_only=True) as reader:
        before = reader.execute(count).fetchone()
        warehouse.build(tmp_path / "records", tmp_path)
        assert reader.execute(count).fetchone() == before != (0,)
    with duckdb.connect(database, read_only=True) as reader:
        assert reader.execute(count).fetchone() == (0,)
    assert {path.stem for path in (tmp_path / "marts").iterdir()} == MARTS


@pytest.fixture
def published(built: Built) -> Iterator[Built]:
    """The built warehouse, which is found unchanged afterwards."""

    def files() -> dict[str, tuple[int, int]]:
        paths = [built.folder / warehouse.DATABASE, *(built.folder / "marts").iterdir()]
        return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    before = files()
    yield built
    assert files() == before


def test_a_build_that_fails_names_the_node_and_leaves_the_old_warehouse(published: Built, tmp_path: Path) -> None:
    report = extraction(agency_years(1, [2022])[0], "甲县", 2022)
    write_records(tmp_path, [report._replace(cells=[*report.cells, report.cells[0]])])
    with pytest.raises(WarehouseError, match=r"a_cell_is_listed_once_per_report: Got 1 result"):
        warehouse.build(tmp_path, published.folder)
    assert not (published.folder / ".building").exists()


def test_a_build_that_is_killed_leaves_the_old_warehouse(published: Built) -> None:
    program = (
        "import os, sys; from pathlib import Path; from flows import warehouse;"
        "warehouse._publish = lambda *_: os.kill(os.getpid(), 9);"
        "warehouse.build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", program, published.records, published.folder]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (published.folder / ".building").exists()
    with warehouse._building(published.folder) as folder:
        assert list(folder.iterdir()) == []
    assert not (published.folder / ".building").exists()


def test_two_builds_do_not_run_at_once(published: Built) -> None:
    with (published.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError, match="another run is writing there"):
            warehouse.build(published.records, published.folder)


def test_a_warehouse_that_is_not_built_cannot_be_documented(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="build the warehouse first"):
        warehouse.document(tmp_path)


def test_a_folder_name_that_would_be_read_as_a_pattern_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="cannot have any of"):
        warehouse.build(tmp_path / "records[1]", tmp_path)


def test_records_that_lack_a_table_are_named(published: Built, tmp_path: Path) -> None:
    write_records(tmp_path, [])
    for path in (tmp_path / "notices").rglob("*.parquet"):
        path.unlink()
    with pytest.raises(WarehouseError, match=r"stg_notices: .*No files found"):
        warehouse.build(tmp_path, published.folder)
