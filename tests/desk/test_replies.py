"""A list that comes back to the desk is recorded whole or not at all, is seen at once, and is not kept."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import httpx
import openpyxl
import pytest

from flows.desk.passwords import add
from flows.documents import limits
from flows.findings.sheet import FEEDBACK, STATE
from tests.conftest import FinishedRun
from tests.desk.server import Client, desk
from tests.replies.filled import SHEET, List

pytestmark = pytest.mark.heavy

NAME = "填好的清单.xlsx"


def listed(run: FinishedRun) -> List:
    """The list of the run, to be filled in elsewhere."""
    sent = run.raw.parent / "sent.xlsx"
    sent.write_bytes((run.warehouse / "findings" / "findings.xlsx").read_bytes())
    return List(sent)


def send(client: Client, data: bytes, by: str = "王某") -> httpx.Response:
    return client.post_with_token("/api/replies", files={"file": (NAME, data)}, data={"by": by})


def test_what_a_list_decides_is_seen_at_once_and_recorded_once(copied: FinishedRun) -> None:
    filled = listed(copied)
    one = filled.fill(2, **{STATE: "不属实", FEEDBACK: "=1+1 台账与报告一致"})
    two = filled.fill(3, **{STATE: "属实"})
    data = filled.save().read_bytes()
    filled.path.unlink()
    with desk(copied.raw.parent) as running, running.client() as client:
        before = {path for path in running.folder.rglob("*") if path.is_file()}
        assert [send(client, data).json() for _ in range(2)] == [{"recorded": 2}, {"recorded": 0}]
        shown = {d.pop("finding_id"): d for d in client.get("/api/decisions").json()["decisions"]}
        left = {path for path in running.folder.rglob("*") if path.is_file()} - before
    assert {one: "unfounded", two: "confirmed"} == {finding: decision["state"] for finding, decision in shown.items()}
    assert (shown[one]["reason"], shown[one]["by"]) == ("=1+1 台账与报告一致", "王某")
    original = f"{hashlib.sha256(data).hexdigest()}.xlsx"
    assert {path.name for path in left if path.name != ".lock"} == {"decisions.csv", "received.csv", original}
    kept = copied.raw / "replies" / original
    assert kept.read_bytes() == data and kept.stat().st_mode & 0o777 == 0o400
    with (copied.raw / "replies/received.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["received_by"], line["name"], line["decisions"]) == ("王某", NAME, "2")
    assert NAME not in (running.folder / "desk.log").read_text()


def test_rows_that_are_refused_are_named_and_nothing_is_recorded(copied: FinishedRun) -> None:
    filled = listed(copied)
    filled.fill(2, **{STATE: "属实"})
    filled.fill(3, **{STATE: "不属实"})
    filled.fill(4, 填报数=7)
    with desk(copied.raw.parent) as running, running.client() as client:
        answer = send(client, filled.save().read_bytes())
        assert client.get("/api/decisions").json() == {"decisions": []}
    assert answer.status_code == 422
    first, *rows = answer.json()["error"].splitlines()
    assert first == f"{NAME}：有2行不能接受，没有写入任何一行："
    assert rows == [
        f"“{SHEET}”第4行：“状态”“反馈”以外的内容有改动，请恢复原文或者使用原清单",
        f"“{SHEET}”第3行：状态为“不属实”的，必须在“反馈”栏写明理由",
    ]
    assert not (copied.raw / "decisions.csv").exists()


def bomb() -> bytes:
    """A few bytes that say they are 17 billion cells."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = SHEET
    book.active.cell(1, 1).value = book.active.cell(1_048_576, 16_384).value = "x"
    book.save(data)
    return data.getvalue()


def test_what_is_no_list_is_an_error_of_its_own(copied: FinishedRun) -> None:
    filled = listed(copied)
    filled.fill(2, **{STATE: "属实"})
    good = filled.save().read_bytes()
    with desk(copied.raw.parent) as running, running.client() as client:
        broken, burst, nothing = (send(client, data) for data in (b"PK\x03\x04 broken", bomb(), b""))
        assert (broken.status_code, broken.json()["error"]) == (
            422, f"{NAME}：无法打开，请另存为XLSX（不设密码）后再试")  # fmt: skip
        assert burst.status_code == 422 and burst.json()["error"].startswith("读取时")
        assert (nothing.status_code, nothing.json()["error"]) == (400, "请选择填好的清单")
        assert send(client, b" " * (limits.BYTES + 1)).status_code == 413
        unsigned = send(client, good, by=" ")
        assert (unsigned.status_code, unsigned.json()["error"]) == (400, "请填写处理人")
        assert client.post("/api/replies", files={"file": (NAME, good)}).status_code == 403
        assert send(client, good).json() == {"recorded": 1}


def test_only_those_who_may_decide_hand_in_a_list_and_it_bears_their_name(copied: FinishedRun, tmp_path: Path) -> None:
    add(tmp_path / "passwords", "张三", "decide", "correct horse")
    add(tmp_path / "passwords", "李四", "read", "battery staple")
    filled = listed(copied)
    filled.fill(2, **{STATE: "属实"})
    good = filled.save().read_bytes()
    with desk(copied.raw.parent, "--passwords", str(tmp_path / "passwords")) as running:
        with running.client() as client:
            assert send(client, good).status_code == 401
            client.sign_in("李四", "battery staple")
            assert send(client, good).status_code == 403
        with running.client() as client:
            client.sign_in("张三", "correct horse")
            assert send(client, good, by="另一人").json() == {"recorded": 1}
            (decision,) = client.get("/api/decisions").json()["decisions"]
    assert decision["by"] == "张三"
