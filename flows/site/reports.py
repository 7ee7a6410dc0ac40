"""The pieces that hold whole reports: one for each agency, made again only where something about it has changed."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from flows.site.form import cells
from flows.site.pieces import QUERIES, Piece, plain

AT_ONCE = 500
"""Agencies whose reports are made into text together: some tens of megabytes."""

_SAME = """rule title severity state is_doubtful section item measure scope_label row_label column_label raw reported
computed difference message basis remedy is_suspect expected reread first_seen decision is_lapsed state_reason decided_by
decided_on corrected_in corrected_by"""
_NUMBERED = ("table", "row", "column", "page", "line")
_FINDING = {
    "id": "finding_id",
    "matter": "finding_id",
    "failure": "title",
    **{name: name for name in _SAME.split()},
    **{name: f"{name}_number" for name in _NUMBERED},
}

# What a piece says of an agency is not only its reports: findings change with decisions and with other reports.
_STATES = """
with findings as (
    select
        report_id,
        bit_xor(hash(
            finding_id, state, state_reason, decided_by, message, severity, is_doubtful, expected, corrected_in
        )) as found
    from marts.fct_findings group by report_id
)
select
    coalesce(agency_id, report_id) as owner,
    cast(bit_xor(hash(report_id, document, year, agency_id, version_number, is_current, rules_hold, days_late, found))
        as varchar) as state
from marts.fct_reports left join findings using (report_id)
group by owner"""


def states(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Agency -> a digest of what its piece depends on; a report that names no agency stands for itself."""
    return dict(connection.execute(_STATES).fetchall())


def pieces(connection: duckdb.DuckDBPyConnection, owners: list[str]) -> Iterator[Piece]:
    """The pieces of these agencies, `reports/<first two digits>/<agency>`, in batches."""
    _prepare(connection)
    kinds = dict(_columns(connection))
    finding = ", ".join(f"'{name}', {plain(column, kinds[column])}" for name, column in _FINDING.items())
    query = (QUERIES / "reports.sql").read_text("utf-8").replace("{findings}", f"json_object({finding})")
    for start in range(0, len(owners), AT_ONCE):
        connection.execute(
            "create or replace temp table asked as select unnest($owners) as owner",
            {"owners": owners[start : start + AT_ONCE]},
        )
        for owner, reports in connection.execute(query).fetchall():
            yield Piece(f"reports/{owner[:2]}/{owner}", f'{{"reports":{reports}}}')


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [(n, *cell) for n, cell in enumerate(cells())]
    connection.execute("create or replace temp table positions (position int, section int, item text, measure text)")
    connection.executemany("insert into positions values (?, ?, ?, ?)", rows)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    relation = connection.table("marts.fct_findings")
    return list(zip(relation.columns, map(str, relation.types), strict=True))
