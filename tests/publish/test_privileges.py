"""The roles of `docs/security.md`: one that publishes and one that reads, each with no right beyond that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from adbc_driver_manager import Error

from tests.publish.conftest import STATE, Warehouses, publish
from tests.publish.server import Postgres

PAGE = Path(__file__).parents[2] / "docs/security.md"
DENIED = "permission denied|must be owner|must be superuser|no privileges|Only roles with"


class Roles(NamedTuple):
    """The addresses of a database whose roles were made as the page says."""

    server: Postgres
    publisher: str
    reader: str


@pytest.fixture(scope="module")
def roles(empty_server: Postgres, warehouses: Warehouses) -> Iterator[Roles]:
    """The marts in a database of their own, published twice; the server has something else, too."""
    server, url = empty_server, empty_server.url.replace("/postgres", "/statistics")
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    server.execute("create database statistics")
    server.execute("create schema theirs", "create table theirs.secret as select 1 as i")
    server.execute(*filter(str.strip, re.sub(r"--.*", "", block).split(";")), url=url)
    roles = Roles(server, url.replace("owner", "gouji"), url.replace("owner", "analyst"))
    for warehouse in (warehouses.one, warehouses.other):
        assert publish(warehouse, roles.publisher, "--role", "analyst") == (0, "")
    yield roles


def test_the_reader_reads_what_was_published_last(roles: Roles, warehouses: Warehouses) -> None:
    assert roles.server.rows(STATE, roles.reader) == [warehouses.states[warehouses.other]]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from marts.dim_region",
        "update marts.dim_region set name = ''",
        "truncate marts.dim_region",
        "create table marts.mine (i integer)",
        "create table public.mine (i integer)",
        "create temporary table mine (i integer)",
        "create schema mine",
        "drop schema marts cascade",
        "comment on schema marts is ''",
        "set role gouji",
        "select * from pg_authid",
        "select pg_read_file('postgresql.conf')",
        "copy (select 1) to program 'true'",
    ],
)
def test_the_reader_can_do_nothing_else(roles: Roles, statement: str) -> None:
    with pytest.raises(Error, match=DENIED):
        roles.server.rows(statement, roles.reader)


@pytest.mark.parametrize(
    "statement",
    [
        "create role mine",
        "create database mine",
        "alter role gouji superuser",
        "select * from pg_authid",
        "select pg_read_file('postgresql.conf')",
        "copy (select 1) to program 'true'",
    ],
)
def test_the_publishing_role_has_no_right_on_the_server(roles: Roles, statement: str) -> None:
    with pytest.raises(Error, match=DENIED):
        roles.server.rows(statement, roles.publisher)


def test_neither_reaches_another_database_of_the_server(roles: Roles) -> None:
    for url in (roles.publisher, roles.reader):
        with pytest.raises(Error, match=DENIED):
            roles.server.rows("select * from theirs.secret", url.replace("/statistics", "/postgres"))
