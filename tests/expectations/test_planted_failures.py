"""Great Expectations, reading the results of the SQL, names exactly the planted failures; so does the oracle."""

from __future__ import annotations

import dataclasses
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import catalogue
from expectations.checkpoint import Validation, ValidationError
from expectations.suites import rules_suites
from flows.reading.records import Extraction
from tests.oracle.comparison import by_oracle, by_sql, failing
from tests.oracle.test_agreement import unusual_reports
from tests.record_factory import (
    APPLICANTS,
    DOCUMENTS,
    OUTCOMES,
    PROCEEDINGS,
    SERVICES,
    THREE_ROWS,
    Figures,
    agency_years,
    extraction,
    write_records,
)
from tests.validation import check, validate, write_marts
from tests.warehouse.test_rules import broken_by

# Half a minute as a whole.
pytestmark = pytest.mark.slow

Key = tuple[int, str, str]
Failures = set[tuple[str, str, str]]

COLUMNS = [*APPLICANTS, "total"]
ROWS = ["received", "carried_in", *OUTCOMES, "closed", *THREE_ROWS, "processed_total", "carried_out"]
SCOPES = {
    "requests_balance": COLUMNS,
    "outcomes_sum": COLUMNS,
    "closed_sum": COLUMNS,
    "applicants_sum": ROWS,
    "proceedings_sum": PROCEEDINGS,
    "carry_over": COLUMNS,
    "documents_stock": DOCUMENTS,
    "items_stock": [*SERVICES, "fees"],
}


class Batch:
    """Reports with planted failures, and those failures as (report_id, rule, scope)."""

    def __init__(self) -> None:
        self.reports: list[Extraction] = []
        self.planted: Failures = set()

    def plant(self, years: tuple[int, int], changed: int, cell: Key) -> None:
        """Add one agency with two reports, and increase a cell of the one for year `changed` by one."""
        agency = f"第{len(self.reports)}机关"
        by_year = dict(zip(years, agency_years(len(self.reports), years, "both"), strict=True))
        broken = broken_by(by_year[changed], changed, cell)
        by_year[changed] = by_year[changed] | {cell: by_year[changed][cell] + 1}
        reports = {year: extraction(values, agency, year) for year, values in by_year.items()}
        self.reports += reports.values()
        self.planted |= {(reports[year].report_id, rule, scope) for year, rule, scope in broken if year in reports}

    def add(self, values: dict[Key, Decimal | None], *failing: tuple[str, str]) -> None:
        """Add one agency with a single report and the (rule, scope) that fail in it."""
        report = extraction(values, f"第{len(self.reports)}机关", 2022)
        self.reports.append(report)
        self.planted |= {(report.report_id, rule, scope) for rule, scope in failing}


def planted() -> Batch:
    batch = Batch()
    for section, items, measures in [
        (2, DOCUMENTS, ["issued", "repealed", "in_force"]),
        (3, ROWS, COLUMNS),
        (4, PROCEEDINGS, ["upheld", "total"]),
    ]:
        for item in items:
            for measure in measures:
                batch.plant((2021, 2022), 2022, (section, item, measure))
    for item in [*SERVICES, "fees"]:
        batch.plant((2019, 2020), 2019, (2, item, "items_change"))
        batch.plant((2019, 2020), 2020, (2, item, "items_last_year"))
    _plant_many_and_blanks(batch, agency_years(1, [2022], "three_rows")[0])
    return batch


def _plant_many_and_blanks(batch: Batch, balanced: Figures) -> None:
    received, carried_in = (3, "received", "total"), (3, "carried_in", "total")
    wrong = {**balanced, received: balanced[received] + 1}
    for _ in range(205):
        batch.add(wrong, ("requests_balance", "total"), ("applicants_sum", "received"))
    for cell in balanced:
        if cell[2] == "total" or cell[1] == "processed_total":
            batch.add({**balanced, cell: None})
    # The blank hides the balance, which would fail, but not the sum of the row.
    batch.add({**wrong, carried_in: None}, ("applicants_sum", "received"))
    batch.add({key: value for key, value in wrong.items() if key != carried_in}, ("applicants_sum", "received"))


