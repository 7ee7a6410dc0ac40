"""What a run of the main job leaves for operators: its record, its log, the page, and drift in the terminal."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.operations import records, snapshots
from flows.operations.recording import recorded
from tests.conftest import FinishedRun
from tests.fresh_builds import prepare
from tests.runs.again import run_again
from tests.shipped import put, shipped

STEPS = [
    "check input", "land documents", "land batch", "check contract", "build warehouse", "validate results",
    "measure", "write findings",
]  # fmt: skip


def test_a_run_leaves_its_counts_and_what_its_steps_took(finished_run: FinishedRun) -> None:
    run = records.read(finished_run.raw)[0]
    assert (run.outcome, run.error, run.alarms, run.command) == ("done", "", (), "run") and run.version
    assert run.counts["documents"]["found"] == 12 and run.counts["cells"] == 1241 and run.counts["reports"] == 9
    assert run.counts["findings"]["must"] == 7 and run.counts["findings"]["should"] == 11
    assert run.counts["results"]["not_assessed"] == 235
    assert [name for name in run.steps if name != "between steps"] == STEPS
    assert abs(sum(step["seconds"] for step in run.steps.values()) - (run.seconds or 0)) < 1
    assert all(30 < step["megabytes"] < 3_000 for step in run.steps.values())


def test_its_log_and_the_page_are_there(finished_run: FinishedRun) -> None:
    run = records.read(finished_run.raw)[0]
    lines = (finished_run.warehouse / "logs" / run.log).read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert (
        told[0]["event"] == "run begins" and told[-1]["event"] == "run ends" and {t["run"] for t in told} == {run.run}
    )
    assert "1,241" in (finished_run.warehouse / "operations/index.html").read_text("utf-8")


def test_a_run_that_finds_nothing_new_is_one_short_line(copied: FinishedRun) -> None:
    file = copied.raw / records.FILE
    before = file.read_bytes()
    assert run_again(copied) == 0
    added = file.read_bytes().removeprefix(before)
    assert added.count(b"\n") == 1 and len(added) < 200
    assert records.read(copied.raw)[-1].outcome == records.NOTHING_NEW


def failed(copied: FinishedRun, *options: str) -> str:
    assert run_again(copied, *options) == 2
    run = records.read(copied.raw)[-1]
    assert run.outcome == records.FAILED
    return run.error


def test_a_run_that_is_refused_is_recorded(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1999" in failed(copied, "--year", "1999")
    (copied.raw / "agencies.csv").write_text("nothing\n", "utf-8")
    assert "agencies.csv" in failed(copied)
    assert "log:" not in capsys.readouterr().err


def test_a_disk_that_takes_no_record_is_no_reason_to_fail(copied: FinishedRun) -> None:
    file = copied.raw / records.FILE
    file.unlink()
    file.mkdir()
    assert run_again(copied) == 0


@pytest.mark.heavy
def test_a_file_where_the_folder_of_logs_would_be_is_told_and_no_reason_to_fail(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = prepare(tmp_path / "warehouse")
    warehouse.mkdir(exist_ok=True)
    (warehouse / "logs").touch()
    places = ["--raw", str(raw), "--warehouse", str(warehouse)]
    assert main(["run", *places]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert str(warehouse / "logs") in line and "the run goes on" in line
    (run,) = records.read(raw)
    assert (run.outcome, run.log, run.counts["reports"]) == ("done", "", 9)
    assert [name for name in run.steps if name != "between steps"] == STEPS
    assert main(["status", *places]) == 0
    said = capsys.readouterr().out
    assert f"{run.began} run done ({run.run}): 12 found, 11 read, 7 new must\n" in said and " log " not in said
    assert "1,241" in (warehouse / "operations/index.html").read_text("utf-8")


def test_a_folder_of_logs_that_may_not_be_looked_into_is_no_reason_to_fail(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, logs = os.stat, str(tmp_path / "warehouse" / "logs")

    def stat(path: Any, *options: Any, **more: Any) -> os.stat_result:
        if str(path).startswith(logs):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *options, **more)

    with recorded(raw, tmp_path / "warehouse", {}):
        # Root may look into any.
        monkeypatch.setattr(os, "stat", stat)
    (run,) = records.read(raw)
    assert (run.outcome, run.log) == ("done", "")


@pytest.mark.heavy
def test_drift_is_printed_once_and_stays_on_the_page(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    (last,) = snapshots.recall(copied.raw)
    (copied.raw / "history/measures.jsonl").unlink()
    snapshots.remember(copied.raw, last._replace(found=100))
    put(copied.raw, "new.txt", shipped("wuxing_district_office_2024.txt") + b"\n")
    assert run_again(copied) == 0
    text = "13 documents found, 100 before"
    assert f"drift      {text}\n" in capsys.readouterr().out
    assert records.read(copied.raw)[-1].alarms == (text,)
    assert text in Path(copied.warehouse / "operations/index.html").read_text("utf-8")
