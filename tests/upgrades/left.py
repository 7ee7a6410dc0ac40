"""What released versions left behind, with this version run over it once for the tests of a session."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import tarfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from tests.conftest import FinishedRun
from tests.fresh_builds import prepare

_ARCHIVES = {path.name.partition(".tar.")[0]: path for path in Path(__file__).parent.glob("*.tar.*")}
VERSIONS = sorted(_ARCHIVES, key=lambda version: tuple(map(int, version.split("."))))
NEWEST = VERSIONS[-1]
WHOLE = [version for version in VERSIONS if version != "0.1.0"]
"""The versions of which warehouse and backup are there: of 0.1.0 there is `raw`, and a note of its warehouse."""

DAY = "2025-05-20"
REMOVED = "shixing_veterans_bureau_2020.txt"
"""A document with findings that is removed after the last run of a version, and before the first of this one."""


def unpack(version: str, folder: Path) -> Path:
    """The folder `raw` as the version left it; `warehouse` and `backup` are beside it."""
    with tarfile.open(_ARCHIVES[version]) as archive:
        archive.extractall(folder, filter="tar")
        for member in archive:
            # tarfile rounds times to what a float holds.
            changed = int(Decimal(member.pax_headers.get("mtime", member.mtime)) * 10**9)
            os.utime(folder / member.name, ns=(changed, changed), follow_symlinks=False)
    return folder / "raw"


def run_on(raw: Path, warehouse: Path, *options: str) -> FinishedRun:
    """A run of this version, on one day."""
    out, err = io.StringIO(), io.StringIO()
    arguments = ["run", "--raw", str(raw), "--warehouse", str(prepare(warehouse)), "--today", DAY, *options]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return FinishedRun(raw, warehouse, code, out.getvalue(), err.getvalue())


def rows(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(warehouse / "gouji.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def upgrade(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], FinishedRun]:
    """This version run over what a version left, less one document; tests that change anything of it work on a copy."""

    @functools.cache
    def upgrade(version: str) -> FinishedRun:
        folder = tmp_path_factory.mktemp("upgraded")
        raw = unpack(version, folder)
        (raw / "documents" / REMOVED).unlink()
        return run_on(raw, folder / "warehouse")

    return upgrade


@pytest.fixture(scope="session")
def upgraded(upgrade: Callable[[str], FinishedRun]) -> FinishedRun:
    """This version run over what the newest of those before left."""
    return upgrade(NEWEST)
