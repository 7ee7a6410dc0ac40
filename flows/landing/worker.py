"""A process that reads documents for another one, confined so that it can only harm itself."""

from __future__ import annotations

import logging
import os
import queue
import re
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows import logs
from flows.documents.origin import Origin
from flows.landing.garbage import collect_rarely
from flows.landing.refusals import in_english
from flows.landing.sources import Source
from flows.reading.document import refused
from flows.reading.records import Extraction

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Read = Callable[[bytes, str, Origin], Extraction]
Pack = Callable[[Sequence[Extraction]], Any]

_DETAIL = 120
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")

STARTING, BETWEEN = -2, -1
"""The position of a worker that is not at any document of its chunk."""

FULL = 77
"""The exit code of a worker whose memory does not suffice: what it has read before may take most of it."""


def answer(source: Source, read: Read) -> Extraction:
    """Read a document; any unhandled error is a reason to reject it."""
    try:
        return _answer(source, read)
    except MemoryError:
        return refused(source.document, source.sha256, "reader_out_of_memory", origin=source.origin)


def _answer(source: Source, read: Read) -> Extraction:
    """The same, but raises MemoryError."""
    if source.duplicate_of is not None:
        kind = (None, None, "duplicate", f"duplicate: {source.duplicate_of}")
        return Extraction(source.document, source.sha256, *kind, None, (), (), (), (), origin=source.origin)
    refuse = partial(refused, source.document, source.sha256, origin=source.origin)
    if source.refusal is not None:
        return refuse(*source.refusal)
    try:
        return read(source.data, source.document, source.origin)
    except MemoryError:
        raise
    except Exception as error:
        logs.tell("the reader failed", logging.ERROR, error, document=source.document)
        return refuse("reader_crashed", _failure(error))


def _failure(error: Exception) -> str:
    """Type and words of an error, as they are on every machine: without paths, numbers or places in memory."""
    # What people are told is no part of the reader, and passwords differ between machines: neither may enter here.
    said = str(getattr(error, "strerror", None) or error)
    return " ".join(f"{type(error).__name__} {_ADDRESS.sub('', said)}".split())[:_DETAIL]


def serve(connection: Connection, position: Any, seconds: float, memory: int, read: Read, pack: Pack) -> None:
    """Run a worker: chunks in; packed results, and what is to be logged, out; `position` is the document it is at.

    It ends where its memory does not suffice, and after a chunk that leaves half of it taken.
    """
    try:
        _serve(connection, position, seconds, memory, read, pack)
    except MemoryError:
        os._exit(FULL)


def _serve(connection: Connection, position: Any, seconds: float, memory: int, read: Read, pack: Pack) -> None:
    confine(memory)
    collect_rarely()
    told = logs.Kept()
    logs.LOGGER.addHandler(told)
    inbox: queue.SimpleQueue[list[Source]] = queue.SimpleQueue()
    threading.Thread(target=_take_in, args=(connection, inbox), daemon=True).start()
    position.value = BETWEEN
    while True:
        found = []
        for at, source in enumerate(inbox.get()):
            position.value = at
            _end_after(seconds)
            found.append(_answer(source, read))
        position.value = BETWEEN
        _end_after(seconds)
        packed, error = _packed(found, pack)
        _end_after(0)
        connection.send((packed, error, told.take()))
        if _reserved() > memory // 2:
            # Not every library says so when its memory ends.
            os._exit(FULL)


def confine(memory: int) -> None:
    """Limit the memory, write no core file, print nothing, and leave Ctrl-C to the parent. Windows limits no memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Its own would reserve a gigabyte at the first table, and all of that counts.
    pa.set_memory_pool(pa.system_memory_pool())
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)


def _reserved() -> int:
    """The bytes of memory that count for the limit; 0 where the system does not tell."""
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[5]) * resource.getpagesize()
    return 0


def _end_after(seconds: float) -> None:
    """End this process after so many seconds, or never for 0, even inside a native library. Not on Windows."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _take_in(connection: Connection, inbox: queue.SimpleQueue[list[Source]]) -> None:
    """Move chunks into the inbox as they arrive, so that the parent never waits to send one."""
    while True:
        try:
            inbox.put(connection.recv())
        except (EOFError, OSError):
            # The parent is gone.
            os._exit(0)
        except MemoryError:
            os._exit(FULL)


def _packed(found: list[Extraction], pack: Pack) -> tuple[Any, str | None]:
    try:
        return pack(found), None
    except MemoryError:
        raise
    except Exception as error:
        logs.tell("what was read could not be packed", logging.ERROR, error)
        return None, f"{type(error).__name__}: {in_english(error)}"
