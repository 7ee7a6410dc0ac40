"""What could not be assessed in one report, in the same words that supervisors read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from expectations.catalogue import load
from expectations.form import Column, Row, in_edition
from flows.findings.queries import Result
from flows.findings.unassessed import Unassessed, Wording, group
from flows.messages import told
from flows.reading.records import Extraction


def gaps_of(report: Extraction, rows: Sequence[Mapping[str, Any]]) -> list[Unassessed]:
    """The lines for these results, rows of `fct_rule_results`: one per rule."""
    edition = report.report.edition if report.report else None
    known = {
        "document": report.document,
        "is_current": True,
        "cells_valued": sum(cell.value is not None for cell in report.cells),
    }
    return group((Result._make({**row, **known}[name] for name in Result._fields) for row in rows), _words(edition))


def gap_of(report: Extraction, row: Mapping[str, Any]) -> str:
    """What one result lacks."""
    (line,) = gaps_of(report, [row])
    return told("check_gap", gaps="；".join(line.gaps))


def lines(gaps: Sequence[Unassessed]) -> Iterator[str]:
    """One line for all rules that lack the same cells."""
    titles: dict[str, list[str]] = {}
    for gap in gaps:
        title = gap.title if gap.places == 1 else f"{gap.title} {gap.places} 项"
        titles.setdefault("；".join(gap.gaps), []).append(title)
    for lacking, of_rules in titles.items():
        yield f"{'、'.join(of_rules)}：{lacking}"


@lru_cache(maxsize=8)
def _words(edition: str | None) -> Wording:
    """The words of an edition; of the last one that has a row or column where the edition has not, or is unknown."""
    form = load()

    def is_own(line: Row | Column) -> tuple[bool, str]:
        return edition is not None and in_edition(line, edition), line.from_edition

    items = {(row.section, row.item): row.label for row in sorted(form.rows, key=is_own)}
    measures = {(c.section, c.measure): c.label for c in sorted(form.columns, key=is_own)}
    titles = {rule.rule: rule.title for rule in form.rules}
    facts = {fact.fact: fact.label for fact in form.facts}
    return Wording(items | measures, titles, facts, {r.reason: r.text_zh for r in form.result_reasons})
