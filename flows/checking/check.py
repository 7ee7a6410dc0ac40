"""Checks reports without a warehouse, by the same rules: for drafters, and for programs that ask for one report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from expectations.catalogue import load
from flows.checking.drafts import CheckError, read_report, successive
from flows.checking.gaps import gap_of, gaps_of
from flows.findings.places import place
from flows.findings.unassessed import Unassessed
from flows.reading.records import Cell, Extraction, Locator, to_tables
from flows.warehouse.rules import Rules


class Check(NamedTuple):
    """The findings of one document: `findings` as in the contract, `counts` of rule results by status.

    `failed` are the failed rules as rows of `fct_findings`, `previous` is last year's report if there is one. `gaps`
    say in few lines what was not assessed; `doubt` is what speaks against the previous report, if anything.
    """

    document: str
    extraction: Extraction
    previous: Extraction | None
    findings: list[dict[str, Any]]
    failed: list[dict[str, Any]]
    counts: dict[str, int]
    gaps: Sequence[Unassessed]
    doubt: str | None

    @property
    def must(self) -> int:
        """How many rules of severity `must` fail."""
        return sum(f["status"] == "fail" and f["severity"] == "must" for f in self.findings)


def check(path: Path, previous: Path | None = None) -> Check:
    """Check one report, with last year's where it is given. Raises CheckError for a file that is no report."""
    with Rules() as rules:
        return _check(path, previous, rules)


def check_each(paths: Iterable[Path], previous: Path | None, report_error: Callable[[str], object]) -> Iterator[Check]:
    """Check reports in the order given, each by itself; `report_error` is called with a message for each that fails."""
    with Rules() as rules:
        for path in paths:
            try:
                yield _check(path, previous, rules)
            except CheckError as error:
                report_error(str(error))


def _check(path: Path, previous: Path | None, rules: Rules) -> Check:
    report = read_report(path)
    return judge(report, None if previous is None else read_report(previous), rules)


def judge(report: Extraction, previous: Extraction | None, rules: Rules) -> Check:
    """Judge a report that has been read, with last year's where it is given. Raises CheckError as `successive` does."""
    before, doubt = None, None
    if previous is not None:
        report, before, doubt = successive(report, previous)
    found = rules.assess(to_tables([report, *([before] if before else [])]))
    rows = [row for row in found.results.to_pylist() if row["report_id"] == report.report_id]
    failed = [row for row in found.findings.to_pylist() if row["report_id"] == report.report_id]
    worded = {(f["rule"], f["scope"]): f for f in failed}
    cells = _cells(found.cells.to_pylist(), report, before)
    findings = [_finding(report, row, worded, cells) for row in rows if row["status"] in ("fail", "not_assessed")]
    counts = {s: sum(r["status"] == s for r in rows) for s in ("hold", "fail", "not_applicable", "not_assessed")}
    findings.sort(key=lambda f: (f["status"] != "fail", f["severity"] != "must"))
    gaps = gaps_of(report, [row for row in rows if row["status"] == "not_assessed"])
    return Check(report.document, report, before, findings, failed, counts, gaps, doubt)


def _cells(
    terms: Sequence[dict[str, Any]], report: Extraction, before: Extraction | None
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The cells behind each rule and scope, as printed; a cell that is not printed has neither value nor raw text."""
    printed = {(0, c.section, c.item, c.measure): c for c in report.cells}
    printed |= {(-1, c.section, c.item, c.measure): c for c in (before.cells if before else ())}
    found = defaultdict(list)
    for term in sorted(terms, key=lambda t: t["position"]):
        if term["report_id"] == report.report_id:
            key = (term["year_offset"], term["section"], term["item"], term["measure"])
            found[term["rule"], term["scope"]].append(_term(key, printed.get(key)))
    return found


def _term(key: tuple[int, int, str, str], cell: Cell | None) -> dict[str, Any]:
    offset, section, item, measure = key
    return {
        "section": section,
        "item": item,
        "measure": measure,
        "year_offset": offset,
        "value": plain(cell.value) if cell else None,
        "raw": cell.raw if cell else None,
        "reread": cell.reread if cell else None,
        "where": cell.where._asdict() if cell else None,
    }


def _finding(
    report: Extraction,
    row: dict[str, Any],
    worded: dict[tuple[str, str], dict[str, Any]],
    cells: dict[tuple[str, str], list[dict[str, Any]]],
) -> dict[str, Any]:
    key = (row["rule"], row["scope"])
    text = worded.get(key, {})
    rule = next(r for r in load().rules if r.rule == row["rule"])
    return {
        "rule": row["rule"],
        "title": rule.title,
        "failure": rule.failure,
        "scope": row["scope"],
        "status": row["status"],
        "severity": row["severity"],
        "reported": plain(row["reported"]),
        "computed": plain(row["computed"]),
        "difference": plain(row["difference"]),
        "message": text["message"] if text else gap_of(report, row),
        "basis": rule.basis,
        "remedy": rule.remedy,
        "place": place(text) if text else None,
        "where": {name: text[f"{name}_number"] for name in Locator._fields} if text else None,
        "cells": cells[key],
        "suspect": bool(text.get("is_suspect")),
        "suspect_cell": {k: text[k] for k in ("section", "item", "measure")} if text.get("is_suspect") else None,
        "expected": plain(text.get("expected")),
    }


def plain(value: Decimal | None) -> int | float | None:
    """A figure as JSON writes it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def to_json(checks: Sequence[Check]) -> str:
    """One JSON document per line, in the order of the files."""
    return "\n".join(
        json.dumps(
            {
                "document": c.document,
                "findings": c.findings,
                "counts": c.counts,
                "notices": [{**n._asdict(), "where": n.where._asdict()} for n in c.extraction.notices],
            },
            ensure_ascii=False,
        )
        for c in checks
    )
