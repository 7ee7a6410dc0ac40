"""Compares the marts of a database of DuckDB with those that Spark has written, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations import sql

_MARTS = "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'marts' order by 1"
# The same rows in any order have the same sum; that other rows have it would be a chance of one in 2^64. DuckDB gives
# wide decimals that differ by one unit the same hash, but not their texts, and mixes the last column with nothing.
_SUM = "select count(*), sum(hash(hash({columns}))) from {table}"
_DIFFERING = """
select count(*) from (
    (select * from {one} except all select {columns} from {other})
    union all
    (select {columns} from {other} except all select * from {one})
)"""


class Compared(NamedTuple):
    """How many rows a mart has in the database, how many rows are in one of both alone, and whose types differ."""

    mart: str
    rows: int
    differing: int
    other_types: list[str]

    @property
    def is_equal(self) -> bool:
        return not self.differing and not self.other_types


def compared(database: Path, folder: Path) -> Iterator[Compared]:
    """Every mart of a database, compared with its files below the folder of a schema of Spark."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {sql.text(database)} as built (read_only)")
        for (mart,) in connection.execute(_MARTS).fetchall():
            yield _compared(connection, mart, folder / mart)


def _compared(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path) -> Compared:
    one, other = f"built.marts.{mart}", sql.parquet(folder / "*.parquet")
    types, other_types = (
        {name: kind for name, kind, *_ in connection.execute(f"describe from {table}").fetchall()}
        for table in (one, other)
    )
    assert types.keys() == other_types.keys(), (mart, types.keys() ^ other_types.keys())
    columns = ", ".join(types)
    hashed = ", ".join(f"cast({name} as varchar)" if "DECIMAL" in kind else name for name, kind in types.items())
    (rows, total), (other_rows, other_total) = (
        connection.execute(_SUM.format(columns=hashed, table=table)).fetchall()[0] for table in (one, other)
    )
    differing = 0
    if (rows, total) != (other_rows, other_total):
        query = _DIFFERING.format(one=one, other=other, columns=columns)
        ((differing,),) = connection.execute(query).fetchall()
    return Compared(mart, rows, differing, [name for name in types if types[name] != other_types[name]])
