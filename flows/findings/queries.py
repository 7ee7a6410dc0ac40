"""What the supervisors' report needs from the marts: a handful of queries, whatever the number of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from flows.findings import Summary, bounds
from flows.findings.bounds import WANTED


class Document(NamedTuple):
    """One file found, and the report read from it, if any; a duplicate shows the report it repeats.

    `fetched_at` is in UTC.
    """

    document: str
    status: str
    reason: str | None
    address: str | None
    fetched_at: dt.datetime | None
    original: str | None
    agency: str | None
    year: int | None
    edition: str | None
    version_number: int | None
    is_current: bool | None
    cells_printed: int | None
    cells_valued: int | None
    notices: int | None
    rules_hold: int | None
    rules_fail: int | None
    rules_not_applicable: int | None
    rules_not_assessed: int | None
    cells_revised: int | None
    findings_mended: int | None
    findings_brought: int | None


class Finding(NamedTuple):
    """One rule that failed on one scope, and the cell it names; fields of cells and sums are None where there is none.

    `decision` to `decided_on` describe the last decision, which has lapsed where `is_lapsed`.
    """

    finding_id: str
    matter_id: str
    document: str
    agency: str | None
    year: int | None
    is_current: bool
    failure: str
    severity: str
    section: int | None
    scope_label: str | None
    row_label: str | None
    column_label: str | None
    raw: str | None
    value: Decimal | None
    reported: Decimal | None
    computed: Decimal | None
    difference: Decimal | None
    message: str
    basis: str
    remedy: str
    is_suspect: bool
    expected: Decimal | None
    reread: str | None
    is_doubtful: bool
    table_number: int | None
    row_number: int | None
    column_number: int | None
    page_number: int | None
    line_number: int | None
    first_seen: dt.date | None
    state: str
    is_lapsed: bool
    decision: str | None
    state_reason: str | None
    decided_by: str | None
    decided_on: dt.date | None
    corrected_in: str | None


class Gone(NamedTuple):
    """One finding of an earlier build that this one no longer has."""

    finding_id: str
    document: str | None
    agency: str | None
    year: int | None
    failure: str
    severity: str
    message: str
    first_seen: dt.date | None
    last_seen: dt.date | None
    gone_since: dt.date | None
    gone_because: str


class Revision(NamedTuple):
    """One cell that a version of a report prints differently from the one before."""

    document: str
    agency: str | None
    year: int | None
    version_number: int
    section: int
    row_label: str | None
    column_label: str | None
    change: str
    raw_before: str | None
    raw: str | None


class Missing(NamedTuple):
    """A report that is expected but missing: a finding without a document."""

    agency: str
    year: int
    severity: str
    failure: str
    message: str
    basis: str
    remedy: str
    finding_id: str
    is_lapsed: bool
    state: str
    decision: str | None
    state_reason: str | None
    decided_by: str | None
    decided_on: dt.date | None
    corrected_in: str | None
    first_seen: dt.date | None


class Result(NamedTuple):
    """One rule that could not be assessed on one scope; `cells_valued` is that of the whole report."""

    report_id: str
    document: str
    agency: str | None
    year: int | None
    is_current: bool
    cells_valued: int
    rule: str
    severity: str
    scope: str
    reason: str
    missing_terms: str | None


class Notice(NamedTuple):
    """Something damaged, missing or unknown in a report."""

    document: str
    agency: str | None
    year: int | None
    is_current: bool
    severity: str
    message: str
    table_number: int | None
    row_number: int | None
    column_number: int | None
    page_number: int | None
    line_number: int | None


class Unreadable(NamedTuple):
    """A report that exists but could not be read."""

    agency: str
    year: int
    document: str


class Marts(NamedTuple):
    """What the report shows; `labels` maps (section, code of an item or measure) to its Chinese label.

    `totals` has the lines that each part would have if nothing were left out.
    """

    summary: Summary
    totals: dict[str, int]
    documents: list[Document]
    findings: list[Finding]
    missing: list[Missing]
    unreadable: list[Unreadable]
    results: list[Result]
    notices: list[Notice]
    gone: list[Gone]
    revisions: list[Revision]
    labels: dict[tuple[int, str], str]


_DOCUMENTS = """
select {columns}
from marts.fct_documents as m
inner join listed using (report_id)
left join (select *, document as original from marts.fct_reports) as r using (report_id)
order by m.document"""

_OF_REPORTS = """
select {columns}
from marts.{mart} as m
inner join listed using (report_id)
inner join marts.fct_reports as r using (report_id)
where {condition}
order by r.agency nulls last, r.year desc nulls last, r.document, {order}, {columns}"""

# Its report may no longer exist.
_GONE = f"""
select {", ".join(f"r.{name}" for name in Gone._fields)}
from marts.fct_finding_history as r
where r.gone_since is not null and {WANTED}
order by r.gone_since desc, r.agency nulls last, r.year desc nulls last, r.rule, r.scope, r.finding_id"""
_MISSING = f"""
select {", ".join(f"r.{name}" for name in Missing._fields)}
from marts.fct_findings as r
where r.report_id is null and {WANTED}
order by r.severity, r.agency, r.year desc, r.finding_id"""

_UNREADABLE = f"""
select r.agency, r.year, r.unread_document
from marts.mart_filing_status as r
where r.status = 'unreadable' and {WANTED}
order by r.agency, r.year desc, r.unread_document"""

_LABELS = """
select section, item, label_zh from (
    select section, item, label_zh, display_order from marts.dim_item
    union all
    select section, measure, label_zh, display_order from marts.dim_measure
)
order by section, display_order"""

_ADDED_BY_REPORT = {"document", "agency", "year", "is_current", "cells_valued"}
_OWN_OF_DOCUMENT = {"document", "status", "reason", "address", "fetched_at"}
_PARTS = {
    Finding: (
        "fct_findings",
        "m.is_latest",
        "m.severity, m.section nulls last, m.row_number, m.column_number, m.rule",
    ),
    Result: ("fct_rule_results", "m.status = 'not_assessed'", "m.rule"),
    Notice: ("fct_notices", "true", "m.severity, m.line_number, m.message"),
    Revision: ("fct_revisions", "true", "m.version_number, m.section, m.item, m.measure"),
}


def read(database: Path, year: int | None, region: str | None, agencies: Sequence[str] | None = None) -> Marts:
    """Read the marts of `database` in one short read-only connection.

    Documents are those that `bounds` lists; parts that belong to no document get up to a quarter of its lines each.
    """
    wanted = bounds.wanted(year, region, agencies)
    with duckdb.connect(str(database), read_only=True) as connection:
        bounds.choose(connection, wanted)
        summary, totals = bounds.count(connection, wanted)

        def rows(kind: type[Any], sql: str, values: dict[str, Any] | None = None) -> list[Any]:
            return [kind._make(row) for row in connection.execute(sql, values).fetchall()]

        def few(part: str, kind: type[Any], sql: str) -> list[Any]:
            ((totals[part],),) = connection.execute(f"select count(*) from ({sql})", wanted).fetchall()
            return rows(kind, f"{sql} limit {bounds.LINES // 4}", wanted)

        return Marts(
            summary=summary,
            totals=totals,
            documents=rows(Document, _documents()),
            findings=rows(Finding, _of_reports(Finding)),
            missing=few("missing", Missing, _MISSING),
            unreadable=few("unreadable", Unreadable, _UNREADABLE),
            results=rows(Result, _of_reports(Result)),
            notices=rows(Notice, _of_reports(Notice)),
            gone=few("gone", Gone, _GONE),
            revisions=rows(Revision, _of_reports(Revision)),
            labels={(section, code): label for section, code, label in connection.execute(_LABELS).fetchall()},
        )


def _documents() -> str:
    return _DOCUMENTS.format(columns=_columns(Document, set(Document._fields) - _OWN_OF_DOCUMENT))


def _of_reports(kind: type[Any]) -> str:
    mart, condition, order = _PARTS[kind]
    return _OF_REPORTS.format(columns=_columns(kind, _ADDED_BY_REPORT), mart=mart, condition=condition, order=order)


def _columns(kind: type[Any], of_report: set[str]) -> str:
    return ", ".join(f"{'r' if name in of_report else 'm'}.{name}" for name in kind._fields)
