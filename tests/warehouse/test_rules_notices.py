"""Rules that fail on notices of the reader: each holds, fails, or says why it does neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from expectations.catalogue import load
from flows.reading.records import Extraction, Locator, Notice, to_tables
from flows.warehouse.rules import assess
from tests.oracle import form_used, notices
from tests.oracle.landed_records import opened
from tests.record_factory import Figures, agency_years, extraction, write_records

BY_NOTICE = [
    ("tables_present", "table_missing", "must"),
    ("rows_present", "row_missing", "must"),
    ("rows_once", "row_repeated", "should"),
    ("rows_known", "row_unknown", "should"),
    ("labels_as_form", "label_misprint", "should"),
    ("columns_as_form", "header_damaged", "should"),
    ("headings_present", "heading_missing", "must"),
    ("headings_once", "heading_repeated", "should"),
    ("headings_ordered", "heading_misplaced", "should"),
    ("title_has_year", "title_without_year", "should"),
    ("headings_numbered", "heading_misnumbered", "should"),
    ("period_whole_year", "period_unusual", "should"),
    ("year_agrees", "year_conflict", "must"),
    ("cells_filled", "cell_blank", "should"),
    ("cells_numeric", "cell_not_a_number", "should"),
    ("numbers_plain", "number_unusual", "should"),
    ("numbers_plain", "cell_corrected", "should"),
    ("text_own", "injected_text", "must"),
    ("text_whole", "text_damaged", "should"),
    ("text_whole", "heading_damaged", "should"),
]
RULES = {rule.rule for rule in load().rules if (rule.kind, rule.state) == ("notice", "active")}
CUT = Notice("truncated", "文件在此处中断", Locator(line=90))
FIGURES: Figures = agency_years(7, [2022])[0]


def results(report: Extraction) -> dict[str, tuple[str, str | None]]:
    rows = assess(to_tables([report])).results.to_pylist()
    return {r["rule"]: (r["status"], r["reason"]) for r in rows if r["kind"] == "notice"}


def findings(report: Extraction) -> list[dict[str, Any]]:
    return assess(to_tables([report])).findings.to_pylist()


def test_every_rule_of_the_table_is_in_the_catalogue() -> None:
    assert {rule for rule, _, _ in BY_NOTICE} <= RULES


def test_a_report_without_notices_meets_all_rules() -> None:
    report = extraction(FIGURES, "甲县", 2022)
    assert results(report) == dict.fromkeys(RULES, ("hold", None))
    assert findings(report) == []


@pytest.mark.parametrize(("rule", "notice", "severity"), BY_NOTICE, ids=[notice for _, notice, _ in BY_NOTICE])
def test_a_notice_fails_its_rule_and_no_other(rule: str, notice: str, severity: str) -> None:
    report = extraction(FIGURES, "甲县", 2022, notices=[Notice(notice, "第三行", Locator(2, 3, 4, None, 5))])
    assert results(report) == dict.fromkeys(RULES, ("hold", None)) | {rule: ("fail", None)}
    (found,) = findings(report)
    assert (found["rule"], found["scope"], found["severity"], found["message"]) == (rule, "report", severity, "第三行")
    places = ("table_number", "row_number", "column_number", "page_number", "line_number")
    assert [found[place] for place in places] == [2, 3, 4, None, 5]
    none = ("section", "item", "measure", "row_label", "column_label", "raw", "value", "difference", "expected")
    assert {found[name] for name in none} == {None}
    assert found["is_suspect"] is False and found["basis"] and found["remedy"]


def test_three_notices_are_quoted_and_the_others_counted() -> None:
    notices = [Notice("row_repeated", f"重复{n}", Locator(line=n)) for n in (5, 2, 9, 7, 8)]
    (found,) = findings(extraction(FIGURES, "甲县", 2022, notices=notices))
    assert (found["message"], found["line_number"]) == ("重复2；重复5；重复7；等 5 处", 2)


def test_a_document_that_ends_early_leaves_rules_open_unless_they_fail() -> None:
    wrong = Notice("row_repeated", "重复", Locator(line=5))
    found = results(extraction(FIGURES, "甲县", 2022, notices=[wrong, CUT]))
    assert found == dict.fromkeys(RULES, ("not_assessed", "truncated")) | {"rows_once": ("fail", None)}


def test_a_rule_on_unprinted_content_does_not_apply() -> None:
    found = results(extraction({}, "甲县", None, edition="2021"))
    on_cells = {rule.rule for rule in load().rules if rule.needs == "cells"}
    missing = dict.fromkeys({*on_cells, "period_whole_year", "year_agrees"}, ("not_applicable", "not_printed"))
    assert found == dict.fromkeys(RULES, ("hold", None)) | missing


def test_of_the_notice_rules_those_on_cells_apply_to_the_form_before_2019() -> None:
    assert results(extraction(FIGURES, "甲县", 2010, edition="2008")) == {}
    on_cells = dict.fromkeys(("cells_filled", "cells_numeric", "numbers_plain"), ("hold", None))
    assert results(extraction(FIGURES, "甲县", 2015, edition="2014")) == on_cells


LOSSES = sorted({line.notice for line in load().losses})


@pytest.mark.parametrize("notice", LOSSES)
def test_losses_of_a_copy_leave_rules_open_and_fail_none(notice: str, tmp_path: Path) -> None:
    report = extraction(FIGURES, "甲县", 2022, notices=[Notice(notice, "复制件", Locator(line=3))])
    left_open = {line.rule for line in load().losses if line.notice == notice}
    found = {r["rule"]: (r["status"], r["reason"]) for r in assess(to_tables([report])).results.to_pylist()}
    assert {rule for rule, (_, reason) in found.items() if reason == "copy_incomplete"} == left_open
    assert {found[rule] for rule in left_open} == {("not_assessed", "copy_incomplete")}
    assert findings(report) == []
    write_records(tmp_path, [report])
    for kind in (notices, form_used):
        evaluated = kind.evaluate(opened(tmp_path, load())).collect()
        held = {rule for rule, failures in evaluated.select("rule", "failures").rows() if failures is not None}
        assert not held & left_open and held


def test_printed_content_fails_a_rule_even_in_a_copy() -> None:
    notices = [Notice("values_lost", "规章", Locator(line=3)), Notice("cell_blank", "行政许可", Locator(line=9))]
    assert results(extraction(FIGURES, "甲县", 2022, notices=notices))["cells_filled"] == ("fail", None)
