"""The schedule: served by its own Prefect server until it is asked to stop, and then nothing is left running."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runs.processes import Family, family
from tests.shipped import copy_documents, cpu_seconds_of_children, environment


class Served:
    """`gouji schedule` in a separate process, every minute, on a few documents."""

    def __init__(self, folder: Path, processes: Family) -> None:
        copy_documents(folder / "raw", "hongze_district_2023.html", "list_of_reports.txt")
        self.warehouse, self.processes, self._log = folder / "warehouse", processes, folder / "log"
        self.start()

    def start(self) -> None:
        """Start it as a script does in the background: with SIGINT ignored."""
        command = [sys.executable, "-m", "flows.cli", "schedule", "--cron", "* * * * *"]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command],
                cwd=self.warehouse.parent,
                env=self.processes.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for(self, happened: Callable[[], bool], seconds: int) -> None:
        until = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None and time.monotonic() < until, self.log
            time.sleep(0.5)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with family() as processes:
        found = Served(tmp_path, processes)
        yield found
        found.process.kill()
        found.process.wait()


@pytest.mark.heavy
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_flow_runs_on_schedule_and_stops_when_asked(served: Served, number: signal.Signals) -> None:
    served.wait_for(lambda: "serving '* * * * *'" in served.log, 120)
    served.wait_for((served.warehouse / "findings/findings.xlsx").exists, 150)
    assert (served.warehouse / "site/index.html").exists()
    served.wait_for((served.warehouse / "built.json").exists, 10)
    served.process.send_signal(number)
    assert served.process.wait(60) == 0, served.log
    assert served.processes.has_ended(), served.log
    assert "Traceback" not in served.log


@pytest.mark.heavy
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_run_in_progress_and_the_server_end_with_the_schedule(served: Served, number: signal.Signals) -> None:
    served.wait_for((served.warehouse.parent / "raw/records").exists, 240)
    served.process.send_signal(number)
    assert served.process.wait(60) == (0 if number == signal.SIGTERM else -number), served.log
    assert served.processes.has_ended(), served.log
    assert "Traceback" not in served.log
    assert not (served.warehouse / "built.json").exists()


@pytest.mark.heavy
def test_a_schedule_that_is_killed_during_a_run_runs_when_it_is_started_again(served: Served) -> None:
    served.wait_for((served.warehouse.parent / "raw/records").exists, 240)
    served.process.kill()
    served.process.wait()
    assert served.processes.has_ended(), served.log
    assert not (served.warehouse / "built.json").exists()
    served.start()
    served.wait_for((served.warehouse / "built.json").exists, 240)


def test_a_schedule_that_is_killed_as_it_starts_leaves_no_server_behind(served: Served) -> None:
    served.wait_for(lambda: len(served.processes.running()) > 1, 60)
    served.process.kill()
    served.process.wait()
    assert served.processes.has_ended(), served.log


@pytest.mark.parametrize("cron", ["every day", "99 * * * *", ""])
def test_an_invalid_schedule_is_reported_in_one_line(tmp_path: Path, cron: str) -> None:
    before = cpu_seconds_of_children()
    answer = subprocess.run(
        [sys.executable, "-m", "flows.cli", "schedule", "--cron", cron],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1 and answer.stderr.startswith(f"gouji: --cron {cron!r}: ")
    # No server was started for it.
    assert cpu_seconds_of_children() - before < 30
    assert not list((tmp_path / "warehouse/.prefect").glob("*.db"))
