"""One writer at a time: a lock that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class BusyError(RuntimeError):
    """Another process is writing; the message says where."""


@contextmanager
def only_writer(folder: Path, name: str = ".lock") -> Iterator[None]:
    """Hold a lock of a folder, which is made if need be. Raises BusyError where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as lock:
        try:
            _hold(lock)
        except (BlockingIOError, PermissionError) as error:
            raise BusyError(f"{folder}: another run is writing there; try again after it") from error
        yield


def _hold(lock: IO[str]) -> None:
    """Lock an open file. Raises BlockingIOError, on Windows PermissionError, where another process holds it."""
    if sys.platform == "win32":
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
