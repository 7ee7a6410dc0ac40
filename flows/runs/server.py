"""A Prefect server of our own on loopback, for as long as it is needed, where PREFECT_API_URL names none."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from flows.runs.attached import end_with_parent

NAME = "Prefect server"
_API_URL = "PREFECT_API_URL"
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

    Prefect reads the variable once, when it is imported.
    """
    if os.environ.get(_API_URL):
        return None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    os.environ[_API_URL] = f"http://127.0.0.1:{port}/api"
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
    server = multiprocessing.get_context("spawn").Process(target=_be_a_server, args=(port,), name=NAME)
    server.start()
    try:
        _wait_for(f"{os.environ[_API_URL]}/health", server)
        yield
    finally:
        server.terminate()
        server.join()


def _be_a_server(port: int) -> None:
    end_with_parent()
    # Ctrl-C is for the schedule, which ends its server when it no longer needs it.
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # It would write its pages where it is installed, which may be read-only.
    pages = os.path.join(os.environ["PREFECT_HOME"], "pages")
    for name, value in {**_SETTINGS, "PREFECT_SERVER_UI_STATIC_DIRECTORY": pages}.items():
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
