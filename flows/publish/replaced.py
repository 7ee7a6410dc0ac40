"""The published schema of a server: whether it may be replaced, and how it is, while others read it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from expectations import sql
from flows.publish.built import PublishError, ServerError
from flows.publish.server import Server

# While the tables wait to be locked, new readers wait behind them. Before a second is over, the time after which
# PostgreSQL looks for deadlocks and could end a reader's query, they go first.
_WAIT = "800ms"
_PATIENCE = 600.0
_CANCELLED = {"57014", "55P03"}
_MARK = "Marts of gouji. The next publish replaces this schema with all that is in it. Tables: "
_SCHEMAS = """
select nspname, obj_description(oid, 'pg_namespace'), pg_has_role(nspowner, 'usage'), pg_get_userbyid(nspowner)
from pg_namespace where nspname in ({names})"""
# All that would be dropped with the tables and is none of them: in the schema, or elsewhere but made from them.
_STRANGERS = """
with
tables as (
    select oid from pg_class
    where relnamespace = '{schema}'::regnamespace and relkind = 'r' and relname = any(string_to_array({names}, ', '))
)
select pg_describe_object(classid, objid, objsubid) from pg_depend
where
    deptype = 'n'
    and (
        (refclassid = 'pg_namespace'::regclass and refobjid = '{schema}'::regnamespace and objid not in (table tables))
        or (
            refclassid = 'pg_class'::regclass and refobjid in (table tables)
            and not (classid = 'pg_constraint'::regclass and objid in (
                select oid from pg_constraint where conrelid in (table tables)
            ))
        )
    )
limit 1"""
_TABLES = "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = '{schema}' order by 1"
_GRANTEE = "case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end"
_GRANTS = f"""
select format('grant usage on schema %I to %s', '{{stage}}', {_GRANTEE})
from pg_namespace as n, aclexplode(n.nspacl) as a
where n.nspname = '{{schema}}' and a.privilege_type = 'USAGE' and a.grantee <> n.nspowner
union
select format('grant select on %I.%I to %s', '{{stage}}', c.relname, {_GRANTEE})
from pg_class as c
inner join pg_class as new on c.relname = new.relname and new.relnamespace = '{{stage}}'::regnamespace
cross join aclexplode(c.relacl) as a
where c.relnamespace = '{{schema}}'::regnamespace and a.privilege_type = 'SELECT' and a.grantee <> c.relowner"""
_READERS = """
select format('process %s of %I', a.pid, a.usename) from pg_locks as l inner join pg_stat_activity as a using (pid)
where
    l.relation in (select oid from pg_class where relnamespace = '{schema}'::regnamespace)
    and a.pid <> pg_backend_pid()
order by a.xact_start limit 1"""


def comment_on(schema: str, tables: Sequence[str]) -> str:
    """The statement that marks a schema as ours, with the names of the tables that are published in it."""
    return f"comment on schema {schema} is {sql.text(_MARK + ', '.join(tables))}"


def check_replaceable(server: Server, schema: str, stage: str, role: str | None) -> None:
    """Raise PublishError where replacing the schema would take from others what is theirs, or is not permitted."""
    if role is not None and not server.rows(f"select 1 from pg_roles where rolname = {sql.text(role)}"):
        raise PublishError(f"{server.place}: there is no role {role}; create it first")
    for name, comment, is_permitted, owner in server.rows(_SCHEMAS.format(names=f"'{schema}', '{stage}'")):
        if not (comment or "").startswith(_MARK):
            raise PublishError(f"{server.place}: the schema {name} was not made by `gouji publish`; rename it first")
        if not is_permitted:
            raise PublishError(f"{server.place}: the schema {name} is of the role {owner}; publish as that role")
        if name == schema:
            _expect_no_strangers(server, schema, comment)


def _expect_no_strangers(server: Server, schema: str, comment: str) -> None:
    names = sql.text(comment.removeprefix(_MARK))
    for (stranger,) in server.rows(_STRANGERS.format(schema=schema, names=names)):
        raise PublishError(f"{server.place}: {stranger} would be dropped with the marts; remove it first")


def put_in_place(server: Server, schema: str, stage: str, role: str | None) -> None:
    """Give the stage the name of the published schema, and drop that, at once and between the queries of readers.

    Raises PublishError where readers leave no gap for ten minutes.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with server.transaction():
                _replace(server, schema, stage, role)
            return
        except ServerError as error:
            if error.state not in _CANCELLED:
                raise
            if time.monotonic() > until:
                raise _kept_waiting(server, schema) from error
        time.sleep(1)


def _replace(server: Server, schema: str, stage: str, role: str | None) -> None:
    there = server.rows(_SCHEMAS.format(names=sql.text(schema)))
    if there:
        tables = ", ".join(name for (name,) in server.rows(_TABLES.format(schema=schema)))
        # A query that has looked up one table and not yet the next would otherwise read both old and new ones.
        if tables:
            server.execute(f"set local statement_timeout = '{_WAIT}'", f"lock table {tables} in access exclusive mode")
            server.execute("set local statement_timeout = 0")
        _expect_no_strangers(server, schema, there[0][1])
        server.execute(*(grant for (grant,) in server.rows(_GRANTS.format(schema=schema, stage=stage))))
        server.execute(f"drop schema {schema} cascade")
    if role is not None:
        quoted_role = '"' + role.replace('"', '""') + '"'
        server.execute(f"grant usage on schema {stage} to {quoted_role}")
        server.execute(f"grant select on all tables in schema {stage} to {quoted_role}")
    server.execute(f"alter schema {stage} rename to {schema}")


def _kept_waiting(server: Server, schema: str) -> PublishError:
    readers = [reader for (reader,) in server.rows(_READERS.format(schema=schema))]
    who = readers[0] if readers else "a reader"
    return PublishError(f"{server.place}: {who} does not stop reading the marts; what was published is unchanged")
