"""Whole runs on a store that are killed as they land, build or put: nothing is lost, wherever one goes on."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FinishedRun
from tests.runs.processes import Family, family
from tests.shipped import DOCUMENTS
from tests.store.conftest import Place
from tests.store.test_store import marts

pytestmark = pytest.mark.heavy

Moment = Callable[[Path, Place], bool]
MOMENTS: dict[str, Moment] = {
    "documents were hashed": lambda machine, place: (machine / "raw" / ".records" / "seen.json").exists(),
    "records are there": lambda machine, place: (machine / "raw" / "records").exists(),
    "a warehouse is being built": lambda machine, place: any(machine.glob("warehouse/.building/*.duckdb")),
    "a warehouse is there": lambda machine, place: (machine / "warehouse" / "gouji.duckdb").exists(),
    "some files were put": lambda machine, place: len(place.keys("files")) > 3,
    "most files were put": lambda machine, place: len(place.keys("files")) > 120,
}
"""When a run is killed, by what is there at that moment."""


def run(machine: Path, processes: Family) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", str(machine / "raw")]
    command += ["--warehouse", str(machine / "warehouse")]
    return subprocess.Popen(command, env=processes.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True, start_new_session=True)  # fmt: skip


@pytest.mark.parametrize("elsewhere", [False, True], ids=["the same machine goes on", "another machine goes on"])
def test_a_run_that_was_killed_anywhere_leaves_the_next_one_what_it_needs(
    place: Place, tmp_path: Path, finished_run: FinishedRun, elsewhere: bool
) -> None:
    for path in DOCUMENTS.iterdir():
        place.put(f"documents/{path.name}", path.read_bytes())
    machine = tmp_path / "machine"
    for moment, is_there in MOMENTS.items():
        assert not is_there(machine, place), moment
        with family() as processes:
            killed = run(machine, processes)
            while not is_there(machine, place):
                assert killed.poll() is None, (moment, killed.communicate()[0])
                time.sleep(0.02)
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
            assert processes.has_ended(), moment
        if elsewhere:
            shutil.rmtree(machine)
    assert place.keys("manifests") == []
    with family() as processes:
        last = run(machine, processes)
        printed = last.communicate()[0]
    assert last.returncode == 0, printed
    assert marts(machine / "warehouse") == marts(finished_run.warehouse)
    assert len(place.keys("manifests")) == 1
