"""The project of Great Expectations in the repository: written from the catalogue, and opened by the library alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from expectations import catalogue, project
from expectations.batches import own_batch
from expectations.sql import Places
from tests.conftest import FinishedRun

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "expectations" / "gx"
GUIDE = ROOT / "docs" / "expectations.md"


def written(folder: Path) -> dict[str, bytes]:
    """What is in a project, without what is made by using it."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in named.items() if not name.startswith(("uncommitted/", "plugins/"))}


def test_the_project_is_what_the_catalogue_says_and_the_same_on_each_run(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "expectations.project", str(tmp_path)], cwd=ROOT, check=True)
    is_current = written(tmp_path / "gx") == written(COMMITTED)
    assert is_current, "the catalogue or the suites have changed: run `python -m expectations.project`"


def test_what_is_no_longer_there_is_removed(tmp_path: Path) -> None:
    old = tmp_path / "gx" / "expectations" / "old.json"
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    project.write(tmp_path, Places(tmp_path, tmp_path, tmp_path), tmp_path)
    assert not old.exists()


@pytest.fixture(scope="module")
def root(finished_run: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout after a run, with nothing of ours that could be imported."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(finished_run.raw, folder / "raw", symlinks=True)
    shutil.copytree(finished_run.warehouse / "marts", folder / "warehouse" / "marts")
    ignored = shutil.ignore_patterns("uncommitted", "plugins")
    shutil.copytree(COMMITTED, folder / "expectations" / "gx", ignore=ignored)
    return folder


@pytest.mark.slow
def test_the_guide_runs_and_leaves_the_project_as_it_was(root: Path) -> None:
    (guide,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert "expectations." not in re.sub("great_expectations", "", guide), "nothing of ours is imported"
    done = subprocess.run([sys.executable, "-I", "-c", guide], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "proceedings_sum 2" in done.stdout.splitlines()
    assert "sums_by_column" in done.stdout and "uncommitted/data_docs/index.html" in done.stdout
    assert written(root / "expectations" / "gx") == written(COMMITTED)


def test_sums_and_counts_of_one_report_are_looked_at_in_the_records() -> None:
    form = catalogue.load()
    in_records = {rule.rule for rule in form.rules if rule.state == "active" and own_batch(form, rule)}
    sums = {"requests_balance", "outcomes_sum", "closed_sum", "applicants_sum", "proceedings_sum"}
    sums |= {"received_sum", "completed_sum", "answered_sum", "denied_reasons_sum", "review_sum", "litigation_sum"}
    sums |= {"staff_sum"}
    assert in_records == sums | {"counts_not_negative"}
