"""One writer at a time: a lock that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_ASKS_AGAIN_AFTER = 0.1


class BusyError(RuntimeError):
    """Another process is writing; the message says where."""


@contextmanager
def only_writer(folder: Path, name: str = ".lock", *, within: float = 0) -> Iterator[None]:
    """Hold a lock of a folder, which is made if need be.

    Raises BusyError where another process holds it, and does not free it within so many seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + within
    with (folder / name).open("w") as lock:
        while not _is_held(lock):
            if time.monotonic() >= until:
                raise BusyError(f"{folder}: another run is writing there; try again after it")
            time.sleep(_ASKS_AGAIN_AFTER)
        yield


def _is_held(lock: IO[str]) -> bool:
    """Lock an open file, unless another process holds it; returns whether it is locked."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
