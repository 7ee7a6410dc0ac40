"""Records of runs: what ended is told from what was killed, nothing poisons the file, and it stays small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.operations import records
from flows.operations.records import Run
from tests.runs.processes import family, happens
from tests.shipped import environment

ROOT = Path(__file__).parents[2]
LONG_RUN = """
import sys, time
from pathlib import Path
from flows.operations.recording import recorded
with recorded(Path(sys.argv[1]), Path(sys.argv[2]), {"year": 2023}):
    time.sleep(600)
"""
FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from flows.operations.recording import recorded
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = (Path(sys.argv[1]) / "history/runs.jsonl").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, size + 20))
with recorded(Path(sys.argv[1]), Path(sys.argv[2]), {}):
    print("did its work")
"""


def ended(number: int, outcome: str = records.DONE) -> records.Line:
    at = f"2026-01-01T00:00:{number:02}.0Z"
    return {"run": f"20260101T0000{number:02}Z-{number:06x}", "began": at, "ended": at, "outcome": outcome}


def outcomes(raw: Path) -> list[str]:
    return [run.outcome for run in records.read(raw)]


def test_a_run_is_running_until_it_is_killed(tmp_path: Path) -> None:
    with family() as processes:
        command = [sys.executable, "-c", LONG_RUN, str(tmp_path), str(tmp_path / "warehouse")]
        job = subprocess.Popen(command, cwd=ROOT, env=processes.environment)
        assert happens(lambda: outcomes(tmp_path) == [records.RUNNING], 20)
        job.kill()
        job.wait()
    (run,) = records.read(tmp_path)
    assert (run.outcome, run.ended, run.seconds, run.asked) == (records.KILLED, "", None, {"year": 2023})


def test_a_process_with_the_number_of_one_that_was_killed_is_another_one(tmp_path: Path) -> None:
    line = {"run": "1", "began": "2026-01-01T00:00:00.0Z"}
    for pid in (0, -1, 1, 2**80, "1", None):
        records.append(
            tmp_path, {**line, "run": str(pid), "process": {"pid": pid, "started": "0", "host": "elsewhere"}}
        )
    assert set(outcomes(tmp_path)) == {records.KILLED}


def test_a_line_that_was_cut_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    records.append(tmp_path, ended(1))
    file = tmp_path / records.FILE
    file.write_bytes(file.read_bytes() + b'{"run": "2", "outc\xe4')
    records.append(tmp_path, ended(3, records.FAILED))
    assert outcomes(tmp_path) == [records.DONE, records.FAILED]


def test_what_is_no_record_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    odd = {**ended(1), "counts": [], "steps": 3, "alarms": "x", "error": 5, "outcome": ["done"]}
    lines = ["", "null", "[]", '{"run": 1}', "\0" * 4096, json.dumps(odd)]
    (tmp_path / records.FILE).write_text("\n".join(lines), "utf-8")
    (run,) = records.read(tmp_path)
    assert (run.counts, run.steps, run.alarms, run.error) == ({}, {}, (), "5")


def test_a_full_disk_stops_no_run(tmp_path: Path) -> None:
    records.append(tmp_path, ended(1))
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(tmp_path / "warehouse")]
    answer = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (0, "did its work\n")
    assert answer.stderr.count("\n") == 1 and "cannot be written (File too large); the run goes on" in answer.stderr
    records.append(tmp_path, ended(2))
    assert outcomes(tmp_path) == [records.DONE, records.DONE]


def test_the_file_is_bounded_and_the_last_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_MOST_BYTES", 5_000)
    for number in range(1, 60):
        for _ in range(5):
            records.append(tmp_path, ended(number))
    files = list((tmp_path / "history").glob("*.jsonl"))
    assert len(files) == 2 and sum(file.stat().st_size for file in files) < 2 * 5_200
    known = [run.run for run in records.read(tmp_path)]
    assert known == [ended(number)["run"] for number in range(60 - len(known), 60)] and len(known) > 6


def test_runs_in_a_row_that_found_nothing_new_are_one(tmp_path: Path) -> None:
    for number, outcome in enumerate([records.DONE, *[records.NOTHING_NEW] * 24, records.FAILED, records.NOTHING_NEW]):
        records.append(tmp_path, ended(number, outcome))
    folded = records.folded(records.read(tmp_path))
    assert [(run.outcome, run.times) for run in folded] == [
        (records.DONE, 1),
        (records.NOTHING_NEW, 24),
        (records.FAILED, 1),
        (records.NOTHING_NEW, 1),
    ]
    assert (folded[1].began, folded[1].ended) == (ended(1)["began"], ended(24)["ended"])


def test_ids_sort_by_time_and_differ() -> None:
    ids = [records.new_id() for _ in range(200)]
    assert len(set(ids)) == 200 and [i[:16] for i in ids] == sorted(i[:16] for i in ids)


def test_an_error_is_recorded_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="wrong"), records.recorded_briefly(tmp_path, {}):
        raise ValueError("wrong\n  in two lines")
    run: Run = records.read(tmp_path)[0]
    assert (run.outcome, run.error) == (records.FAILED, "wrong in two lines")
