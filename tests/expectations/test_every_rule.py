"""Every rule of the catalogue on generated reports: holds, fails on the smallest violation, open if one is unread."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from expectations import catalogue
from expectations.catalogue import load
from expectations.rule import Rule
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

Judged = dict[str, tuple[str, str | None]]
"""By the name of a case and what it makes of its rule: status and reason of the result."""


@pytest.mark.parametrize("rule", [rule for rule in load().rules if rule.state == "active"], ids=lambda rule: rule.rule)
def test_a_rule_has_a_case(rule: Rule) -> None:
    where = "derived from terms.csv by tests/cases_sums.py" if rule.kind == "sum" else "to be added in tests/cases_….py"
    assert rule.rule in {case.rule for case in CASES}, f"{rule.rule} of kind {rule.kind} has no case: {where}"


def test_every_case_belongs_to_an_active_rule() -> None:
    assert {case.rule for case in CASES} <= {rule.rule for rule in load().rules if rule.state == "active"}


def test_the_rules_page_matches_the_catalogue() -> None:
    is_current = (ROOT / "docs/catalogue.md").read_text("utf-8") == page(load())
    assert is_current, "rules have changed: run `python -m expectations.rules_page > docs/catalogue.md`"


def _name(number: int, case: RuleCase, kind: str) -> str:
    return f"{case.rule} on {case.scope} {kind} (case {number})"


def _judged(cases: Iterable[RuleCase], seed: int, kinds: Iterable[str] = KINDS) -> Judged:
    """The results of the cases, all evaluated in one batch."""
    reports: list[Extraction] = []
    wanted: dict[str, tuple[str | None, str, str]] = {}
    roster: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        for kind in kinds:
            if (make := getattr(case, kind)) is not None:
                world = World(seed + number, f"第{number}{kind}县")
                made = make(world)
                reports.extend(made)
                roster.extend(case.roster(world) if case.roster else [])
                absent = case.absent and kind != "holds"
                wanted[_name(number, case, kind)] = (None if absent else made[-1].report_id, case.rule, case.scope)
    listed = pa.Table.from_pylist(roster, schema=ROSTER)
    assessment = assess({**to_tables(reports), "roster": listed, "days": day_table(TODAY)})
    found: dict[Any, Any] = {
        (row["report_id"], row["rule"], row["scope"]): (row["status"], row["reason"])
        for row in assessment.results.to_pylist()
    }
    worded = [row for row in assessment.findings.to_pylist() if row["message"]]
    failing = {key for key in wanted.values() if found[key][0] == "fail"}
    assert failing <= {(row["report_id"], row["rule"], row["scope"]) for row in worded}
    return {name: found[key] for name, key in wanted.items()}


def _expected(cases: Iterable[RuleCase], kinds: Iterable[str] = KINDS) -> Judged:
    results = {"holds": ("hold", None), "fails": ("fail", None)}
    return {
        _name(number, case, kind): results.get(kind, ("not_assessed", case.open_reason))
        for number, case in enumerate(cases)
        for kind in kinds
        if getattr(case, kind) is not None
    }


@pytest.mark.parametrize("seed", [1, 2_000, 300_000, 40_000_000])
def test_a_rule_holds_fails_and_stays_open(seed: int) -> None:
    assert _judged(TOGETHER, seed) == _expected(TOGETHER)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", [case for case in CASES if case.alone], ids=lambda case: f"{case.rule}-{case.scope}")
def test_a_rule_that_compares_agencies_holds_fails_and_stays_open(
    case: RuleCase, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load()
    more = replace(form, deadlines=[*form.deadlines, *case.deadlines])
    monkeypatch.setattr(catalogue, "load", lambda: more)
    for seed in (1, 2_000):
        assert _judged([case], seed, [kind]) == _expected([case], [kind])
