"""Reads what a lake says of itself, while a run may be writing it: records, marts, decisions. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from flows.landing.mark import in_force

Row = dict[str, Any]


class DamagedError(RuntimeError):
    """Something that is there cannot be read; the message says what."""


class Lake:
    """A folder `raw` and its warehouse. Whatever is not there yet is empty."""

    def __init__(self, raw: Path, warehouse: Path) -> None:
        self.raw, self.warehouse = raw, warehouse
        self._database = warehouse / "gouji.duckdb"

    def landed(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query over `landed`, the account of every document in the records. Raises DamagedError."""
        current = in_force(self.raw)
        if current is None:
            return []
        ledger = current.folder / "documents" / "documents.parquet"
        with _readable(ledger), duckdb.connect() as connection:
            connection.read_parquet(str(ledger)).create_view("landed")
            return _rows(connection, query, values)

    def marts(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query over the marts. Raises DamagedError."""
        if not self._database.is_file():
            return []
        with _readable(self._database), duckdb.connect(str(self._database), read_only=True) as connection:
            return _rows(connection, query, values)

    def applied(self) -> list[Row]:
        """The decisions that the warehouse was built with. Raises DamagedError."""
        file = self.warehouse / "inputs" / "decisions.parquet"
        if not file.is_file():
            return []
        with _readable(file), duckdb.connect() as connection:
            return _rows(connection, "from read_parquet(?)", [str(file)])


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any]) -> list[Row]:
    found = connection.execute(query, list(values))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, OSError) as error:
        said = (error.strerror or "") if isinstance(error, OSError) else next(iter(str(error).splitlines()), "")
        raise DamagedError(f"{path}: cannot be read ({said or type(error).__name__})") from error
