"""Backs up what cannot be made again. What a backup has already is not copied, what is unchanged is not even read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flows.keeping import DamagedError, PlaceError, Told, naming
from flows.keeping.found import ARRIVING, TOGETHER, TOLD, File, Other, rank, walk
from flows.keeping.outdated import remove_outdated
from flows.keeping.snapshots import Draft, Entry, Snapshot, next_time, read, snapshots_of
from flows.keeping.store import Store
from flows.landing.backups import backups_of, remember
from flows.landing.bucket import SETTING
from flows.landing.files import as_text
from flows.landing.locks import BusyError, only_writer
from flows.landing.originals import State, state_of
from flows.landing.refusals import line


class Outcome(NamedTuple):
    """What a backup has: the snapshot that is the newest now, and what it holds.

    `copied` and `copied_bytes` are what the backup did not have before. `left_out` is what is no file, `lost` what
    could not be read: all else is in the backup. `removed` are older snapshots that were not to be kept.
    """

    snapshot: Snapshot
    is_new: bool
    files: int
    size: int
    copied: int
    copied_bytes: int
    left_out: Told
    lost: Told
    removed: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """What is put on record of it."""
        return {"files": self.files, "bytes": self.size, "copied": self.copied, "lost": self.lost.number}


def back_up(raw: Path, folder: Path, now: dt.datetime, keep: int | None = None, anew: bool = False) -> Outcome:
    """Back up what cannot be made again of `raw` into a folder, and return what that has now.

    Decisions and history are of one moment; documents may arrive meanwhile. Of all snapshots the newest are kept, if it
    is said how many, unless something of now could not be read: an older one may have it.

    Raises PlaceError where `raw` holds nothing, or the folder is not one for backups, or has lost those it had and is
    not to begin `anew`, KeepingError where the last snapshot is of a newer version, BusyError where another process is
    writing, and OSError, as for a full disk. The backup then is as it was.
    """
    _expect_something(raw)
    _expect_place(raw, folder)
    if not anew:
        _expect_earlier(raw, folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with naming(folder), only_writer(folder):
        outcome = _added(raw, folder, now)
        if keep is not None and not outcome.lost.number:
            outcome = outcome._replace(removed=remove_outdated(folder, keep))
    remember(raw, folder, now.isoformat(timespec="seconds"))
    return outcome


def _added(raw: Path, folder: Path, now: dt.datetime) -> Outcome:
    backup = _Backup(raw, folder, snapshots_of(folder)[-1:])
    try:
        backup.add_all()
        return backup.finish(next_time(folder, now))
    finally:
        backup.draft.discard()


class _Backup:
    """A backup on its way: a new snapshot that is compared with the last one as both go on, in the same order."""

    def __init__(self, raw: Path, folder: Path, last: Sequence[Snapshot]) -> None:
        self._raw, self._last = raw, last
        self._store, self.draft = Store(folder), Draft(folder, raw)
        self._before = _Before(entry for snapshot in last for entry in read(snapshot))
        self._differs = self._is_new = not last
        self._copied = self._copied_bytes = 0
        self._left_out, self._lost = Told(), Told()

    def add_all(self) -> None:
        """Copy what belongs together while nobody writes there, then what may arrive meanwhile."""
        with only_writer(self._raw), only_writer(self._raw / "history"):
            self._add(TOGETHER)
        harvest, *others = ARRIVING
        self._add_harvest(harvest)
        self._add(others)
        if store := os.environ.get(SETTING):
            # Whether it can be used is no matter here.
            self._left_out.add("documents", f"those in {line(store)} are for the store to keep")
        self._is_new = self._differs or self._before.has_gone_until(TOLD[0])
        self._add(TOLD)

    def _add_harvest(self, name: str) -> None:
        """What harvests know, a database, unless one is writing it: losing it costs only requests."""
        if not (self._raw / name).is_dir():
            return
        try:
            with only_writer(self._raw / name):
                self._add((name,))
        except BusyError:
            self._left_out.add(name, "a harvest is under way, the next backup has what it knows")

    def _add(self, names: Sequence[str]) -> None:
        for found in walk(self._raw, names):
            if isinstance(found, Other):
                (self._lost if found.is_lost else self._left_out).add(found.path, found.why)
                continue
            before = self._before.of(found.path)
            if (entry := self._entry(found, before)) is not None:
                self._differs |= entry != before
                self.draft.add(entry)

    def _entry(self, found: File, before: Entry | None) -> Entry | None:
        """A file that is in the store now; None for one that has gone or cannot be read."""
        if found.path in TOLD and not self._is_new:
            # There will be no snapshot that names another one.
            return before
        state, path = state_of(found.status), self._raw / found.path
        if before and state == _state(before) and self._store.has(before.sha256, before.size):
            return before
        try:
            taken = self._store.take(path)
        except OSError as error:
            # A full disk of the backup is no fault of the file.
            if error.filename != str(path):
                raise
            if not isinstance(error, FileNotFoundError):
                self._lost.add(found.path, error.strerror or str(error))
            return None
        if taken.is_new:
            self._copied += 1
            self._copied_bytes += taken.size
        return Entry(found.path, taken.sha256, *taken[1:-1])

    def finish(self, taken: dt.datetime) -> Outcome:
        """Put the snapshot in place, unless it is the last one again."""
        if not self.draft.files:
            raise PlaceError(f"{self._raw}: there is nothing to back up")
        self._store.finish()
        snapshot = self.draft.finish(taken) if self._is_new else self._last[-1]
        held = self.draft.files, self.draft.bytes, self._copied, self._copied_bytes
        return Outcome(snapshot, self._is_new, *held, self._left_out, self._lost)


def _state(entry: Entry) -> State | None:
    if entry.changed is None or entry.inode is None:
        return None
    return State(entry.size, entry.mtime, entry.changed, entry.inode)


class _Before:
    """The entries of the last snapshot, to be asked for in their order; of a damaged one those that can be read."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self._has_gone = False
        self._next = self._another()

    def of(self, path: str) -> Entry | None:
        """The entry of a path, if there was one; what comes before it has gone."""
        wanted = rank(path)
        while self._next is not None and rank(self._next.path) < wanted:
            self._has_gone, self._next = True, self._another()
        if self._next is None or self._next.path != path:
            return None
        found, self._next = self._next, self._another()
        return found

    def _another(self) -> Entry | None:
        try:
            return next(self._entries, None)
        except DamagedError:
            # What cannot be read is taken for gone, so that there will be a whole snapshot.
            self._has_gone = True
            return None

    def has_gone_until(self, path: str) -> bool:
        """Whether something has gone that comes before a path."""
        return self._has_gone or (self._next is not None and rank(self._next.path) < rank(path))


