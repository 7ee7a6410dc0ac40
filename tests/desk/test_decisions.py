"""Decisions entered in the page are there at once, and in the marts after the next run."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from flows.cli import main
from tests.conftest import FinishedRun
from tests.desk.server import desk

pytestmark = pytest.mark.heavy


def findings(run: FinishedRun) -> list[str]:
    with duckdb.connect(str(run.warehouse / "gouji.duckdb"), read_only=True) as connection:
        rows = connection.execute("select finding_id from marts.fct_findings order by severity, finding_id").fetchall()
    return [finding for (finding,) in rows]


def test_a_decision_is_seen_at_once_and_no_longer_after_the_next_run(copied: FinishedRun) -> None:
    first, second, *_ = findings(copied)
    with desk(copied.raw.parent) as running, running.client() as client:
        entered = {"finding_id": first, "state": "accepted", "reason": "=两处口径不同", "by": "王某"}
        answer = client.post_with_token("/api/decisions", json=entered)
        assert answer.status_code == 200 and answer.json()["on"]
        client.post_with_token("/api/decisions", json={**entered, "finding_id": second, "state": "confirmed"})
        client.post_with_token("/api/decisions", json={**entered, "finding_id": second, "state": "open"})
        shown = client.get("/api/decisions").json()["decisions"]
        assert [(d["finding_id"], d["state"]) for d in shown] == [(first, "accepted"), (second, "open")]
        assert shown[0] == answer.json() == {**entered, "on": shown[0]["on"]}
        assert main(["run", "--raw", str(copied.raw), "--warehouse", str(copied.warehouse)]) == 0
        assert client.get("/api/decisions").json() == {"decisions": []}


def test_two_people_decide_at_once(copied: FinishedRun) -> None:
    wanted = findings(copied)[:6]
    with desk(copied.raw.parent) as running:

        def decide(finding: str) -> int:
            with running.client() as client:
                entered = {"finding_id": finding, "state": "confirmed", "by": "王某"}
                return client.post_with_token("/api/decisions", json=entered).status_code

        with ThreadPoolExecutor(6) as threads:
            assert list(threads.map(decide, wanted)) == [200] * 6
        with running.client() as client:
            shown = client.get("/api/decisions").json()["decisions"]
    assert {d["finding_id"] for d in shown} == {*wanted}


def test_decisions_that_cannot_be_read_are_told_in_chinese(copied: FinishedRun) -> None:
    path = copied.raw / "decisions.csv"
    path.write_bytes(b"finding_id\n")
    with desk(copied.raw.parent) as running, running.client() as client:
        why = f"{path}：第1行无法读取，请恢复备份或者联系管理员"
        assert client.get("/api/decisions").json() == {"error": f"处理记录无法读取：{why}"}


def test_what_is_no_decision_is_refused_in_words(copied: FinishedRun) -> None:
    (finding, *_), raw = findings(copied), copied.raw
    good = {"finding_id": finding, "state": "accepted", "reason": "另有说明", "by": "王某"}
    bad = {
        "请填写处理人": {"by": " "},
        "请填写理由": {"reason": ""},
        "没有这种处理意见": {"state": "forgiven"},
        "理由或处理人中有无法显示的字符": {"reason": "a\x00b"},
        "理由和处理人不得超过2000字": {"reason": "长" * 2001},
        "没有这个问题，可能已在新的数据中消失，请刷新页面": {"finding_id": "0123456789abcdef"},
        "提交的内容不完整": {"reason": 5},
        "该问题的内容已有变化，请刷新页面后处理": {"message": "10 ≠ 12"},
        "该问题已另行处理，请刷新页面后处理": {"before": "confirmed"},
    }
    with desk(raw.parent) as running, running.client() as client:
        for message, change in bad.items():
            answer = client.post_with_token("/api/decisions", json={**good, **change})
            assert answer.json() == {"error": message} and answer.status_code >= 400
        large = client.post_with_token("/api/decisions", content=io.BytesIO(b"x" * 70_000).read())
        assert large.status_code == 413
    assert not (raw / "decisions.csv").exists()
