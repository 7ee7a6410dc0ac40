"""Publishing a folder: the database with comments and keys, Parquet by year, CSV for Excel."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from expectations.catalogue import FORMAT_DIR
from expectations.vocabulary import words
from flows.publish import files
from flows.publish.built import marts_of, opened
from flows.publish.files import write_files
from flows.publish.folder import publish_folder
from flows.publish.publish import UsageError, order
from flows.warehouse import project
from flows.warehouse.marts import BY_YEAR
from tests.built_warehouse import MARTS, parquet_of
from tests.publish.conftest import STATE, Warehouses, outcome, publish, start

FORMATS = ("duckdb", "parquet", "csv")


@pytest.fixture(scope="module")
def export(warehouses: Warehouses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "export"
    assert publish_folder(warehouses.one / "gouji.duckdb", folder, FORMATS, lambda step: None) == len(MARTS)
    return folder


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        headings, *rows = csv.reader(text)
    assert len(set(headings)) == len(headings), "a pivot table needs headings that differ"
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.mark.slow
def test_every_column_has_a_label_of_its_own(warehouses: Warehouses) -> None:
    with opened(warehouses.one / "gouji.duckdb") as built:
        marts = marts_of(built)
    assert {mart.name for mart in marts} == set(MARTS)
    assert [m.name for m in marts if len({column.label for column in m.columns}) < len(m.columns)] == []
    labels = {column.name: column.label for mart in marts for column in mart.columns}
    assert labels["share_denied"] == "不予公开占比（%）"


def test_the_database_has_marts_comments_and_keys(warehouses: Warehouses, export: Path) -> None:
    with duckdb.connect(export / "gouji.duckdb", read_only=True) as published:
        tables = dict(published.execute("select table_name, comment from duckdb_tables()").fetchall())
        bare = "select count(*) from duckdb_columns() where schema_name = 'marts' and comment is null"
        assert published.execute(bare).fetchall() == [(0,)]
        assert published.execute(STATE).fetchall() == [warehouses.states[warehouses.one]]
    assert tables.keys() == MARTS
    assert tables["fct_cells"] == (
        "One printed cell of one report. Primary key: report_id, section, item, measure."
        " Foreign key: report_id → fct_reports (report_id). Foreign key: section, item → dim_item (section, item)."
        " Foreign key: section, measure → dim_measure (section, measure)."
    )


def test_every_mart_is_there_as_parquet(export: Path) -> None:
    with duckdb.connect(export / "gouji.duckdb", read_only=True) as published:
        for mart in MARTS:
            read = f"read_parquet('{export}/parquet/{parquet_of(mart)}')"
            for one, other in ((f"marts.{mart}", read), (read, f"marts.{mart}")):
                assert published.execute(f"from {one} except all from {other}").fetchall() == [], mart


def test_a_reader_takes_one_year(export: Path) -> None:
    for mart in BY_YEAR:
        years = {
            path.stem: pl.read_parquet(path)["year"].unique().to_list()
            for path in (export / "parquet" / mart).iterdir()
        }
        assert all(found in ([], [None] if name == "unknown" else [int(name)]) for name, found in years.items())


def test_every_row_is_there_as_csv_under_chinese_headings(export: Path) -> None:
    listed = lines(export / "csv/目录.csv")
    assert {line["文件"] for line in listed} == {
        path.relative_to(export / "csv").as_posix() for path in (export / "csv").rglob("*.csv") if path.stem != "目录"
    }
    assert all(len(lines(export / "csv" / line["文件"])) == int(line["行数"]) for line in listed)
    with duckdb.connect(export / "gouji.duckdb", read_only=True) as published:
        for mart in MARTS - set(BY_YEAR):
            assert len(lines(export / f"csv/{mart}.csv")) == len(published.table(f"marts.{mart}")), mart
        query = """
            select mart.report_id, mart.item, item.label_zh, applicant.label_zh, mart.requests
            from marts.fct_requests as mart
            inner join marts.dim_item as item on mart.item = item.item and item.section = 3
            inner join marts.dim_measure as applicant on mart.applicant = applicant.measure and applicant.section = 3
            where mart.year = 2021"""
        rows = {(*key, "" if value is None else f"{value.normalize():f}")
                for *key, value in published.execute(query).fetchall()}  # fmt: skip
    headings = ("报告编号", "行代码", "行名称", "申请人类型", "申请件数")
    of_2021 = lines(export / "csv/fct_requests/2021.csv")
    assert {tuple(line[heading] for heading in headings) for line in of_2021} == rows


def test_codes_are_words_in_csv_and_keys_have_names_beside_them(export: Path) -> None:
    of_agency = lines(export / "csv/mart_agency_year.csv")
    assert {line["公布状态"] for line in of_agency} <= {"已公布", "逾期公布", "无法读取", "未公布"}
    assert {line["是否计入省级合计"] for line in of_agency} == {"是", "否"}
    with duckdb.connect(export / "gouji.duckdb", read_only=True) as published:
        regions = dict(published.execute("select code, full_name from marts.dim_region").fetchall())
        agencies = dict(published.execute("select agency_id, name from marts.dim_agency").fetchall())
    for line in of_agency:
        assert line["区划名称（现行）"] == regions.get(line["区划代码（现行）"], "")
    for line in lines(export / "csv/mart_requests_year.csv"):
        assert line["机关名称"] == agencies[line["机关编号"]] and line["办理结果名称"] != ""


def test_why_a_figure_is_null_is_told_in_words_in_csv(warehouses: Warehouses, tmp_path: Path) -> None:
    shutil.copyfile(warehouses.one / "gouji.duckdb", tmp_path / "gouji.duckdb")
    reasons = "denied:no_figure;share_granted:nothing_to_divide"
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        connection.execute("update marts.mart_agency_year set null_reasons = $reasons", {"reasons": reasons})
    (tmp_path / "out").mkdir()
    write_files(tmp_path / "gouji.duckdb", tmp_path / "out", ["csv"], lambda step: None)
    told = {line["指标为空的原因"] for line in lines(tmp_path / "out/csv/mart_agency_year.csv")}
    assert told == {"不予公开：未填报或无法读取；予以公开占比（%）：分母为零"}


def test_rows_of_csv_are_in_the_order_of_regions_and_years(export: Path) -> None:
    of_regions = lines(export / "csv/mart_region_year.csv")
    places = [
        tuple(
            line[heading]
            for heading in ("省级区划代码", "地级区划代码", "县级区划代码", "区划代码（现行）", "报告年度")
        )
        for line in of_regions
    ]
    assert len(places) > 100 and places == sorted(places)


def test_every_code_has_a_word(warehouses: Warehouses) -> None:
    declared = {
        (model["name"], column["name"]): test["accepted_values"]["arguments"]["values"]
        for model in project.marts()
        for column in model["columns"]
        for test in column.get("data_tests", ())
        if "accepted_values" in test
    }
    assert len(declared) > 10
    assert [(at, code) for at, codes in declared.items() for code in codes if code not in words(*at)] == []
    with opened(warehouses.one / "gouji.duckdb") as built:
        marts = marts_of(built)
        there = {(name, column.name) for mart in marts for name in ("", mart.name) for column in mart.columns}
        assert [line for line in lines(FORMAT_DIR / "words.csv") if (line["mart"], line["column"]) not in there] == []
        for mart in marts:
            for column in mart.columns:
                if (said := words(mart.name, column.name)) and column.name != "null_reasons":
                    query = f"select distinct {column.name} from built.marts.{mart.name}"
                    found = {code for (code,) in built.execute(query).fetchall()}
                    assert found - {None} <= said.keys(), (mart.name, column.name)


def test_a_text_of_a_report_is_no_formula_in_csv(warehouses: Warehouses, tmp_path: Path) -> None:
    texts = ["=cmd|' /C calc'!A0", "@x", "-1+cmd|a", "-", "-5", "+1,234.5%", "遂昌县", "'=1", "-\n=1"]
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        connection.execute(f"attach '{warehouses.one / 'gouji.duckdb'}' as built (read_only)")
        connection.execute("copy from database built to gouji; delete from marts.mart_layout_health")
        for text in texts:
            row = "insert into marts.mart_layout_health values ($text, 'a_rule', '规则', 20, 10, 0.5, false)"
            connection.execute(row, {"text": text})
    (tmp_path / "out").mkdir()
    write_files(tmp_path / "gouji.duckdb", tmp_path / "out", ["csv"], lambda step: None)
    written = {line["版式"] for line in lines(tmp_path / "out/csv/mart_layout_health.csv")}
    assert written == {"'=cmd|' /C calc'!A0", "'@x", "'-1+cmd|a", "-", "-5", "+1,234.5%", "遂昌县", "''=1", "'-\n=1"}


def test_more_rows_than_excel_shows_go_into_several_files(
    warehouses: Warehouses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "EXCEL_ROWS", 3000)
    write_files(warehouses.one / "gouji.duckdb", tmp_path, ["csv"], lambda step: None)
    parts = [lines(tmp_path / f"csv/dim_region{end}.csv") for end in ("", "_2", "_3")]
    assert [len(part) for part in parts[:2]] == [3000, 3000] and not (tmp_path / "csv/dim_region_4.csv").exists()
    with duckdb.connect(warehouses.one / "gouji.duckdb", read_only=True) as built:
        codes = [code for (code,) in built.execute("select code from marts.dim_region").fetchall()]
    assert sorted(line["区划代码"] for part in parts for line in part) == sorted(codes)


def test_the_folder_is_replaced_as_a_whole(warehouses: Warehouses, tmp_path: Path) -> None:
    folder = tmp_path / "deep/export"
    assert publish(warehouses.one, folder, "--format", "csv,duckdb") == (0, "")
    before = folder.resolve()
    assert sorted(os.listdir(folder)) == ["csv", "gouji.duckdb"]
    assert publish(warehouses.other, f"{folder}/", "--format", "duckdb") == (0, "")
    assert os.listdir(folder) == ["gouji.duckdb"]
    assert (before / "gouji.duckdb").is_file(), "what was published before stays until the next publish"
    assert publish(warehouses.other, folder, "--format", "duckdb") == (0, "")
    assert not before.exists()


def test_a_folder_of_others_is_not_replaced(warehouses: Warehouses, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    for name in ("mine", "link"):
        code, line = publish(warehouses.one, tmp_path / name)
        assert code == 2 and "was not made by `gouji publish`" in line
    assert os.listdir(tmp_path / "mine") == ["letter.txt"]
    (tmp_path / "empty").mkdir()
    assert publish(warehouses.one, tmp_path / "empty", "--format", "duckdb") == (0, "")


def test_a_database_that_cannot_be_read_leaves_what_was_published(warehouses: Warehouses, tmp_path: Path) -> None:
    publish(warehouses.one, tmp_path / "export", "--format", "duckdb")
    (tmp_path / "gouji.duckdb").write_bytes(b"no database")
    code, line = publish(tmp_path, tmp_path / "export")
    assert code == 1 and line.endswith("what was published is unchanged")
    with duckdb.connect(tmp_path / "gouji.duckdb.new") as connection:
        connection.execute("create schema marts; create table marts.dim_item (item varchar)")
    os.replace(tmp_path / "gouji.duckdb.new", tmp_path / "gouji.duckdb")
    code, line = publish(tmp_path, tmp_path / "export")
    assert code == 1 and "was built by another version of gouji" in line
    with duckdb.connect(tmp_path / "export/gouji.duckdb", read_only=True) as published:
        assert published.execute(STATE).fetchall() == [warehouses.states[warehouses.one]]


@pytest.mark.parametrize("format", ["duckdb", "csv"])
def test_a_full_disk_leaves_what_was_published(format: str, warehouses: Warehouses, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    publish(warehouses.one, folder, "--format", "duckdb")
    # No file grows beyond half a megabyte, which the database and dim_region need.
    code, line = outcome(start(warehouses.other, folder, "--format", format, before=("prlimit", "--fsize=500000")))
    assert code == 1 and "File too large; what was published is unchanged" in line
    with duckdb.connect(folder / "gouji.duckdb", read_only=True) as published:
        assert published.execute(STATE).fetchall() == [warehouses.states[warehouses.one]]
    assert len(list(tmp_path.glob(".export.published/*/"))) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "xlsx,csv", None), "--format: xlsx: there are duckdb, parquet, csv"),
        (("export", None, "analyst"), "--role is for PostgreSQL"),
        (("mysql://host/db", None, None), "--to takes a folder or postgresql://"),
        (("postgresql://host/db", "csv", None), "--format is for a folder"),
        (("export", None, None), "there is no warehouse yet"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(arguments: tuple[str, str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        order(tmp_path, *arguments)
