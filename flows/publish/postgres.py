"""PostgreSQL: the marts are written into a schema beside the published one, which they then replace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from expectations import sql
from flows.publish.built import Column, Mart, PublishError, marts_of, opened
from flows.publish.files import Tell
from flows.publish.keys import Key
from flows.publish.replaced import check_replaceable, comment_on, put_in_place
from flows.publish.server import Server
from flows.warehouse.marts import SCHEMA

STAGE = "marts_stage"
_BATCH = 20_000
_TYPES = {
    "VARCHAR": "text",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "DOUBLE": "double precision",
}
# An entry of an index has at most 2,704 bytes, with a few for each column.
_LONGEST_KEY = 2600
_LOCK = "select pg_try_advisory_lock(hashtext('gouji publish'), hashtext('marts'))"
# The server then notices within a second that a publish was killed, and ends what it does for it; from version 14.
_WATCH = """
select set_config(name, '1000', false) from pg_settings where name = 'client_connection_check_interval'"""


def publish_to_server(database: Path, url: str, role: str | None, tell: Tell) -> int:
    """Publish the marts of a database as the schema `marts` of a server; returns how many there are.

    With a `role`, it may read them; whoever could read the marts before still can. Raises PublishError, in one line,
    for whatever the server refuses, and where another publish is at work; the schema is then as it was.
    """
    # Rows only pass through.
    with opened(database, "200MB") as built, closing(Server(url)) as server:
        marts = _with_keys_that_fit(built, marts_of(built))
        server.rows(_WATCH)
        if server.rows(_LOCK) != [(True,)]:
            raise PublishError(f"{server.place}: another publish is at work there; try again after it")
        check_replaceable(server, SCHEMA, STAGE, role)
        server.execute(f"drop schema if exists {STAGE} cascade")
        with server.transaction():
            server.execute(f"create schema {STAGE}", comment_on(STAGE, [mart.name for mart in marts]))
        try:
            _fill(server, built, marts, tell)
            tell("waiting for readers")
            put_in_place(server, SCHEMA, STAGE, role)
        except BaseException:
            _remove(server)
            raise
        return len(marts)


def _with_keys_that_fit(built: duckdb.DuckDBPyConnection, marts: Sequence[Mart]) -> list[Mart]:
    """The marts, with keys that PostgreSQL cannot hold in the comments: an archive can have names of any length."""
    long = {
        (mart.name, key.columns) for mart in marts for key in mart.keys if not key.mart and _is_long(built, mart, key)
    }
    return [
        mart.with_keys_in_comment(
            [key for key in mart.keys if {(mart.name, key.columns), (key.mart, key.mart_columns)} & long]
        )
        for mart in marts
    ]


def _is_long(built: duckdb.DuckDBPyConnection, mart: Mart, key: Key) -> bool:
    texts = [f"coalesce(strlen({c.name}), 0)" for c in mart.columns if c.name in key.columns and c.type == "VARCHAR"]
    query = f"select max({' + '.join(texts or '0')}) > {_LONGEST_KEY} from built.{SCHEMA}.{mart.name}"
    return built.execute(query).fetchall() == [(True,)]


def _fill(server: Server, built: duckdb.DuckDBPyConnection, marts: Sequence[Mart], tell: Tell) -> None:
    for mart in marts:
        tell(mart.name)
        server.execute(*_table(mart))
        columns = ", ".join(map(_printable, mart.columns))
        rows = built.execute(f"select {columns} from built.{SCHEMA}.{mart.name}")
        server.copy(STAGE, mart.name, rows.to_arrow_reader(_BATCH))
    # A key can only refer to one that is there.
    for is_foreign in (False, True):
        for mart in marts:
            tell(f"keys of {mart.name}")
            server.execute(*(_added(mart, key) for key in mart.keys if (key.kind == "foreign_key") == is_foreign))
    server.execute(*(f"analyze {STAGE}.{mart.name}" for mart in marts))


def _table(mart: Mart) -> Iterable[str]:
    name = f"{STAGE}.{mart.name}"
    columns = (f"{c.name} {_type(c)}{'' if c.is_nullable else ' not null'}" for c in mart.columns)
    yield f"create table {name} ({', '.join(columns)})"
    yield f"comment on table {name} is {sql.text(mart.comment)}"
    yield from (f"comment on column {name}.{c.name} is {sql.text(c.comment)}" for c in mart.columns)


def _type(column: Column) -> str:
    if found := re.fullmatch(r"DECIMAL(\(\d+,\d+\))", column.type):
        return f"numeric{found[1]}"
    return _TYPES[column.type]


def _printable(column: Column) -> str:
    # The one character that PostgreSQL does not keep.
    return f"replace({column.name}, chr(0), '') as {column.name}" if column.type == "VARCHAR" else column.name


def _added(mart: Mart, key: Key) -> str:
    columns = f"({', '.join(key.columns)})"
    to = f" references {STAGE}.{key.mart} ({', '.join(key.mart_columns)})" if key.mart else ""
    return f"alter table {STAGE}.{mart.name} add {key.kind.replace('_', ' ')} {columns}{to}"


def _remove(server: Server) -> None:
    try:
        server.execute(f"drop schema if exists {STAGE} cascade")
    except PublishError:
        # The server is gone; the next publish removes the stage.
        return
