"""One writer at a time: a lock that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(RuntimeError):
    """Another process is writing; the message says where."""


@contextmanager
def only_writer(folder: Path, name: str = ".lock") -> Iterator[None]:
    """Hold a lock of a folder, which is made if need be. Raises BusyError where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"{folder}: another run is writing there; try again after it") from error
        yield
