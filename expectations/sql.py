"""The parts that queries in DuckDB over the landed records and the marts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """Where the Parquet files are: the records as they were landed, and the marts built from them.

    To `spill` goes what does not fit into memory.
    """

    records: Path
    marts: Path
    spill: Path


def landed(places: Places, table: str) -> str:
    """A table of the records, named as it is."""
    return parquet(places.records / table / "**" / "*.parquet") + f" as {table}"


def mart(places: Places, table: str) -> str:
    """A mart, named as it is."""
    return parquet(places.marts / f"{table}.parquet") + f" as {table}"


def parquet(files: Path) -> str:
    """What is in the files that match a pattern."""
    return f"read_parquet({text(files.as_posix())}, hive_partitioning = false)"


def text(value: object) -> str:
    """A value as a string of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def among(column: str, values: Iterable[object]) -> str:
    """Whether a column has one of some values."""
    return f"{column} in ({', '.join(map(text, dict.fromkeys(values)))})"
