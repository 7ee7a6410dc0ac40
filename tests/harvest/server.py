"""A local server that does what a test says, under any name, and keeps a log of what it is asked."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from flows.harvest.answers import Answer
from flows.harvest.bounds import Bounds
from flows.harvest.finder import Finder
from flows.harvest.harvest import harvest
from flows.harvest.network import Address, Network
from flows.harvest.results import Result

QUICK = Bounds(interval=0, retry_seconds=0.01, answer_seconds=20, idle_seconds=10, connect_seconds=10)
"""Bounds under which nothing in a test takes long."""


class Request(NamedTuple):
    """A request as the server saw it, and when."""

    host: str
    path: str
    headers: dict[str, str]
    began: float


class Link(NamedTuple):
    url: str
    year: int | None = None


class ListPage(NamedTuple):
    reports: tuple[Link, ...]
    more: tuple[str, ...]


class ReportPage(NamedTuple):
    attachments: tuple[Link, ...]


class Handler(BaseHTTPRequestHandler):
    """Answers with what is set for the path: bytes are a page, a function does as it likes."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        host = (self.headers["host"] or "").partition(":")[0]
        answer = self.server.pages.get(f"{host}{self.path}", self.server.pages.get(self.path))
        self.server.log.append(Request(host, self.path, dict(self.headers.items()), time.monotonic()))
        try:
            if answer is None:
                self.give(b"no such page", status=404)
            elif isinstance(answer, bytes):
                self.give(answer)
            else:
                answer(self)
        except OSError:
            pass
        finally:
            self.close_connection = True

    def give(self, body: bytes, type: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        """A whole answer; `_` in the names of headers stands for `-`."""
        self.send_response(status)
        for name, value in {"Content-Type": type, "Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


Page = bytes | Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """The server: `pages` by path, or by host and path, which tests fill and change; `log` of all requests."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        # Only with a port that `held_port` keeps for it: the kernel is to find a free one otherwise.
        self.allow_reuse_port = port != 0
        super().__init__(("127.0.0.1", port), Handler)
        self.pages: dict[str, Page] = {}
        self.log: list[Request] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: that a client hangs up is what many tests are about."""

    def url(self, path: str, host: str = "county.example") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def asked(self, *without: str) -> list[str]:
        """The paths asked for, in order, but for robots.txt."""
        return [each.path for each in self.log if each.path not in ("/robots.txt", *without)]


def serving() -> AbstractContextManager[Server]:
    """A server on a free port."""
    return served(Server())


@contextmanager
def held_port() -> Iterator[int]:
    """A port that refuses connections unless a server of these tests listens there, and that nobody else is given."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@contextmanager
def served(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def here(host: str, port: int) -> list[tuple[str, int]]:
    """Every name is this machine."""
    return [("127.0.0.1", port)]


def local(address: Address) -> bool:
    return address == ip_address("127.0.0.1")


LOCAL = Network(here, local)
"""A network in which every name is this machine, and only this machine may be connected to."""


def redirect(target: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: handler.give(b"", status=status, Location=target)


def conditional(body: bytes, etag: str = '"1"', type: str = "text/html") -> Callable[[Handler], None]:
    """A page that is given again only where it has changed."""

    def answer(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == etag:
            handler.give(b"", status=304, ETag=etag)
        else:
            handler.give(body, type, ETag=etag)

    return answer


def raw(*pieces: bytes | float) -> Callable[[Handler], None]:
    """These bytes and nothing else, with pauses of so many seconds."""

    def answer(handler: Handler) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                handler.wfile.write(piece)
                handler.wfile.flush()
            else:
                time.sleep(piece)
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """A status other than 200."""
    return lambda handler: handler.give(b"later", status=code, **headers)


def endless(handler: Handler) -> None:
    """A page that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(bytes(65_536))


def listing(*reports: str, more: tuple[str, ...] = ()) -> bytes:
    """A list page that links to reports and to further list pages."""
    links = [f'<a class="report" href="{url}">' for url in reports] + [f'<a class="more" href="{url}">' for url in more]
    return "".join(["<html>", *links]).encode()


def _links(answer: Answer, kind: str) -> tuple[str, ...]:
    found = re.findall(rf'<a class="{kind}" href="([^"]*)"', answer.body.decode("utf-8", "replace"))
    base = re.match(r"https?://[^/]*", answer.url)
    return tuple(url if "://" in url else f"{base[0] if base else ''}{url}" for url in found)


def read_list(answer: Answer, years: frozenset[int] | None) -> ListPage:
    of_years = [url for url in _links(answer, "report") if not years or any(str(year) in url for year in years)]
    named = [(url, re.search(r"/(20\d\d)[^/]*$", url)) for url in of_years]
    return ListPage(tuple(Link(url, int(year[1]) if year else None) for url, year in named), _links(answer, "more"))


def read_report(answer: Answer) -> ReportPage:
    return ReportPage(tuple(map(Link, _links(answer, "file"))))


FINDER = Finder(read_list, read_report)  # type: ignore[arg-type]


def csv_of(folder: Path, *lines: str) -> Path:
    """A list of sites with these lines: site, region_code, agency, url."""
    path = folder / "sites.csv"
    path.write_text("site,region_code,agency,url\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def fetch(
    folder: Path, *lines: str, bounds: Bounds = QUICK, network: Network = LOCAL, **options: object
) -> list[Result]:
    """Harvest sites into `raw` below a folder."""
    return harvest(
        csv_of(folder, *lines),
        folder / "raw",
        bounds=bounds,
        network=network,
        finder=FINDER,
        **options,  # type: ignore[arg-type]
    )
