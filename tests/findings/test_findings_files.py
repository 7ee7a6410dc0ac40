"""The workbook shows exactly what the marts hold, and no report text can do harm in it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from flows.findings import Summary, workbook_name
from flows.findings.files import write

LOCATOR = "table_number row_number column_number page_number line_number"
COUNTS = "cells_printed cells_valued notices rules_hold rules_fail rules_not_applicable rules_not_assessed"
FIGURES = "reported computed difference"
REVISED = "cells_revised findings_mended findings_brought"
SEEN = "first_seen last_seen"
MARTS = {
    "dim_item": "section item item_group label_zh label_en display_order from_edition to_edition",
    "dim_measure": "section measure label_zh label_en kind unit display_order from_edition to_edition",
    "fct_documents": "document sha256 report_id media_type encoding status reason address fetched_at",
    "fct_reports": "report_id document sha256 agency agency_id agency_type region_code year edition title published_on"
    f" period_start period_end closed_printing version_number is_current {COUNTS} {REVISED}",
    "fct_rule_results": f"report_id agency year rule version severity scope status reason {FIGURES} missing_terms"
    " compared kind",
    "fct_findings": "finding_id matter_id report_id document agency agency_id year rule failure severity section scope"
    f" scope_label {FIGURES} message basis remedy item measure row_label column_label raw value is_suspect expected"
    f" reread is_doubtful {LOCATOR} {SEEN} is_latest state is_lapsed decision state_reason decided_by decided_on"
    " corrected_by corrected_in",
    "fct_finding_history": "finding_id agency_id agency region_code year report_id document rule failure severity scope"
    f" scope_label reported computed message {SEEN} gone_since gone_because",
    "fct_revisions": "report_id earlier_report_id agency_id agency region_code year version_number section item measure"
    " row_label column_label change raw_before raw value_before value unit_before unit",
    "mart_filing_status": "agency agency_id year status unread_document",
    "fct_notices": f"report_id agency year document notice severity message {LOCATOR}",
}
TYPES = {
    **dict.fromkeys(["section", "year", "version", "version_number", "display_order"], "integer"),
    **dict.fromkeys([*LOCATOR.split(), *COUNTS.split(), *REVISED.split()], "integer"),
    **dict.fromkeys([*FIGURES.split(), "value", "expected"], "decimal(24, 8)"),
    **dict.fromkeys(["is_current", "is_suspect", "is_doubtful", "is_lapsed", "is_latest"], "boolean"),
    **dict.fromkeys(["published_on", "period_start", "period_end"], "date"),
    "fetched_at": "timestamp",
    **dict.fromkeys([*SEEN.split(), "decided_on", "gone_since"], "date"),
}

BASIS = "《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）表四“总计”栏"

Rows = dict[str, list[dict[str, Any]]]


def report(report_id: str, **more: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("notices", "rules_hold", "rules_fail", "rules_not_applicable", "rules_not_assessed"), 0)
    known = {"document": f"{report_id}.txt", "agency": "洪泽区人民政府", "year": 2023, "edition": "2021"}
    version = {"version_number": 1, "is_current": True, "cells_printed": 186, "cells_valued": 186}
    return {"report_id": report_id, **known, **version, **counts, **more}


def finding(report_id: str, **more: Any) -> dict[str, Any]:
    rule = {
        "rule": "proceedings_sum",
        "failure": "复议诉讼合计不符",
        "severity": "must",
        "section": 4,
        "scope": "review",
    }
    figures = {"reported": Decimal(0), "computed": Decimal(11), "difference": Decimal(-11), "raw": "0"}
    explanation = {
        "message": "行政复议：10 + 1 + 0 + 0 = 11 ≠ 0",
        "basis": BASIS,
        "remedy": "核对总计",
        "is_suspect": False,
        "is_doubtful": False,
    }
    where = {
        "row_label": "行政复议",
        "column_label": "总计",
        "table_number": 3,
        "row_number": 4,
        "column_number": 5,
    }
    state = {"finding_id": f"f-{report_id}", "state": "open", "is_lapsed": False, "first_seen": dt.date(2026, 3, 1)}
    return {"report_id": report_id, **rule, **figures, **explanation, **where, **state, "is_latest": True, **more}


def unassessed(report_id: str, rule: str, scope: str, missing_terms: str) -> dict[str, Any]:
    result = {"status": "not_assessed", "reason": "missing_terms", "severity": "must"}
    return {"report_id": report_id, "rule": rule, "scope": scope, "missing_terms": missing_terms, **result}


def labels(mart: str, code: str, *lines: tuple[int, str, str]) -> list[dict[str, Any]]:
    return [
        {"section": section, code: name, "label_zh": label, "display_order": order}
        for order, (section, name, label) in enumerate(lines)
    ]


def warehouse(path: Path, rows: Rows) -> Path:
    """A warehouse with the columns of the marts, and these rows."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for mart, columns in MARTS.items():
            typed = ", ".join(f"{name} {TYPES.get(name, 'varchar')}" for name in columns.split())
            connection.execute(f"create table marts.{mart} ({typed})")
            for row in rows.get(mart, []):
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"insert into marts.{mart} ({names}) values ({marks})", list(row.values()))
    return path


