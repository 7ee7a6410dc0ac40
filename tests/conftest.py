"""The environment of all tests, and one run of the main job for the tests that inspect its output."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest

from flows import settings
from flows.cli import main
from tests.fresh_builds import SPARE, keep, prepare
from tests.shipped import copy_documents

# The same code gives the same result; `pytest --hypothesis-profile=explore` searches further.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile("fixed")

pytest_plugins = ["tests.built_country", "tests.built_warehouse", "tests.papers.made", "tests.upgrades.left"]


class FinishedRun(NamedTuple):
    """A run of `gouji run` on the shipped documents: where it ran, its exit code, and what it printed."""

    raw: Path
    warehouse: Path
    code: int
    out: str
    err: str


def pytest_configure(config: pytest.Config) -> None:
    """Before anything of Prefect or Great Expectations is imported: quiet, offline, home and cache of this session."""
    home = tempfile.mkdtemp(prefix="gouji-tests-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["PREFECT_HOME"] = home
    os.environ["XDG_CACHE_HOME"] = f"{home}/cache"
    # One for all the processes of this session.
    os.environ.setdefault(SPARE, f"{home}/spare")
    os.environ.pop("PREFECT_API_URL", None)
    settings.apply(Path(home))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder like `raw/` with the shipped documents, not landed yet."""
    return copy_documents(tmp_path / "raw")


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """One run of the whole job; tests that change anything in it work on a copy."""
    folder = tmp_path_factory.mktemp("job")
    raw = copy_documents(folder / "raw")
    out, err = io.StringIO(), io.StringIO()
    warehouse = prepare(folder / "warehouse")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["run", "--raw", str(raw), "--warehouse", str(warehouse)])
    if code == 0:
        keep(warehouse)
    return FinishedRun(raw, warehouse, code, out.getvalue(), err.getvalue())


@pytest.fixture
def copied(finished_run: FinishedRun, tmp_path: Path) -> FinishedRun:
    """A copy of the run's output that may be changed."""
    for folder in (finished_run.raw, finished_run.warehouse):
        shutil.copytree(folder, tmp_path / folder.name, symlinks=True)
    return finished_run._replace(raw=tmp_path / finished_run.raw.name, warehouse=tmp_path / finished_run.warehouse.name)
