"""However many reports there are, page and workbook stay usable and say what they leave out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from flows.findings import bounds, workbook
from tests.findings.test_findings_files import Files, Rows, finding, report


@pytest.fixture
def rows() -> Rows:
    """Ten reports with one finding each; r5 has three more, accepted, r7 two that must be corrected, and a notice."""
    names = [f"r{number}" for number in range(10)]
    return {
        "fct_documents": [{"document": f"{name}.txt", "report_id": name, "status": "extracted"} for name in names],
        "fct_reports": [report(name, rules_fail=1) for name in names],
        "fct_findings": [
            *(finding(name, severity="should") for name in names),
            *(finding("r5", scope=scope, state="accepted") for scope in ("x", "y", "z")),
            *(finding("r7", scope=scope) for scope in ("litigation_direct", "litigation_after_review")),
        ],
        "fct_notices": [{"report_id": "r7", "severity": "should", "message": "空白单元格：甲"}],
    }


def test_an_overlong_page_shows_the_documents_with_the_gravest_findings_in_full(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LINES", 9)
    files = Files(tmp_path, rows)
    assert [line.css_first("td").text() for line in files.lines("documents")] == ["r7.txt"]
    assert (len(files.lines("findings")), len(files.lines("notices"))) == (3, 1)
    (left_out,) = (node.text() for node in files.page.css(".left-out"))
    assert "1 份文件" in left_out and "9 份没有列出" in left_out
    targets = {node.attributes["id"] for node in files.page.css("[id]")}
    assert {(node.attributes["href"] or "")[1:] for node in files.page.css("a")} <= targets
    assert (files.summary.must, files.summary.should, files.summary.documents) == (2, 10, 10)
    assert len(files.sheet("问题清单")) == 15


def test_a_page_within_the_limit_leaves_nothing_out(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LINES", 26)
    files = Files(tmp_path, rows)
    assert len(files.lines("documents")) == 10 and not files.page.css(".left-out")


def test_a_full_sheet_says_how_many_rows_are_missing(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 16)
    assert len(Files(tmp_path, rows).sheet("问题清单")) == 15
    monkeypatch.setattr(workbook, "ROWS", 15)
    (tmp_path / "full").mkdir()
    files = Files(tmp_path / "full", rows)
    lines = files.sheet("问题清单")
    assert len(lines) == 14 and lines[-1]["级别"] == "另有 2 行放不下，见 marts 中的表"
    assert files.book["问题清单"].auto_filter.ref.endswith("14")


def test_findings_without_a_document_take_up_to_a_quarter_of_the_list(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LINES", 8)
    absent = {
        "report_id": None,
        "document": None,
        "agency": "某县",
        "rule": "report_filed",
        "is_suspect": False,
        "state": "open",
    }
    rows["fct_findings"] += [{**finding("x"), **absent, "year": year} for year in range(2019, 2022)]
    known = {"agency": "某县", "title": "复议诉讼合计", "severity": "must", "message": "11 ≠ 0", "scope": "review"}
    gone = {"gone_since": dt.date(2026, 5, 1), "gone_because": "report_gone", "rule": "x", **known}
    rows["fct_finding_history"] = [{"finding_id": f"f{year}", "year": year, **gone} for year in range(2016, 2020)]
    files = Files(tmp_path, rows)
    assert (len(files.lines("missing")), len(files.lines("gone"))) == (2, 2)
    assert [node.text() for node in files.page.css("section .left-out")] == [
        "另有 1 条没有列出，见 findings.xlsx。",
        "另有 2 条没有列出，见 findings.xlsx。",
    ]
