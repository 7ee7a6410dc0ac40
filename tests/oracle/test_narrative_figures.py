"""Figures in sentences, over tables with blanks of every kind: SQL and oracle agree on each of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations.catalogue import load
from flows.reading.records import Extraction, Locator, Statement
from tests.oracle.comparison import by_oracle, by_sql
from tests.record_factory import Figures, agency_years, extraction, write_records

FACTS = [fact for fact in load().facts if fact.cells]


def statement(rng: Random, values: Figures, line: int) -> Statement:
    """A figure that equals one of the sums of its fact or of neighbouring cells, or comes close."""
    fact = rng.choice(FACTS)
    total = rng.choice(fact.sums)
    value = sum((values.get(cell, Decimal(0)) for cell in total), Decimal(0)) + rng.choice([0, 0, 0, 1, -1, 30])
    coverage = rng.choice([None, None, None, "office", "region"])
    text = f"第{line}句：{value}件"
    return Statement(fact.fact, value, f"{value}件", "件", text, "", None, coverage, Locator(line=line))


def report(rng: Random, number: int) -> Extraction:
    """A report with some cells, the totals or one row's total blank, and sentences about it."""
    year = rng.choice([2019, 2020, 2021, 2023])
    (values,) = agency_years(rng.randrange(10**6), [year], rng.choice(["one_row", "three_rows", "both"]))
    share = rng.choice([0.0, 0.02, 0.3])
    no_totals = rng.random() < 0.4
    printed: dict[tuple[int, str, str], Decimal | None] = {
        key: None if rng.random() < share or (no_totals and key[2] == "total" and rng.random() < 0.8) else value
        for key, value in values.items()
        if rng.random() > share / 4
    }
    found = extraction(printed, f"第{number}机关", year, published_on=dt.date(year + 1, 1, 20))
    assert found.report is not None
    changed: dict[str, Any] = {"agency_type": rng.choice(["government", "department", "town", None])}
    statements = [statement(rng, values, line) for line in range(1, 25)]
    return found._replace(report=found.report._replace(**changed), statements=statements)


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_oracle_agree_on_narrative_figures(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    tables = write_records(tmp_path, [report(rng, number) for number in range(150)])
    sql = by_sql(tables)
    assert by_oracle(tmp_path) == sql
    of_statements = [holds for (_, rule, _), holds in sql.items() if rule in ("granted_told", "figures_told")]
    assert min(of_statements.count(True), of_statements.count(False)) > 300
