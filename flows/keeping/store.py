"""The content of files by their SHA-256, each once: `objects/aa/<sha256>`, readable by its owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from flows.landing.backups import object_in
from flows.landing.originals import state_of
from flows.landing.replacing import put_in_place, sync
from flows.landing.seen import is_young

_CHUNK, _TRIES = 1 << 20, 3
# A file may have been replaced by a link or a named pipe since it was found; Windows has neither.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
DAMAGED = ".damaged"
_OBJECT = re.compile("[0-9a-f]{64}")


class ChangingError(OSError):
    """A file that changes whenever it is copied."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EAGAIN, "it changes while it is copied", str(path))


class Taken(NamedTuple):
    """A file that was copied, as `snapshots.Entry` tells of it, and whether the store did not have it before."""

    sha256: str
    size: int
    mode: int
    mtime: int
    changed: int | None
    inode: int | None
    is_new: bool


class Store:
    """The objects of a backup, for its only writer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed: set[Path] = set()
        (folder / "objects").mkdir(mode=0o700, exist_ok=True)
        self._draft = folder / "objects" / ".draft"

    def has(self, sha256: str, size: int) -> bool:
        """Whether the content is there, as far as its size tells."""
        try:
            return object_in(self._folder, sha256).stat().st_size == size
        except OSError:
            return False

    def take(self, path: Path) -> Taken:
        """Copy a file into the store. Raises OSError, as for a file that keeps changing."""
        for _ in range(_TRIES):
            now = time.time_ns()
            sha256, before, after = self._copied(path)
            state = state_of(after)
            if state_of(before) == state:
                is_new = not self.has(sha256, state.size)
                if is_new:
                    self._keep(sha256)
                # A later change might leave the same state behind.
                changed, inode = (None, None) if is_young(state, now) else (state.changed, state.inode)
                return Taken(sha256, state.size, after.st_mode & 0o777, state.modified, changed, inode, is_new)
        raise ChangingError(path)

    def _copied(self, path: Path) -> tuple[str, os.stat_result, os.stat_result]:
        """Copy a file into the draft; its digest, and its status before and after."""
        digest = hashlib.sha256()

        def write(chunk: bytes) -> None:
            digest.update(chunk)
            draft.write(chunk)

        with os.fdopen(os.open(self._draft, _WRITE, 0o600), "wb") as draft:
            before, after = read_through(path, write)
        return digest.hexdigest(), before, after

    def _keep(self, sha256: str) -> None:
        place = object_in(self._folder, sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        self._draft.chmod(0o400)
        put_in_place(self._draft, place)
        self._changed.add(place.parent)

    def finish(self) -> None:
        """Wait until all objects can be found after a power cut, and remove the draft."""
        for folder in (*self._changed, self._folder / "objects"):
            sync(folder)
        self._changed.clear()
        with suppress(FileNotFoundError):
            self._draft.unlink()


def objects_of(folder: Path) -> Iterator[Path]:
    """All objects of a backup."""
    for part in sorted((folder / "objects").glob("[0-9a-f][0-9a-f]")):
        yield from (path for path in sorted(part.iterdir()) if _OBJECT.fullmatch(path.name))


def read_through(path: Path, write: Callable[[bytes], object]) -> tuple[os.stat_result, os.stat_result]:
    """Hand over the bytes of a file, chunk by chunk; its status before and after.

    Raises OSError with this path as its file name where it cannot be read or is no file.
    """
    with os.fdopen(os.open(str(path), _READ), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "is no file any more", str(path))
        while chunk := _read(file, path):
            write(chunk)
        return before, os.fstat(file.fileno())


def _read(file: IO[bytes], path: Path) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
