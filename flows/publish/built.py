"""The marts of a built warehouse: types and comments from the database, keys and labels from the project."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows.publish.keys import Key, keys_of_models
from flows.warehouse.dictionary import entry
from flows.warehouse.marts import SCHEMA, attach

_MARTS = """
select table_name, comment from duckdb_tables()
where database_name = 'built' and schema_name = $schema order by table_name"""
_COLUMNS = """
select column_name, data_type, is_nullable, comment from duckdb_columns()
where database_name = 'built' and schema_name = $schema and table_name = $mart order by column_index"""

_PERCENTAGES = {"%": "（%）", "个百分点": "（百分点）"}


class PublishError(RuntimeError):
    """The marts could not be published, and what was published before is as it was; the message says why."""


class ServerError(PublishError):
    """What the server, or the way to it, answered; `state` is its SQLSTATE, where it gave one."""

    def __init__(self, message: str, state: str | None = None) -> None:
        super().__init__(message)
        self.state = state


class Column(NamedTuple):
    """A column with its type in DuckDB, and its Chinese label."""

    name: str
    type: str
    is_nullable: bool
    comment: str
    label: str


class Mart(NamedTuple):
    """A mart, its Chinese label, and the keys that its model declares."""

    name: str
    comment: str
    label: str
    columns: list[Column]
    keys: list[Key]

    def with_keys_in_comment(self, keys: Collection[Key]) -> Mart:
        """The mart with some of its keys in the comment, as they cannot be constraints."""
        kept = [key for key in self.keys if key not in keys]
        return self._replace(keys=kept, comment=" ".join([self.comment, *(key.in_words() for key in keys)]))


@contextmanager
def opened(database: Path, memory: str = "600MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has a database attached as `built`, read-only, in one state however often it is replaced."""
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{memory}'")
        attach(connection, built=database)
        yield connection


def marts_of(connection: duckdb.DuckDBPyConnection) -> list[Mart]:
    """All marts of the database `built`. Raises PublishError where they are not those of the models."""
    keys = keys_of_models()
    there = connection.execute(_MARTS, {"schema": SCHEMA}).fetchall()
    if {name for name, _ in there} != keys.keys():
        raise PublishError("the warehouse was built by another version of gouji; run `gouji run` first")
    marts = [
        Mart(name, comment, entry(name).label_zh, _columns(connection, name), keys[name]) for name, comment in there
    ]
    columns = {(mart.name, column.name) for mart in marts for column in mart.columns}
    if not all((mart.name, column) in columns for mart in marts for key in mart.keys for column in key.columns):
        raise PublishError("the keys are of another version of gouji than the warehouse; run `gouji run` first")
    return marts


def _columns(connection: duckdb.DuckDBPyConnection, mart: str) -> list[Column]:
    rows = connection.execute(_COLUMNS, {"schema": SCHEMA, "mart": mart}).fetchall()
    return [Column(name, kind, null, comment, _label(mart, name)) for name, kind, null, comment in rows]


def _label(mart: str, column: str) -> str:
    """What a column is called in Chinese, with the unit where that is a percentage."""
    found = entry(mart, column)
    return found.label_zh + _PERCENTAGES.get(found.unit, "")
