"""The second reading: Great Expectations names exactly the planted failures, and the very ones the SQL names."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import catalogue, landed
from expectations.checkpoint import Validation, validate
from expectations.readings import kinds
from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Extraction
from flows.warehouse.rules import assess
from tests.expectations.test_every_rule import CASES, KINDS, TOGETHER
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
from tests.rule_case import RuleCase, World
from tests.warehouse.test_rules import broken_by

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
        """Add one agency with two reports, and one more in a cell of the one on year `changed`."""
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


Judged = dict[tuple[str, str, str], bool]
"""(report_id, rule, scope) -> whether it holds; what does neither hold nor fail is not in it."""


def by_sql(tables: dict[str, pa.Table]) -> Judged:
    """What the SQL says of every rule of whatever kind."""
    rows = assess(tables).results.to_pylist()
    # What is missing has no report_id: the second reading is of reports that are there.
    judged = [row for row in rows if row["status"] in ("hold", "fail") and row["report_id"]]
    return {(row["report_id"], row["rule"], row["scope"]): row["status"] == "hold" for row in judged}


def by_polars(records: Path) -> Judged:
    """What the second reading says before Great Expectations judges it."""
    found = kinds.read(records, catalogue.load())
    return {(report, rule, scope): not failures for *_, part in found for report, rule, scope, failures in part.rows()}


def failing(judged: Judged) -> Failures:
    return {key for key, holds in judged.items() if not holds}


def worlds(cases: list[RuleCase], seed: int) -> list[Extraction]:
    """The reports of cases: for every rule those that hold it, fail it, and leave it open."""
    makes = [
        (f"第{seed}之{number}{kind}县", getattr(case, kind)) for number, case in enumerate(cases) for kind in KINDS
    ]
    return [report for name, make in makes if make for report in make(World(seed, name))]


Whole = tuple[Batch, dict[str, pa.Table], Validation]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    batch = planted()
    tables = write_records(folder / "records", batch.reports)
    return batch, tables, validate(folder / "records", folder / "docs")


def test_every_kind_of_rule_has_a_second_reading() -> None:
    read = {*kinds.READINGS, *kinds.COMPARING}
    assert {rule.kind for rule in catalogue.load().rules if rule.state == "active"} == read


def test_the_planted_failures_cover_every_scope_of_every_sum() -> None:
    expected = {(rule, scope) for rule, scopes in SCOPES.items() for scope in scopes}
    assert {(rule, scope) for _, rule, scope in planted().planted} == expected
    assert set(SCOPES) == {rule.rule for rule in catalogue.load().rules if (rule.state, rule.kind) == ("active", "sum")}


def test_exactly_the_planted_failures_are_named(whole: Whole) -> None:
    batch, _, validation = whole
    assert {failure for failure in validation.failures if failure[1] in SCOPES} == batch.planted
    assert Counter(rule for _, rule, _ in validation.failures)["requests_balance"] > 200
    assert validation.defects == []


def test_both_readings_agree_on_the_planted_failures(whole: Whole) -> None:
    _, tables, validation = whole
    judged = by_sql(tables)
    assert validation.failures == failing(judged)
    assessed: Counter[tuple[str, str]] = Counter()
    for outcome in validation.outcomes:
        assessed[outcome.rule, outcome.scope] += outcome.assessed
    assert +assessed == Counter((rule, scope) for _, rule, scope in judged)


def test_both_readings_agree_on_every_rule(tmp_path: Path) -> None:
    tables = write_records(tmp_path / "records", [*worlds(TOGETHER, 7), *worlds(TOGETHER, 7_000)])
    judged = by_sql(tables)
    validation = validate(tmp_path / "records", tmp_path / "docs")
    assert validation.failures == failing(judged)
    assert by_polars(tmp_path / "records") == judged
    rules = {case.rule for case in TOGETHER}
    assert {rule for _, rule, _ in failing(judged)} >= rules
    assert {rule for (_, rule, _), holds in judged.items() if holds} >= rules
    assert rules | {case.rule for case in CASES if case.alone} == {
        rule.rule for rule in catalogue.load().rules if rule.state == "active"
    }


@pytest.mark.parametrize("case", [case for case in CASES if case.alone], ids=lambda case: f"{case.rule}-{case.scope}")
def test_both_readings_agree_on_rules_that_look_at_others(
    case: RuleCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = catalogue.load()
    more = dataclasses.replace(form, deadlines=[*form.deadlines, *case.deadlines])
    monkeypatch.setattr(catalogue, "load", lambda: more)
    for kind in KINDS:
        if (make := getattr(case, kind)) is not None:
            world = World(5, f"第{kind}县")
            tables = write_records(tmp_path / kind, make(world))
            if case.roster:
                tables["roster"] = pa.Table.from_pylist(case.roster(world), schema=ROSTER)
                pq.write_table(tables["roster"], tmp_path / kind / ROSTER_FILE)
            assert by_polars(tmp_path / kind) == by_sql(tables)


def odd_reports() -> list[Extraction]:
    """Versions, a change of edition, the other edition's printing, no agency, no year, no rule at all."""
    old, new, newer = agency_years(9, [2020, 2021, 2022])
    wrong = {key: value + 1 for key, value in new.items() if key[1] in ("carried_in", "in_force", "closed_other")}
    stock: Key = (2, "regulations", "in_force")
    return [
        extraction(old, "甲县", 2020),
        extraction(new, "甲县", 2021),
        extraction(new | wrong, "甲县", 2021, published_on=dt.date(2022, 3, 1)),
        extraction(new, "甲县", 2021, published_on=dt.date(2022, 1, 1)),
        extraction(newer | {stock: newer[stock] + 1}, "甲县", 2022),
        extraction(new | wrong, "乙县", 2020, edition="2019"),
        extraction(newer, "乙县", 2021),
        extraction(new | wrong, None, 2021),
        extraction(new | wrong, "丙县", None),
        extraction(new | wrong, "丁县", 2015, edition="2014"),
        extraction({key: value for key, value in (new | wrong).items() if key[0] == 2}, "戊县", 2021),
    ]


def test_both_readings_agree_on_versions_editions_and_printings_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = write_records(tmp_path / "records", odd_reports())
    monkeypatch.setattr(landed, "CHUNK", 4)
    validation = validate(tmp_path / "records", tmp_path / "docs")
    assert validation.failures == failing(by_sql(tables))
    assert {rule for _, rule, _ in validation.failures} >= {"carry_over", "documents_stock", "outcomes_sum"}
    assert len({outcome.batch for outcome in validation.outcomes}) == 3
    assert max(outcome.reports for outcome in validation.outcomes) == 4
