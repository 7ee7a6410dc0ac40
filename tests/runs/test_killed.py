"""A run that is killed leaves no process behind, and a run without a server starts none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flows.operations import records
from tests.runs.processes import family, happens
from tests.shipped import environment, put, shipped

ROOT = Path(__file__).parents[2]


def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    page = shipped("hongze_district_2023.html")
    for number in range(400):
        put(tmp_path / "raw", f"{number}.html", page + b"<!-- %d -->" % number)
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path)]
    with family() as processes:
        job = subprocess.Popen(command, cwd=ROOT, env=processes.environment, stdout=subprocess.DEVNULL)
        # The job, the server that forks its workers, and one of these at least.
        assert happens(lambda: len(processes.running()) > 2, 60)
        job.kill()
        job.wait()
        assert processes.has_ended()
    assert [run.outcome for run in records.read(tmp_path / "raw")] == [records.KILLED]


def test_prefect_is_not_loaded_without_a_server() -> None:
    code = "import sys, flows.runs.run, flows.runs.terminal; print('prefect' in sys.modules)"
    command = [sys.executable, "-c", code]
    assert subprocess.check_output(command, cwd=ROOT, env=environment(), text=True) == "False\n"
