"""What a worker of Dask's does: hand each chunk to a confined process, of which every thread of it keeps one.

Dask's own process never looks into a document. The confined ones end with it, however it ends.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from contextlib import ExitStack
from functools import cache
from typing import Any, NamedTuple

from flows import logs
from flows.landing.pool import Pool, Work
from flows.landing.sources import Source
from flows.landing.temporary import own_folder
from flows.landing.versions import Versions, differences, versions

_HERE = versions()
"""As this process has loaded them: what is installed later on is not what it reads with."""

_lasting = ExitStack()
_settling = threading.Lock()
_mine = threading.local()


class OtherReaderError(RuntimeError):
    """A worker would make other records of the documents; the message says which one, and where it differs."""


class Errand(NamedTuple):
    """A chunk to be read: unpickling it reads it, and gives what `read_chunk` returns.

    A task of Dask's is then a call of `pickle.loads`. Dask unpickles what is called before it calls it, and a worker
    without gouji, or with one that has not this module, would end at that; as it is, the task fails.
    """

    wanted: Versions
    given: bytes

    def __reduce__(self) -> tuple[Any, ...]:
        return read_chunk, tuple(self)


def errand(wanted: Versions, work: Work, chunk: list[Source]) -> bytes:
    """What a worker has to unpickle to read a chunk; it looks into it after it has found that it is as `wanted`."""
    return pickle.dumps(Errand(wanted, pickle.dumps((work, chunk))))


def read_chunk(wanted: Versions, given: bytes) -> tuple[Any, logs.Told]:
    """What is packed of a chunk of documents, and what there is to log.

    Raises OtherReaderError where this worker is not as `wanted`, WorkerError where results cannot be had.
    """
    if unlike := differences(_HERE, wanted):
        from distributed import get_worker

        raise OtherReaderError(f"the worker {get_worker().address} has {unlike}")
    work, chunk = pickle.loads(given)
    kept = _kept(work)
    try:
        (found,) = kept.pool.results([chunk])
    except BaseException:
        _mine.kept = None
        kept.pool.__exit__()
        raise
    told, kept.told[:] = kept.told[:], []
    return found, told


class _Kept:
    """The confined process of a thread, and what it has told."""

    def __init__(self, work: Work) -> None:
        self.work, self.told = work, logs.Told()
        self.pool = Pool(1, work, self.told.extend)


def _kept(work: Work) -> _Kept:
    kept: _Kept | None = getattr(_mine, "kept", None)
    if kept is None or kept.work != work:
        with _settling:
            _settle()
        if kept is not None:
            kept.pool.__exit__()
        kept = _mine.kept = _Kept(work)
    return kept


@cache
def _settle() -> None:
    """Let this process start others, and them write temporary files where those that are left over are removed."""
    # A nanny starts it as a daemon, which must not have children, as they would outlive it: ours do not.
    multiprocessing.current_process().daemon = False
    _lasting.enter_context(own_folder())
