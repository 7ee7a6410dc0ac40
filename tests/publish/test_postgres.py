"""Publishing to PostgreSQL: what is there afterwards, and what is left by a publish that fails."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from adbc_driver_postgresql import dbapi

from flows.publish.built import marts_of, opened
from tests.publish.conftest import STATE, Warehouses, outcome, publish, start
from tests.publish.server import Postgres

# Half a minute as a whole.
pytestmark = pytest.mark.slow

DONE, FAILED, BAD_USAGE = 0, 1, 2
_KEYS = """
select conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'marts'::regnamespace"""


def state(server: Postgres) -> tuple[int, int]:
    """What a reader of the published marts sees."""
    (found,) = server.rows(STATE)
    return found


def test_every_mart_is_there_with_its_rows(warehouses: Warehouses, server: Postgres) -> None:
    assert publish(warehouses.one, server.url) == (DONE, "")
    assert server.schemas() == ["marts"]
    with duckdb.connect(warehouses.one / "gouji.duckdb", read_only=True) as built:
        for (mart,) in built.execute("select table_name from duckdb_tables()").fetchall():
            described = built.execute(f"describe marts.{mart}").fetchall()
            # The driver gives exact figures as text.
            columns = [f"cast({name} as varchar)" if "DEC" in kind else name for name, kind, *_ in described]
            query = f"select {', '.join(columns)} from marts.{mart}"
            assert sorted(server.rows(query), key=repr) == sorted(built.execute(query).fetchall(), key=repr), mart


def test_types_comments_and_keys_are_those_of_the_models(warehouses: Warehouses, server: Postgres) -> None:
    publish(warehouses.one, server.url)
    with opened(warehouses.one / "gouji.duckdb") as built:
        marts = marts_of(built)
    comments = server.rows("""
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class')
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relnamespace = 'marts'::regnamespace and c.relkind = 'r'""")
    assert {(table, column, text, whole) for table, column, _, _, text, whole in comments} == {
        (mart.name, column.name, column.comment, mart.comment) for mart in marts for column in mart.columns
    }
    types = {(table, column): (kind, required) for table, column, kind, required, *_ in comments}
    assert types["fct_cells", "value"] == ("numeric(24,8)", False)
    assert types["fct_reports", "report_id"] == ("text", True)
    assert types["fct_reports", "published_on"] == ("date", False)
    kinds = {"primary_key": "PRIMARY KEY", "unique": "UNIQUE", "foreign_key": "FOREIGN KEY"}
    declared = {(f"marts.{m.name}", f"{kinds[k.kind]} ({', '.join(k.columns)})") for m in marts for k in m.keys}
    assert {(table, text.split(" REFERENCES")[0]) for table, _, text in server.rows(_KEYS)} == declared


def test_a_role_may_read_and_not_write_and_grants_are_kept(warehouses: Warehouses, server: Postgres) -> None:
    server.execute("drop role if exists analyst", "drop role if exists guest")
    assert publish(warehouses.one, server.url, "--role", "analyst")[1].endswith("no role analyst; create it first")
    server.execute("create role analyst login", "create role guest login")
    assert publish(warehouses.one, server.url, "--role", "analyst") == (DONE, "")
    server.execute("grant usage on schema marts to guest", "grant select on marts.dim_item to guest")
    assert publish(warehouses.other, server.url) == (DONE, "")
    analyst, guest = (server.url.replace("owner", role) for role in ("analyst", "guest"))
    assert server.rows(STATE, analyst) == [warehouses.states[warehouses.other]]
    assert len(server.rows("select item from marts.dim_item", guest)) > 0
    for url, query in [(analyst, "delete from marts.dim_item"), (guest, "select code from marts.dim_region")]:
        with pytest.raises(dbapi.ProgrammingError, match="permission denied"):
            server.rows(query, url)


def test_a_server_that_is_not_there_is_one_line(warehouses: Warehouses, server: Postgres) -> None:
    code, line = publish(warehouses.one, "postgresql://owner@127.0.0.1:1/postgres")
    assert code == FAILED and "Connection refused" in line
    code, line = publish(warehouses.one, server.url.replace("/postgres", "/nowhere").replace("postgresql", "postgres"))
    assert code == FAILED and 'database "nowhere" does not exist' in line


@pytest.mark.parametrize("to", ["owner:secret@127.0.0.1:1/postgres", "owner@127.0.0.1:1/postgres?password=secret"])
def test_a_password_that_everybody_could_see_is_refused(warehouses: Warehouses, to: str) -> None:
    code, line = publish(warehouses.one, f"postgresql://{to}")
    assert code == BAD_USAGE and "PGPASSWORD" in line and "secret" not in line


def test_a_full_disk_leaves_what_was_published(warehouses: Warehouses, server: Postgres) -> None:
    publish(warehouses.one, server.url)
    with server.full():
        code, line = publish(warehouses.other, server.url)
    assert code == FAILED and "could not extend file" in line and line.endswith("nothing is half published")
    assert state(server) == warehouses.states[warehouses.one] and server.schemas() == ["marts"]
    assert publish(warehouses.other, server.url) == (DONE, "")


@pytest.mark.slow
def test_a_server_that_ends_leaves_what_was_published(warehouses: Warehouses, server: Postgres) -> None:
    publish(warehouses.one, server.url)
    process = start(warehouses.other, server.url)
    wait_for_stage(server)
    server.stop()
    server.start()
    code, line = outcome(process)
    assert code == FAILED and line.startswith(server.url.replace("owner@", ""))
    assert state(server) == warehouses.states[warehouses.one]
    assert publish(warehouses.other, server.url) == (DONE, "")
    assert server.schemas() == ["marts"]


@pytest.mark.slow
def test_the_stage_of_a_killed_publish_is_removed_by_the_next(warehouses: Warehouses, server: Postgres) -> None:
    publish(warehouses.one, server.url)
    process = start(warehouses.other, server.url)
    wait_for_stage(server)
    process.kill()
    process.communicate()
    assert state(server) == warehouses.states[warehouses.one]
    assert "marts_stage" in server.schemas()
    # The server ends what it did for the killed one when it notices.
    until = time.monotonic() + 10
    while (answer := publish(warehouses.other, server.url))[0] and time.monotonic() < until:
        assert "another publish is at work" in answer[1]
    assert answer == (DONE, "") and server.schemas() == ["marts"]


@pytest.mark.slow
def test_of_two_at_once_one_is_refused(warehouses: Warehouses, server: Postgres) -> None:
    both = [start(warehouses.one, server.url) for _ in range(2)]
    assert sorted(code for code, _ in map(outcome, both)) in ([DONE, DONE], [DONE, FAILED])
    with closing(dbapi.connect(server.url, autocommit=True)) as other, other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('gouji publish'), hashtext('marts'))")
        code, line = publish(warehouses.one, server.url)
    assert code == FAILED and line.endswith("another publish is at work there; try again after it")


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ("create view public.mine as select item from marts.dim_item", "view"),
        ("create table marts.mine (i integer)", "table marts.mine"),
        ("create function marts.mine() returns integer language sql as 'select 1'", "function marts.mine()"),
    ],
)
def test_what_others_made_of_the_marts_is_not_dropped(
    made: str, named: str, warehouses: Warehouses, server: Postgres
) -> None:
    publish(warehouses.one, server.url)
    server.execute("drop view if exists public.mine", made)
    code, line = publish(warehouses.other, server.url)
    assert code == FAILED and named in line and line.endswith("would be dropped with the marts; remove it first")
    assert state(server) == warehouses.states[warehouses.one]


@pytest.mark.parametrize("schema", ["marts", "marts_stage"])
def test_a_schema_of_others_is_not_touched(schema: str, warehouses: Warehouses, server: Postgres) -> None:
    server.execute(f"create schema {schema}", f"create table {schema}.theirs (i integer)")
    code, line = publish(warehouses.one, server.url)
    assert code == FAILED and f"the schema {schema} was not made by" in line
    assert server.rows(f"select count(*) from {schema}.theirs") == [(0,)]


def test_a_character_that_postgresql_cannot_keep_is_left_out(
    warehouses: Warehouses, server: Postgres, tmp_path: Path
) -> None:
    shutil.copyfile(warehouses.one / "gouji.duckdb", tmp_path / "gouji.duckdb")
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        connection.execute("update marts.dim_item set label_en = 'a' || chr(0) || 'b' where item = 'carried_in'")
    assert publish(tmp_path, server.url) == (DONE, "")
    assert server.rows("select label_en from marts.dim_item where item = 'carried_in'") == [("ab",)]


def test_a_key_that_postgresql_cannot_hold_is_in_the_comment(
    warehouses: Warehouses, server: Postgres, tmp_path: Path
) -> None:
    """Such as the path of a document in an archive, which compresses too badly for an index."""
    shutil.copyfile(warehouses.one / "gouji.duckdb", tmp_path / "gouji.duckdb")
    name = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(1000))
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        row = "select $name as document, 'a' as sha256, 'rejected' as status, 'b' as report_id"
        connection.execute(f"insert into marts.fct_documents by name {row}", {"name": name})
    assert publish(tmp_path, server.url) == (DONE, "")
    (comments,) = server.rows("""
        select obj_description('marts.fct_documents'::regclass, 'pg_class'),
            obj_description('marts.fct_reports'::regclass, 'pg_class')""")
    assert comments[0].endswith("Primary key: document.")
    assert comments[1].endswith("Foreign key: document → fct_documents (document).")
    assert ("marts.fct_documents", "p") not in [key[:2] for key in server.rows(_KEYS)]
    assert server.rows("select count(*) from marts.fct_documents where length(document) = 1000") == [(1,)]


def wait_for_stage(server: Postgres) -> None:
    """Wait until a publish is at work, and has written something."""
    written = "select 1 from pg_tables where schemaname = 'marts_stage' and tablename = 'dim_region'"
    until = time.monotonic() + 30
    while not server.rows(written):
        assert time.monotonic() < until
