"""The results of the models' SQL and of the oracle for the same records, in comparable form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from expectations import catalogue
from flows.warehouse.rules import assess
from tests.oracle.evaluation import evaluate

Judged = dict[tuple[str, str, str], bool]
"""(report_id, rule, scope) -> whether the rule holds; results that neither hold nor fail are left out."""


def by_sql(tables: Mapping[str, pa.Table]) -> Judged:
    """The models' results for every rule on these records."""
    rows = assess(tables).results.to_pylist()
    # A report that is missing has no report_id: the oracle evaluates only those that are there.
    judged = [row for row in rows if row["status"] in ("hold", "fail") and row["report_id"]]
    return {(row["report_id"], row["rule"], row["scope"]): row["status"] == "hold" for row in judged}


def by_oracle(records: Path) -> Judged:
    """The oracle's results for every rule on the records landed in a folder."""
    results = evaluate(records, catalogue.load())
    return {(report, rule, scope): not failures for report, rule, scope, failures in results.rows()}


def failing(judged: Judged) -> set[tuple[str, str, str]]:
    """The results that fail."""
    return {key for key, holds in judged.items() if not holds}
