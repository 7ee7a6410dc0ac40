"""Every rule on generated reports that meet it, fail it and leave it open: SQL and oracle agree on each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import catalogue
from flows.landing.generations import ROSTER_FILE
from flows.reading.records import ROSTER, Extraction
from tests.expectations.test_every_rule import CASES, KINDS, TOGETHER
from tests.oracle.comparison import by_oracle, by_sql, failing
from tests.oracle.evaluation import BY_KIND
from tests.record_factory import agency_years, extraction, write_records
from tests.rule_case import RuleCase, World

# Half a minute as a whole.
pytestmark = pytest.mark.slow


def worlds(cases: list[RuleCase], seed: int) -> list[Extraction]:
    """The reports of cases: for every rule those that meet it, fail it, and leave it open."""
    makes = [
        (f"第{seed}之{number}{kind}县", getattr(case, kind)) for number, case in enumerate(cases) for kind in KINDS
    ]
    return [report for name, make in makes if make for report in make(World(seed, name))]


def test_the_oracle_evaluates_every_kind_of_rule() -> None:
    assert {rule.kind for rule in catalogue.load().rules if rule.state == "active"} == set(BY_KIND)


def test_sql_and_oracle_agree_on_every_rule(tmp_path: Path) -> None:
    judged = by_sql(write_records(tmp_path, [*worlds(TOGETHER, 7), *worlds(TOGETHER, 7_000)]))
    assert by_oracle(tmp_path) == judged
    rules = {case.rule for case in TOGETHER}
    assert {rule for _, rule, _ in failing(judged)} >= rules
    assert {rule for (_, rule, _), holds in judged.items() if holds} >= rules


@pytest.mark.parametrize("case", [case for case in CASES if case.alone], ids=lambda case: f"{case.rule}-{case.scope}")
def test_sql_and_oracle_agree_on_rules_that_compare_agencies(
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
            assert by_oracle(tmp_path / kind) == by_sql(tables)


def unusual_reports() -> list[Extraction]:
    """Versions, a change of edition, the other edition's printing, no agency, no year, no rule at all."""
    old, new, newer = agency_years(9, [2020, 2021, 2022])
    wrong = {key: value + 1 for key, value in new.items() if key[1] in ("carried_in", "in_force", "closed_other")}
    stock = (2, "regulations", "in_force")
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


def test_sql_and_oracle_agree_on_versions_editions_and_printings(tmp_path: Path) -> None:
    judged = by_sql(write_records(tmp_path, unusual_reports()))
    assert by_oracle(tmp_path) == judged
    assert {rule for _, rule, _ in failing(judged)} >= {"carry_over", "documents_stock", "outcomes_sum"}
