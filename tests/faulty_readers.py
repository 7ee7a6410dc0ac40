"""Readers that fail as native libraries do, for the isolation tests: the document says how."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from flows.documents.origin import UNKNOWN, Origin
from flows.reading.document import read
from flows.reading.records import Extraction

_ONCE = b"killed once: "
_RAISED = {
    b"error": RuntimeError("no such luck"),
    b"no room": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/some/where"),
    b"no answer": OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT)),
    b"no picture": OSError(f"cannot identify image file\n{io.BytesIO()}"),
}
_DASK_WORKER = b"\0-m\0dask\0worker\0"


def read_faulty(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
    """Do what a document says: crash, exit, hang, take all memory or raise; read any other document."""
    if data == b"segfault":
        ctypes.string_at(0)
    if data == b"exit":
        os._exit(3)
    if data == b"killed" or (data.startswith(_ONCE) and _is_first(data.removeprefix(_ONCE))):
        os.kill(os.getpid(), signal.SIGKILL)
    if data == b"hang":
        time.sleep(600)
    if data == b"hang natively":
        # Holds the interpreter's lock, so that no thread of Python runs.
        ctypes.PyDLL(None).sleep(600)
    if data == b"memory":
        bytearray(1 << 40)
    if data == b"memory, bit by bit":
        hoard = []
        while True:
            hoard.append(b"x" * 10_000_000)
    if data in _RAISED:
        raise _RAISED[data]
    return read(data, document, origin)


_kept: list[bytes] = []
_read: list[str] = []


def read_keeping(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
    """Read a document, and keep five million bytes for each; end the process like a library where they are 250."""
    _kept.append(bytes(5_000_000))
    if len(_kept) > 250:
        os.abort()
    return read(data, document, origin)


def read_forgetting_nothing(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
    """Read a document, in a process whose memory is full after a hundred; raise MemoryError from then on."""
    _read.append(document)
    if len(_read) > 100:
        raise MemoryError
    return read(data, document, origin)


def _is_first(mark: bytes) -> bool:
    """Whether this is asked for the first time, of which the file is the mark."""
    if os.path.exists(mark):
        return False
    os.close(os.open(mark, os.O_CREAT))
    return True


def read_deadly(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
    """End the Dask worker for which the document that says so is read; read it where there is none, and all others."""
    if data == b"deadly":
        for process in _ancestors():
            if _DASK_WORKER in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, signal.SIGKILL)
    return read(data, document, origin)


def _ancestors() -> Iterator[int]:
    """The processes above this one, but for the first of all."""
    process = os.getppid()
    while process > 1:
        yield process
        process = int(Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
