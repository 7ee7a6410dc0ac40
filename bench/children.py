"""Runs commands in forks of this process, which has everything loaded, so that a run does not cost what loading does.

Every child is the leader of a session of its own, so that it, and all it starts, can be found and killed; its folder
for temporary files is its own, too.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

R = TypeVar("R")

HUNG = 1200.0
"""Seconds after which a command that has not ended is said to hang, on a machine that may be busy."""

_CLOCK = os.sysconf("SC_CLK_TCK")
_LOADED = (
    "flows.cli", "flows.commands.supervisors",
    "flows.runs.terminal", "flows.runs.run", "expectations.runner", "expectations.checkpoint", "flows.warehouse.build",
    "dbt.cli.main", "dbt.adapters.duckdb.impl", "dbt.adapters.duckdb.connections", "flows.findings.files",
    "flows.site.build", "flows.findings.chosen", "flows.warehouse.decide", "pandas", "openpyxl", "rich.console",
    "rich.progress", "flows.documents.archives.members",
)  # fmt: skip


def load(folder: Path) -> None:
    """Load what a run needs, and settle where its libraries may write."""
    from flows import settings

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    settings.apply(folder)
    for name in _LOADED:
        importlib.import_module(name)


class Ended(NamedTuple):
    """How a command ended: its exit code, negative for a signal, what it printed, and its processor time in seconds."""

    code: int
    printed: str
    cpu: float


class Child:
    """A command under way in a fork of this process."""

    def __init__(self, call: Callable[[], int], temporary: Path) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        # Elsewhere, as the disk of the other may be full.
        opened, name = tempfile.mkstemp(prefix="gouji-bench-output-")
        os.close(opened)
        self._output = Path(name)
        self.pid = os.fork()
        if self.pid == 0:
            _be(call, temporary, self._output)

    def members(self) -> list[int]:
        """All processes of its session that have not ended, itself among them."""
        return [pid for pid, session, is_alive in _processes() if session == self.pid and is_alive]

    def cpu(self) -> float:
        """Its own processor time so far, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK

    def has_ended(self) -> bool:
        """Whether it has ended, however it did; `wait` says how."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self) -> Ended:
        """Wait for its end. Raises TimeoutError where it hangs, and kills it."""
        until = time.monotonic() + HUNG
        while not self.has_ended():
            if time.monotonic() > until:
                os.killpg(self.pid, signal.SIGKILL)
                raise TimeoutError(f"a command has not ended in {HUNG:.0f} s:\n{self._output.read_text('utf-8')}")
            time.sleep(0.02)
        _, status, used = os.wait4(self.pid, 0)
        printed = self._output.read_text("utf-8", "replace")
        self._output.unlink()
        return Ended(os.waitstatus_to_exitcode(status), printed, used.ru_utime + used.ru_stime)

    def is_alone(self, within: float = 30) -> bool:
        """Whether all that it has started ends within so many seconds after it."""
        until = time.monotonic() + within
        while self.members():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def gouji(*arguments: object) -> int:
    """A command of gouji's; returns its exit code."""
    from flows.cli import main

    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def answer(call: Callable[..., R], *arguments: Any) -> R:
    """What a function returns, called in a fork: this process starts no threads and opens no database."""
    with place() as folder:
        kept = folder / "answer"
        ended = Child(lambda: kept.write_bytes(pickle.dumps(call(*arguments))) and 0, folder / "tmp").wait()
        if ended.code:
            raise RuntimeError(f"{call.__name__} ended with {ended.code}: {ended.printed}")
        found: R = pickle.loads(kept.read_bytes())
        return found


@contextmanager
def place() -> Iterator[Path]:
    """A folder that goes when this process leaves it; one of `TemporaryDirectory` would go when a fork ends."""
    folder = Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _be(call: Callable[[], int], temporary: Path, output: Path) -> None:
    """Be the child, and end."""
    code = 70
    try:
        os.setsid()
        os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
        # What is printed is looked at line by line.
        os.environ["COLUMNS"] = "300"
        written = os.open(output, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(written, stream)
        code = call()
        # As at the end of any process: folders for temporary files go, and processes that are waiting.
        atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()
    finally:
        for file in (sys.stdout, sys.stderr):
            file.flush()
        os._exit(code)


def is_tracker(pid: int) -> bool:
    """Whether a process is the one by which Python keeps track of semaphores: it reads no document."""
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _processes() -> list[tuple[int, int, bool]]:
    """The id and the session of every process, and whether it is more than a process that nobody has waited for."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.append((int(folder.name), int(fields[3]), fields[0] not in "ZX"))
    return found