HOSTILE = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def rows() -> Rows:
    return {
        "dim_item": labels(
            "dim_item", "item", (3, "received", "本年新收政府信息公开申请数量"), (4, "review", "行政复议")
        ),
        "dim_measure": labels("dim_measure", "measure", (3, "natural_person", "自然人"), (3, "total", "总计")),
        "fct_documents": [
            {"document": "a.txt", "report_id": "a", "status": "extracted"},
            {"document": "copy.txt", "report_id": "a", "status": "duplicate"},
            {"document": "b.txt", "report_id": "b", "status": "extracted"},
            {"document": "list.txt", "report_id": "c", "status": "rejected", "reason": "not_a_report: 不是年度报告"},
        ],
        "fct_reports": [
            report("a", rules_fail=2, notices=1, rules_not_assessed=2),
            report("b", agency=HOSTILE, year=2022, cells_printed=0, cells_valued=0, rules_not_assessed=3),
        ],
        "fct_findings": [
            finding("a"),
            finding("a", scope="total", severity="should", raw=FORMULA, is_suspect=True, expected=Decimal(11)),
            {
                **dict.fromkeys(("basis", "remedy"), "条例第四十九条"),
                "rule": "report_filed",
                "failure": "未按期公布年度报告",
                "severity": "must",
                "message": FORMULA,
                "agency": HOSTILE,
                "year": 2023,
                "is_suspect": False,
                "finding_id": "f-missing",
                "state": "confirmed",
                "decided_by": "李四",
                "decided_on": dt.date(2026, 3, 2),
            },
        ],
        "fct_rule_results": [
            unassessed("a", "requests_balance", "total", "3.received.total"),
            unassessed("a", "requests_balance", "natural_person", "3.received.natural_person"),
            *(unassessed("b", rule, "total", "3.received.total") for rule in ("x", "y", "z")),
        ],
        "fct_notices": [{"report_id": "a", "severity": "should", "message": "空白单元格：甲", "line_number": 7}],
    }


class Files:
    """What `write` made from some rows."""

    def __init__(self, folder: Path, rows: Rows, **choice: Any) -> None:
        database = warehouse(folder / "gouji.duckdb", rows)
        self.folder = folder / "findings"
        self.summary = write(database, self.folder, **choice)
        name = workbook_name(choice.get("year"), choice.get("region"))
        content = (self.folder / name).read_bytes()
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def cover(self) -> list[str]:
        """The texts of the first sheet."""
        rows = self.book["封面"].iter_rows(values_only=True)
        return [value for row in rows for value in row if isinstance(value, str)]

    def sheet(self, name: str) -> list[dict[str, Any]]:
        """The lines of a sheet, without the remark on one that has none."""
        header, *lines = self.book[name].iter_rows(values_only=True)
        return [dict(zip(header, line, strict=True)) for line in lines if any(line[1:])]


@pytest.fixture
def files(tmp_path: Path, rows: Rows) -> Files:
    return Files(tmp_path, rows)


def test_every_finding_is_a_line(files: Files) -> None:
    line, other = files.sheet("问题清单")
    assert (line["严重程度"], other["严重程度"]) == ("必须更正", "建议核对")
    assert (line["机关"], line["年度"], line["问题"]) == ("洪泽区人民政府", 2023, "复议诉讼合计不符")
    assert (line["具体情况"], line["依据"]) == ("行政复议：10 + 1 + 0 + 0 = 11 ≠ 0", BASIS)
    assert line["处理建议"] == "核对总计"
    assert (line["表"], line["行"], line["列"]) == ("表四", "行政复议", "总计")
    assert (line["原文写法"], line["填报数"], line["应为（计算）"], line["差额"]) == ("0", 0, 11, -11)
    assert line["文件"] == "a.txt" and line["位置"] == "表四·行政复议·总计，原文第3个表格第4行第5列"


