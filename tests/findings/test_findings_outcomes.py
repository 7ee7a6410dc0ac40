"""The workbook shows what became of findings: their state, which are gone, what a version changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.findings.test_findings_files import FORMULA, HOSTILE, Files, Rows, finding, report


def rows_of(*reports: dict[str, Any]) -> Rows:
    """Marts with these reports and a document for each."""
    documents = [{"document": r["document"], "report_id": r["report_id"], "status": "extracted"} for r in reports]
    return {"fct_documents": documents, "fct_reports": list(reports)}


def test_a_finding_shows_its_state_and_counts_until_it_is_corrected(tmp_path: Path) -> None:
    decided = {"state_reason": "两个口径", "decided_by": "王某", "decided_on": dt.date(2026, 3, 2)}
    explained = {**decided, "state_reason": FORMULA}
    corrected = {"state": "corrected", "corrected_in": "b.txt"}
    rows = rows_of(report("a"))
    rows["fct_findings"] = [
        finding("a", finding_id="f1", scope="1"),
        finding("a", finding_id="f2", scope="2", state="confirmed", decision="confirmed", **decided),
        finding("a", finding_id="f3", scope="3", state="accepted", decision="accepted", **explained),
        finding("a", finding_id="f4", scope="4", state="open", decision="accepted", is_lapsed=True, **decided),
        finding("a", finding_id="f5", scope="5", corrected_by="b", **corrected),
        finding(
            "a", finding_id="f6", scope="6", state="corrected", decision="confirmed", corrected_in="b.txt", **decided
        ),
        finding("a", finding_id="f7", scope="7", state="open", decision="open", **decided),
        finding("a", finding_id="f8", scope="8", state="unfounded", decision="unfounded", **decided),
    ]
    files = Files(tmp_path, rows)
    assert (files.summary.must, files.summary.settled) == (4, 4)
    assert [(line["状态"], line["反馈"], line["处理情况"]) for line in files.sheet("问题清单")] == [
        ("待处理", None, None),
        ("属实", "两个口径", "王某 2026-03-02：两个口径"),
        ("待处理", None, "原处理针对的内容已变，不再有效（王某 2026-03-02 曾认定为“经说明不作问题处理”：两个口径）"),
        ("待处理", "两个口径", "王某 2026-03-02：两个口径"),
        ("经说明不作问题处理", FORMULA, f"王某 2026-03-02：{FORMULA}"),
        ("已更正", None, "后一版本已更正：b.txt"),
        ("已更正", None, "后一版本已更正：b.txt；王某 2026-03-02 曾认定为“属实”：两个口径"),
        ("不属实", "两个口径", "王某 2026-03-02：两个口径"),
    ]
    assert {line["编号"] for line in files.sheet("问题清单")} == {f"f{number}" for number in range(1, 9)}
    assert {line["首次发现"] for line in files.sheet("问题清单")} == {"2026-03-01"}


def test_a_finding_of_several_versions_is_listed_and_counted_once(tmp_path: Path) -> None:
    rows = rows_of(report("a", rules_fail=2, is_current=False), report("b", rules_fail=1, version_number=2))
    rows["fct_findings"] = [
        finding("a", finding_id="both", is_latest=False),
        finding("b", finding_id="both"),
        finding("a", finding_id="corrected", scope="total", state="corrected", corrected_in="b.txt"),
    ]
    files = Files(tmp_path, rows)
    assert (files.summary.must, files.summary.settled) == (1, 1)
    listed = [(line["编号"], line["文件"], line["版本"]) for line in files.sheet("问题清单")]
    assert listed == [("both", "b.txt", None), ("corrected", "a.txt", "已被后一版替代")]


def test_findings_that_are_gone_and_changes_of_a_version_are_shown(tmp_path: Path) -> None:
    days = {"first_seen": dt.date(2026, 3, 1), "last_seen": dt.date(2026, 4, 1)}
    known = {"agency": HOSTILE, "year": 2023, "failure": "复议诉讼合计不符", "severity": "must", "message": "11 ≠ 0"}
    gone = {"gone_since": dt.date(2026, 5, 1), "gone_because": "report_gone"}
    versioned = {"version_number": 2, "cells_revised": 1, "findings_mended": 1, "findings_brought": 0}
    rows = rows_of(report("a", **versioned))
    rows["fct_finding_history"] = [
        {"finding_id": "f1", "rule": "x", "scope": "review", "document": "old.txt", **days, **known, **gone},
        {"finding_id": "f2", "rule": "x", "scope": "review", "document": "a.txt", **days, **known},
    ]
    cell = {"section": 4, "row_label": "行政复议", "column_label": "总计"}
    change = {"change": "changed", "raw_before": "0", "raw": "11"}
    rows["fct_revisions"] = [{"report_id": "a", "version_number": 2, **cell, **change}]
    files = Files(tmp_path, rows)
    (row,) = files.sheet("不再发现的问题")
    assert (row["编号"], row["首次发现"], row["最近发现"]) == ("f1", "2026-03-01", "2026-04-01")
    assert (row["不再发现"], row["原因"]) == ("2026-05-01", "文件已不在文件夹中")
    assert (row["机关"], row["问题"], row["具体情况"]) == (HOSTILE, "复议诉讼合计不符", "11 ≠ 0")
    assert (row["严重程度"], row["年度"], row["文件"]) == ("必须更正", 2023, "old.txt")
    (revised,) = files.sheet("版本变化")
    wanted = ("机关", "版本", "表", "行", "列", "变化", "前一版", "本版")
    assert [revised[name] for name in wanted] == [
        "洪泽区人民政府", 2, "表四", "行政复议", "总计", "改动", "0", "11"]  # fmt: skip
    remarks = {line["文件"]: line["说明"] for line in files.sheet("文件清单")}
    assert remarks["a.txt"] == "第2版，较前版改动1格，消除问题1项，新出问题0项"
