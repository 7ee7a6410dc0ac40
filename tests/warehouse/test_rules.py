"""The rules on generated reports: right figures hold, one wrong or blank cell breaks exactly the rules that contain it.

Which rules a cell breaks is written here by hand, from the form itself, so that the catalogue is not its own judge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.records import Extraction, to_tables
from flows.warehouse.rules import assess
from tests.record_factory import DOCUMENTS, OUTCOMES, SERVICES, THREE_ROWS, Figures, agency_years, extraction

YEARS = (2019, 2020, 2021, 2022)
HAND_WRITTEN_SUMS = {
    "requests_balance",
    "outcomes_sum",
    "closed_sum",
    "applicants_sum",
    "proceedings_sum",
    "carry_over",
    "documents_stock",
    "items_stock",
}
"""The sums of which this module says what breaks them; those added since have derived cases."""


class Change(NamedTuple):
    """One agency's reports over four years, and the cell of one of them that is changed or blanked."""

    seed: int
    printing: str
    report: int
    cell: int
    delta: Decimal


CHANGES = st.lists(
    st.builds(
        Change,
        st.integers(0, 10**6),
        st.sampled_from(["one_row", "three_rows", "both"]),
        st.integers(0, len(YEARS) - 1),
        st.integers(0, 10**6),
        st.sampled_from([Decimal(-1), Decimal(1), Decimal(17), Decimal("0.00000001")]),
    ),
    min_size=6,
    max_size=10,
)


def broken_by(values: Figures, year: int, cell: tuple[int, str, str]) -> set[tuple[int, str, str]]:
    """(year, rule, scope) of every rule that contains a cell of the report for `year`, in YEARS."""
    section, item, measure = cell
    return {
        broken
        for broken in {2: _section_2, 3: _section_3, 4: _section_4}[section](values, year, item, measure)
        if broken[0] in YEARS
    }


def _section_2(_: Figures, year: int, item: str, measure: str) -> Iterable[tuple[int, str, str]]:
    if item in DOCUMENTS and measure in ("issued", "repealed", "in_force") and year > 2021:
        yield year, "documents_stock", item
    if item in DOCUMENTS and measure == "in_force":
        yield year + 1, "documents_stock", item
    if item in [*SERVICES, "fees"] and measure == "items_last_year" and year == 2020:
        yield year, "items_stock", item
    if item in [*SERVICES, "fees"] and measure in ("items_last_year", "items_change") and year == 2019:
        yield year + 1, "items_stock", item


def _section_3(values: Figures, year: int, item: str, measure: str) -> Iterable[tuple[int, str, str]]:
    printed = {key[1] for key in values}
    three_rows = printed & set(THREE_ROWS)
    counted = [*OUTCOMES, *(THREE_ROWS if three_rows else ["closed"]), "processed_total"]
    yield year, "applicants_sum", item
    if item in counted:
        yield year, "outcomes_sum", measure
    if item in ("received", "carried_in", "processed_total", "carried_out"):
        yield year, "requests_balance", measure
    if item in ["closed", *THREE_ROWS] and three_rows and "closed" in printed:
        yield year, "closed_sum", measure
    if item == "carried_in" and year > YEARS[0]:
        yield year, "carry_over", measure
    if item == "carried_out":
        yield year + 1, "carry_over", measure


def _section_4(_: Figures, year: int, item: str, measure: str) -> Iterable[tuple[int, str, str]]:
    yield year, "proceedings_sum", item


class Altered(NamedTuple):
    """The reports of one `Change`, with the expected results."""

    reports: list[Extraction]
    cell: tuple[int, str, str]
    before: Decimal
    broken: set[tuple[str, int, str, str]]
    report_id: str


def alter(number: int, change: Change, blank: bool) -> Altered:
    agency = f"第{number}机关"
    chain = agency_years(change.seed, YEARS, change.printing)
    values, year = chain[change.report], YEARS[change.report]
    cell = sorted(values)[change.cell % len(values)]
    before = values[cell]
    broken = {(agency, *rest) for rest in broken_by(values, year, cell)}
    altered: dict[Any, Decimal | None] = {**values, cell: None if blank else before + change.delta}
    reports = [
        extraction(altered if found is values else found, agency, y) for found, y in zip(chain, YEARS, strict=True)
    ]
    return Altered(reports, cell, before, broken, reports[change.report].report_id)


