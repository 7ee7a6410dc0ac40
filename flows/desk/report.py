"""A checked draft in the structure in which the site keeps a report, so that the same script prints both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from expectations.catalogue import load
from flows.checking.check import Check, plain
from flows.checking.gaps import lines
from flows.findings.places import printed
from flows.reading import records
from flows.reading.records import Cell, Extraction, Locator, Report, Statement

_OF_FINDING = (
    "rule", "severity", "state", "scope_label", "section", "item", "measure", "row_label", "column_label", "raw",
    "reported", "computed", "difference", "message", "basis", "remedy", "is_suspect", "expected", "is_doubtful",
    "first_seen", "decision", "state_reason", "decided_by", "decided_on",
)  # fmt: skip


def answer_of(found: Check) -> dict[str, Any]:
    """What the desk answers for a draft: its report, the results counted, and what could not be assessed."""
    return {
        "report": _report(found),
        "counts": found.counts,
        "gaps": list(lines(found.gaps)),
        "doubt": found.doubt,
    }


def _report(found: Check) -> dict[str, Any]:
    read = found.extraction
    assert isinstance(read.report, Report), "only reports are checked"
    return {
        "id": read.report_id,
        "agency": read.report.agency,
        "year": read.report.year,
        "edition": read.report.edition,
        "title": read.report.title,
        "document": read.document,
        "version": None,
        "is_current": True,
        "published_on": _json(read.report.published_on),
        "cells": [_cell(cell) for cell in read.cells],
        "findings": _findings(found),
        "statements": [_statement(statement) for statement in read.statements],
        "notices": _notices(read),
        "previous": _previous(found.previous),
    }


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _cell(cell: Cell) -> list[Any]:
    return [cell.section, cell.item, cell.measure, _json(cell.value), cell.raw, cell.note, *cell.where, cell.unit]


def _findings(found: Check) -> list[dict[str, Any]]:
    """The failed rules, those that must be corrected first, then in the order of the form."""
    terms = {(f["rule"], f["scope"]): f["cells"] for f in found.findings}
    worst_first = sorted(found.failed, key=lambda row: (row["severity"] != "must", row["section"] or 0))
    return [_finding(row, terms[row["rule"], row["scope"]]) for row in worst_first]


def _finding(row: dict[str, Any], terms: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["finding_id"],
        "matter": row["matter_id"],
        "failure": row["failure"],
        **{name: _json(row[name]) for name in _OF_FINDING},
        **_where(Locator(*(row[f"{name}_number"] for name in Locator._fields))),
        "terms": [[t["section"], t["item"], t["measure"]] for t in terms if t["year_offset"] == 0],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "fact": statement.fact,
        "label": next(fact.label for fact in load().facts if fact.fact == statement.fact),
        "value": _json(statement.value),
        "raw": statement.raw,
        "sentence": statement.text,
        "line": statement.where.line,
        "page": statement.where.page,
    }


def _notices(read: Extraction) -> list[dict[str, Any]]:
    severities = {notice.notice: notice.severity for notice in load().notices}
    return [_notice(notice, severities[notice.code]) for notice in read.notices]


def _notice(notice: records.Notice, severity: str) -> dict[str, Any]:
    return {"severity": severity, "message": notice.message, **_where(notice.where)}


def _where(where: Locator) -> dict[str, Any]:
    """A place in the document, in numbers and in words."""
    return {**where._asdict(), "place": printed(where) or None}


def _previous(before: Extraction | None) -> list[list[Any]] | None:
    if before is None:
        return None
    return [[cell.section, cell.item, cell.measure, _json(cell.value)] for cell in before.cells]
