"""The marts as Parquet: one file each, and those with millions of rows one file per year."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

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
"""A folder each, with a file for every year of report; rows without a year are in `unknown.parquet`."""
_NO_YEAR = "unknown"
# Whatever the order of rows and the number of threads, equal rows give an equal sum.
_CHANGED = """
with
touched as (select report_id from intermediate.intermediate.int_touched_reports),
both_states as (
    select 1 as sign, hash(mart) as digest, year from built.marts.{mart} as mart semi join touched using (report_id)
    union all
    select -1, hash(mart), year from published.marts.{mart} as mart semi join touched using (report_id)
    union all
    select 1, hash(mart), year from built.marts.{mart} as mart where report_id is null
    union all
    select -1, hash(mart), year from published.marts.{mart} as mart where report_id is null
)
select year from both_states group by year having sum(sign) <> 0 or sum(sign * cast(digest as hugeint)) <> 0"""
_COUNTS = """
select
    (select count(*) from intermediate.intermediate.int_touched_reports),
    (select count(*) from kept.intermediate.int_reports)"""
_TABLES = "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'marts'"


def export(database: Path, marts: Path, intermediate: Path, published: Path | None, memory: str) -> None:
    """Write each mart of a database into the folder `marts`, with so much memory for DuckDB.

    With what was `published`, a folder with a database and its marts that this build has only updated, a file of a year
    whose rows are the same is a hard link to the one that is there.
    """
    with duckdb.connect() as connection:
        # The order of rows says nothing, and keeping it takes three times the memory.
        connection.execute(f"set preserve_insertion_order = false; set memory_limit = '{memory}'")
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
        place = str(path).replace("'", "''")
        connection.execute(f"attach '{place}' as {name} (read_only)")


def _export_by_year(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path, before: Path | None) -> None:
    folder.mkdir()
    # A reader of a pattern needs a file, even where there are no rows.
    years = connection.execute(f"select distinct year from built.marts.{mart}").fetchall() or [(None,)]
    changed = connection.execute(_CHANGED.format(mart=mart)).fetchall() if before else years
    for year in years:
        name = f"{_NO_YEAR if year[0] is None else year[0]}.parquet"
        if before and year not in changed and (before / name).is_file():
            os.link(before / name, folder / name)
        else:
            # With a parameter, the result would be held in memory first.
            among = "is null" if year[0] is None else f"= {year[0]}"
            connection.sql(f"from built.marts.{mart} where year {among}").to_parquet(str(folder / name))
