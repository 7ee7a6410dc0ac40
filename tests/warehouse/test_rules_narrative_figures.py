"""Figures stated in sentences against the cells: each holds, fails, or says why it does neither."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from flows.reading.records import Extraction, Locator, Statement, to_tables
from flows.warehouse.rules import assess
from tests.record_factory import APPLICANTS, Figures, agency_years, extraction

FIGURES: Figures = agency_years(7, [2022])[0]
OF_2019: Figures = agency_years(7, [2020])[0]
Cell = tuple[int, str, str]


def total(item: str) -> Cell:
    return 3, item, "total"


def stated(fact: str, value: int, line: int = 9, coverage: str | None = None) -> Statement:
    sentence = f"第{line}行：{value}件"
    return Statement(fact, Decimal(value), f"{value}件", "件", sentence, "", None, coverage, Locator(line=line))


def report(
    values: dict[Cell, Decimal | None], *statements: Statement, agency_type: str = "government", year: int = 2022
) -> Extraction:
    found = extraction(values, "甲县", year)
    assert found.report is not None
    return found._replace(report=found.report._replace(agency_type=agency_type), statements=statements)


def results(found: Extraction) -> dict[str, dict[str, Any]]:
    """The result of every fact that is stated, by fact."""
    rows = assess(to_tables([found])).results.to_pylist()
    return {row["scope"]: row for row in rows if row["kind"] == "told" and row["reason"] != "not_told"}


def outcome(found: Extraction) -> tuple[str, str | None, str | None]:
    (row,) = results(found).values()
    return row["status"], row["reason"], row["compared"] or row["missing_terms"]


def finding(found: Extraction) -> dict[str, Any]:
    (row,) = (f for f in assess(to_tables([found])).findings.to_pylist() if f["rule"].endswith("_told"))
    return row


def values(**changed: int | None) -> dict[Cell, Decimal | None]:
    """Right figures with other totals of section 3."""
    return {**FIGURES, **{total(k): None if v is None else Decimal(v) for k, v in changed.items()}}


def test_rules_on_unstated_facts_do_not_apply() -> None:
    rows = [row for row in assess(to_tables([report({**FIGURES})])).results.to_pylist() if row["kind"] == "told"]
    assert {(row["status"], row["reason"]) for row in rows} == {("not_applicable", "not_told")}
    assert {row["scope"] for row in rows} >= {"requests_granted", "litigation_total", "normative_documents_issued"}


@pytest.mark.parametrize(("value", "compared"), [(20, "3.received.total"), (25, "3.received.total+3.carried_in.total")])
def test_a_figure_equal_to_any_scope_holds_and_names_it(value: int, compared: str) -> None:
    found = report(values(received=20, carried_in=5), stated("requests_received", value))
    assert outcome(found) == ("hold", None, compared)
    row = results(found)["requests_received"]
    assert (row["reported"], row["difference"], row["severity"]) == (value, 0, "should")


def test_a_figure_equal_to_no_scope_fails_with_all_sums_and_the_sentence_and_its_place() -> None:
    found = report(values(received=20, carried_in=5), stated("requests_received", 21))
    assert outcome(found) == ("fail", None, "3.received.total")
    row = finding(found)
    assert row["message"] == (
        "正文“第9行：21件”：21 ≠ 本年新收政府信息公开申请数量 20，"
        "≠ 本年新收政府信息公开申请数量 20 + 上年结转政府信息公开申请数量 5 = 25"
    )
    assert (row["severity"], row["scope"], row["scope_label"]) == ("should", "requests_received", "收到的申请")
    assert (row["raw"], row["value"], row["line_number"], row["section"]) == ("21件", 21, 9, None)


def test_granted_and_partly_granted_must_agree() -> None:
    right = report(values(granted=2, partly_granted=8), stated("requests_granted_or_partly", 10))
    wrong = report(values(granted=2, partly_granted=8), stated("requests_granted_or_partly", 11))
    assert outcome(right) == ("hold", None, "3.granted.total+3.partly_granted.total")
    row = finding(wrong)
    assert (row["rule"], row["severity"], row["difference"]) == ("granted_told", "must", 1)
    assert row["message"] == "正文“第9行：11件”：11 ≠ 予以公开 2 + 部分公开 8 = 10"


def test_a_sum_that_lacks_a_cell_is_not_compared() -> None:
    lacking = {key: value for key, value in values(received=20).items() if key[1] != "carried_in"}
    assert outcome(report(lacking, stated("requests_received", 20))) == ("hold", None, "3.received.total")
    none = {key: value for key, value in lacking.items() if key[1] != "received"}
    missing = ("not_assessed", "missing_terms", "3.received.total,3.carried_in.total")
    assert outcome(report(none, stated("requests_received", 20))) == missing


def row_of(item: str, *figures: int | None) -> dict[Cell, Decimal | None]:
    """A row with these figures for the six applicants and a blank total."""
    row = {(3, item, name): None if n is None else Decimal(n) for name, n in zip(APPLICANTS, figures, strict=True)}
    return {**FIGURES, **row, total(item): None}


def test_where_the_total_is_blank_the_row_is_added() -> None:
    whole = row_of("granted", 5, 1, 0, 0, 0, 2)
    assert outcome(report(whole, stated("requests_granted", 8))) == ("hold", None, "3.granted.*")
    failed = report(whole, stated("requests_granted", 9))
    assert outcome(failed) == ("fail", None, "3.granted.*")
    assert finding(failed)["message"].endswith(
        "9 ≠ 予以公开 8，≠ 予以公开 8 + 部分公开 20 = 28（总计没有数字，按该行印出的各格相加）"
    )


def test_a_row_with_blanks_is_at_least_what_it_prints() -> None:
    partly = row_of("granted", 5, 1, None, None, 0, 2)
    assert outcome(report(partly, stated("requests_granted", 8))) == ("hold", None, "3.granted.*")
    assert outcome(report(partly, stated("requests_granted", 7))) == ("fail", None, "3.granted.*")
    assert outcome(report(partly, stated("requests_granted", 9))) == (
        "not_assessed",
        "missing_terms",
        "3.granted.total",
    )
    blank = row_of("granted", *[None] * 6)
    assert outcome(report(blank, stated("requests_granted", 0))) == ("not_assessed", "missing_terms", "3.granted.total")


@pytest.mark.parametrize(
    ("agency_type", "coverage", "status"),
    [
        ("government", "region", "hold"),
        ("government", None, "hold"),
        ("government", "office", "not_applicable"),
        ("department", "office", "hold"),
        ("department", "region", "not_applicable"),
    ],
)
def test_a_sentence_on_another_body_is_not_compared(agency_type: str, coverage: str | None, status: str) -> None:
    found = report(values(received=20), stated("requests_received", 20, coverage=coverage), agency_type=agency_type)
    reason = None if status == "hold" else "other_coverage"
    assert outcome(found)[:2] == (status, reason)


def test_a_sum_that_cannot_be_read_may_be_the_one_meant() -> None:
    blank = {**values(received=20), **{(3, "carried_in", column): None for column in [*APPLICANTS, "total"]}}
    open_ = ("not_assessed", "missing_terms", "3.carried_in.total")
    assert outcome(report(blank, stated("requests_received", 25))) == open_
    assert outcome(report(blank, stated("requests_received", 20))) == ("hold", None, "3.received.total")


def test_the_failing_sentence_is_quoted() -> None:
    sentences = (stated("requests_granted", 3, 7), stated("requests_granted", 4, 8), stated("requests_granted", 5, 9))
    row = finding(report(values(granted=3), *sentences))
    assert (row["value"], row["line_number"]) == (4, 8)
    elsewhere = stated("requests_granted", 9, 6, "office")
    assert outcome(report(values(granted=3), elsewhere, sentences[0]))[0] == "hold"


def test_closed_is_compared_as_it_is_printed() -> None:
    three = {key: value for key, value in FIGURES.items() if key[1].startswith("closed")}
    count = int(sum(value for key, value in three.items() if key[2] == "total"))
    compared = "3.closed_not_corrected.total+3.closed_fee_unpaid.total+3.closed_other.total"
    assert outcome(report({**FIGURES}, stated("requests_closed", count))) == ("hold", None, compared)
    one = agency_years(7, [2022], "one_row")[0]
    count = int(one[total("closed")])
    assert outcome(report({**one}, stated("requests_closed", count))) == ("hold", None, "3.closed.total")


def test_each_edition_has_its_own_cells() -> None:
    count = int(OF_2019[2, "normative_documents", "made"])
    found = report({**OF_2019}, stated("normative_documents_issued", count), year=2020)
    assert outcome(found) == ("hold", None, "2.normative_documents.made")
    assert results(report({**OF_2019}, stated("normative_documents_repealed", 1), year=2020)) == {}
