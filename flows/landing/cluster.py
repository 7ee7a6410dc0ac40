"""Reads documents on a Dask cluster: chunks go to its workers, and results come back in their order.

A chunk whose worker dies is read again by another one: Dask sees to that. Only a few chunks for each thread of the
workers are under way at a time, however many documents there are.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any

from flows import logs
from flows.landing.files import InputError
from flows.landing.pool import AHEAD, Pool, Work, WorkerError
from flows.landing.refusals import in_english
from flows.landing.sources import Source

try:
    import dask.config
    from distributed import Client, Future, KilledWorker, Security
    from distributed.comm import connect
except ModuleNotFoundError as error:
    problem = f"a cluster needs {error.name}, which is not installed; install gouji with its extra scale, gouji[scale]"
    raise InputError(problem) from error

from flows.landing.on_cluster import OtherReaderError, errand, read_chunk
from flows.landing.versions import versions

_ANSWERS = 30.0
"""Seconds within which a scheduler answers."""

_WORKERS = 60.0
"""Seconds that are waited for a worker while there is none."""

_LOOKS = 1.0
"""Seconds between two looks at which workers there are."""


class ClusterError(RuntimeError):
    """A cluster that does not do its part; the message says which, and what is wrong with it."""


class Cluster:
    """The workers of a cluster; it is connected to once there is something to read."""

    def __init__(self, address: str, work: Work) -> None:
        self._address, self._work, self._wanted = address, work, versions()
        self._client: Client | None = None
        self._threads, self._looked = 0, 0.0
        self._alone: float | None = None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            # One that has lost its scheduler may not find an end.
            with suppress(TimeoutError):
                self._client.close(timeout=_ANSWERS)

    def results(self, chunks: Iterable[list[Source]]) -> Iterator[Any]:
        """The packed results of chunks, in order. Raises ClusterError, or WorkerError, where they cannot be had."""
        ahead: deque[tuple[list[Source], Future]] = deque()
        rest = iter(chunks)
        while True:
            while len(ahead) < self._room() and (chunk := next(rest, None)) is not None:
                ahead.append((chunk, self._send(chunk)))
            if not ahead:
                return
            try:
                result = self._result(*ahead[0])
            except TimeoutError:
                continue
            ahead.popleft()
            yield result

    def _room(self) -> int:
        """How many chunks may be under way: workers come and go."""
        if self._client is not None and time.monotonic() > self._looked + _LOOKS:
            self._look()
        return max(1, self._threads) * AHEAD

    def _send(self, chunk: list[Source]) -> Future:
        if self._client is None:
            self._client = self._connected()
            self._look()
        key = f"gouji-read-{uuid.uuid4().hex}"
        return self._client.submit(pickle.loads, errand(self._wanted, self._work, chunk), key=key)

    def _connected(self) -> Client:
        # What goes wrong is told by what is raised here.
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        warnings.filterwarnings("ignore", module="distributed")
        try:
            asyncio.run(_reach(self._address))
            # Dask would keep a thousand messages for its developers: here, the documents of as many chunks.
            with dask.config.set({"distributed.admin.low-level-log-length": 0}):
                return Client(self._address, timeout=_ANSWERS, set_as_default=False, name="gouji")
        except Exception as error:
            raise self._error(f"no scheduler answers there ({in_english(error)})") from error

    def _look(self) -> None:
        """See which workers there are. Raises ClusterError where there has been none for too long."""
        assert self._client is not None
        try:
            known = self._client.sync(self._client.scheduler.identity, n_workers=0, callback_timeout=_ANSWERS)
        except (OSError, CancelledError) as error:
            raise self._error("the scheduler does not answer any more") from error
        self._threads, self._looked = known["total_threads"], time.monotonic()
        if self._threads:
            self._alone = None
        elif self._alone is None:
            self._alone = self._looked
        elif self._looked > self._alone + _WORKERS:
            raise self._error(f"it has had no worker for {_WORKERS:.0f} s")

    def _result(self, chunk: list[Source], future: Future) -> Any:
        """What comes of a chunk. Raises TimeoutError where nothing has yet."""
        try:
            error = future.exception(timeout=_LOOKS)
            if error is None:
                found, told = future.result(timeout=_ANSWERS)
                logs.tell_again(told)
                return found
        except TimeoutError:
            raise
        except (OSError, CancelledError) as lost:
            raise self._error("the scheduler was lost") from lost
        return self._despite(error, chunk)

    def _despite(self, error: BaseException, chunk: list[Source]) -> Any:
        """What comes of a chunk that workers could not read. Raises the error to end with where nothing can."""
        if isinstance(error, KilledWorker):
            # It may have nothing to do with it, or be more than they can take: here it is confined as well.
            first, last = chunk[0].document, chunk[-1].document
            logs.tell("read here, as workers died with it", logging.WARNING, first=first, last=last)
            with Pool(1, self._work) as pool:
                return next(pool.results([chunk]))
        if isinstance(error, WorkerError):
            raise error
        if isinstance(error, OtherReaderError):
            raise self._error(f"{error}; install there what is here, and restart it") from error
        if isinstance(error, (ImportError, AttributeError, pickle.UnpicklingError)):
            problem = f"{self._unable()} cannot take documents ({in_english(error)}); install there what is here"
            raise self._error(problem) from error
        raise self._error(f"a worker cannot read ({type(error).__name__}: {in_english(error)})") from error

    def _unable(self) -> str:
        """Which worker lacks gouji, or has one so different that it could not say so."""
        assert self._client is not None
        try:
            answers = self._client.run(pickle.loads, pickle.dumps(read_chunk), on_error="return")
        except OSError:
            answers = {}
        return next((f"the worker {one}" for one, answer in answers.items() if answer != read_chunk), "a worker")

    def _error(self, problem: str) -> ClusterError:
        return ClusterError(f"cluster {logs.redact(self._address)}: {problem}")


async def _reach(address: str) -> None:
    """Connect once. A client that fails at this for another reason than silence is not closed, and holds up the end."""
    await (await connect(address, timeout=_ANSWERS, **Security().get_connection_args("client"))).close()
