"""A desk in a process of its own, as its users start it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.shipped import environment

GOUJI = (sys.executable, "-m", "flows.cli")


class Running(NamedTuple):
    """A desk that answers: its address, the folder it was started in, and where its temporary files would be."""

    process: subprocess.Popen[str]
    url: str
    folder: Path
    temporary: Path

    def client(self) -> Client:
        return Client(self.url)


class Client(httpx.Client):
    """A browser, as far as the desk can tell: it keeps cookies and sends the token of its session."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, timeout=120)

    def post_with_token(self, path: str, **content: Any) -> httpx.Response:
        return self.post(path, headers={"X-CSRF-Token": self.get("/api/session").json()["csrf"]}, **content)

    def check(self, data: bytes, name: str = "draft.html", previous: bytes | None = None) -> httpx.Response:
        files = {"file": (name, data), **({"previous": ("last.html", previous)} if previous else {})}
        return self.post_with_token("/api/check", files=files)

    def sign_in(self, name: str, password: str) -> httpx.Response:
        return self.post_with_token("/api/login", json={"name": name, "password": password})


@contextmanager
def desk(folder: Path, *options: str, command: Sequence[str] = GOUJI) -> Iterator[Running]:
    """A desk on a free port over `raw/` and `warehouse/` of a folder."""
    # A short name: sockets are made in it.
    temporary = Path(tempfile.mkdtemp(prefix="desk-"))
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", *_places(folder), *options],
        env=environment(TMPDIR=str(temporary)),
        stdout=subprocess.PIPE,
        stderr=(folder / "desk.log").open("w"),
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.match(r"(http://\S+)/ ", line)
        assert found, f"{line}{(folder / 'desk.log').read_text()}"
        yield Running(process, found[1], folder, temporary)
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(temporary, ignore_errors=True)


def refused(folder: Path, *options: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
    """`gouji serve` where it ends by itself."""
    command = [*GOUJI, "serve", *_places(folder), *options]
    return subprocess.run(
        command, input=password, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )


def _places(folder: Path) -> tuple[str, ...]:
    return ("--raw", str(folder / "raw"), "--warehouse", str(folder / "warehouse"))


def children(process: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(rest[1]) == process and rest[0] != "Z":
            found.append(int(status.parent.name))
    return found
