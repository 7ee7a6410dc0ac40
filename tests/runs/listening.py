"""Servers on this machine that receive notifications: a webhook, mail, and one that takes no answer to anybody."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Received(NamedTuple):
    """A notification."""

    title: str
    body: str


class Listener(NamedTuple):
    """A server: its address for apprise, and what it has received."""

    address: str
    received: list[Received]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def webhook(answers: int = 200) -> Iterator[Listener]:
    """A server that takes JSON by POST, and answers so."""
    received: list[Received] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.append(Received(told["title"], told["message"]))
            self.send_response(answers)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Listener(f"json://127.0.0.1:{server.server_address[1]}/hook", received)
        server.shutdown()


@contextmanager
def mailbox() -> Iterator[Listener]:
    """A mail server for supervisors@office.example."""
    from aiosmtpd.controller import Controller

    received: list[Received] = []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            mail = message_from_bytes(envelope.content, policy=policy.default)
            part = mail.get_body(("plain", "html"))
            assert part is not None and envelope.rcpt_tos == ["supervisors@office.example"]
            received.append(Received(mail["Subject"], part.get_content()))
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        whom = "from=gouji@office.example&to=supervisors@office.example&mode=insecure&format=text"
        yield Listener(f"mailto://127.0.0.1:{controller.port}/?{whom}", received)
    finally:
        controller.stop()


@contextmanager
def hanging() -> Iterator[Listener]:
    """A server that accepts connections and drips an answer that never ends."""

    def drip(connection: socket.socket) -> None:
        with closing(connection):
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.2):
                    connection.sendall(b"X: y\r\n")
            except OSError:
                return

    def accept() -> None:
        while not ended.is_set():
            try:
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()
            except OSError:
                return

    ended = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=accept, daemon=True).start()
        yield Listener(f"json://127.0.0.1:{server.getsockname()[1]}/geheim", [])
        ended.set()
