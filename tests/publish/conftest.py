"""Two states of a warehouse to publish, a server to publish to, and the command."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from flows.cli import main
from tests.built_warehouse import Built
from tests.publish.server import Postgres, running
from tests.shipped import environment

ROOT = Path(__file__).parents[2]
# Tables that the two states differ in, so that a reader of both tells which state it sees.
STATE = "select (select count(*) from marts.fct_revisions), (select count(*) from marts.mart_filing_status)"


class Warehouses(NamedTuple):
    """Two warehouses, with what a reader of `STATE` sees in each."""

    one: Path
    other: Path
    states: dict[Path, tuple[int, int]]


@pytest.fixture(scope="session")
def warehouses(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Warehouses:
    other = tmp_path_factory.mktemp("other")
    shutil.copyfile(built.folder / "gouji.duckdb", other / "gouji.duckdb")
    with duckdb.connect(other / "gouji.duckdb") as connection:
        connection.execute("delete from marts.fct_revisions; delete from marts.mart_filing_status")
    states = {}
    for folder in (built.folder, other):
        with duckdb.connect(folder / "gouji.duckdb", read_only=True) as connection:
            (states[folder],) = connection.execute(STATE).fetchall()
    assert len(set(states.values())) == 2
    return Warehouses(built.folder, other, states)


@pytest.fixture(scope="module")
def empty_server() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.fixture
def server(empty_server: Postgres) -> Postgres:
    """A server without any marts."""
    for schema in empty_server.schemas():
        empty_server.execute(f'drop schema "{schema}" cascade')
    return empty_server


def start(warehouse: Path, to: object, *more: str, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start a publish in a process of its own, by another program if one is to come `before` it."""
    publishes = ["-m", "flows.cli", "publish", "--warehouse", str(warehouse), "--to", str(to)]
    command = [*before, sys.executable, *publishes, *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=pipe, stderr=pipe, text=True)


def outcome(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a publish, and what is on standard error: nothing, or one clear line."""
    _, err = process.communicate(timeout=60)
    return process.returncode, _line(err)


def publish(warehouse: Path, to: object, *more: str) -> tuple[int, str]:
    """Publish, in this process."""
    err = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        code = main(["publish", "--warehouse", str(warehouse), "--to", str(to), *more])
    return code, _line(err.getvalue())


def _line(err: str) -> str:
    assert re.fullmatch(r"(gouji: [^\n]+\n)?", err) and "Traceback" not in err, err
    return err.removeprefix("gouji: ").rstrip("\n")
