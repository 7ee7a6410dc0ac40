"""However many reports there are, the page can be opened and the workbook saved, and both say what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.findings import bounds, workbook
from tests.test_findings_files import Files, Rows, finding, report


@pytest.fixture
def rows() -> Rows:
    """Ten reports of one finding each, the seventh with two that must be mended and a notice."""
    names = [f"r{number}" for number in range(10)]
    return {
        "fct_documents": [{"document": f"{name}.txt", "report_id": name, "status": "extracted"} for name in names],
        "fct_reports": [report(name, rules_fail=1) for name in names],
        "fct_findings": [
            *(finding(name, severity="should") for name in names),
            *(finding("r7", scope=scope) for scope in ("litigation_direct", "litigation_after_review")),
        ],
        "fct_notices": [{"report_id": "r7", "severity": "should", "message": "空白单元格：甲"}],
    }


def test_a_page_too_long_tells_all_of_the_documents_with_the_gravest_findings(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LINES", 8)
    files = Files(tmp_path, rows)
    assert [line.css_first("td").text() for line in files.lines("documents")] == ["r0.txt", "r7.txt"]
    assert (len(files.lines("findings")), len(files.lines("notices"))) == (4, 1)
    (told,) = (node.text() for node in files.page.css(".left-out"))
    assert "2 份文件" in told and "8 份没有列出" in told
    targets = {node.attributes["id"] for node in files.page.css("[id]")}
    assert {(node.attributes["href"] or "")[1:] for node in files.page.css("a")} <= targets
    assert (files.summary.must, files.summary.should, files.summary.documents) == (2, 10, 10)
    assert len(files.sheet("问题清单")) == 12


def test_a_page_that_is_not_too_long_leaves_nothing_out(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LINES", 23)
    files = Files(tmp_path, rows)
    assert len(files.lines("documents")) == 10 and not files.page.css(".left-out")


def test_a_sheet_that_is_full_says_how_many_rows_are_missing(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 13)
    assert len(Files(tmp_path, rows).sheet("问题清单")) == 12
    monkeypatch.setattr(workbook, "ROWS", 12)
    (tmp_path / "full").mkdir()
    files = Files(tmp_path / "full", rows)
    lines = files.sheet("问题清单")
    assert len(lines) == 11 and lines[-1]["级别"] == "另有 2 行放不下，见 marts 中的表"
    assert files.book["问题清单"].auto_filter.ref.endswith("11")
