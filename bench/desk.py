"""Sends hostile requests to a desk of its own, on loopback, and tells what gets through: `python -m bench.desk`.

`--requests 6000 --seed 0`; `--seed-of 17` prints the bytes of one request. Each has a connection of its own. What must
never happen is listed as a fault, with the seed: content from outside the site, an answer of 500, a traceback, a desk
that no longer answers, grows, starts processes that stay, or writes files. Meanwhile other connections send nothing,
or a byte now and then.
"""

from __future__ import annotations

import argparse
import re
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bench.requests import Known, request
from flows.desk.passwords import add
from tests.desk.server import Client, Running, children, desk

SECRET = b"never-to-be-seen"
SIGNED_IN = ("某人", "correct horse")
GROWTH = 64_000_000
"""Most bytes of memory that a desk may hold after all requests beyond those after the first few hundred."""

_SECONDS, _PATIENCE, _THREADS, _WARM, _SLOW = 20, 0.2, 16, 300, 40


class Faults(list[str]):
    """What must not have happened, each with the seed of a request."""


@contextmanager
def target(folder: Path) -> Iterator[Running]:
    """A desk that asks for passwords, over a site, with secrets beside it and in hidden files of it."""
    site = folder / "warehouse/site"
    (site / "data").mkdir(parents=True)
    (folder / "raw").mkdir()
    for name in ("index.html", "findings.html", "data/meta.js"):
        (site / name).write_text("site")
    for path in (folder / "raw/secret", folder / "secret", folder / "warehouse/secret", site / ".hidden"):
        path.write_bytes(SECRET)
    (site / "link").symlink_to(folder)
    add(folder / "passwords", *(SIGNED_IN[0], "decide", SIGNED_IN[1]))
    with desk(folder, "--passwords", str(folder / "passwords")) as running:
        yield running


def fuzz(running: Running, requests: int, seed: int = 0) -> tuple[Counter[str], Faults]:
    """Send so many requests. Returns the answers by their status, and the faults."""
    faults, before = Faults(), files(running.folder)
    known = _signed_in(running)
    with ExitStack() as stack, ThreadPoolExecutor(_THREADS) as threads:
        for _ in range(_SLOW):
            stack.enter_context(_dripping(known.port))
        send = partial(_answer, known=known, faults=faults)
        counts = Counter(threads.map(send, range(seed, seed + min(_WARM, requests))))
        settled = memory(running)
        counts += Counter(threads.map(send, range(seed + _WARM, seed + requests)))
        grown = memory(running) - settled
    faults += _after(running, before, grown)
    return counts, faults


def _signed_in(running: Running) -> Known:
    with running.client() as client:
        client.sign_in(*SIGNED_IN).raise_for_status()
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return Known(urlsplit(running.url).port or 0, cookies, client.get("/api/session").json()["csrf"])


def _answer(seed: int, known: Known, faults: Faults) -> str:
    """The status of the answers to one request."""
    made = request(str(seed), known)
    got = bytearray()
    with socket.create_connection(("127.0.0.1", known.port), timeout=_SECONDS) as connection:
        try:
            connection.sendall(made)
            got += _received(connection, _PATIENCE)
            connection.shutdown(socket.SHUT_WR)
            got += _received(connection, _SECONDS)
        except OSError:
            # Refused while it was still being sent.
            got += b"" if got else b"HTTP/1.1 closed "
    if SECRET in got:
        faults.append(f"{seed}: content from outside the site")
    statuses = re.findall(rb"HTTP/1\.1 (\S+) ", got)
    if any(status.startswith(b"5") and status != b"503" for status in statuses) or b"Traceback" in got:
        faults.append(f"{seed}: {statuses}")
    return b" ".join(statuses).decode() or "nothing"


def _received(connection: socket.socket, seconds: float) -> bytes:
    """What comes until the connection ends, or nothing more comes for so long."""
    got = bytearray()
    connection.settimeout(seconds)
    with suppress(TimeoutError):
        while data := connection.recv(65536):
            got += data
    return bytes(got)


@contextmanager
def _dripping(port: int) -> Iterator[None]:
    """A connection that begins a request and does not go on."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"POST /api/check HTTP/1.1\r\nContent-Length: 5000\r\nX: ")
        yield


def _after(running: Running, before: set[Path], grown: int) -> Iterator[str]:
    if running.process.poll() is not None:
        yield f"the desk has ended with {running.process.returncode}"
        return
    with Client(running.url) as client:
        if client.sign_in(*SIGNED_IN).status_code not in (200, 429):
            yield "nobody can sign in any more"
        if client.get("/api/session").status_code != 200:
            yield "the desk does not answer any more"
    if grown > GROWTH:
        yield f"the desk holds {grown:,} more bytes of memory"
    if new := files(running.folder) - before:
        yield f"new files: {sorted(map(str, new))[:5]}"
    if left := [path for path in running.temporary.rglob("*") if path.is_file()]:
        yield f"left in temporary files: {left[:5]}"
    if len(there := children(running.process.pid)) > 2:
        yield f"processes that stay: {there}"
    if "Traceback" in (log := (running.folder / "desk.log").read_text("utf-8", "replace")):
        yield f"in the log: {log.strip().splitlines()[-1]}"


def files(folder: Path) -> set[Path]:
    """All files below a folder, with what links point to left out."""
    return {path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def memory(running: Running) -> int:
    """Bytes of memory that the desk itself holds."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seed-of", metavar="SEED", help="print the bytes of this request")
    options = parser.parse_args()
    if options.seed_of:
        sys.stdout.buffer.write(request(options.seed_of, Known(8765, "gouji-8765=x", "token")))
        return 0
    with tempfile.TemporaryDirectory() as folder, target(Path(folder)) as running:
        counts, faults = fuzz(running, options.requests, options.seed)
    sys.stdout.write(f"{sum(counts.values())} requests: {dict(counts.most_common())}\n")
    sys.stdout.writelines(f"    {fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
