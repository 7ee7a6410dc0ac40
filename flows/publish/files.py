"""The files of a published folder: the database, Parquet, and CSV for Excel."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb

from expectations import sql
from flows.publish.built import Mart, marts_of, opened
from flows.publish.sheet import order, sheet
from flows.warehouse.marts import BY_YEAR, SCHEMA, write, years_of
from flows.warehouse.publishing import DATABASE

Tell = Callable[[str], None]
FORMATS = ("duckdb", "parquet", "csv")
# Excel shows 1,048,576 lines of a file, headings included, and leaves out the rest.
EXCEL_ROWS = 1_000_000
_BOM = "\ufeff"


def write_files(database: Path, folder: Path, formats: Sequence[str], tell: Tell) -> int:
    """Write the marts of a database into an empty folder, all in one state; returns how many marts there are."""
    if "duckdb" in formats:
        tell(DATABASE)
        shutil.copyfile(database, folder / DATABASE)
        _state_keys(folder / DATABASE)
        database = folder / DATABASE
    with opened(database) as connection:
        marts = marts_of(connection)
        # Unless a mart is sorted, the order of rows says nothing, and keeping it takes three times the memory.
        connection.execute("set preserve_insertion_order = false")
        # What does not fit into memory would otherwise be put aside where the command is run.
        connection.execute(f"set temp_directory = {sql.text(str(folder / '.aside'))}")
        if "parquet" in formats:
            write(connection, folder / "parquet", lambda mart: tell(f"parquet {mart}"))
        if "csv" in formats:
            _write_csv(connection, marts, folder / "csv", tell)
    return len(marts)


def _state_keys(database: Path) -> None:
    """Add the keys of each mart to its comment.

    As constraints DuckDB would hold them by an index in memory: over 4 GB for a fact of twenty million rows.
    """
    with opened(database) as connection:
        marts = marts_of(connection)
    with duckdb.connect(database) as connection:
        for mart in marts:
            comment = sql.text(mart.with_keys_in_comment(mart.keys).comment)
            connection.execute(f"comment on table {SCHEMA}.{mart.name} is {comment}")


def _write_csv(connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart], folder: Path, tell: Tell) -> None:
    folder.mkdir()
    contents: list[tuple[str, str, int]] = []
    for mart in sorted(marts, key=_answers_first):
        tell(f"csv {mart.name}")
        for name, where, rows in _parts(connection, mart.name):
            file = folder / f"{name}.csv"
            file.parent.mkdir(exist_ok=True)
            for written, count in _write_table(connection, mart, where, rows, file):
                contents.append((written.relative_to(folder).as_posix(), mart.label, count))
    _write_contents(folder / "目录.csv", contents)


def _answers_first(mart: Mart) -> tuple[int, bool]:
    """What a reader of the list looks for: figures by year, then other answers, then what they were made of."""
    return ("mart", "fct", "dim").index(mart.name.partition("_")[0]), not mart.name.endswith("_year")


def _write_table(
    connection: duckdb.DuckDBPyConnection, mart: Mart, where: str, rows: int, file: Path
) -> Iterator[tuple[Path, int]]:
    """Write some rows of a mart into a file, and where they are too many for Excel, into `…_2.csv` and so on."""
    # To order millions of rows takes longer than to write them.
    by = "" if mart.name in BY_YEAR else order(mart)
    table = f"select * from built.{SCHEMA}.{mart.name} as mart where {where}"
    if rows <= EXCEL_ROWS:
        _copy(connection, f"{sheet(mart, table, _BOM)} {by}", file)
        yield file, rows
        return
    # Each file continues where the one before it ended.
    connection.execute("set preserve_insertion_order = true")
    for part, first in enumerate(range(0, rows, EXCEL_ROWS), start=1):
        one = file if part == 1 else file.with_stem(f"{file.stem}_{part}")
        limited = f"{table} {by} limit {EXCEL_ROWS} offset {first}"
        _copy(connection, f"{sheet(mart, limited, _BOM)} {by}", one)
        yield one, min(rows - first, EXCEL_ROWS)
    connection.execute("set preserve_insertion_order = false")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    connection.execute(f"copy ({query}) to {sql.text(str(file))} (format csv, header true)")


def _parts(connection: duckdb.DuckDBPyConnection, mart: str) -> list[tuple[str, str, int]]:
    """The files of a mart: name, condition on its rows, and number of rows."""
    if mart not in BY_YEAR:
        return [(mart, "true", len(connection.table(f"built.{SCHEMA}.{mart}")))]
    return [(f"{mart}/{one.name}", one.where, one.rows) for one in years_of(connection, mart)]


def _write_contents(file: Path, contents: Sequence[tuple[str, str, int]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([("文件", "内容", "行数"), *contents])
