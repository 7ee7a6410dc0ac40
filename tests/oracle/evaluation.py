"""Evaluates all rules, each by the module of its kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from expectations.form import Catalogue
from expectations.scopes import scopes
from tests.oracle import (
    change,
    filing,
    form_used,
    identical,
    narrative_figures,
    notices,
    publication,
    region,
    similar,
    sums,
    values,
)
from tests.oracle.landed_records import LandedRecords, opened

Evaluation = Callable[[LandedRecords], pl.LazyFrame]
"""Gives report_id, rule, scope and `failures`: 0 where the rule holds, null where it is open."""

BY_KIND: dict[str, Evaluation] = {
    "sum": sums.evaluate,
    "notice": notices.evaluate,
    "value": values.evaluate,
    "form": form_used.evaluate,
    "told": narrative_figures.evaluate,
    "similar": similar.evaluate,
    "identical": identical.evaluate,
    "change": change.evaluate,
    "region": region.evaluate,
    "time": publication.evaluate,
    "filing": filing.evaluate,
}

_RESULT = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.Float64}


def evaluate(records: Path, catalogue: Catalogue) -> pl.DataFrame:
    """How often each rule fails in each scope of each landed report; only results that hold or fail have a row."""
    landed = opened(records, catalogue)
    frames = (
        of_kind(landed).select(pl.col(name).cast(kind) for name, kind in _RESULT.items())
        for of_kind in BY_KIND.values()
    )
    results = pl.concat(frame.drop_nulls("failures").collect() for frame in frames)
    known = {(rule.rule, scope) for rule in catalogue.rules for scope in scopes(catalogue, rule)}
    unknown = set(results.select("rule", "scope").unique().rows()) - known
    assert not unknown, f"results of rules on scopes that the catalogue does not give: {unknown}"
    return results
