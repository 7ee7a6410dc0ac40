"""Serves the main job on a schedule until it is stopped.

Prefect needs a server to schedule; unless PREFECT_API_URL names one, one is started on loopback for as long as the
schedule is served.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_STARTS_WITHIN = 180
_API_URL = "PREFECT_API_URL"


class ScheduleError(RuntimeError):
    """A schedule that cannot be kept; the message says why."""


def serve(raw: Path, warehouse: Path, cron: str) -> None:
    """Serve the flow with a cron schedule (five fields, UTC), one run at a time. Returns when stopped."""
    # A service manager stops with SIGTERM: the server started here must then end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port = None if os.environ.get(_API_URL) else _free_port()
    if port is not None:
        # Prefect reads this once, when it is imported.
        os.environ[_API_URL] = f"http://127.0.0.1:{port}/api"
    from prefect.schedules import Cron

    try:
        schedule = Cron(cron)
    except ValueError as error:
        raise ScheduleError(f"--cron {cron!r}: {error}") from error
    parameters = {"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())}
    with _server(port), suppress(KeyboardInterrupt):
        _serve_until_stopped(schedule, parameters)


def _serve_until_stopped(schedule: Any, parameters: dict[str, str]) -> None:
    from prefect.runner import Runner

    from flows.runs.run import gouji_run

    class Stoppable(Runner):
        """Ends the run in progress, then itself; Prefect's own shutdown lets the run time out and prints tracebacks."""

        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            for run in multiprocessing.active_children():
                run.terminate()
            signal.raise_signal(signal.SIGINT)

    runner = Stoppable(name="gouji", limit=1)
    runner.add_flow(gouji_run, name="gouji", schedule=schedule, parameters=parameters)
    server = os.environ[_API_URL].removesuffix("/api")
    sys.stdout.write(f"gouji: serving {schedule.cron!r} (UTC) until stopped; Prefect: {server}\n")
    sys.stdout.flush()
    asyncio.run(runner.start())


@contextmanager
def _server(port: int | None) -> Iterator[None]:
    """A Prefect server of our own to schedule on; none is started if no port is given."""
    if port is None:
        yield
        return
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            _wait_for(f"{os.environ[_API_URL]}/health", server)
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
