"""What version 0.1.0 left behind, with this version run over it once for the tests of a session."""

from __future__ import annotations

import contextlib
import io
import tarfile
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from tests.conftest import FinishedRun

LEFT = Path(__file__).parent / "0.1.0.tar.gz"
DAY = "2025-05-20"


def unpack(folder: Path) -> Path:
    """The folder `raw` as the version left it; the note of its warehouse is beside it."""
    with tarfile.open(LEFT) as archive:
        archive.extractall(folder, filter="tar")
    return folder / "raw"


def run_on(raw: Path, warehouse: Path, *options: str) -> FinishedRun:
    """A run of this version, on one day."""
    out, err = io.StringIO(), io.StringIO()
    arguments = ["run", "--raw", str(raw), "--warehouse", str(warehouse), "--today", DAY, *options]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return FinishedRun(raw, warehouse, code, out.getvalue(), err.getvalue())


def rows(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(warehouse / "gouji.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """This version run over what the one before left; tests that change anything of it work on a copy."""
    folder = tmp_path_factory.mktemp("upgraded")
    raw = unpack(folder)
    return run_on(raw, folder / "warehouse")
