"""Keeps the workbook small enough to open: everything about some documents, and nothing about the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from flows.findings import Summary

# Some two megabytes of workbook, which take three seconds to write.
LINES = 15_000

WANTED = """(cast($year as integer) is null or r.year = cast($year as integer))
    and (cast($region as varchar) is null or contains(r.agency, cast($region as varchar)))
    and (cast($agencies as varchar[]) is null or r.agency_id in (select unnest(cast($agencies as varchar[]))))"""
"""The condition that a report is one of those asked for, `r` being the table with its year and agency."""

_DUE = "state in ('open', 'confirmed')"

# A document without a report has no agency or year, so no choice of these may hide it, but it is in no list of some
# agencies. `gaps` counts the lines that
# `unassessed.group` makes.
_ASKED = f"""
create temporary table asked as
with filed as (
    select m.report_id, any_value(r.year) as year, count(*) as documents,
        count(*) filter (m.status = 'extracted') as extracted,
        count(*) filter (m.status = 'rejected') as rejected,
        count(*) filter (m.status = 'duplicate') as duplicate,
        sum(r.cells_printed) filter (m.status = 'extracted') as cells
    from marts.fct_documents as m
    left join marts.fct_reports as r using (report_id)
    where (r.report_id is null and cast($agencies as varchar[]) is null) or ({WANTED})
    group by m.report_id
),
found as (
    select report_id, count(*) as findings,
        count(*) filter (severity = 'must' and {_DUE} and is_doubtful is not true) as must
    from marts.fct_findings where is_latest group by report_id
),
noticed as (select report_id, count(*) as notices from marts.fct_notices group by report_id),
revised as (select report_id, count(*) as revisions from marts.fct_revisions group by report_id),
unassessed as (
    select m.report_id, count(*) as not_assessed,
        count(distinct case when m.missing_terms <> '' and r.cells_valued = 0 then '' else m.rule end) as gaps
    from marts.fct_rule_results as m
    inner join marts.fct_reports as r using (report_id)
    where m.status = 'not_assessed'
    group by m.report_id
)
select * from filed
left join found using (report_id)
left join noticed using (report_id)
left join revised using (report_id)
left join unassessed using (report_id)"""

# Each has a line at least, so there are no more reports than lines.
_LISTED = """
create temporary table listed as
with gravest as (
    select report_id, coalesce(must, 0) as must, coalesce(findings, 0) as findings, coalesce(year, 0) as year,
        documents + coalesce(findings, 0) + coalesce(notices, 0) + coalesce(gaps, 0) + coalesce(revisions, 0) as lines
    from asked
    order by must desc, findings desc, year desc, report_id
    limit {lines}
)
select report_id from (
    select report_id, sum(lines) over (order by must desc, findings desc, year desc, report_id) as so_far from gravest
)
where so_far <= {lines}"""

_OF_DOCUMENTS = """
select count(*) filter (extracted > 0) as reports, {sums}
from asked"""
_SUMMED = ("documents", "extracted", "rejected", "duplicate", "cells", "not_assessed")
_PARTS = ("documents", "findings", "gaps", "notices", "revisions")

_OF_FINDINGS = f"""
select
    count(*) filter (r.severity = 'must' and {_DUE} and r.is_doubtful is not true) as must,
    count(*) filter (r.severity = 'should' and {_DUE} and r.is_doubtful is not true) as should,
    count(*) filter ({_DUE} and r.is_doubtful) as doubtful,
    count(*) filter (not {_DUE}) as settled
from marts.fct_findings as r
left join asked using (report_id)
where r.is_latest is not false and (asked.report_id is not null or (r.report_id is null and {WANTED}))"""


def wanted(year: int | None, region: str | None, agencies: Sequence[str] | None = None) -> dict[str, Any]:
    """The values of WANTED: a year, text in the names of agencies, and some agencies by number; None chooses all."""
    return {"year": year, "region": region, "agencies": None if agencies is None else list(agencies)}


def choose(connection: DuckDBPyConnection, wanted: Mapping[str, Any]) -> None:
    """Make the tables `asked`, with what each report asked for counts, and `listed`, those that are shown.

    These take LINES lines at most: the documents with the most to correct, of these the latest. Documents are left out
    whole, so that what the workbook says about one is complete.
    """
    connection.execute(_ASKED, wanted)
    connection.execute(_LISTED.format(lines=LINES))


def count(connection: DuckDBPyConnection, wanted: Mapping[str, Any]) -> tuple[Summary, dict[str, int]]:
    """What the report counts, and the lines of the parts that belong to documents, whether or not they are listed."""
    names = tuple(dict.fromkeys((*_SUMMED, *_PARTS)))
    sums = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in names)
    found = _row(connection.execute(_OF_DOCUMENTS.format(sums=sums)))
    outcomes = _row(connection.execute(_OF_FINDINGS, wanted))
    summary = Summary(reports=found["reports"], **{name: found[name] for name in _SUMMED}, **outcomes)
    return summary, {name: found[name] for name in _PARTS}


def _row(result: DuckDBPyConnection) -> dict[str, int]:
    (row,) = result.fetchall()
    return dict(zip([column[0] for column in result.description], row, strict=True))