def _expect_something(raw: Path) -> None:
    if next(walk(raw, (*TOGETHER, *ARRIVING)), None) is None:
        raise PlaceError(f"{raw}: there is nothing to back up")


def expect_outside(raw: Path, folder: Path) -> None:
    """Raise PlaceError where a folder for backups of `raw` is within it, or the other way round."""
    here, there = raw.resolve(), folder.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise PlaceError(f"{folder}: a backup of {raw} has to be outside of it, best on another disk")


def _expect_place(raw: Path, folder: Path) -> None:
    expect_outside(raw, folder)
    if folder.exists() and not folder.is_dir():
        raise PlaceError(f"{folder}: is no folder")
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if names and not {"objects", "snapshots"} & names and names != {".lock"}:
        raise PlaceError(f"{folder}: holds {as_text(min(names))} and is no backup; name an empty folder or a new one")


def _expect_earlier(raw: Path, folder: Path) -> None:
    # Where a disk is not mounted, another backup would fill the disk that its folder is on, and be taken for the first.
    if not snapshots_of(folder) and (last := backups_of(raw).get(str(folder.resolve()))):
        why = f"had a backup of {last} and holds none; is its disk mounted?"
        raise PlaceError(f"{folder}: {why} To begin another one there, use gouji backup --anew")