def assess_all(batches: Iterable[list[Extraction]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The results and findings of the hand-written sums."""
    found = assess(to_tables(report for reports in batches for report in reports))
    results = [row for row in found.results.to_pylist() if row["rule"] in HAND_WRITTEN_SUMS]
    return results, [finding for finding in found.findings.to_pylist() if finding["rule"] in HAND_WRITTEN_SUMS]


def keys(rows: list[dict[str, Any]], status: str) -> set[tuple[str, int, str, str]]:
    return {(r["agency"], r["year"], r["rule"], r["scope"]) for r in rows if r["status"] == status}


@settings(max_examples=6, deadline=None)
@given(CHANGES)
def test_every_rule_holds_or_does_not_apply_in_a_right_report(changes: list[Change]) -> None:
    chains = [agency_years(change.seed, YEARS, change.printing) for change in changes]
    batches = [
        [extraction(values, f"第{number}机关", year) for values, year in zip(chain, YEARS, strict=True)]
        for number, chain in enumerate(chains)
    ]
    results, findings = assess_all(batches)
    assert {row["status"] for row in results} == {"hold", "not_applicable"}
    assert findings == []


@settings(max_examples=6, deadline=None)
@given(CHANGES)
def test_a_changed_cell_fails_exactly_the_rules_that_contain_it(changes: list[Change]) -> None:
    altered = [alter(number, change, blank=False) for number, change in enumerate(changes)]
    results, findings = assess_all(a.reports for a in altered)
    expected = set().union(*(a.broken for a in altered))
    assert keys(results, "fail") == expected
    assert {(f["agency"], f["year"], f["rule"], f["scope"]) for f in findings} == expected
    assert keys(results, "not_assessed") == set()


@settings(max_examples=6, deadline=None)
@given(CHANGES)
def test_a_changed_cell_of_section_3_is_the_only_suspect(changes: list[Change]) -> None:
    altered = [alter(number, change, blank=False) for number, change in enumerate(changes)]
    _, findings = assess_all(a.reports for a in altered)
    suspects = {
        (f["report_id"], f["rule"], f["item"], f["measure"], f["expected"]) for f in findings if f["is_suspect"]
    }
    expected = {
        (a.report_id, f["rule"], a.cell[1], a.cell[2], a.before)
        for a in altered
        for f in findings
        if a.cell[0] == 3 and f["report_id"] == a.report_id
    }
    assert suspects == expected
    assert len({(f["report_id"], f["matter_id"]) for f in findings if f["is_suspect"]}) == len({s[0] for s in suspects})


@settings(max_examples=6, deadline=None)
@given(CHANGES)
def test_a_blank_cell_leaves_exactly_the_rules_that_contain_it_not_assessed(changes: list[Change]) -> None:
    altered = [alter(number, change, blank=True) for number, change in enumerate(changes)]
    results, findings = assess_all(a.reports for a in altered)
    assert keys(results, "not_assessed") == set().union(*(a.broken for a in altered))
    assert findings == []
    for row in results:
        if row["status"] == "not_assessed":
            change = next(a for a in altered if (row["agency"], row["year"], row["rule"], row["scope"]) in a.broken)
            suffix = "" if row["report_id"] == change.report_id else "@-1"
            assert row["missing_terms"] == ".".join(map(str, change.cell)) + suffix
            assert row["reason"] == "missing_terms"
            assert row["reported"] is row["computed"] is row["difference"] is None


@pytest.fixture(scope="module")
def balanced() -> Figures:
    return agency_years(7, [2022])[0]


def findings_of(*reports: Extraction) -> dict[tuple[str, str], dict[str, Any]]:
    return {(f["rule"], f["scope"]): f for f in assess(to_tables(reports)).findings.to_pylist()}


def statuses(*reports: Extraction) -> dict[tuple[str, str, str], tuple[str, str | None]]:
    rows = assess(to_tables(reports)).results.to_pylist()
    return {(r["report_id"], r["rule"], r["scope"]): (r["status"], r["reason"]) for r in rows}


def test_the_message_is_the_equation_with_its_numbers(balanced: Figures) -> None:
    values = balanced | {(3, item, "research"): Decimal() for _, item, _ in balanced}
    numbers = {"received": 5, "carried_in": 30, "granted": 30, "processed_total": 33, "carried_out": 3}
    values |= {(3, item, "research"): Decimal(number) for item, number in numbers.items()}
    found = findings_of(extraction(values, "甲县", 2022))
    assert found["requests_balance", "research"]["message"] == (
        "科研机构：5 + 30 = 35 ≠ 36（(七)总计 33 + 四、结转下年度继续办理 3）"
    )
    assert found["outcomes_sum", "research"]["message"] == "科研机构：30 = 30 ≠ 33（(七)总计）"
    assert found["requests_balance", "research"]["difference"] == 1


def test_the_row_is_named_with_its_group(balanced: Figures) -> None:
    values = {**balanced, (3, "denied_state_secret", "total"): balanced[3, "denied_state_secret", "total"] + 2}
    found = findings_of(extraction(values, "甲县", 2022))["applicants_sum", "denied_state_secret"]
    assert found["row_label"] == found["scope_label"] == "(三)不予公开 1.属于国家秘密"
    assert found["column_label"] == "总计"
    assert (found["table_number"], found["raw"]) == (2, str(values[3, "denied_state_secret", "total"]))


def test_a_figure_of_last_year_is_labelled_as_such() -> None:
    before, after = agency_years(3, [2021, 2022])
    before |= {(3, "carried_out", "research"): Decimal(4), (2, "regulations", "in_force"): Decimal(20)}
    after |= {(3, "carried_in", "research"): Decimal(6)}
    after |= {(2, "regulations", measure): Decimal(n) for measure, n in [("issued", 3), ("repealed", 0)]}
    after |= {(2, "regulations", "in_force"): Decimal(22)}
    found = findings_of(extraction(before, "甲县", 2021), extraction(after, "甲县", 2022))
    assert found["carry_over", "research"]["message"] == "科研机构：上年 4 ≠ 6（二、上年结转政府信息公开申请数量）"
    assert found["documents_stock", "regulations"]["message"] == "规章：上年 20 + 3 - 0 = 23 ≠ 22（现行有效件数）"
    assert found["documents_stock", "regulations"]["is_suspect"] is False


def test_two_cells_that_could_each_correct_a_rule_leave_no_suspect(balanced: Figures) -> None:
    wrong = [(3, "received", "research"), (3, "carried_in", "enterprise")]
    values = balanced | {cell: balanced[cell] + 1 for cell in wrong}
    found = findings_of(extraction(values, "甲县", 2022))
    assert not any(f["is_suspect"] for f in found.values())
    assert found["requests_balance", "research"]["item"] == "processed_total"


def test_a_printing_of_another_edition_is_counted_as_printed() -> None:
    (values,) = agency_years(5, [2022], "three_rows")
    report = extraction(values, "甲县", 2020, edition="2019")
    found = statuses(report)
    assert found[report.report_id, "outcomes_sum", "total"] == ("hold", None)
    assert found[report.report_id, "applicants_sum", "closed_other"] == ("hold", None)
    assert (report.report_id, "applicants_sum", "closed") not in found


def test_rows_of_the_edition_that_are_not_printed_are_not_assessed(balanced: Figures) -> None:
    values = {key: value for key, value in balanced.items() if key[1] not in ["granted", *THREE_ROWS]}
    report = extraction(values, "甲县", 2022)
    found = statuses(report)
    for item in ("granted", *THREE_ROWS):
        assert found[report.report_id, "applicants_sum", item] == ("not_assessed", "missing_terms")
    assert found[report.report_id, "outcomes_sum", "total"] == ("not_assessed", "missing_terms")
    assert found[report.report_id, "closed_sum", "total"] == ("not_applicable", "not_both_printed")


def test_a_cross_year_rule_needs_two_current_reports_of_one_agency_on_the_same_form() -> None:
    old, new = agency_years(9, [2020, 2021])
    last = extraction(old, "甲县", 2020)
    first_version = extraction(new, "甲县", 2021)
    current = extraction(new, "甲县", 2021, published_on=dt.date(2022, 3, 1))
    nameless = extraction(new, None, 2021)
    found = statuses(last, first_version, current, nameless)
    expected = {
        (last.report_id, "carry_over", "total"): ("not_applicable", "no_previous_report"),
        (first_version.report_id, "carry_over", "total"): ("not_applicable", "superseded"),
        (current.report_id, "carry_over", "total"): ("hold", None),
        (current.report_id, "documents_stock", "regulations"): ("not_applicable", "previous_edition_differs"),
        (nameless.report_id, "carry_over", "total"): ("not_applicable", "no_previous_report"),
    }
    assert {key: found[key] for key in expected} == expected


def test_no_sum_of_later_tables_applies_to_a_report_on_an_older_form(balanced: Figures) -> None:
    assert statuses(extraction(balanced, "甲县", 2010, edition="2008")) == {}
    of_2014 = statuses(extraction(balanced, "甲县", 2015, edition="2014"))
    sums = [status for (_, _, scope), status in of_2014.items() if scope == "number"]
    assert sums == [("not_assessed", "missing_terms")] * 7


def test_no_reports_give_no_results() -> None:
    assert [table.num_rows for table in assess(to_tables([]))[:2]] == [0, 0]
