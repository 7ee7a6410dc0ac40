"""Serves the main job on a schedule until it is stopped.

Prefect needs a server to schedule; unless PREFECT_API_URL names one, one is started on loopback for as long as the
schedule is served.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from flows.runs.attached import end_with_parent

_STARTS_WITHIN = 180
_API_URL = "PREFECT_API_URL"
_SERVER = "Prefect server"


class ScheduleError(RuntimeError):
    """A schedule that cannot be kept; the message says why."""


def serve(raw: Path, warehouse: Path, cron: str) -> None:
    """Serve the flow with a cron schedule (five fields, UTC), one run at a time. Returns when stopped."""
    # A shell that runs a script starts what is to run in the background with SIGINT ignored, by which Prefect stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
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

    from flows.runs.flow import gouji_run

    class Stoppable(Runner):
        """Ends the run in progress, then itself; Prefect's own shutdown lets the run time out and prints tracebacks."""

        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            for process in multiprocessing.active_children():
                if process.name != _SERVER:
                    process.terminate()
            signal.raise_signal(signal.SIGINT)

    # A concurrency limit of the deployment would outlive a schedule that is killed, and nothing would ever run again.
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
    server = multiprocessing.get_context("spawn").Process(target=_be_a_server, args=(port,), name=_SERVER)
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
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    runpy.run_module("prefect", run_name="__main__")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, server: BaseProcess) -> None:
    for _ in range(_STARTS_WITHIN):
        if not server.is_alive():
            raise ScheduleError(f"the Prefect server ended with {server.exitcode} before it answered")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(1)
    raise ScheduleError(f"the Prefect server did not answer within {_STARTS_WITHIN} s")
