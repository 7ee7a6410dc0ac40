"""Reads documents in separate processes, on this machine or on a cluster; a few texts and pages in this one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from flows.documents import limits
from flows.documents.formats import is_binary
from flows.landing.pool import Pool, Work
from flows.landing.sources import Source
from flows.landing.worker import Read, answer
from flows.reading.document import read
from flows.reading.records import Extraction

R = TypeVar("R")

_FEW, _FEW_BYTES = 16, 8_000_000
_CHUNK, _CHUNK_BYTES = 64, 2_000_000
# Formats other than text take many times longer per byte.
_BINARY = 16


def read_all(
    sources: Iterable[Source],
    pack: Callable[[Sequence[Extraction]], R],
    *,
    processes: int | None = None,
    cluster: str | None = None,
    read: Read = read,
) -> Iterator[R]:
    """Read documents, and yield what `pack` makes of each chunk of them, in order.

    A few texts and pages are read in this process, everything else in `processes` others, by default one per
    processor; everything by the workers of a Dask `cluster`, if the address of one is given. Which documents are a
    chunk depends on them alone. `pack` runs in the process that reads; it and `read` must be functions of a module.
    Raises ClusterError where the cluster does not do its part.
    """
    rest, work = iter(sources), Work(limits.SECONDS, limits.MEMORY, read, pack)
    if cluster is not None:
        # Loads Dask.
        from flows.landing.cluster import Cluster

        with Cluster(cluster, work) as readers:
            yield from readers.results(_chunks(rest))
        return
    first, few = _first(rest)
    if processes is None and few:
        for chunk in _chunks(first):
            yield pack([answer(source, read) for source in chunk])
        return
    with Pool(processes or os.cpu_count() or 1, work) as pool:
        yield from pool.results(_chunks(chain(first, rest)))


def read_one(data: bytes, document: str) -> Extraction:
    """Read a single document: a text or a page in this process, any other format in a worker."""
    ((found,),) = read_all([Source(document, hashlib.sha256(data).hexdigest(), data)], list)
    return found


def _first(sources: Iterator[Source]) -> tuple[list[Source], bool]:
    """The first documents, and whether these few texts and pages are all there is, so that no worker is needed."""
    taken: list[Source] = []
    size = 0
    for source in sources:
        taken.append(source)
        size += len(source.data)
        if len(taken) > _FEW or size > _FEW_BYTES or _is_binary(source):
            return taken, False
    return taken, True


def _is_binary(source: Source) -> bool:
    return source.refusal is None and is_binary(source.data)


def _chunks(sources: Iterable[Source]) -> Iterator[list[Source]]:
    chunk: list[Source] = []
    size = 0
    for source in sources:
        chunk.append(source)
        size += len(source.data) * (_BINARY if _is_binary(source) else 1)
        if len(chunk) == _CHUNK or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
