"""Opens the published marts to read them, and says in Chinese where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.landing.refusals import in_chinese
from flows.messages import told

_INVALID = "not a valid DuckDB database file"


class UnreadableMarts(ValueError):
    """There are no marts, or none that can be read; the message says what to do."""


@contextmanager
def marts_read(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the marts of a database. Raises UnreadableMarts, also for what goes wrong in reading."""
    if not database.is_file():
        raise UnreadableMarts(told("marts_none", database=database))
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        why = told("marts_damaged") if _INVALID in str(error) else in_chinese(error)
        raise UnreadableMarts(told("marts_unreadable", database=database, why=why)) from error
