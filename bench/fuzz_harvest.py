"""Harvests a site whose answers are mutated, and keeps what makes it raise, hang or store what cannot be read.

`python -m bench.fuzz_harvest --seconds 600`. A server on this machine sends robots.txt, lists, reports, attachments and
redirects as bytes that were changed by a seed: status lines, headers, framing and bodies. Each seed is harvested twice,
so that what was stored is read back and asked for again. `--seed N --seconds 0` repeats one.
"""

from __future__ import annotations

import argparse
import gzip
import re
import signal
import socketserver
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from types import FrameType

from bench.mutations import mutate
from flows.documents.archives.members import members
from flows.harvest.bounds import Bounds
from flows.harvest.harvest import DOCUMENTS, harvest
from flows.harvest.network import Network

SECONDS = 90
"""Longest time for the two harvests of one seed."""

_BOUNDS = Bounds(
    interval=0, retry_seconds=0.001, attempts=2, patience=0.05, answer_seconds=2, idle_seconds=0.3,
    answer_bytes=3_000_000, failures_of_host=9, list_pages=8, reports=20, host_requests=150, seconds=10,
)  # fmt: skip
_TITLE = "某县人民政府{}年政府信息公开工作年度报告"


def _whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _answers() -> dict[str, bytes]:
    links = "".join(
        f'<li><a href="/{year}.html">{_TITLE.format(year)}</a> {year + 1}-01-20' for year in range(2020, 2024)
    )
    html = "Content-Type: text/html; charset=utf-8"
    listed = f'<title>年度报告</title>{links}<a href="/moved">{_TITLE.format(2024)}</a><a href="/list2">下一页</a>'
    feed = f'{{"data": [{{"title": "{_TITLE.format(2019)}", "url": "/2019.html"}}], "total": 30}}'
    report = f'<h1>{_TITLE.format(2020)}</h1><a href="/report.pdf">附件：{_TITLE.format(2020)}.pdf</a>'
    pages = {
        "/robots.txt": _whole(b"User-agent: *\nDisallow: /secret\nCrawl-delay: 0.01\n", "Content-Type: text/plain"),
        "/list": _whole(listed.encode(), html, 'ETag: "1"'),
        "/list2": _whole(feed.encode(), "Content-Type: application/json"),
        "/moved": _whole(b"", "Location: /2023.html", status="302 Found"),
        "/report.pdf": _whole(b"%PDF-1.4 report", "Content-Type: application/pdf", 'ETag: "1"'),
        "/2021.html": _whole(gzip.compress(report.encode()), html, "Content-Encoding: gzip"),
        "/2022.html": f"HTTP/1.1 200 OK\r\n{html}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        + f"{len(report.encode()):x}\r\n{report}\r\n0\r\n\r\n".encode(),
        "/2023.html": _whole(b"", "Retry-After: 0", status="503 Service Unavailable"),
    }
    return {**pages, "": _whole(report.encode(), html, 'ETag: "1"', "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT")}


class _Handler(socketserver.StreamRequestHandler):
    server: _Server
    timeout = 5

    def handle(self) -> None:
        with suppress(OSError, IndexError):
            path = self.rfile.readline(10_000).split()[1].decode("latin-1")
            while self.rfile.readline(10_000).strip():
                pass
            self.wfile.write(self.server.answer(path))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    answers = _answers()
    seed = 0

    def answer(self, path: str) -> bytes:
        """What is sent for a path under the present seed: half of the answers are changed, mostly in their bodies."""
        choice = Random(f"{self.seed} {path}")
        answer = self.answers.get(path, self.answers[""])
        if choice.random() < (0.8 if path in ("/robots.txt", "/list") else 0.4):
            return answer
        head, blank, body = answer.partition(b"\r\n\r\n")
        if choice.random() < 0.4:
            return mutate(answer, choice)
        body = mutate(body, choice)
        return re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(body), head) + blank + body


def _harvested(server: _Server, folder: Path) -> str:
    """What is wrong after two harvests of the present seed; blank where nothing is."""
    port = server.server_address[1]
    sites = folder / "sites.csv"
    sites.write_text(f"site,region_code,agency,url\ncounty,,,http://county.example:{port}/list\n")
    network = Network(lambda host, port: [("127.0.0.1", port)], lambda address: str(address) == "127.0.0.1")
    for _ in range(2):
        for result in harvest(sites, folder / "raw", bounds=_BOUNDS, network=network):
            if any("the visit failed" in problem or not problem.isprintable() for problem in result.problems):
                return result.problems[-1]
    for path in (folder / "raw" / DOCUMENTS).rglob("*"):
        if path.name.startswith("."):
            return f"left behind: {path.name}"
        if path.is_file():
            with path.open("rb") as file:
                refused = [member.refusal for member in members(file, path.name) if member.refusal]
            if refused:
                return f"not read: {refused[0].reason} {refused[0].detail}"
    return ""


def _outcome(server: _Server) -> str:
    signal.alarm(SECONDS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _harvested(server, Path(folder))
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"raised {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
    finally:
        signal.alarm(0)


def _hung(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _hung)
    faults: dict[str, list[int]] = {}
    counts: Counter[str] = Counter()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.seed, end = options.seed, time.monotonic() + options.seconds
        while True:
            outcome = _outcome(server)
            counts["fault" if outcome else "harvested"] += 1
            if outcome:
                faults.setdefault(outcome, []).append(server.seed)
            server.seed += 1
            if time.monotonic() >= end:
                break
        server.shutdown()
    sys.stdout.write(f"{sum(counts.values())} sites in {options.seconds:.0f} s: {dict(counts)}\n")
    for fault, seeds in sorted(faults.items(), key=lambda item: -len(item[1])):
        sys.stdout.write(f"    {len(seeds)} x {fault}: {', '.join(map(str, seeds[:3]))}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
