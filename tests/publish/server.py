"""A PostgreSQL server of the test's own: a real one, on a free port, in a folder that is removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from adbc_driver_postgresql import dbapi

# Nothing here has to survive a power cut. Small segments of the log leave room to limit the size of files.
_INIT = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1", "--username=owner")
_OPTIONS = "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories="
_BELOW_A_DIMENSION = 1_100_000


class Postgres:
    """A server; `url` is the database that the marts are published to."""

    def __init__(self, folder: Path, programs: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql://owner@127.0.0.1:{self.port}/postgres"
        self._data, self._programs = folder / "data", programs
        self._run("initdb", *_INIT)

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", f"--options=-p {self.port} {_OPTIONS}", f"--log={self._data}.log")

    def stop(self) -> None:
        """End the server at once, as a crash would."""
        self._run("pg_ctl", "stop", "--mode=immediate", "--wait")

    def execute(self, *statements: str, url: str | None = None) -> None:
        with closing(dbapi.connect(url or self.url, autocommit=True)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query: str, url: str | None = None) -> list[tuple[Any, ...]]:
        with closing(dbapi.connect(url or self.url, autocommit=True)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def schemas(self) -> list[str]:
        """The schemas that are not of the server itself."""
        query = "select nspname from pg_namespace where nspname !~ '^pg_|^information_schema$|^public$' order by 1"
        return [name for (name,) in self.rows(query)]

    @contextmanager
    def full(self) -> Iterator[None]:
        """No file of a new session grows beyond a size that some of the marts need: to it the disk is full."""
        process = (self._data / "postmaster.pid").read_text().split()[0]
        limit = ["prlimit", f"--pid={process}"]
        _as_owner([*limit, f"--fsize={_BELOW_A_DIMENSION}:"])
        try:
            yield
        finally:
            _as_owner([*limit, "--fsize=unlimited:"])

    def _run(self, program: str, *arguments: str) -> None:
        _as_owner([str(self._programs / program), f"--pgdata={self._data}", *arguments])


def _as_owner(command: list[str]) -> None:
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr


def programs() -> Path:
    """The folder of the server's programs; without them the test is skipped."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path))
    if not found:
        pytest.skip("PostgreSQL is not installed: initdb is neither on the path nor below /usr/lib/postgresql")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("PostgreSQL does not run as root, and there is no setpriv to run it as nobody")
    return found[0].parent


@contextmanager
def running() -> Iterator[Postgres]:
    """A new server, stopped and removed afterwards."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="gouji-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        server = Postgres(folder, bin_folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
