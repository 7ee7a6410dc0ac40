"""Reads what is handed in, drafts and lists, in processes of their own, a few at a time, and keeps nothing of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess

import anyio
from anyio.to_thread import run_sync

from flows.desk.worker import Upload, check, rows, serve
from flows.documents import limits
from flows.landing.pool import context_of, refusal
from flows.reading.reasons import reason_text, without_code
from flows.replies.rows import Row
from flows.warehouse.rules import Rules

_WORKER = "flows.desk.worker"
_WAITING = 8
_ANSWER_BYTES = 64_000_000
_TRIES, _PAUSE = 50, 0.1


class ReadError(ValueError):
    """A file that was not read; the message, in Chinese, says why."""


class BusyError(RuntimeError):
    """As many files as may wait are waiting already."""


class Readers:
    """The files that are read at the moment: one per processor, and a few that wait."""

    def __init__(self) -> None:
        self._processors = anyio.CapacityLimiter(os.cpu_count() or 1)
        self._present = 0

    def __enter__(self) -> Readers:
        """Take a place. Raises BusyError where there is none."""
        if self._present >= self._processors.total_tokens + _WAITING:
            raise BusyError
        self._present += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._present -= 1

    async def check(self, draft: Upload, previous: Upload | None) -> bytes:
        """The answer for a draft, as JSON. Raises ReadError where reading it takes too long or ends the process."""
        seconds = limits.SECONDS * (1 if previous is None else 2)
        return await run_sync(_read, seconds, check, draft, previous, limiter=self._processors)

    async def rows(self, reply: Upload) -> list[Row]:
        """The rows of a list that came back. Raises ReadError, also where it is no list of findings."""
        return await run_sync(_rows, reply, limiter=self._processors)


def prepare() -> None:
    """What the first draft would wait for: the rules rendered, and a process that has the reader loaded."""
    with Rules():
        pass
    process = _context().Process(target=len, args=((),))
    process.start()
    process.join()


def _context() -> ForkServerContext | SpawnContext:
    return context_of(_WORKER)


def _rows(reply: Upload) -> list[Row]:
    answer = json.loads(_read(limits.SECONDS, rows, reply))
    if "error" in answer:
        raise ReadError(answer["error"])
    return [Row(*row) for row in answer["rows"]]


def _read(seconds: float, work: Callable[..., dict[str, object]], *files: Upload | None) -> bytes:
    """What a function of the worker answers for these files, as JSON."""
    context = _context()
    # There LibreOffice writes what it converts, and leaves it where it is ended.
    folder = tempfile.mkdtemp(prefix="gouji-desk-")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(theirs, folder, work, *files), daemon=True)
    try:
        process.start()
        theirs.close()
        return _answer(ours, process, seconds)
    finally:
        _end(process)
        ours.close()
        _remove(folder)


def _answer(connection: Connection, process: BaseProcess, seconds: float) -> bytes:
    try:
        if connection.poll(seconds):
            return connection.recv_bytes(_ANSWER_BYTES)
    except (EOFError, OSError) as error:
        process.join()
        raise ReadError(without_code(reason_text(*refusal(process.exitcode or 0)))) from error
    raise ReadError(without_code(reason_text("reader_timeout", f"> {seconds} s")))


def _end(process: BaseProcess) -> None:
    """End a process and what it has started."""
    if process.pid is not None and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _remove(folder: str) -> None:
    """Remove a folder; what was ended may still write to it for a moment."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(_PAUSE)
