"""The parts that queries in DuckDB over the landed records and the marts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """Where the Parquet files are: the records as they were landed, and the marts built from them.

    To `spill` goes what does not fit into memory. `by_year` names the marts that are a folder with a file per year;
    None where the folder of the marts shows it.
    """

    records: Path
    marts: Path
    spill: Path
    by_year: frozenset[str] | None = None


def landed(places: Places, table: str) -> str:
    """A table of the records, named as it is."""
    return f"{records_of(places.records, table)} as {table}"


def records_of(records: Path, table: str) -> str:
    """All parts of a table of the records."""
    return parquet(records / table / "**" / "*.parquet")


def mart(places: Places, table: str) -> str:
    """A mart, named as it is."""
    return f"{mart_of(places.marts, table, places.by_year)} as {table}"


def mart_of(marts: Path, table: str, by_year: frozenset[str] | None = None) -> str:
    """A mart: one file, or a folder with a file for each year."""
    folder = marts / table
    is_folder = folder.is_dir() if by_year is None else table in by_year
    return parquet(folder / "*.parquet" if is_folder else marts / f"{table}.parquet")


def parquet(files: Path) -> str:
    """What is in the files that match a pattern."""
    return f"read_parquet({text(files.as_posix())}, hive_partitioning = false)"


def text(value: object) -> str:
    """A value as a string of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def among(column: str, values: Iterable[object]) -> str:
    """Whether a column has one of some values."""
    return f"{column} in ({', '.join(map(text, dict.fromkeys(values)))})"
