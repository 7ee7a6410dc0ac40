"""A Dask cluster as people start one: a scheduler and workers, each with its nanny, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.runs.processes import Family, family, happens

ROOT = Path(__file__).parents[1]
# Nanny, worker, the server that forks and what it has forked; and two that keep track of semaphores.
_STARTUP = """
import os, sys

LACKING, TOLD = os.environ.get("LACKING", "").split(), os.environ.get("REACHED")


class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in LACKING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def note(event, arguments):
    if event == "socket.connect" and arguments[0].type == 1 and isinstance(arguments[1], tuple):
        reached = arguments[1][0]
    elif event == "socket.getaddrinfo":
        reached = arguments[0]
    else:
        return
    with open(TOLD, "a") as file:
        file.write(f"{reached}\\n")


if LACKING:
    sys.meta_path.insert(0, Lacking())
if TOLD:
    sys.addaudithook(note)
"""
"""Run by every process at its start: it may lack packages, and note whom it reaches for."""


class DaskCluster:
    """Its processes, their address, and the folder in which they have theirs."""

    def __init__(self, folder: Path, processes: Family, arguments: tuple[str, ...]) -> None:
        self.folder, self.family = folder, processes
        self._started = 0
        known = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0",
                                     "--scheduler-file", str(known), *arguments)  # fmt: skip
        assert happens(known.exists, 60), self.logs()
        self.address: str = json.loads(known.read_text("utf-8"))["address"]

    def worker(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, by default; it leads a group of processes."""
        own = self.folder / f"worker-{self._started}"
        options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(own), *arguments)
        return self._start("worker", self.address, *options, **variables)

    def logs(self) -> str:
        """What all of them have printed."""
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def _start(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        self._started += 1
        with (self.folder / f"{self._started}.log").open("wb") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *arguments], cwd=self.folder, start_new_session=True,
                                    env=self.family.environment | variables, stdout=log, stderr=log)  # fmt: skip


def kill(leader: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group with SIGKILL."""
    os.killpg(leader.pid, signal.SIGKILL)
    leader.wait()


@contextmanager
def dask_cluster(folder: Path, *arguments: str, workers: int = 0, **variables: str) -> Iterator[DaskCluster]:
    """A cluster, with these arguments for its scheduler and variables for all its processes; killed in the end."""
    guided = {"DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10", "PYTHONPATH": startup(folder)}
    with family(**guided, **variables) as processes:
        found = DaskCluster(folder, processes, arguments)
        for _ in range(workers):
            found.worker()
        yield found


def startup(folder: Path) -> str:
    """What to import from, for processes that are to heed LACKING and REACHED."""
    (folder / "sitecustomize.py").write_text(_STARTUP, "utf-8")
    return f"{folder}{os.pathsep}{ROOT}"
