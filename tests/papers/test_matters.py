"""A line of a notice says what a figure has to be only where that is certain."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from flows.papers.matters import CHECK, matters
from flows.papers.queries import Due


def due(**more: Any) -> Due:
    """A finding on the total of 行政复议, which is 0 where the parts add up to 11."""
    usual: dict[str, Any] = dict.fromkeys(Due._fields)
    usual |= {"finding_id": "f", "matter_id": "f", "agency_id": "a", "report_id": "r", "rule": "proceedings_sum"}
    usual |= {"title": "复议诉讼合计", "failure": "复议诉讼合计不符", "severity": "must", "section": 4, "raw": "0"}
    usual |= {"row_label": "行政复议", "column_label": "总计", "reported": Decimal(0), "computed": Decimal(11)}
    usual |= {"message": "10 + 1 = 11 ≠ 0", "basis": "格式表四", "remedy": "核对总计", "is_suspect": False}
    return Due(**{**usual, "table_number": 3, "row_number": 4, **more})


def line(*findings: Due) -> tuple[str, str]:
    (matter,) = matters(findings)
    return matter.printed, matter.expected


def test_a_sum_whose_parts_are_all_printed_says_what_the_total_has_to_be() -> None:
    (matter,) = matters([due()])
    assert (matter.printed, matter.expected) == ("0", "11")
    assert matter.place == "表四·行政复议·总计\n（原文第3个表格第4行）"


def test_the_findings_that_one_wrong_cell_explains_are_one_line_with_the_figure_that_mends_both() -> None:
    cell = {"is_suspect": True, "raw": "6", "expected": Decimal(7), "matter_id": "m", "section": 3}
    row = due(**cell, finding_id="m", rule="applicants_sum", title="申请人合计")
    column = due(**cell, finding_id="n", rule="outcomes_sum", title="办理结果合计", severity="should")
    (matter,) = matters([row, column])
    assert (matter.printed, matter.expected, matter.severity) == ("6", "7", "must")
    assert "申请人合计" in matter.rule and "办理结果合计" in matter.rule


@pytest.mark.parametrize(
    "uncertain",
    [
        pytest.param({"rule": "requests_balance", "column_label": None}, id="either side may be wrong"),
        pytest.param({"rule": "carry_over"}, id="last year's figure may be wrong"),
        pytest.param({"rule": "granted_told"}, id="narrative or table"),
        pytest.param({"rule": "cells_filled", "reported": None, "computed": None}, id="no figures"),
        pytest.param({"reread": "differs"}, id="a second reading differs"),
        pytest.param({"is_suspect": True, "expected": Decimal(-2)}, id="negative"),
        pytest.param({"is_suspect": True, "expected": None}, id="no figure mends both"),
    ],
)
def test_otherwise_it_asks_to_check(uncertain: dict[str, Any]) -> None:
    assert line(due(**uncertain))[1] == CHECK


def test_a_cell_that_two_sums_want_to_be_different_is_not_certain() -> None:
    total = {"section": 3, "row_label": "总计", "column_label": "自然人"}
    found = [due(**total, rule="outcomes_sum"), due(**total, matter_id="g", rule="applicants_sum", computed=Decimal(9))]
    assert [matter.expected for matter in matters(found)] == [CHECK, CHECK]


def test_a_line_names_the_address_that_the_report_was_fetched_from_else_the_file() -> None:
    fetched = {"address": "https://www.qingxi.example/a.html", "fetched_at": dt.datetime(2025, 2, 1, 18, 30)}
    sources = [
        line.source for line in matters([due(document="a.warc.gz", **fetched), due(matter_id="b", document="b")])
    ]
    assert sources == ["https://www.qingxi.example/a.html（2025年2月2日取得）", "b"]
    (matter,) = matters([due(document="a.warc.gz", address="https://www.qingxi.example/a.html")])
    assert matter.source == "https://www.qingxi.example/a.html"
