"""The pieces that hold whole reports: one for each agency, made again only where something about it has changed."""

from __future__ import annotations

import duckdb

from flows.site.form import cells
from flows.site.pieces import QUERIES, Folder, plain

AT_ONCE = 500
"""Agencies whose reports are made into text together, if there are not very many: some tens of megabytes."""
_TIMES = 40
"""How often the reports of all agencies are gone over at most: among a million, once takes eight seconds or more."""

_SAME = """rule failure severity state is_doubtful section item measure scope_label row_label column_label raw reported
computed difference message basis remedy is_suspect value expected reread first_seen decision is_lapsed state_reason
decided_by decided_on corrected_in corrected_by"""
_NUMBERED = ("table", "row", "column", "page", "line")
_FINDING = {
    "id": "finding_id",
    "matter": "matter_id",
    **{name: name for name in _SAME.split()},
    **{name: f"{name}_number" for name in _NUMBERED},
}

# What the piece of an agency says is not only its reports: findings change with decisions and with other reports. The
# cells of a report only change with the reader.
_STATES = """
with findings as (
    select report_id, bit_xor(hash(*columns(* exclude (last_seen)))) as found from marts.fct_findings group by report_id
)
select coalesce(agency_id, report_id) as owner, cast(bit_xor(hash(reports, found)) as varchar) as state
from marts.fct_reports as reports
left join findings using (report_id)
group by owner"""


def put(connection: duckdb.DuckDBPyConnection, folder: Folder) -> None:
    """Write the pieces `reports/<first two digits>/<agency>` that have changed, in batches of agencies.

    A report that names no agency has a piece of its own.
    """
    states = {owner: (f"reports/{owner[:2]}/{owner}", state) for owner, state in connection.execute(_STATES).fetchall()}
    changed = sorted(owner for owner, piece in states.items() if not folder.keep(*piece))
    if not changed:
        return
    query = _prepare(connection)
    size = max(AT_ONCE, len(changed) // _TIMES + 1)
    for start in range(0, len(changed), size):
        asked = {"owners": changed[start : start + size]}
        connection.execute("create or replace temp table asked as select unnest($owners) as owner", asked)
        answer = connection.execute(query)
        while pieces := answer.fetchmany(AT_ONCE):
            for owner, found in pieces:
                folder.put(*states[owner], [f'{{"reports":{found}}}'])


def _prepare(connection: duckdb.DuckDBPyConnection) -> str:
    """Make the table of the form's cells; returns the query for the agencies in the table `asked`."""
    rows = [(n, *cell) for n, cell in enumerate(cells())]
    connection.execute("create or replace temp table positions (position int, section int, item text, measure text)")
    connection.executemany("insert into positions values (?, ?, ?, ?)", rows)
    findings = connection.table("marts.fct_findings")
    kinds = dict(zip(findings.columns, map(str, findings.types), strict=True))
    finding = ", ".join(f"'{name}', {plain(column, kinds[column])}" for name, column in _FINDING.items())
    return (QUERIES / "reports.sql").read_text("utf-8").replace("{findings}", f"json_object({finding})")
