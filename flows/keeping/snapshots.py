"""Lists of what a backup holds of one time: `snapshots/<UTC time>.jsonl.gz`, a line of JSON for every file.

The first line says what it is, the last how many files there are, so that a list that was cut short is none.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from flows.keeping import DamagedError, KeepingError
from flows.keeping.found import rank
from flows.landing.replacing import put_in_place, sync

FORMAT = "gouji backup 1"
_FOLDER, _SUFFIX, _TIME = "snapshots", ".jsonl.gz", "%Y%m%dT%H%M%SZ"


class Entry(NamedTuple):
    """A file as it was: its path as in `found.File`, digest, size, permissions and times in nanoseconds.

    `changed` and `inode` tell whether it is still the same file; None where they cannot tell.
    """

    path: str
    sha256: str
    size: int
    mode: int
    mtime: int
    changed: int | None
    inode: int | None


class Snapshot(NamedTuple):
    """A finished list."""

    path: Path
    taken: dt.datetime

    @property
    def name(self) -> str:
        """The time in UTC, as `--at` takes it."""
        return self.path.name.removesuffix(_SUFFIX)


def snapshots_of(folder: Path) -> list[Snapshot]:
    """All snapshots of a backup, the oldest first."""
    found = []
    for path in (folder / _FOLDER).glob(f"*{_SUFFIX}"):
        try:
            taken = dt.datetime.strptime(path.name.removesuffix(_SUFFIX), _TIME).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        found.append(Snapshot(path, taken))
    return sorted(found)


def next_time(folder: Path, now: dt.datetime) -> dt.datetime:
    """The time of a new snapshot: later than all there are, also where the clock was set back."""
    last = [snapshot.taken + dt.timedelta(seconds=1) for snapshot in snapshots_of(folder)[-1:]]
    return max([now.replace(microsecond=0), *last])


def head_of(snapshot: Snapshot) -> dict[str, Any]:
    """What the first line says: `raw`, the folder that was backed up, and its permissions `mode`."""
    with _reading(snapshot) as file:
        return _head(snapshot, file)


def read(snapshot: Snapshot) -> Iterator[Entry]:
    """All files of a snapshot, in their order. Raises DamagedError, or KeepingError for one of a newer version."""
    with _reading(snapshot) as file:
        _head(snapshot, file)
        for count, line in enumerate(file):
            found = json.loads(line)
            if "path" not in found:
                if found["files"] != count:
                    raise ValueError(f"{found['files']} files were listed, {count} are left")
                return
            entry = Entry(**found)
            _expect_inside(entry.path)
            yield entry
        raise ValueError("the end is missing")


def _expect_inside(path: str) -> None:
    """Raises ValueError for a path that leads anywhere else than to what is kept."""
    rank(path)
    if {"", ".", ".."} & set(path.split("/")) or "\0" in path:
        raise ValueError(f"{path!r} is no place in it")


def _head(snapshot: Snapshot, file: IO[str]) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(file.readline())
    if (found := head["format"]) != FORMAT:
        raise KeepingError(f"{snapshot.path}: is {found!r}, which this version of gouji does not know; use a newer one")
    return head


@contextmanager
def _reading(snapshot: Snapshot) -> Iterator[IO[str]]:
    try:
        with gzip.open(snapshot.path, "rt", encoding="ascii") as file:
            yield file
    except (ValueError, KeyError, TypeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedError(f"{snapshot.path}: is damaged ({error}); restore an earlier time with --at") from error


class Draft:
    """A snapshot that is being written, for the only writer of the backup."""

    def __init__(self, folder: Path, raw: Path) -> None:
        self._folder = folder / _FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._path = self._folder / ".draft"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        self._raw = os.fdopen(descriptor, "wb")
        self._file = gzip.GzipFile(fileobj=self._raw, mode="wb", filename="", mtime=0)
        self.files = self.bytes = 0
        self._line({"format": FORMAT, "raw": str(raw.resolve()), "mode": raw.stat().st_mode & 0o777})

    def add(self, entry: Entry) -> None:
        """List another file, in the order of `found.rank`."""
        self._line(entry._asdict())
        self.files += 1
        self.bytes += entry.size

    def finish(self, taken: dt.datetime) -> Snapshot:
        """Put it beside the others, durably."""
        self._line({"files": self.files, "bytes": self.bytes})
        self._file.close()
        self._raw.close()
        path = self._folder / f"{taken.strftime(_TIME)}{_SUFFIX}"
        put_in_place(self._path, path)
        sync(self._folder)
        return Snapshot(path, taken)

    def discard(self) -> None:
        """Remove it if it was not finished."""
        for file in (self._file, self._raw):
            # What does not fit on a full disk is not wanted any more.
            with suppress(OSError):
                file.close()
        self._path.unlink(missing_ok=True)

    def _line(self, found: dict[str, Any]) -> None:
        self._file.write(json.dumps(found).encode("ascii") + b"\n")
