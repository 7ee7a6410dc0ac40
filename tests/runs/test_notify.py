"""Notifications arrive; one that does not is a line that shows no address, costs ten seconds at most, fails nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.runs import news, notify
from tests.conftest import FinishedRun
from tests.runs.listening import Received, free_port, hanging, mailbox, webhook
from tests.shipped import environment

ROOT = Path(__file__).parents[2]
SECRET = "geheim-4711"
Tell = Callable[..., tuple[bool, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Tells a message to some addresses; returns whether it was taken, and what is on standard error."""

    def tell(*addresses: str, title: str = "题目", lines: tuple[str, ...] = ("第一行", "第二行")) -> tuple[bool, str]:
        monkeypatch.setenv("GOUJI_NOTIFY", " ".join(addresses))
        taken = notify.tell(title, lines)
        return taken, capsys.readouterr().err

    return tell


def test_a_webhook_is_told(told: Tell) -> None:
    with webhook() as hook:
        assert told(hook.address) == (True, "")
    assert hook.received == [Received("题目", "第一行\n第二行")]


def test_mail_is_sent(told: Tell) -> None:
    pytest.importorskip("aiosmtpd")
    with mailbox() as box:
        assert told(box.address) == (True, "")
    (mail,) = box.received
    assert mail.title == "题目" and mail.body.splitlines() == ["第一行", "第二行"]


def test_nobody_is_told_where_nobody_wants_to_be(told: Tell) -> None:
    assert told() == (False, "")


@pytest.mark.parametrize(
    "address",
    ["json://user:{0}@127.0.0.1:{1}/{0}", "nothing://{0}", "{0}", "mailto://u:{0}@127.0.0.1:{1}/?to=a@b.example"],
)
def test_who_cannot_be_told_is_a_line_without_the_address(told: Tell, address: str) -> None:
    with webhook() as hook:
        taken, err = told(address.format(SECRET, free_port()), hook.address)
    assert taken and len(hook.received) == 1
    assert re.fullmatch(r"gouji: GOUJI_NOTIFY: address 1 of 2 [^\n]+; nobody there was told: 题目\n", err)
    assert SECRET not in err and "127.0.0.1" not in err


def test_a_server_that_refuses_has_not_been_told(told: Tell) -> None:
    with webhook(answers=500) as hook:
        taken, err = told(hook.address)
    assert not taken and "address 1 of 1 did not take it" in err


@pytest.mark.slow
def test_a_server_that_hangs_delays_nothing_for_longer_than_ten_seconds(told: Tell) -> None:
    with hanging() as other, webhook() as hook:
        before = time.monotonic()
        taken, err = told(other.address, hook.address, other.address)
        # One after the other they would take twenty.
        assert 9 < time.monotonic() - before < 19
    assert taken and len(hook.received) == 1
    assert err.count("did not answer within 10 s") == 2 and "geheim" not in err


@pytest.mark.slow
def test_a_process_ends_while_a_server_still_hangs() -> None:
    with hanging() as other:
        before = time.monotonic()
        command = "from flows.runs import notify; notify.tell('a', ['b'])"
        subprocess.run(
            [sys.executable, "-c", command], cwd=ROOT, env=environment(GOUJI_NOTIFY=other.address), check=True
        )
        assert time.monotonic() - before < 30


def test_what_a_document_says_is_shown_as_text_on_one_line(told: Tell) -> None:
    with webhook() as hook:
        assert told(hook.address, title="a\r\nb", lines=("x\ny\x1b[31m\u202e" + "长" * 1000,))[0]
    (received,) = hook.received
    assert received.title == "a b" and received.body == "x y [31m " + "长" * 291 + "…"


def test_a_run_that_fails_is_told_in_one_line(raw: Path) -> None:
    raw.joinpath("agencies.csv").write_text("wrong\n")
    with webhook() as hook:
        run = [
            sys.executable,
            "-m",
            "flows.cli",
            "run",
            "--raw",
            str(raw),
            "--warehouse",
            str(raw.parent / "warehouse"),
        ]
        settings = environment(GOUJI_NOTIFY=hook.address, PYTHONPATH=str(ROOT))
        answer = subprocess.run(run, cwd=raw.parent, env=settings, capture_output=True, text=True)
    assert answer.returncode == 2
    (received,) = hook.received
    assert received.title == "gouji: gouji run failed" and f"gouji: {received.body}\n" == answer.stderr


def test_new_findings_are_told_once_to_somebody(copied: FinishedRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_NOTIFY", f"json://127.0.0.1:{free_port()}/")
    news.tell_findings(copied.raw, copied.warehouse)
    with webhook() as hook:
        monkeypatch.setenv("GOUJI_NOTIFY", hook.address)
        monkeypatch.setenv("GOUJI_SITE_URL", "http://gouji.example/")
        # Nobody took it before, so it is told now, and not again.
        news.tell_findings(copied.raw, copied.warehouse)
        news.tell_findings(copied.raw, copied.warehouse)
        (copied.warehouse / "gouji.duckdb").touch()
        news.tell_findings(copied.raw, copied.warehouse)
    (received,) = hook.received
    found = re.search(r"(\d+) must", copied.out)
    assert found and received.title == f"勾稽：新发现必须更正的问题{found[1]}项"
    lines = received.body.splitlines()
    assert len([line for line in lines if re.match(r"\d+\. .+，\d{4}年：.+。", line)]) == min(20, int(found[1]))
    assert all(line.startswith("http://gouji.example/report.html?report=") for line in lines[1:40:2])
    assert (lines[-1] == "此处只列前20项，其余见问题清单。") == (int(found[1]) > 20)
