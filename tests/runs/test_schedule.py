"""The schedule: served by its own Prefect server until it is asked to stop, and then nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.shipped import copy_documents, cpu_seconds_of_children, environment

MARK = "GOUJI_TEST"


class Served:
    """`gouji schedule` in a separate process, every minute, on a few documents."""

    def __init__(self, folder: Path) -> None:
        copy_documents(folder / "raw", "hongze_district_2023.html", "list_of_reports.txt")
        self.warehouse, self._mark, self._log = folder / "warehouse", uuid.uuid4().hex, folder / "log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "schedule", "--cron", "* * * * *"],
                cwd=folder,
                env=environment(**{MARK: self._mark}),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def running(self) -> list[int]:
        """Every process started by this one."""
        mark, found = f"{MARK}={self._mark}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                environ = (process / "environ").read_bytes()
            except OSError:
                continue
            if mark in environ:
                found.append(int(process.name))
        return found

    def wait_for(self, happened: Callable[[], bool], seconds: int) -> None:
        until = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None and time.monotonic() < until, self.log
            time.sleep(0.5)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("without /proc there is no telling which processes are left")
    found = Served(tmp_path)
    yield found
    for process in found.running():
        os.kill(process, signal.SIGKILL)
    found.process.wait()


@pytest.mark.heavy
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_flow_runs_on_schedule_and_stops_when_asked(served: Served, number: signal.Signals) -> None:
    served.wait_for(lambda: "serving '* * * * *'" in served.log, 120)
    served.wait_for((served.warehouse / "findings/index.html").exists, 150)
    served.process.send_signal(number)
    assert served.process.wait(60) == 0, served.log
    served_until = time.monotonic() + 10
    while served.running() and time.monotonic() < served_until:
        time.sleep(0.5)
    assert not served.running(), served.log
    assert "Traceback" not in served.log
    assert (served.warehouse / "built.json").is_file()


@pytest.mark.heavy
def test_a_run_in_progress_ends_with_the_schedule(served: Served) -> None:
    served.wait_for((served.warehouse.parent / "raw/records").exists, 240)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0, served.log
    assert not served.running()
    assert "Traceback" not in served.log
    assert not (served.warehouse / "built.json").exists()


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
