"""A local server that imitates sites of nine makes, knows what they publish, and keeps a log of requests.

    with Sites() as sites:
        host, port = sites.resolve("trs.example")
        sites.lists  # lines of SITES
        sites.truth["trs.example"]  # what is to be found there

Without a server, `sites.answer(address)` is what it would send.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from flows.harvest.answers import Answer
from tests.harvest.builders import Builder, Content
from tests.harvest.made_reports import Made, made_reports
from tests.harvest.more_builders import BUILDERS
from tests.harvest.published import Published, list_pages, published

_FIRST_CHANGE = "Thu, 05 Feb 2026 08:00:00 GMT"


class ListLine(NamedTuple):
    """A line of SITES."""

    site: str
    region_code: str
    agency: str
    url: str


class Request(NamedTuple):
    """A request: its begin and end in seconds of the monotonic clock, what came, and the status of the answer."""

    began: float
    ended: float
    method: str
    host: str
    target: str
    headers: dict[str, str]
    status: int


def _key(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(target)
    return parts.path, tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


class Site:
    """One imitated site: what it publishes (`truth`) and what is at each of its addresses."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.reports = made_reports(builder.place, builder.region_code)
        self.editions: dict[int, int] = {}
        self.changed: dict[int, str] = {}
        self.is_restructured = False
        self.robots: str | None = None
        self.delay = 0.0
        self.build()

    @property
    def line(self) -> ListLine:
        """Its line of SITES."""
        host = self.builder.host
        return ListLine(host.split(".")[0], self.builder.region_code, "", f"http://{host}{self.builder.entry}")

    def build(self) -> None:
        """Write all pages anew."""
        self.truth: list[Published] = [published(self.builder, m, self.editions.get(m.number, 0)) for m in self.reports]
        contents = list_pages(self.builder, self.reports, empty=self.is_restructured)
        self.contents = {_key(target): content for target, content in contents.items()}
        for report in self.truth:
            self.contents |= {_key(target): content for target, content in report.contents.items()}

    def find(self, target: str) -> Content | None:
        """What is at a target of this host; None where nothing is."""
        if target == "/robots.txt" and self.robots is not None:
            return Content("text/plain", self.robots.encode())
        return self.contents.get(_key(target))

    def modified(self, target: str) -> str:
        """When what is there was last changed, as HTTP date."""
        mine = (r.made.number for r in self.truth if _key(target) in set(map(_key, r.contents)))
        return self.changed.get(next(mine, -1), _FIRST_CHANGE)


class Sites:
    """All imitated sites behind one port of this machine, by the name of their host."""

    def __init__(self) -> None:
        self.sites = {builder.host: Site(builder) for builder in BUILDERS}
        self.log: list[Request] = []
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Sites:
        sites = self

        class Handler(_Handler):
            served = sites

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def port(self) -> int:
        """The port of the server."""
        assert self._server is not None
        return self._server.server_address[1]

    def resolve(self, host: str) -> tuple[str, int]:
        """Where a client has to connect to for a host. Raises KeyError for others, like a name that is not known."""
        return self.sites[host] and ("127.0.0.1", self.port)

    @property
    def lists(self) -> list[ListLine]:
        """A line of SITES for every site."""
        return [site.line for site in self.sites.values()]

    @property
    def truth(self) -> dict[str, list[Published]]:
        """What is published, by host."""
        return {host: site.truth for host, site in self.sites.items()}

    def republish(self, host: str, number: int) -> None:
        """Change the report of this number at its old address, and the time of its change."""
        site = self.sites[host]
        site.editions[number] = site.editions.get(number, 0) + 1
        site.changed[number] = f"Fri, 06 Feb 2026 08:00:{site.editions[number]:02} GMT"
        site.build()

    def add(self, host: str, made: Made) -> None:
        """Publish one more report, at the top of the list."""
        self.sites[host].reports = (made, *self.sites[host].reports)
        self.sites[host].build()

    def restructure(self, host: str) -> None:
        """Rebuild a site so that its list no longer has any report; those stay at their addresses."""
        self.sites[host].is_restructured = True
        self.sites[host].build()

    def slow(self, host: str, seconds: float) -> None:
        """Let every answer of a host take this long."""
        self.sites[host].delay = seconds

    def answer(self, url: str) -> Answer:
        """What the server sends for an address, without sending it."""
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        site = self.sites.get(parts.netloc)
        content = site.find(target) if site else None
        if content is None:
            return Answer(url, 404, (), b"", "", None)
        media_type, _, charset = content.media_type.partition(";")
        headers = (("Content-Type", content.media_type),)
        return Answer(url, 200, headers, content.body, media_type.lower(), charset.partition("=")[2] or None)

    def respond(self, host: str, target: str, asked: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""
        site = self.sites.get(host.partition(":")[0])
        if site is None:
            return 404, {}, b""
        time.sleep(site.delay)
        content = site.find(target)
        if content is None:
            return 404, {}, b"<html><title>404</title></html>"
        tag, day = f'"{sha256(content.body).hexdigest()[:16]}"', site.modified(target)
        headers = {"ETag": tag, "Last-Modified": day, "Content-Type": content.media_type}
        if asked.get("If-None-Match") == tag or (
            "If-None-Match" not in asked and asked.get("If-Modified-Since") == day
        ):
            return 304, headers, b""
        return 200, headers, content.body


class _Handler(BaseHTTPRequestHandler):
    served: Sites
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        """Answer, and write into the log."""
        began, asked = time.monotonic(), dict(self.headers.items())
        host = asked.get("Host", "")
        status, headers, body = self.served.respond(host, self.path, asked)
        with suppress(OSError):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET" and status != 304:
                self.wfile.write(body)
        request = Request(began, time.monotonic(), self.command, host, self.path, asked, status)
        self.served.log.append(request)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log is a list."""
