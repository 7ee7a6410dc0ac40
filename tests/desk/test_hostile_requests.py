"""Requests that are none, that end too early or never: the desk answers or hangs up, and goes on."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from bench.desk import fuzz, target
from flows.desk import patience, uploads
from tests.desk.server import Running, desk


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


def sent(running: Running, data: bytes, *, and_gone: bool = False) -> bytes:
    """What comes back for some bytes until the desk closes the connection, or is silent for a second."""
    got = b""
    with socket.create_connection(("127.0.0.1", urlsplit(running.url).port or 0), timeout=1) as connection:
        connection.sendall(data.replace(b"HOST", urlsplit(running.url).netloc.encode()))
        if and_gone:
            return got
        try:
            while more := connection.recv(65536):
                got += more
        except TimeoutError:
            pass
    return got


def log(running: Running) -> str:
    return (running.folder / "desk.log").read_text("utf-8")


def test_an_origin_that_is_no_address_is_refused(running: Running) -> None:
    head = b"POST /api/logout HTTP/1.1\r\nHost: HOST\r\nOrigin: http://[\r\nContent-Length: 0\r\n\r\n"
    assert sent(running, head).startswith(b"HTTP/1.1 403 ")
    assert "Traceback" not in log(running)


def test_nonsense_behind_a_request_leaves_no_traceback(running: Running) -> None:
    for behind in (b"\x00\x01\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"):
        sent(running, b"GET /draft.html HTTP/1.1\r\nHost: HOST\r\n\r\n" + behind)
    assert "Traceback" not in log(running)


def test_who_leaves_in_the_middle_of_an_upload_leaves_no_traceback(running: Running) -> None:
    with running.client() as client:
        token = client.get("/api/session").json()["csrf"]
        head = f"POST /api/check HTTP/1.1\r\nHost: HOST\r\nX-CSRF-Token: {token}\r\nContent-Length: 5000\r\n"
        form = "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
        sent(running, (head + form).encode(), and_gone=True)
        time.sleep(0.5)
        assert client.get("/api/session").status_code == 200
    assert "Traceback" not in log(running)


def test_an_upload_that_drips_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "BODY_SECONDS", 0.2)
    waits = iter((0, 0.05, 60))

    async def receive() -> Message:
        await anyio.sleep(next(waits))
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def take() -> int:
        counted = uploads.counted({"type": "http", "headers": []}, receive, 1000)
        for number in range(10):
            try:
                await counted()
            except HTTPException as error:
                assert error.status_code == 408
                return number
        return 10

    assert anyio.run(take) == 2


def test_what_comes_behind_a_whole_body_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "BODY_SECONDS", 0.1)
    messages = iter([{"type": "http.request", "body": b"a"}, {"type": "http.disconnect"}])

    async def receive() -> Message:
        message = next(messages)
        await anyio.sleep(0.3 if message["type"] == "http.disconnect" else 0)
        return message

    async def take() -> str:
        counted = uploads.counted({"type": "http", "headers": []}, receive, 1000)
        await counted()
        return str((await counted())["type"])

    assert anyio.run(take) == "http.disconnect"


@pytest.mark.slow
def test_a_connection_that_asks_nothing_is_closed(running: Running) -> None:
    port = urlsplit(running.url).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=3 * patience.HEAD_SECONDS) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert connection.recv(100) == b""


@pytest.mark.heavy
def test_nothing_gets_through_in_five_hundred_hostile_requests(tmp_path: Path) -> None:
    with target(tmp_path) as running:
        counts, faults = fuzz(running, 500, seed=77)
    assert sum(counts.values()) == 500 and len(counts) > 10 and faults == []
