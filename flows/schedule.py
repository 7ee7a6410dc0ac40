"""Serves the main job on a schedule until it is stopped.

Prefect schedules on a server only; where none is named by PREFECT_API_URL, one is started on loopback for as
long as the schedule is served.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STARTS_WITHIN = 180


class ScheduleError(RuntimeError):
    """A schedule that cannot be kept; the message says why."""


def serve(raw: Path, warehouse: Path, cron: str) -> None:
    """Serve the flow with a cron schedule (five fields, UTC), one run at a time. Returns when stopped."""
    # A service manager stops with SIGTERM: the server started here must then end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _server():
        from prefect.schedules import Cron

        from flows.run import gouji_run

        try:
            schedule = Cron(cron)
        except ValueError as error:
            raise ScheduleError(f"--cron {cron!r}: {error}") from error
        gouji_run.serve(
            name="gouji",
            schedule=schedule,
            limit=1,
            parameters={"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())},
        )


@contextmanager
def _server() -> Iterator[None]:
    """A Prefect server to schedule on: the one that is configured, or one of our own."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            _wait_for(f"{url}/health", server)
            os.environ["PREFECT_API_URL"] = url
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_STARTS_WITHIN):
        if server.poll() is not None:
            raise ScheduleError(f"the Prefect server ended with {server.returncode} before it answered")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(1)
    raise ScheduleError(f"the Prefect server did not answer within {_STARTS_WITHIN} s")
