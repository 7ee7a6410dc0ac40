"""Prints what it costs that a landing is a flow of Prefect's, on a server: `python -m bench.flow`.

Batches of documents are tasks. Here they have nothing to read: a few of them tell what a flow costs once, as to load
Prefect, and more of them what each costs. The server is there before; what it does meanwhile counts, and for some
seconds after, in which it notes what it was told.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.cost import HEADS, cost_of
from bench.spark import say
from tests.runs.processes import Family, family, happens

_UNTIL_ALL_IS_NOTED = 20


def land_nothing(batches: int, server: str) -> None:
    """Land so many batches of no documents by the tasks of a flow on a server."""
    os.environ |= {"PREFECT_API_URL": server, "PREFECT_LOGGING_LEVEL": "ERROR"}
    from prefect import flow

    from flows.runs.flow import _as_task
    from flows.runs.run import land_batch

    flow(lambda: sum(_as_task(land_batch)(at, batches, int) for at in range(batches)), name="landing")()
    time.sleep(_UNTIL_ALL_IS_NOTED)


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, Family]]:
    """The address of a Prefect server, and its processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with family(PREFECT_HOME=str(folder / "home"), PREFECT_SERVER_ANALYTICS_ENABLED="false") as processes:
        command = [str(Path(sys.executable).parent / "prefect"), "server", "start", "--port", str(port)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=processes.environment, stdout=quiet, stderr=quiet) as started:
            address = f"http://127.0.0.1:{port}/api"
            try:
                if not happens(lambda: _answers(address), 120):
                    raise SystemExit("the server does not answer")
                yield address, processes
            finally:
                started.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").is_success
    except httpx.TransportError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batches", type=int, default=1_000)
    few, many = 10, 10 + parser.parse_args().batches
    say(f"{'batches':10}{HEADS}")
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as name, server(Path(name)) as (address, processes):
        costs = {count: cost_of(land_nothing, count, address, helpers=processes.running) for count in (few, many)}
    for count, cost in costs.items():
        say(f"{count:<10}{cost}")
    each = (costs[many].cpu - costs[few].cpu) / (many - few)
    say(f"{each * 1000:.0f} processor ms each, and {costs[few].cpu - few * each:.1f} s once")


if __name__ == "__main__":
    main()
