"""What could not be assessed in one report, in the same words that supervisors read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from expectations.catalogue import load
from flows.findings.queries import Result
from flows.findings.unassessed import Unassessed, Wording, group
from flows.reading.records import Extraction


def gaps_of(report: Extraction, rows: Sequence[Mapping[str, Any]]) -> list[Unassessed]:
    """The lines for these results, rows of `fct_rule_results`: one per rule."""
    known = {
        "document": report.document,
        "is_current": True,
        "cells_valued": sum(cell.value is not None for cell in report.cells),
    }
    return group((Result._make({**row, **known}[name] for name in Result._fields) for row in rows), _words())


def gap_of(report: Extraction, row: Mapping[str, Any]) -> str:
    """What one result lacks."""
    (line,) = gaps_of(report, [row])
    return f"未能核验：{'；'.join(line.gaps)}"


@lru_cache(maxsize=1)
def _words() -> Wording:
    form = load()
    items = {(row.section, row.item): row.label for row in sorted(form.rows, key=lambda row: row.from_edition)}
    measures = {(c.section, c.measure): c.label for c in sorted(form.columns, key=lambda c: c.from_edition)}
    titles = {rule.rule: rule.title for rule in form.rules}
    facts = {fact.fact: fact.label for fact in form.facts}
    return Wording(items | measures, titles, facts, {r.reason: r.text_zh for r in form.result_reasons})
