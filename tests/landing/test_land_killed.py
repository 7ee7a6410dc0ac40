"""A landing killed with SIGKILL at any step: the records are the old or the new ones, and the next one repairs all.

A process that has everything loaded forks one child per step; in it an audit hook counts the landing's file
operations, and kills the process at the n-th.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.landing.land import land
from flows.reading.document import read
from flows.reading.records import to_tables
from tests.shipped import DOCUMENTS, copy_documents, landed_rows

CHANGES = {"os.mkdir", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.truncate", "shutil.rmtree"}
Rows = dict[str, list[tuple[Any, ...]]]


class Steps:
    """Counts this process's changes to files, and kills it just before the n-th."""

    def __init__(self, last: int) -> None:
        self._last, self._done = last, 0

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            self.step()

    def step(self) -> None:
        self._done += 1
        if self._done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def land_until(raw: Path, last: int, full_refresh: bool) -> None:
    """Land and be killed at a step; finishes normally if there are fewer steps."""
    steps, write_table = Steps(last), pq.write_table

    def write_half_then_all(table: pa.Table, path: Path, **options: Any) -> None:
        # Parquet files are written below Python, where no audit hook sees it.
        path.write_bytes(b"PAR1 half")
        steps.step()
        write_table(table, path, **options)

    pq.write_table = write_half_then_all
    sys.addaudithook(steps.audit)
    land(raw, full_refresh=full_refresh)


def kill_at_steps(base: Path, folder: Path, full_refresh: bool, every: int) -> None:
    """Make a copy of `base` for every so many steps, named by its number, with a landing of it killed there."""
    # Loading it here spares each child from loading it.
    to_tables([read(path.read_bytes(), path.name) for path in (base / "documents").iterdir()])
    for step in count(1, every):
        raw = folder / str(step)
        shutil.copytree(base, raw, symlinks=True)
        child = os.fork()
        if child == 0:
            land_until(raw, step, full_refresh)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            shutil.rmtree(raw)
            return


def killed_landings(base: Path, full_refresh: bool, every: int) -> list[Path]:
    """A copy of the folder for every so many steps, killed there."""
    folder = base.with_name("killed")
    folder.mkdir()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=kill_at_steps, args=(base, folder, full_refresh, every))
    process.start()
    process.join()
    assert process.exitcode == 0
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


def leftovers(raw: Path) -> set[str]:
    """Files in the record store other than the current generation, the previous one, the digests and the locks."""
    lasting = {(raw / "records").resolve().name, ".lock", ".seen.lock", "seen.json"}
    found = {path.name for path in (raw / ".records").iterdir()} - lasting
    complete = {name for name in found if (raw / ".records" / name / "generation.json").is_file()}
    before = {name for name in complete if "." not in name and not (raw / ".records" / name).is_symlink()}
    return found - before if len(before) <= 1 else found


@pytest.fixture(autouse=True)
def no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing it has written; only a machine crash does, and syncing costs minutes."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A current generation from two landings; since then one document was added, one removed, one changed."""
    raw = copy_documents(tmp_path / "raw", "hantai_agriculture_bureau_2025.txt", "list_of_reports.txt")
    land(raw)
    documents = raw / "documents"
    shutil.copyfile(DOCUMENTS / "hongze_district_2023.html", documents / "unchanged.html")
    land(raw)
    shutil.copyfile(DOCUMENTS / "shixing_veterans_bureau_2020.txt", documents / "added.txt")
    (documents / "list_of_reports.txt").unlink()
    with (documents / "hantai_agriculture_bureau_2025.txt").open("a", encoding="utf-8") as file:
        file.write("\n2025年")
    return raw


def expected(base: Path) -> Rows:
    """The result of landing the documents that are there now."""
    fresh = base.with_name("fresh")
    (fresh / "documents").parent.mkdir()
    shutil.copytree(base / "documents", fresh / "documents")
    land(fresh)
    return landed_rows(fresh)


@pytest.mark.parametrize(
    ("full_refresh", "every"),
    [
        pytest.param(False, 3, marks=pytest.mark.slow, id="some steps of what is new"),
        pytest.param(False, 1, marks=pytest.mark.heavy, id="what is new"),
        pytest.param(True, 1, marks=pytest.mark.heavy, id="everything"),
    ],
)
def test_a_landing_killed_at_any_step_leaves_the_old_or_the_new_records(
    base: Path, full_refresh: bool, every: int
) -> None:
    old, new = landed_rows(base), expected(base)
    assert old != new
    shown = []
    for raw in killed_landings(base, full_refresh, every):
        rows = landed_rows(raw)
        assert rows in (old, new), f"step {raw.name}: half of the records are shown"
        shown.append(rows == new)
        land(raw)
        assert landed_rows(raw) == new, f"step {raw.name}: the next landing does not give the new records"
        assert not leftovers(raw), f"step {raw.name}"
    assert shown == sorted(shown) and set(shown) == {False, True}
    assert len(shown) > 30 // every


@pytest.mark.heavy
def test_the_first_landing_killed_at_any_step_shows_nothing_or_all(base: Path) -> None:
    new = expected(base)
    shutil.rmtree(base / ".records")
    (base / "records").unlink()
    for raw in killed_landings(base, full_refresh=False, every=1):
        assert not (raw / "records").exists() or landed_rows(raw) == new, f"step {raw.name}"
        land(raw)
        assert landed_rows(raw) == new, f"step {raw.name}"
        assert not leftovers(raw), f"step {raw.name}"
