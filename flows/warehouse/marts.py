"""The marts as Parquet: one file each, and those with millions of rows a folder by year."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations import sql

SCHEMA = "marts"
BY_YEAR = (
    "fct_cells",
    "fct_disclosures",
    "fct_evidence",
    "fct_notices",
    "fct_proceedings",
    "fct_requests",
    "fct_rule_results",
    "fct_statements",
)
"""A folder each, with a file for every year of report and some beside it with what updates have added since, as
`2024-1.parquet`; rows without a year are in `unknown.parquet`."""
_ORDER = {"fct_rule_results": "report_id, rule, scope"}
"""Marts whose rows the database has in no order that compresses: these files are a tenth of the size in this one."""
_NO_YEAR = "unknown"
_FILES = 8
# Rows are told apart by their hashes: whatever the order of rows and the number of threads, equal rows have equal ones.
_CHANGES = """
create or replace temporary table changes as
with both_states as (
    select 1 as sign, hash(mart) as digest, year from built.marts.{mart} as mart where {touched}
    union all
    select -1, hash(mart), year from published.marts.{mart} as mart where {touched}
)
select year, digest, sum(sign) as sign from both_states group by year, digest having sum(sign) <> 0"""
_TOUCHED = """
(report_id is null or report_id in (select report_id from intermediate.intermediate.int_touched_reports))"""
_CHANGED = "select year, bool_or(sign < 0) from changes group by year"
_COUNTS = """
select
    (select count(*) from intermediate.intermediate.int_touched_reports),
    (select count(*) from kept.intermediate.int_reports)"""
_TABLES = "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'marts'"


def export(database: Path, marts: Path, intermediate: Path, published: Path | None, memory: str) -> None:
    """Write each mart of a database into the folder `marts`, with so much memory for DuckDB.

    With what was `published`, a folder with a database and its marts that this build has only updated, the files of a
    year of which no row has gone are hard links to those that are there, with another beside them for what is new.
    """
    with duckdb.connect() as connection:
        # Unless a mart is sorted, the order of rows says nothing, and keeping it takes three times the memory.
        connection.execute(f"set preserve_insertion_order = false; set memory_limit = '{memory}'")
        connection.execute(f"set temp_directory = {sql.text(str(marts.with_name('.spilled')))}")
        attach(connection, built=database, intermediate=intermediate)
        if published is not None:
            attach(connection, published=published / database.name)
        write(connection, marts, published=published and published / SCHEMA)


def write(
    connection: duckdb.DuckDBPyConnection,
    marts: Path,
    tell: Callable[[str], None] = lambda mart: None,
    published: Path | None = None,
) -> None:
    """Write each mart of the database attached as `built` into a new folder, telling its name before.

    `published` is the folder of marts that this build has only updated, if there is one; see `export`.
    """
    marts.mkdir()
    for (mart,) in connection.execute(_TABLES).fetchall():
        tell(mart)
        if mart in BY_YEAR:
            _export_by_year(connection, mart, marts / mart, published and published / mart)
        else:
            connection.table(f"built.marts.{mart}").to_parquet(str(marts / f"{mart}.parquet"))


def touched(intermediate: Path, kept: Path, folder: Path) -> Path | None:
    """Write into `folder` the reports of which an update has a new result; None where they are more than one in five.

    `kept` is the database that the next build will start from.
    """
    file = folder / "touched.parquet"
    with duckdb.connect(intermediate, read_only=True) as connection:
        attach(connection, kept=kept)
        connection.sql("from intermediate.intermediate.int_touched_reports").to_parquet(str(file))
        reports = connection.execute(_COUNTS).fetchall()
    return file if reports[0][0] * 5 <= reports[0][1] else None


def files(marts: Path) -> Iterator[Path]:
    """All files of a folder of marts, relative to it."""
    return (path.relative_to(marts) for path in sorted(marts.rglob("*.parquet")))


def attach(connection: duckdb.DuckDBPyConnection, **databases: Path) -> None:
    """Let a connection read these databases under these names."""
    for name, path in databases.items():
        connection.execute(f"attach {sql.text(path)} as {name} (read_only)")


class OfYear(NamedTuple):
    """The rows of a mart on one year: the name of their file, the condition for them, and how many there are."""

    year: int | None
    name: str
    where: str
    rows: int


def years_of(connection: duckdb.DuckDBPyConnection, mart: str) -> list[OfYear]:
    """The years of a mart of the database `built`; one at least, as a reader of a pattern needs a file."""
    query = f"select year, count(*) from built.{SCHEMA}.{mart} group by year order by year"
    found = connection.execute(query).fetchall() or [(None, 0)]
    return [OfYear(y, str(y or _NO_YEAR), f"year is not distinct from {y or 'null'}", rows) for y, rows in found]


def _export_by_year(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path, before: Path | None) -> None:
    folder.mkdir()
    changed = _changed(connection, mart) if before else {}
    order = f"order by {_ORDER[mart]}" if mart in _ORDER else ""
    for year, name, where, _ in years_of(connection, mart):
        rows = f"from built.marts.{mart} as mart where {where}"
        there = [*before.glob(f"{name}.parquet"), *before.glob(f"{name}-*.parquet")] if before else []
        if not there or changed.get(year) or (year in changed and len(there) >= _FILES):
            connection.sql(f"{rows} {order}").to_parquet(str(folder / f"{name}.parquet"))
            continue
        for file in there:
            os.link(file, folder / file.name)
        if year in changed:
            added = f"{rows} and {_TOUCHED} and hash(mart) in (select digest from changes) {order}"
            connection.sql(added).to_parquet(str(folder / f"{name}-{len(there)}.parquet"))


def _changed(connection: duckdb.DuckDBPyConnection, mart: str) -> dict[int | None, bool]:
    """The years with other rows than published, and whether any of those has gone; the rows are in `changes`."""
    connection.execute(_CHANGES.format(mart=mart, touched=_TOUCHED))
    return dict(connection.execute(_CHANGED).fetchall())
