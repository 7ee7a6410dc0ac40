"""However many reports there are, the workbook stays usable, counts everything and says what it leaves out."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from flows.findings import Summary, bounds
from tests.findings.test_findings_files import Files, Rows, finding, report, unassessed

SHEETS = {
    "findings": ("问题清单", "存疑"),
    "gaps": ("未能核验",),
    "notices": ("读取提示",),
    "gone": ("不再发现的问题",),
    "missing": ("未公布年度报告的机关",),
    "documents": ("文件清单",),
}
LEFT_OUT = re.compile(
    r"“(.+)”：另有 (\d+) 条没有列出：gouji run 加 --year、--region 只列一个年度、一些机关；全部见 .* marts\.\w+。"
)


@pytest.fixture
def rows() -> Rows:
    """Ten reports with one finding each; r5 has three more, accepted, r7 two that must be corrected, and a notice."""
    names = [f"r{number}" for number in range(10)]
    return {
        "fct_documents": [{"document": f"{name}.txt", "report_id": name, "status": "extracted"} for name in names],
        "fct_reports": [report(name, rules_fail=1, year=2014 + number) for number, name in enumerate(names)],
        "fct_findings": [
            *(finding(name, severity="should") for name in names),
            *(finding("r5", scope=scope, state="accepted") for scope in ("x", "y", "z")),
            *(finding("r7", scope=scope) for scope in ("litigation_direct", "litigation_after_review")),
        ],
        "fct_notices": [{"report_id": "r7", "severity": "should", "message": "空白单元格：甲"}],
    }


@pytest.fixture
def more(rows: Rows) -> Rows:
    """The same, with copies and rejects, doubtful and missing findings, gaps, and findings that are gone."""
    absent = {"report_id": None, "document": None, "agency": "某县", "rule": "report_filed", "state": "open"}
    gone = {"gone_since": dt.date(2026, 5, 1), "gone_because": "report_gone", "rule": "x", "scope": "review"}
    known = {"agency": "某县", "failure": "复议诉讼合计不符", "severity": "must", "message": "11 ≠ 0"}
    rows["fct_documents"] += [
        {"document": "copy.txt", "report_id": "r7", "status": "duplicate"},
        {"document": "list.txt", "report_id": "none", "status": "rejected", "reason": "not_a_report: 不是年度报告"},
    ]
    rows["fct_reports"].append(report("bare", cells_printed=0, cells_valued=0))
    rows["fct_documents"].append({"document": "bare.txt", "report_id": "bare", "status": "extracted"})
    rows["fct_findings"] += [
        finding("r2", scope="v", is_doubtful=True),
        *({**finding("x"), **absent, "year": year} for year in range(2019, 2022)),
        {**finding("x"), **absent, "year": 2018, "state": "accepted"},
    ]
    rows["fct_rule_results"] = [
        *(unassessed("r3", "requests_balance", scope, "3.received.total") for scope in ("total", "other")),
        unassessed("r3", "proceedings_sum", "review", "4.review.total"),
        *(unassessed("bare", rule, "total", "3.received.total") for rule in ("x", "y")),
        {**unassessed("bare", "z", "all", ""), "reason": "no_previous_report"},
    ]
    rows["fct_finding_history"] = [
        {"finding_id": f"f{year}", "year": year, **gone, **known} for year in range(2016, 2020)
    ]
    return rows


def bounded(lines: int, folder: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch, **choice: Any) -> Files:
    monkeypatch.setattr(bounds, "LINES", lines)
    folder.mkdir(exist_ok=True)
    return Files(folder, rows, **choice)


def documents(files: Files) -> list[str]:
    return [line["文件"] for line in files.sheet("文件清单")]


def left_out(files: Files) -> dict[str, int]:
    """By the sheets it is about, how many lines the cover says are not listed."""
    found = (LEFT_OUT.search(text) for text in files.cover())
    return {note[1]: int(note[2]) for note in found if note}


def test_beyond_the_bound_the_documents_with_the_gravest_findings_are_listed_in_full(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bounded(9, tmp_path, rows, monkeypatch)
    assert documents(files) == ["r7.txt"]
    assert [line["年度"] for line in files.sheet("问题清单")] == [2021] * 3
    assert [line["文件"] for line in files.sheet("读取提示")] == ["r7.txt"]
    assert left_out(files) == {"问题清单”“存疑": 12, "文件清单": 9}


def test_of_documents_alike_the_latest_are_listed(tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    assert documents(bounded(15, tmp_path, rows, monkeypatch)) == ["r5.txt", "r7.txt", "r8.txt", "r9.txt"]


def test_within_the_bound_nothing_is_left_out(tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    files = bounded(26, tmp_path, rows, monkeypatch)
    assert len(documents(files)) == 10 and len(files.sheet("问题清单")) == 15
    assert not any("没有列出" in text for text in files.cover())


@pytest.mark.parametrize("lines", [1, 9, 16, 1000])
def test_whatever_the_bound_counts_are_exact_and_every_line_is_listed_or_counted_as_left_out(
    lines: int, tmp_path: Path, more: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bounded(lines, tmp_path, more, monkeypatch)
    counts = {"documents": 13, "extracted": 11, "rejected": 1, "duplicate": 1, "reports": 11, "cells": 1860}
    counts |= {"must": 5, "should": 10, "doubtful": 1, "not_assessed": 6, "settled": 4}
    assert files.summary == Summary(**counts)
    totals = {"findings": 16, "gaps": 4, "notices": 1, "gone": 4, "missing": 4, "documents": 13}
    for part, total in totals.items():
        listed = [line for name in SHEETS[part] for line in files.sheet(name)]
        assert len(listed) + left_out(files).get("”“".join(SHEETS[part]), 0) == total
    assert len(left_out(files)) == sum("没有列出" in text for text in files.cover())


def test_what_was_left_out_is_listed_when_it_is_asked_for(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bounded(9, tmp_path, rows, monkeypatch, year=2014)
    assert documents(files) == ["r0.txt"] and not left_out(files)


def test_lines_without_a_document_take_up_to_a_quarter_of_the_bound_for_each_part(
    tmp_path: Path, more: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bounded(8, tmp_path, more, monkeypatch)
    assert [len(files.sheet(name)) for name in (*SHEETS["missing"], *SHEETS["gone"])] == [2, 2]
