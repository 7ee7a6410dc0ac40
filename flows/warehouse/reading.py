"""Opens the published marts to read them, and says in Chinese where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.landing.refusals import in_chinese

_INVALID = "not a valid DuckDB database file"


class UnreadableMarts(ValueError):
    """There are no marts, or none that can be read; the message says what to do."""


@contextmanager
def marts_read(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the marts of a database. Raises UnreadableMarts, also for what goes wrong in reading."""
    if not database.is_file():
        raise UnreadableMarts(f"{database}：没有数据，请先运行 gouji run")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        why = "文件已损坏" if _INVALID in str(error) else in_chinese(error)
        raise UnreadableMarts(f"{database}：无法读取（{why}），请运行 gouji run --full-refresh") from error
