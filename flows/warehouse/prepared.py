"""Keeps what the rules need for any report: their SQL, rendered, and the models that depend on seeds alone.

It is written once, into the user's cache, and read by every later check. The name of the file is the fingerprint of all
it was made from, so it never outlives a change of a rule, a model or a table. Where it cannot be kept, it is made anew.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations import catalogue
from flows.reading import records
from flows.warehouse.dbt_runs import TABLES

# Nothing is downloaded for a check, not even an extension of DuckDB; with a report or two, more threads would only wait
# for one another.
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}
RECORDS = "landing_"
"""The tables of records bear the names of the sources with this before them."""
_STATEMENTS = "prepared.statements"
_HOUR = 3600
_KEPT = 4


class Prepared(NamedTuple):
    """A database with the seeds and the models on seeds alone, and the statements that make all other models."""

    connection: duckdb.DuckDBPyConnection
    statements: Sequence[str]


def prepare(names: Sequence[str], project: Path) -> Prepared:
    """What the models with these names need, of a dbt project; its connection is the caller's to close."""
    try:
        return _kept(_cache() / f"rules-{_fingerprint(names, project)}.duckdb", names, project)
    except (duckdb.Error, OSError):
        connection = duckdb.connect(config=dict(_CONFIG))
        _fill(connection, names, project)
        return Prepared(connection, _statements(connection))


def _kept(path: Path, names: Sequence[str], project: Path) -> Prepared:
    """What is in the file, which is written where it cannot be read."""
    with suppress(duckdb.Error, OSError):
        return _opened(path)
    _write(path, names, project)
    return _opened(path)


def _cache() -> Path:
    """Raises FileNotFoundError for a user without a home, whose `~` would be a folder of that name."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    if not folder.is_absolute():
        raise FileNotFoundError(f"{folder}: not an absolute path")
    return folder / "gouji"


def _fingerprint(names: Sequence[str], project: Path) -> str:
    """Changes with any line of models, macros, seeds and the code that brings them together."""
    found = hashlib.sha256(repr((names, duckdb.__version__, catalogue.load())).encode())
    for path in _made_from(project):
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()[:32]


def _made_from(project: Path) -> Iterator[Path]:
    for folder, files in (
        (project, "macros/*.sql"),
        (project, "models/**/*.sql"),
        (Path(__file__).parent, "*.py"),
    ):
        yield from sorted(folder.glob(files))
    yield from (*TABLES, Path(records.__file__))


def _opened(path: Path) -> Prepared:
    connection = duckdb.connect(str(path), read_only=True, config=dict(_CONFIG))
    return Prepared(connection, _statements(connection))


def _statements(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(f"select statement from {_STATEMENTS} order by position").fetchall()
    return [statement for (statement,) in rows]


def _write(path: Path, names: Sequence[str], project: Path) -> None:
    """Write the file all or nothing, and remove those before the last few, and what killed checks have left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with duckdb.connect(str(draft), config=dict(_CONFIG)) as connection:
            _fill(connection, names, project)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    with suppress(OSError):
        made = sorted(path.parent.glob("rules-*.duckdb"), key=lambda file: file.stat().st_mtime)
        left = [file for file in path.parent.glob("rules-*.duckdb.*") if file.stat().st_mtime < time.time() - _HOUR]
        for old in [*made[:-_KEPT], *left]:
            old.unlink()


def _fill(connection: duckdb.DuckDBPyConnection, names: Sequence[str], project: Path) -> None:
    # Only the first check needs them, and every other one would load them.
    from flows.reading.records import ROSTER
    from flows.warehouse import history
    from flows.warehouse.rendering import render
    from flows.warehouse.seeds import seed

    rendered = render(names, project)
    # A check has no history and no list of agencies that have to file.
    nothing = {**history.NOTHING, "roster": ROSTER.empty_table()}
    tables = {f"{RECORDS}{name}": table for name, table in nothing.items()}
    for name, table in (tables | {name: seed(name) for name in rendered.seeds}).items():
        connection.register("given", table)
        connection.execute(f'create table "{name}" as from given')
        connection.unregister("given")
    connection.execute("create schema prepared")
    connection.execute(f"create table {_STATEMENTS} (position integer, statement text)")
    for position, model in enumerate(rendered.models):
        if model.on_records:
            statement = f'create or replace temp table "{model.name}" as {model.query}'
            connection.execute(f"insert into {_STATEMENTS} values (?, ?)", [position, statement])
        else:
            connection.execute(f'create table "{model.name}" as {model.query}')
