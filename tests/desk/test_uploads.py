"""Drafts handed in to a running desk: too large, made to burst, several at once, killed; nothing of them is kept."""

from __future__ import annotations

import io
import os
import signal
import socket
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.documents import limits
from flows.documents.word.legacy import program
from tests.desk.server import Running, children, desk
from tests.shipped import shipped

HONGZE = shipped("hongze_district_2023.html")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


def left(running: Running) -> list[Path]:
    """What drafts have left: sockets of the processes that check them are none."""
    everything = (path for path in running.folder.rglob("*") if path.is_file())
    return [path for path in everything if path.name != "desk.log"]


def test_a_draft_is_answered_with_its_report(running: Running) -> None:
    with running.client() as client:
        answer = client.check(HONGZE)
    assert answer.status_code == 200 and answer.json()["counts"]["fail"] == 4
    assert answer.headers["cache-control"] == "no-store"


def test_last_year_is_compared(running: Running) -> None:
    last = HONGZE.replace(b"2023", b"2022")
    with running.client() as client:
        answer = client.check(HONGZE, previous=last).json()
        swapped = client.check(last, previous=HONGZE)
    assert len(answer["report"]["previous"]) == 186 and answer["doubt"] is None
    assert (swapped.status_code, swapped.json()["error"]) == (422, "last.html：是2023年度的报告；应给出2021年度的报告")


def test_what_is_no_report_is_refused_with_the_reason(running: Running) -> None:
    with running.client() as client:
        answer = client.check(shipped("list_of_reports.txt"), "../../目录.txt")
        nothing = client.post_with_token("/api/check", files={"file": ("empty.html", b"")})
        other = client.post_with_token("/api/check", files={"else": ("a.html", b"a")})
    assert (answer.status_code, answer.json()) == (422, {"error": "目录.txt：是报告目录页，不是报告本身"})
    assert (nothing.status_code, nothing.json()) == (400, {"error": "请选择要核对的文件"})
    assert other.status_code == 400


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(running: Running) -> None:
    with running.client() as client:
        token = client.get("/api/session").json()["csrf"]
    place = urlsplit(running.url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        head = f"POST /api/check HTTP/1.1\r\nHost: {place.netloc}\r\nX-CSRF-Token: {token}\r\n"
        connection.sendall(f"{head}Content-Length: 99000000\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_does_not_say_its_size_is_counted(running: Running) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        for _ in range(80):
            yield b" " * 1_000_000

    with running.client() as client:
        token = client.get("/api/session").json()["csrf"]
        headers = {"X-CSRF-Token": token, "Content-Type": "multipart/form-data; boundary=x"}
        answer = client.post("/api/check", content=endless(), headers=headers)
    assert answer.status_code == 413 and "32MB" in answer.json()["error"]


def test_a_file_beyond_the_limit_is_refused(running: Running) -> None:
    with running.client() as client:
        answer = client.check(b" " * (limits.BYTES + 1), "draft.txt")
    assert answer.status_code == 413 and "32MB" in answer.json()["error"]


def test_a_document_that_bursts_is_refused(running: Running) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", b" " * (limits.PART_BYTES + 1))
    with running.client() as client:
        answer = client.check(bomb.getvalue(), "draft.docx")
    assert answer.status_code == 422 and answer.json()["error"].startswith("draft.docx：")


def test_two_drafts_at_once_get_their_own_answers(running: Running) -> None:
    names = ["hongze_district_2023.html", "ruijin_city_2022.txt"] * 2

    def agency(name: str) -> str:
        with running.client() as client:
            return str(client.check(shipped(name), name).json()["report"]["agency"])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(agency, names)) == ["洪泽区人民政府", "瑞金市人民政府"] * 2


def test_while_a_draft_comes_in_it_is_in_memory_only(running: Running) -> None:
    with running.client() as client:
        token = client.get("/api/session").json()["csrf"]
    place, body = urlsplit(running.url), b"x" * 20_000_000
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        head = f"POST /api/check HTTP/1.1\r\nHost: {place.netloc}\r\nX-CSRF-Token: {token}\r\n"
        head += "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 30000000\r\n\r\n"
        part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        connection.sendall((head + part).encode() + body)
        time.sleep(1)
        opened = [os.readlink(link) for link in Path(f"/proc/{running.process.pid}/fd").iterdir()]
    assert not [name for name in opened if name.startswith(str(running.folder)) and "desk.log" not in name]


def test_nothing_of_a_draft_is_kept(running: Running) -> None:
    with running.client() as client:
        large = HONGZE + b"<!--" + b"x" * 5_000_000 + b"-->"
        assert client.check(large, "机密草稿.html").status_code == 200
        assert client.check(b"%PDF-1.7 broken", "机密草稿.pdf").status_code == 422
    assert left(running) == []
    assert "机密草稿" not in (running.folder / "desk.log").read_text()


@pytest.mark.skipif(program() is None, reason="LibreOffice is not installed")
def test_a_draft_whose_process_is_killed_is_an_error_of_its_own(running: Running) -> None:
    def handed_in() -> tuple[int, str]:
        with running.client() as client:
            answer = client.check(rb"{\rtf1 " + b"x " * 500_000 + b"}", "draft.rtf")
        return answer.status_code, answer.json()["error"]

    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(handed_in)
        os.kill(_worker(running), signal.SIGKILL)
        assert answer.result() == (422, "读取时内存超限")
    with running.client() as client:
        assert client.check(HONGZE).status_code == 200
    assert left(running) == []


def _worker(running: Running) -> int:
    """The process that has LibreOffice convert a draft, once there is one."""
    for _ in range(200):
        for server in children(running.process.pid):
            for worker in children(server):
                if children(worker):
                    return worker
        time.sleep(0.05)
    raise AssertionError("no draft is being converted")
