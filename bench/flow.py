"""Prints what it costs a document that a landing is a flow of Prefect's, on a server: `python -m bench.flow`.

The same pages are landed by plain calls, and by a flow whose tasks read them, 500 each. The server is there before;
what it does meanwhile counts. What a flow costs once, as to load Prefect, is told apart by a tenth of the pages.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.cost import HEADS, cost_of
from bench.spark import say
from bench.ways import lake, make
from tests.runs.processes import Family, family, happens


def plainly(raw: Path) -> None:
    """Land by plain calls."""
    from flows.operations.steps import plainly as call
    from flows.runs.run import land_documents

    land_documents(raw, False, None, call)


def as_flow(raw: Path, server: str) -> None:
    """Land by the tasks of a flow on a server."""
    os.environ |= {"PREFECT_API_URL": server, "PREFECT_LOGGING_LEVEL": "ERROR"}
    from prefect import flow

    from flows.runs.flow import _as_task
    from flows.runs.run import land_documents

    flow(lambda: _as_task(land_documents)(raw, False, None, _as_task), name="landing")()


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


def more(folder: Path, documents: int, address: str, processes: Family) -> float:
    """The processor seconds that a flow takes more than plain calls for so many pages."""
    make(folder / "documents", documents)
    plain = cost_of(plainly, lake(folder, "plain"))
    flow = cost_of(as_flow, lake(folder, "flow"), address, helpers=processes.running)
    say(f"{documents:7,} by plain calls{plain}\n{documents:7,} by a flow       {flow}")
    return flow.cpu - plain.cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    few, many = (documents := parser.parse_args().documents) // 10, documents
    say(f"{'documents':22}{HEADS}")
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as name, server(Path(name)) as served:
        first, second = (more(Path(name) / str(count), count, *served) for count in (few, many))
    each = (second - first) / (many - few)
    say(f"{each * 1000:.2f} ms more for each document, and {first - few * each:.1f} s once")


if __name__ == "__main__":
    main()
