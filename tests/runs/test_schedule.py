"""The schedule: served by its own Prefect server until it is asked to stop, and then nothing is left running."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs.processes import family
from tests.runs.served import Served
from tests.shipped import cpu_seconds_of_children, environment


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
    served.wait_for(lambda: "gouji: run      '* * * * *'" in served.log, 120)
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