Whole = tuple[Batch, Path, dict[str, pa.Table], Validation]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    batch = planted()
    tables = write_records(folder / "records", batch.reports)
    return batch, folder, tables, validate(folder, tables)


def test_the_planted_failures_cover_every_scope_of_the_hand_written_sums() -> None:
    expected = {(rule, scope) for rule, scopes in SCOPES.items() for scope in scopes}
    assert {(rule, scope) for _, rule, scope in planted().planted} == expected


def test_exactly_the_planted_failures_are_named(whole: Whole) -> None:
    batch, *_, validation = whole
    assert {failure for failure in validation.failures if failure[1] in SCOPES} == batch.planted
    assert Counter(rule for _, rule, _ in validation.failures)["requests_balance"] > 200


def test_expectations_sql_and_oracle_agree_on_the_planted_failures(whole: Whole) -> None:
    _, folder, tables, validation = whole
    judged = by_sql(tables)
    assert by_oracle(folder / "records") == judged
    assert validation.failures == failing(judged)
    assessed = Counter({outcome.rule: outcome.assessed for outcome in validation.outcomes})
    assert +assessed == Counter(rule for _, rule, _ in judged)


def test_unusual_reports_fail_what_they_fail_in_the_sql(tmp_path: Path) -> None:
    tables = write_records(tmp_path / "records", unusual_reports())
    assert validate(tmp_path, tables).failures == failing(by_sql(tables))


def test_a_result_that_no_expectation_checks_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marts = write_marts(tmp_path / "marts", write_records(tmp_path / "records", unusual_reports()))
    form = catalogue.load()
    known = [rule for rule in form.rules if rule.rule != "carry_over"]
    monkeypatch.setattr(catalogue, "load", lambda: dataclasses.replace(form, rules=known))
    with pytest.raises(ValidationError, match=r"the catalogue does not give: .*carry_over"):
        check(tmp_path, marts)


@pytest.mark.parametrize("rule", ["requests_balance", "applicants_sum", "counts_not_negative"])
def test_marts_that_contradict_the_records_stop_the_run(tmp_path: Path, rule: str) -> None:
    marts = write_marts(tmp_path / "marts", write_records(tmp_path / "records", unusual_reports()))
    path = marts / "fct_rule_results.parquet"
    results = pq.read_table(path).to_pylist()
    changed = next(line for line in results if line["rule"] == rule and line["status"] == "hold")
    changed["status"] = "fail"
    pq.write_table(pa.Table.from_pylist(results, pq.read_schema(path)), path)
    with pytest.raises(ValidationError, match=f"of {rule}, .* results fail by the records"):
        check(tmp_path, marts)


@pytest.mark.parametrize("rule", ["requests_balance", "applicants_sum", "counts_not_negative"])
def test_as_many_failures_of_other_reports_contradict_the_records(tmp_path: Path, rule: str) -> None:
    below_zero = agency_years(1, [2022])[0] | {(2, "licensing", "decisions"): Decimal(-1)}
    reports = [*unusual_reports(), extraction(below_zero, "负数县", 2022)]
    marts = write_marts(tmp_path / "marts", write_records(tmp_path / "records", reports))
    path = marts / "fct_rule_results.parquet"
    results = pq.read_table(path).to_pylist()
    own = [line for line in results if line["rule"] == rule and line["status"] in ("hold", "fail")]
    failed = next(line for line in own if line["status"] == "fail")
    held = next(line for line in own if line["status"] == "hold" and line["report_id"] != failed["report_id"])
    failed["report_id"], held["report_id"] = held["report_id"], failed["report_id"]
    failed["scope"], held["scope"] = held["scope"], failed["scope"]
    pq.write_table(pa.Table.from_pylist(results, pq.read_schema(path)), path)
    with pytest.raises(
        ValidationError, match=f"not by both: {rule} [0-9a-f]+ [a-z0-9_]+, {rule} [0-9a-f]+ [a-z0-9_]+$"
    ):
        check(tmp_path, marts)


def test_data_docs_say_that_missing_reports_are_not_listed_there() -> None:
    every = [one for suite in rules_suites(catalogue.load()) for one in suite.expectations]
    limited = {one["meta"]["rule"] for one in every if "未公布的见问题清单" in one["description"]}
    assert limited == {rule.rule for rule in catalogue.load().rules if rule.kind == "filing"}
