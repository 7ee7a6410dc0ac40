"""Logs: lines of JSON with what went wrong and where, bounded, and without any password."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from flows import logs
from flows.landing.sources import Source
from flows.landing.workers import read_all
from flows.operations import records
from flows.operations.recording import log_of, recorded
from tests.faulty_readers import read_faulty


def lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]


def test_a_line_says_when_which_run_which_step_and_what(tmp_path: Path) -> None:
    with recorded(tmp_path, tmp_path, {"year": 2023}) as recording, recording.clock.at("build warehouse"):
        logs.tell("a document could not be read", logging.WARNING, document="坏\udc80.html", reason="reader_timeout")
    (line,) = [line for line in lines(tmp_path / "logs") if line["level"] == "WARNING"]
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "run": recording.run,
        "step": "build warehouse",
        "event": "a document could not be read",
        "document": "坏\\udc80.html",
        "reason": "reader_timeout",
    }


@pytest.mark.parametrize("processes", [None, 1])
def test_what_goes_wrong_in_a_process_that_reads_is_logged_with_its_document(
    tmp_path: Path, processes: int | None
) -> None:
    sources = [Source("good.txt", "0", b"x"), Source("bad.txt", "1", b"error")]
    with logs.writing(tmp_path, "1"):
        assert len([*read_all(sources, len, processes=processes, read=read_faulty)]) == 1
    (line,) = lines(tmp_path)
    assert (line["document"], line["error"]) == ("bad.txt", "no such luck") and "read_faulty" in line["traceback"]


def test_without_a_log_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    [*read_all([Source("bad.txt", "1", b"error")], len, read=read_faulty)]
    assert capfd.readouterr() == ("", "")


def test_a_failed_run_has_its_traceback_in_the_log_that_the_error_names(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError) as raised, recorded(tmp_path, tmp_path, {}):
        raise RuntimeError("no such luck")
    log = Path(log_of(raised.value) or "")
    assert "test_logs.py" in lines(log.parent)[-1]["traceback"]


def test_an_interrupted_run_is_recorded_as_such(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), recorded(tmp_path, tmp_path, {}):
        raise KeyboardInterrupt
    assert [run.outcome for run in records.read(tmp_path)] == [records.INTERRUPTED]


def test_a_log_that_cannot_be_is_told_once_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").touch()
    with recorded(tmp_path, tmp_path, {}) as recording:
        logs.tell("an event")
    (run,) = records.read(tmp_path)
    assert (run.outcome, run.log) == (records.DONE, "")
    log = tmp_path / "logs" / f"{recording.run}.jsonl"
    assert capsys.readouterr().err == f"gouji: {log}: cannot be written (Not a directory); the run goes on without it\n"


def test_a_library_that_logs_to_a_full_disk_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library, full = logging.Logger("library"), logging.FileHandler("/dev/full")
    library.addHandler(full)
    with logs.writing(tmp_path, "1"):
        library.error("a line")
    with pytest.raises(OSError, match="No space left"):
        full.close()
    assert capsys.readouterr().err == ""


def test_files_are_bounded_in_size_and_number(tmp_path: Path) -> None:
    for number in range(70):
        with logs.writing(tmp_path, f"{number:02}"):
            logs.tell("event")
    assert len(list(tmp_path.iterdir())) == 60
    with logs.writing(tmp_path, "99"):
        for _ in range(2_000):
            logs.tell("event", text="x" * 1_000)
        logs.tell("run ends", logging.ERROR, RuntimeError("no such luck"))
    assert (tmp_path / "99.jsonl").stat().st_size < 1_010_000
    assert lines(tmp_path)[-1]["error"] == "no such luck"


SECRETS = {
    "GOUJI_NOTIFY": "mailto://office:Geheim-1@mail.example?to=a@b.example wxwork://Schluessel-2",
    "PGPASSWORD": "Geheim-3",
}


def test_no_password_is_in_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    text = (
        f"postgresql://gouji:Geheim-4@db.example/x refused; password=Geheim-5 PASSWORD: 'Geheim-6 7' {SECRETS}"
        ' token=Geheim-8; wxwork said Schluessel-2 is wrong; {"password": "Geheim-9"} x://u:Geheim-a@Geheim-b@db.example'
        " SMTP_PASSWORD=Geheim-c"
    )
    with pytest.raises(RuntimeError), recorded(tmp_path / "raw", tmp_path / "warehouse", {}):
        logs.tell("an event", address=text)
        raise RuntimeError(text)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
    assert {path.name for path in files} >= {"runs.jsonl", "index.html"} and len(files) >= 3
    for path in files:
        found = path.read_text("utf-8")
        assert "Geheim" not in found and "Schluessel" not in found, path
        assert "db.example" in found or path.name.startswith(".")
