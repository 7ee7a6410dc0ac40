"""Every rule of the catalogue on generated reports: holds, fails by the least violation, is open by an unread term."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import catalogue
from expectations.catalogue import load
from expectations.rules_page import page
from flows.reading.records import ROSTER, Extraction, to_tables
from flows.warehouse.history import day_table
from flows.warehouse.rules import assess
from tests.rule_case import RuleCase, World

ROOT = Path(__file__).parents[2]
CASES: list[RuleCase] = [
    case
    for path in sorted(Path(__file__).parents[1].glob("cases_*.py"))
    for case in importlib.import_module(f"tests.{path.stem}").CASES
]
TOGETHER = [case for case in CASES if not case.alone]
TODAY = dt.date(2023, 4, 1)
"""When every report on 2022 is due."""
KINDS = ("holds", "fails", "unread")
SEEDS = st.integers(0, 10**9)


def test_every_active_rule_has_a_case_and_every_case_a_rule() -> None:
    assert {case.rule for case in CASES} == {rule.rule for rule in load().rules if rule.state == "active"}


def test_the_page_of_rules_is_the_one_the_catalogue_makes() -> None:
    assert (ROOT / "docs/catalogue.md").read_text("utf-8") == page(load())


def _judged(
    cases: Iterable[RuleCase], seed: int, kinds: Iterable[str] = KINDS
) -> dict[tuple[int, str], tuple[str, str | None]]:
    """(number of the case, what it makes of the rule) -> status and reason, all evaluated in one batch."""
    reports: list[Extraction] = []
    wanted: dict[tuple[int, str], tuple[str | None, str, str]] = {}
    roster: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        for kind in kinds:
            if (make := getattr(case, kind)) is not None:
                world = World(seed + number, f"第{number}{kind}县")
                made = make(world)
                reports.extend(made)
                roster.extend(case.roster(world) if case.roster else [])
                absent = case.absent and kind != "holds"
                wanted[number, kind] = (None if absent else made[-1].report_id, case.rule, case.scope)
    listed = pa.Table.from_pylist(roster, schema=ROSTER)
    assessment = assess({**to_tables(reports), "roster": listed, "days": day_table(TODAY)})
    found: dict[Any, Any] = {
        (row["report_id"], row["rule"], row["scope"]): (row["status"], row["reason"])
        for row in assessment.results.to_pylist()
    }
    told = {(row["report_id"], row["rule"], row["scope"]) for row in assessment.findings.to_pylist() if row["message"]}
    assert {key for key in wanted.values() if found[key][0] == "fail"} <= told
    return {place: found[key] for place, key in wanted.items()}


def _expected(cases: Iterable[RuleCase]) -> dict[tuple[int, str], tuple[str, str | None]]:
    expected: dict[tuple[int, str], tuple[str, str | None]] = {}
    for number, case in enumerate(cases):
        expected |= {(number, "holds"): ("hold", None), (number, "fails"): ("fail", None)}
        if case.unread is not None:
            expected[number, "unread"] = ("not_assessed", case.open_reason)
    return expected


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_a_rule_holds_fails_and_stays_open(seed: int) -> None:
    assert _judged(TOGETHER, seed) == _expected(TOGETHER)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", [case for case in CASES if case.alone], ids=lambda case: f"{case.rule}-{case.scope}")
def test_a_rule_that_looks_at_others_holds_fails_and_stays_open(
    case: RuleCase, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load()
    more = replace(form, deadlines=[*form.deadlines, *case.deadlines])
    monkeypatch.setattr(catalogue, "load", lambda: more)
    for seed in (1, 2_000):
        judged = _judged([case], seed, [kind])
        assert judged == {place: said for place, said in _expected([case]).items() if place[1] == kind}
