"""Operators are told what went wrong once, later if nobody took it at first, and with the run it was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.states import Cancelled, Crashed, Failed, State

from flows.landing.locks import only_writer
from flows.operations import records
from flows.runs import hooks, news, operators
from flows.runs import run as job
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.runs.listening import Listener, free_port, webhook


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is to be told does not listen."""
    monkeypatch.setenv("GOUJI_NOTIFY", f"json://127.0.0.1:{free_port()}/")


def now_to(hook: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_NOTIFY", hook.address)


def test_what_nobody_took_is_told_with_the_next(tmp_path: Path, nobody: None, monkeypatch: pytest.MonkeyPatch) -> None:
    operators.tell(tmp_path, "first", ["a", "b"])
    operators.failed(tmp_path, "second", "c", "20260101T000000Z-000000")
    with webhook() as hook:
        now_to(hook, monkeypatch)
        operators.tell(tmp_path, "third", ["d"])
        operators.tell_again(tmp_path)
        operators.tell(tmp_path, "fourth", ["e"])
    third, fourth = hook.received
    assert (fourth.title, fourth.body) == ("fourth", "e")
    second = "Earlier: gouji: second failed (run 20260101T000000Z-000000)"
    assert third.title == "third"
    assert third.body.splitlines() == ["d", *(f"Earlier: {line}" for line in ("first", "a", "b")), second, "Earlier: c"]


def test_a_run_with_nothing_to_tell_tells_what_nobody_took(
    copied: FinishedRun, nobody: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.tell_findings(copied.raw, copied.warehouse)
    operators.failed(copied.raw, "a harvest", "no disk")
    with webhook() as hook:
        now_to(hook, monkeypatch)
        assert run_again(copied) == 0
    assert "gouji: a harvest failed" in [received.title for received in hook.received]


def test_what_is_kept_is_bounded_and_damage_to_it_stops_nothing(tmp_path: Path, nobody: None) -> None:
    for number in range(30):
        operators.failed(tmp_path, str(number), "why", str(number))
        operators.tell(tmp_path, "many", [str(line) for line in range(50)])
    kept = json.loads((tmp_path / operators.FILE).read_text("utf-8"))
    assert len(kept["untold"]) == 20 and len(kept["untold"][-1][1]) == 21
    (tmp_path / operators.FILE).write_text("{", "utf-8")
    operators.tell(tmp_path, "again", ["a"])
    assert json.loads((tmp_path / operators.FILE).read_text("utf-8"))["untold"] == [["again", ["a"]]]


def test_nothing_is_kept_where_nobody_is_to_be_told_or_there_is_no_folder(
    tmp_path: Path, nobody: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    operators.tell(tmp_path / "none", "title", ["line"])
    monkeypatch.delenv("GOUJI_NOTIFY")
    operators.tell(tmp_path, "title", ["line"])
    assert not list(tmp_path.iterdir())


def begun(raw: Path, run: str, **more: Any) -> None:
    records.append(raw, {"run": run, "began": f"2026-01-01T00:00:0{len(run)}.0Z", "command": "run", **more})


def test_a_kill_is_told_once_whatever_ran_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(tmp_path, "a", outcome="done")
    with webhook() as hook:
        now_to(hook, monkeypatch)
        operators.tell_killed(tmp_path)
        assert not hook.received
        begun(tmp_path, "bb")
        begun(tmp_path, "ccc", outcome="done")
        operators.tell_killed(tmp_path)
        # One that does nothing leaves no record.
        operators.tell_killed(tmp_path)
    (received,) = hook.received
    assert "(run bb)" in received.title and "killed" in received.body


def test_a_run_that_meets_another_is_no_failure(copied: FinishedRun, monkeypatch: pytest.MonkeyPatch) -> None:
    (copied.raw / "documents" / "hongze_district_2023.html").unlink()
    with webhook() as hook, only_writer(copied.raw / ".records", ".run.lock"):
        now_to(hook, monkeypatch)
        assert run_again(copied) == 1
    assert not hook.received


NUMBER = "f3b9"


def scheduled(raw: Path) -> SimpleNamespace:
    return SimpleNamespace(deployment_id="1", id=NUMBER, name="全部年度", parameters={"raw": str(raw)})


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (Failed(data=PermissionError(13, "Permission denied", "/data/x")), "/data/x: Permission denied; "),
        (Failed(data=ValueError("postgresql://u:geheim@host/db\nis gone")), "is gone"),
        (Crashed(message="exited with 137"), "exited with 137"),
        (Cancelled(message="by u:pw at https://u:geheim@host/"), "by u:pw at https://"),
    ],
    ids=["disk", "password", "crash", "cancelled"],
)
def test_a_scheduled_run_that_ends_badly_is_told_with_both_its_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: State, why: str
) -> None:
    begun(tmp_path, "20260101T000000Z-abcdef", asked={"flow_run": NUMBER})
    with webhook() as hook:
        now_to(hook, monkeypatch)
        hooks._tell(SimpleNamespace(name="gouji-run"), scheduled(tmp_path), state)
        operators.tell_killed(tmp_path)
    (received,) = hook.received
    assert received.title == f"gouji: gouji-run failed (run 20260101T000000Z-abcdef, in Prefect 全部年度, {NUMBER})"
    assert why in received.body and "geheim" not in received.body and "Errno" not in received.body
    assert len(received.body.splitlines()) == 1


def test_what_a_flow_has_told_is_not_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        now_to(hook, monkeypatch)
        hooks._tell(SimpleNamespace(name="gouji-harvest"), scheduled(tmp_path), Failed(data=news.ToldError("a site")))
    assert not hook.received


def test_what_is_no_file_is_in_the_record_of_a_run(copied: FinishedRun, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(copied.raw / "documents" / "pipe.html")
    assert run_again(copied) == 0
    assert "pipe.html' is a pipe" in capsys.readouterr().err
    (copied.raw / "agencies.csv").write_text("nothing\n", "utf-8")
    assert run_again(copied) == 2
    assert capsys.readouterr().err.count("pipe.html' is a pipe") == 1
    last = json.loads((copied.raw / records.FILE).read_text("utf-8").splitlines()[-1])
    assert "pipe.html' is a pipe" in last["passed_over"]


def test_an_unknown_year_is_told_before_anything_is_read(
    copied: FinishedRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(job, "land", lambda *_, **__: pytest.fail("documents were read"))
    assert run_again(copied, "--full-refresh", "--year", "1999") == 2
    assert "--year 1999: there is no report on it" in capsys.readouterr().err


def test_a_year_that_new_files_may_bring_is_looked_for_in_them(
    copied: FinishedRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = []
    monkeypatch.setattr(job, "land_and_build", lambda *_: read.append(True) or 1 / 0)
    (copied.raw / "documents" / "hongze_district_2023.html").unlink()
    assert run_again(copied, "--year", "1999") == 1 and read
    assert "unless what is new brings it" in capsys.readouterr().err
