"""Checks reports without a warehouse, by the same rules: for drafters, and for programs that ask for one report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from expectations.catalogue import load
from flows.records import Cell, Extraction, Locator, to_tables
from flows.rules import assess
from flows.workers import read_one

_NOBODY = "（未署名）"


class CheckError(ValueError):
    """A file that cannot be checked; the message says which and what to do."""


class Check(NamedTuple):
    """The findings of one document: `findings` as in the contract, `counts` of rule results by status."""

    document: str
    extraction: Extraction
    findings: list[dict[str, Any]]
    counts: dict[str, int]

    @property
    def must(self) -> int:
        """How many rules of severity `must` fail."""
        return sum(f["status"] == "fail" and f["severity"] == "must" for f in self.findings)


def check(path: Path, previous: Path | None = None) -> Check:
    """Check one report, with last year's where it is given. Raises CheckError for a file that is no report."""
    report = _report(path)
    before = _before(_report(previous), report, previous) if previous else None
    if previous and report.report:
        # A draft may lack its title; the two files belong together because the user says so.
        year = report.report.year or (before.report.year + 1 if before and before.report and before.report.year else 1)
        report = _as(report, year)
    tables = to_tables([report, *([before] if before else [])])
    found = assess(tables)
    rows = [row for row in found.results.to_pylist() if row["report_id"] == report.report_id]
    worded = {(f["rule"], f["scope"]): f for f in found.findings.to_pylist() if f["report_id"] == report.report_id}
    cells = _cells(found.cells.to_pylist(), report, before)
    findings = [_finding(row, worded, cells) for row in rows if row["status"] in ("fail", "not_assessed")]
    counts = {s: sum(r["status"] == s for r in rows) for s in ("hold", "fail", "not_applicable", "not_assessed")}
    findings.sort(key=lambda f: (f["status"] != "fail", f["severity"] != "must"))
    return Check(str(path), report, findings, counts)


def _report(path: Path) -> Extraction:
    try:
        found = read_one(path.read_bytes(), str(path))
    except OSError as error:
        raise CheckError(f"{path}: cannot be opened ({error.strerror})") from error
    if found.status != "extracted":
        raise CheckError(f"{path}: {found.reason}")
    return found


def _as(found: Extraction, year: int) -> Extraction:
    assert found.report is not None
    return found._replace(report=found.report._replace(agency=_NOBODY, region_code=None, year=year))


def _before(previous: Extraction, report: Extraction, path: Path) -> Extraction:
    assert report.report is not None
    assert previous.report is not None
    year, last = report.report.year, previous.report.year
    if previous.sha256 == report.sha256:
        raise CheckError(f"{path}: is the same document; --previous wants last year's report")
    if year and last and last != year - 1:
        raise CheckError(f"{path}: is the report for {last}; --previous wants the one for {year - 1}")
    return _as(previous, (year or (last or 0) + 1) - 1)


def _cells(
    terms: Sequence[dict[str, Any]], report: Extraction, before: Extraction | None
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Per rule and scope the cells it rests on, as printed; a cell that is not printed has no value and raw."""
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
        "scope": row["scope"],
        "status": row["status"],
        "severity": row["severity"],
        "reported": plain(row["reported"]),
        "computed": plain(row["computed"]),
        "difference": plain(row["difference"]),
        "message": text.get("message") or _unassessed(row),
        "basis": rule.basis,
        "remedy": rule.remedy,
        "where": {name: text[f"{name}_number"] for name in Locator._fields} if text else None,
        "cells": cells[key],
        "suspect": bool(text.get("is_suspect")),
        "suspect_cell": {k: text[k] for k in ("section", "item", "measure")} if text.get("is_suspect") else None,
        "expected": plain(text.get("expected")),
    }


def _unassessed(row: dict[str, Any]) -> str:
    if row["missing_terms"]:
        return f"未能核验，缺少：{row['missing_terms']}"
    return f"未能核验：{next(r.text_zh for r in load().result_reasons if r.reason == row['reason'])}"


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
