"""A Prefect server of our own on loopback, for as long as it is needed, where PREFECT_API_URL names none."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import secrets
import shlex
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from flows.runs.attached import end_with_parent

NAME = "Prefect server"
ACCESS = "schedule.env"
"""The file in the home of Prefect that tells its owner, and nobody else, where the server is and how to log in."""

_API_URL = "PREFECT_API_URL"
# What the server asks for, and what those who talk to it answer.
_ASKED, _ANSWER = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
_STARTS_WITHIN = 180
# Its database would otherwise grow with every run for ever: runs of the last ninety days are kept.
_SETTINGS = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # Seconds to wait for another writer of the database, which a busy machine needs more of.
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
}


class ServerError(RuntimeError):
    """A server that cannot be started; the message says why."""


def choose_port() -> int | None:
    """Let PREFECT_API_URL name a server still to be started, on the port returned; None if it names one already.

    The server will ask for a login, which this process and its children have in their environment. Prefect reads the
    variables once, when it is imported.
    """
    if os.environ.get(_API_URL):
        return None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    os.environ[_API_URL] = f"http://127.0.0.1:{port}/api"
    # Other users of the machine, and pages in a browser on it, reach the port as well.
    login = os.environ.get(_ASKED) or f"gouji:{secrets.token_urlsafe(32)}"
    os.environ[_ASKED] = os.environ[_ANSWER] = login
    return port


def address() -> str:
    """Where the pages of the server are."""
    return os.environ[_API_URL].removesuffix("/api")


@contextmanager
def running(port: int | None) -> Iterator[None]:
    """The server on this port; none is started if there is no port."""
    if port is None:
        yield
        return
    access = _write_access()
    server = multiprocessing.get_context("spawn").Process(target=_be_a_server, args=(port,), name=NAME)
    server.start()
    try:
        _wait_for(f"{os.environ[_API_URL]}/health", server)
        yield
    finally:
        server.terminate()
        server.join()
        access.unlink(missing_ok=True)


def _write_access() -> Path:
    """For who works with the server by hand: the variables of a client, as a shell reads them."""
    path = Path(os.environ["PREFECT_HOME"], ACCESS)
    # What a schedule that was killed left may be open to somebody.
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"export {name}={shlex.quote(os.environ[name])}\n" for name in (_API_URL, _ANSWER))
    return path


def _be_a_server(port: int) -> None:
    end_with_parent()
    # Ctrl-C is for the schedule, which ends its server when it no longer needs it.
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # It would write its pages where it is installed, which may be read-only.
    pages = os.path.join(os.environ["PREFECT_HOME"], "pages")
    own = {"PREFECT_SERVER_UI_STATIC_DIRECTORY": pages, "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address()}
    for name, value in {**_SETTINGS, **own}.items():
        os.environ.setdefault(name, value)
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    runpy.run_module("prefect", run_name="__main__")


def _wait_for(url: str, server: BaseProcess) -> None:
    for _ in range(_STARTS_WITHIN):
        if not server.is_alive():
            raise ServerError(f"the Prefect server ended with {server.exitcode} before it answered")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(1)
    raise ServerError(f"the Prefect server did not answer within {_STARTS_WITHIN} s")