def test_a_missing_report_is_a_separate_line(files: Files) -> None:
    (row,) = files.sheet("未公布年度报告的机关")
    assert (row["严重程度"], row["机关"], row["年度"], row["具体情况"]) == ("必须更正", HOSTILE, 2023, FORMULA)
    assert row["依据"] == row["处理建议"] == "条例第四十九条"
    assert (row["状态"], row["处理情况"], row["编号"]) == ("属实", "李四 2026-03-02", "f-missing")


def test_the_suspect_cell_is_named_with_the_figure_that_corrects_it(files: Files) -> None:
    assert [line["疑点"] for line in files.sheet("问题清单")] == [None, "疑为此格有误：改为11后，行、列合计均相符"]


def test_what_was_not_assessed_is_one_line_per_report_and_rule(files: Files) -> None:
    bare, balance = files.sheet("未能核验")
    assert balance["规则"] == "申请收支平衡" and balance["处数"] == 2
    assert balance["缺少的内容"] == "自然人、总计（列）：缺 本年新收政府信息公开申请数量"
    assert bare["规则"] == "全部数字" and bare["处数"] == 3
    assert (bare["机关"], bare["文件"], balance["文件"]) == (HOSTILE, "b.txt", "a.txt")


def test_every_document_is_accounted_for(files: Files) -> None:
    documents = {line["文件"]: (line["状态"], line["说明"]) for line in files.sheet("文件清单")}
    assert documents == {
        "a.txt": ("已读取", None),
        "b.txt": ("已读取", None),
        "copy.txt": ("重复", "与 a.txt 内容相同"),
        "list.txt": ("未采用", "不是年度报告"),
    }
    assert len(files.sheet("文件清单")) == 4
    assert files.summary == Summary(4, 2, 1, 1, 2, 186, 2, 1, 0, 5, 0)


def test_notices_keep_their_place(files: Files) -> None:
    assert [(line["提示"], line["位置"]) for line in files.sheet("读取提示")] == [("空白单元格：甲", "原文第7行")]


def test_report_text_stays_text(files: Files) -> None:
    cells = [cell for sheet in files.book.worksheets for row in sheet for cell in row]
    formulas = [cell for cell in cells if cell.value == FORMULA]
    assert {cell.parent.title for cell in formulas} == {"问题清单", "未公布年度报告的机关"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in formulas)
    assert any(cell.value == HOSTILE for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_reports_are_selected_by_year_and_part_of_a_name(tmp_path: Path, rows: Rows) -> None:
    chosen = Files(tmp_path, rows, year=2023, region="洪泽")
    assert {line["文件"] for line in chosen.sheet("文件清单")} == {"a.txt", "copy.txt", "list.txt"}
    assert (chosen.summary.must, chosen.summary.not_assessed) == (1, 2)
    assert chosen.sheet("未公布年度报告的机关") == []


def test_an_empty_warehouse_gives_a_workbook_that_says_so(tmp_path: Path) -> None:
    empty = Files(tmp_path, {})
    assert empty.summary == Summary(*[0] * 11)
    missing = ["未公布年度报告的机关", "有文件未能读取"]
    sheets = ["封面", "问题清单", missing[0], "存疑", "未能核验", missing[1], "读取提示", "不再发现的问题"]
    assert empty.book.sheetnames == [*sheets, "版本变化", "文件清单"]
    assert empty.book["问题清单"]["A2"].value == "没有发现问题。"
    assert empty.book["文件清单"]["A2"].value == "还没有任何文件。"


def test_an_unreadable_report_is_not_listed_as_missing(tmp_path: Path, rows: Rows) -> None:
    filing = {"agency": "乙县", "year": 2023, "status": "unreadable", "unread_document": "b.pdf"}
    files = Files(tmp_path, {**rows, "mart_filing_status": [filing]}, day=dt.date(2024, 4, 1))
    assert files.sheet("有文件未能读取") == [{"机关": "乙县", "年度": 2023, "文件": "b.pdf"}]
    assert len(files.sheet("未公布年度报告的机关")) == 1
    assert any("截至2024年4月1日" in text for text in files.cover())


def test_what_is_chosen_leaves_the_list_of_everything(tmp_path: Path, rows: Rows, files: Files) -> None:
    before = (files.folder / "findings.xlsx").read_bytes()
    write(tmp_path / "gouji.duckdb", files.folder, year=2023, region="洪泽")
    assert (files.folder / "findings.xlsx").read_bytes() == before
    assert (files.folder / "findings-2023-洪泽.xlsx").is_file()


def test_no_half_written_file_is_left(files: Files) -> None:
    assert sorted(path.name for path in files.folder.iterdir()) == ["findings.xlsx"]
