"""What differs between two warehouses, as DuckDB sees it: documents, reports, cells and findings.

Each is a table of the rows that are new, gone or changed, written whole as Parquet and, for people, its first lines as
CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations import sql
from flows.warehouse.marts import attach

CSV_LINES = 100_000
CHANGES = ("new", "gone", "changed")
_MEMORY = "1GB"
# A spreadsheet takes a text that begins like this for a formula, unless an apostrophe comes first.
_FORMULA = r"^'*[=@\t\r]|^'*[+-].*[^-+0-9.,% ]"


class Part(NamedTuple):
    """What is compared: the rows of a query on a `{side}`, found again by their `key`, of which `compared` may change.

    `told` says whose row it is, and is taken from after, or from before where it is gone.
    """

    name: str
    rows: str
    key: tuple[str, ...]
    compared: tuple[str, ...]
    told: tuple[str, ...] = ()


_PLACE = ("table_number", "row_number", "column_number", "page_number", "line_number")
_CELLS = """
select cells.*, reports.document, reports.layout
from {side}.marts.fct_cells as cells
inner join {side}.marts.fct_reports as reports on cells.report_id = reports.report_id"""
_FINDINGS = """
select findings.*, reports.layout
from {side}.marts.fct_findings as findings
left join {side}.marts.fct_reports as reports on findings.report_id = reports.report_id
where findings.is_latest"""
# A report is found again by its document: an edited one is another report.
PARTS = (
    Part("documents", "from {side}.marts.fct_documents", ("document",), ("sha256", "status", "reason")),
    Part(
        "reports", "from {side}.marts.fct_reports", ("document",),
        ("sha256", "agency", "agency_type", "region_code", "year", "edition", "title", "published_on", "is_current"),
        ("layout",),
    ),
    Part(
        "cells", _CELLS,
        ("document", "section", "item", "measure"), ("value", "raw", "unit", "note"),
        ("agency", "year", "layout", *_PLACE),
    ),
    Part(
        "findings", _FINDINGS,
        ("finding_id",), ("message", "severity", "state"),
        ("document", "agency", "year", "rule", "scope_label", "layout", *_PLACE),
    ),
)  # fmt: skip


def compare(before: Path, after: Path, folder: Path) -> duckdb.DuckDBPyConnection:
    """Compare two databases of marts; the lists go to a folder, and the tables stay in the connection returned.

    Raises duckdb.Error where one of them is not a database of marts, or of a version that has other columns.
    """
    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{_MEMORY}'; set temp_directory = {sql.text(folder)}")
    connection.execute("set preserve_insertion_order = false")
    attach(connection, before=before, after=after)
    for part in PARTS:
        connection.execute(f"create table {part.name} as {_query(part)}")
        _write(connection, part, folder)
    return connection


def _query(part: Part) -> str:
    """The rows of a part that differ, with what is compared before and after."""
    columns = ", ".join(dict.fromkeys([*part.key, *part.compared, *part.told]))
    old, new = (f"select {columns} from ({part.rows.format(side=side)})" for side in ("before", "after"))
    either = [f"coalesce(new.{name}, old.{name}) as {name}" for name in (*part.key, *part.told)]
    differs = [f"old.{name} is distinct from new.{name}" for name in part.compared]
    sides = [f"old.{name} as {name}_before, new.{name} as {name}_after" for name in part.compared]
    key = part.key[0]
    # Most rows are the same on both sides, and are dropped before the others are joined.
    return f"""
    with old as (({old}) except ({new})), new as (({new}) except ({old}))
    select
        case when old.{key} is null then 'new' when new.{key} is null then 'gone' else 'changed' end as change,
        {", ".join([*either, *sides])}
    from old full join new on {" and ".join(f"old.{name} = new.{name}" for name in part.key)}
    where old.{key} is null or new.{key} is null or {" or ".join(differs)}
    order by all"""


def _write(connection: duckdb.DuckDBPyConnection, part: Part, folder: Path) -> None:
    table = connection.table(part.name)
    table.to_parquet(str(folder / f"{part.name}.parquet"))
    # The mark by which Excel knows UTF-8, as DuckDB writes none.
    shown = ['change as "\ufeffchange"', *(_shown(*column) for column in _columns(table)[1:])]
    rows = f"select {', '.join(shown)} from {part.name} limit {CSV_LINES}"
    connection.execute(f"copy ({rows}) to {sql.text(folder / f'{part.name}.csv')} (header)")


def _columns(table: duckdb.DuckDBPyRelation) -> Sequence[tuple[str, str]]:
    return [(name, str(kind)) for name, kind in zip(table.columns, table.types, strict=True)]


def _shown(name: str, kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return f"rtrim(rtrim(cast({name} as varchar), '0'), '.') as {name}"
    if kind != "VARCHAR":
        return name
    return f"case when regexp_matches({name}, {sql.text(_FORMULA)}, 's') then '''' || {name} else {name} end as {name}"
