"""Processes that read documents: one that crashes, hangs or exhausts the memory affects no other.

Workers are started once and take chunks of documents. Results come in the order of the documents, and only a few
chunks are in memory at a time, however many documents there are.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from flows import logs
from flows.documents import limits
from flows.landing.sources import Source
from flows.landing.worker import FULL, STARTING, Pack, Read, serve

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

AHEAD = 4
"""Chunks for each worker that are in memory at most."""

_LONGEST_PLACE = 70
# What a document does to its reader is mostly another signal; these come from people, or from a system that has run out
# of memory and ends some process or other. Whose memory is full has read others before.
_DOUBTFUL = {-getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP") if hasattr(signal, name)} | {FULL}


# A process started by one thread looks at how those of others have ended, which can be seen only once.
_ONE_AT_A_TIME = threading.Lock()


class WorkerError(RuntimeError):
    """Results could not be handed over: a gouji bug; the message says what went wrong."""


class Work(NamedTuple):
    """What workers do: how long they may read a document, in how much memory, how, and what they hand over."""

    seconds: float
    memory: int
    read: Read
    pack: Pack


@lru_cache(maxsize=1)
def context_of(module: str) -> ForkServerContext | SpawnContext:
    """What starts processes that have this module loaded; Windows cannot fork, so there each loads it anew.

    Loaded only for these: it takes a while, and a single page is read without any.
    """
    import multiprocessing

    # Arrow would at once reserve most of the memory that such a process may take.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    # Its socket is made in the folder for temporary files, and may have a name of some hundred bytes only.
    is_short = len(os.fsencode(tempfile.gettempdir())) <= _LONGEST_PLACE
    if "forkserver" not in multiprocessing.get_all_start_methods() or not is_short:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    return context


class _Task(NamedTuple):
    """A chunk of documents and its number."""

    number: int
    chunk: list[Source]


class _Worker:
    """A process that reads the chunks in `tasks`, one after the other."""

    def __init__(self, work: Work) -> None:
        context = context_of(__name__)
        self.position = context.RawValue("i", STARTING)
        self.connection, theirs = context.Pipe()
        self.tasks: deque[_Task] = deque()
        self.process = context.Process(target=serve, args=(theirs, self.position, *work), daemon=True)
        with _ONE_AT_A_TIME:
            self.process.start()
        theirs.close()

    def send(self, task: _Task) -> None:
        """Give it another chunk. If it has died meanwhile, that shows when its results are received."""
        self.tasks.append(task)
        with suppress(OSError):
            self.connection.send(task.chunk)

    def stop(self) -> None:
        self.process.kill()
        self.ended()

    def ended(self) -> int:
        """The exit code of the process, which is about to end."""
        with _ONE_AT_A_TIME:
            self.process.join()
        self.connection.close()
        return self.process.exitcode or 0


class Pool:
    """Workers, started as they are needed, and the results that wait for those of an earlier chunk.

    What workers log is handed to `tell`.
    """

    def __init__(self, processes: int, work: Work, tell: Callable[[logs.Told], None] = logs.tell_again) -> None:
        self._most, self._work, self._tell = processes, work, tell
        self._workers: list[_Worker] = []
        self._done: dict[int, Any] = {}
        self._read_again: set[tuple[int, int]] = set()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def results(self, chunks: Iterable[list[Source]]) -> Iterator[Any]:
        """The packed results of chunks, in order. Raises WorkerError where they cannot be had."""
        self._read_again.clear()
        tasks = map(_Task, count(), chunks)
        given = out = 0
        more = True
        while more or out < given:
            while more and given - out < self._most * AHEAD and (worker := self._free()):
                if task := next(tasks, None):
                    worker.send(task)
                    given += 1
                else:
                    more = False
            if out < given:
                self._receive()
            while out in self._done:
                yield self._done.pop(out)
                out += 1

    def _free(self) -> _Worker | None:
        """A worker that can take a chunk: it may queue the next one while it works, so as not to wait."""
        if len(self._workers) < self._most and all(worker.tasks for worker in self._workers):
            self._workers.append(_Worker(self._work))
        worker = min(self._workers, key=lambda worker: len(worker.tasks))
        return worker if len(worker.tasks) < 2 else None

    def _receive(self) -> None:
        from multiprocessing.connection import wait

        waited_for = {worker.connection: worker for worker in self._workers if worker.tasks}
        for connection in wait(list(waited_for)):
            worker = waited_for[connection]  # type: ignore[index]
            try:
                packed, error, told = worker.connection.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            self._tell(told)
            if error is not None:
                raise WorkerError(error)
            self._done[worker.tasks.popleft().number] = packed

    def _replace(self, dead: _Worker) -> None:
        """Start another worker for one that has died; it continues with the same chunks, except for one document.

        That document is refused; where it may not be what has ended the process, not before it does so again.
        """
        code, at = dead.ended(), dead.position.value
        if at == STARTING:
            raise WorkerError(f"a process that reads documents did not start: it ended with {code}")
        place = dead.tasks[0].number, at
        if code in _DOUBTFUL and place not in self._read_again:
            self._read_again.add(place)
        else:
            _refuse(dead.tasks[0].chunk, at, code)
        worker = self._workers[self._workers.index(dead)] = _Worker(self._work)
        for task in dead.tasks:
            worker.send(task)


def _refuse(chunk: list[Source], at: int, code: int) -> None:
    """Reject the document at which a process ended with this exit code. Raises WorkerError where it was at none."""
    # Between two documents the only possible cause is the memory that all of them take.
    at = at if at >= 0 else max(range(len(chunk)), key=lambda n: len(chunk[n].data))
    if chunk[at].refusal:
        raise WorkerError(f"a process that reads documents ended with {code} though it read none")
    chunk[at] = chunk[at]._replace(data=b"", refusal=refusal(code))


def refusal(code: int) -> tuple[str, str]:
    """The reason to reject a document whose reading ended a process with this exit code, negative for a signal."""
    if code == FULL or (sys.platform != "win32" and code == -signal.SIGKILL):
        return "reader_out_of_memory", ""
    if sys.platform != "win32" and code == -signal.SIGALRM:
        return "reader_timeout", f"> {limits.SECONDS} s"
    return "reader_crashed", signal.Signals(-code).name if code < 0 else f"exit {code}"
