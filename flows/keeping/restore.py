"""Brings back what a backup holds of one time into an empty place: all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flows.keeping import KeepingError, PlaceError, Told, naming
from flows.keeping.snapshots import Entry, Snapshot, head_of, read, snapshots_of
from flows.keeping.store import read_through
from flows.landing.backups import object_in, remember
from flows.landing.files import as_text
from flows.landing.locks import only_writer
from flows.landing.replacing import sync

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Restored(NamedTuple):
    """What was brought back."""

    snapshot: Snapshot
    files: int
    size: int


def restore(folder: Path, raw: Path, at: dt.datetime | None = None) -> Restored:
    """Bring back the newest snapshot of a backup, or the newest one taken until `at`, as the folder `raw`.

    Raises PlaceError where the place holds something or there is no such snapshot, KeepingError, with what is damaged
    or missing, where not all of it can be brought back, and OSError, as for a full disk; `raw` then is as it was.
    """
    snapshot = _chosen(folder, expect_backup(folder), at)
    _expect_empty(raw)
    raw.parent.mkdir(parents=True, exist_ok=True)
    aside = raw.resolve().with_name(f".{raw.resolve().name}.restoring")
    with naming(raw), only_writer(aside):
        try:
            draft = aside / "raw"
            if draft.exists():
                # Of a restore that was killed.
                shutil.rmtree(draft)
            draft.mkdir(mode=0o700)
            files, size = _fill(draft, folder, snapshot)
            _put_in_place(draft, raw.resolve())
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    remember(raw, folder, snapshot.taken.isoformat())
    return Restored(snapshot, files, size)


def expect_backup(folder: Path) -> list[Snapshot]:
    """The snapshots of a backup, the oldest first. Raises PlaceError where the folder holds none."""
    found = snapshots_of(folder)
    if not found:
        raise PlaceError(f"{folder}: there is no backup in it")
    return found


def _chosen(folder: Path, snapshots: Sequence[Snapshot], at: dt.datetime | None) -> Snapshot:
    until = [one for one in snapshots if at is None or one.taken <= at]
    if not until:
        first = f"the first one is {snapshots[0].name}"
        raise PlaceError(f"{folder}: there is no backup until {at:%Y-%m-%dT%H:%M:%SZ}; {first}")
    return until[-1]


def _expect_empty(raw: Path) -> None:
    if raw.is_symlink() or (raw.exists() and not raw.is_dir()):
        raise PlaceError(f"{raw}: is no empty folder; name another one")
    held = next(raw.iterdir(), None) if raw.is_dir() else None
    if held is not None:
        raise PlaceError(f"{raw}: holds {as_text(held.name)}; restore into an empty folder or a new one")


def _fill(draft: Path, folder: Path, snapshot: Snapshot) -> tuple[int, int]:
    """Copy every file of a snapshot; how many files and bytes. Raises KeepingError with all that is wrong."""
    files, size, wrong = 0, 0, Told()
    for entry in read(snapshot):
        files, size = files + 1, size + entry.size
        if (why := _bring_back(draft / entry.path, folder, entry)) is not None:
            wrong.add(entry.path, why)
    if wrong.number:
        what = f"nothing was restored, as {wrong.number} of {files} files of {snapshot.name} cannot be"
        raise KeepingError(f"{folder}: {what}: {wrong}")
    draft.chmod(int(head_of(snapshot)["mode"]) & 0o777)
    return files, size


def _bring_back(path: Path, folder: Path, entry: Entry) -> str | None:
    """Write a file from its object; what is wrong with that, if anything is."""
    source = object_in(folder, entry.sha256)
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, _CREATE, 0o600), "wb") as file:

        def write(chunk: bytes) -> None:
            digest.update(chunk)
            file.write(chunk)

        try:
            read_through(source, write)
        except OSError as error:
            if error.filename != str(source):
                raise
            return f"{source} cannot be read ({error.strerror})"
    if digest.hexdigest() != entry.sha256:
        return f"{source} is damaged"
    path.chmod(entry.mode & 0o777)
    os.utime(path, ns=(entry.mtime, entry.mtime))
    return None


def _put_in_place(draft: Path, raw: Path) -> None:
    """Give the folder its name once all of it is on the disk."""
    if hasattr(os, "sync"):
        os.sync()
    if raw.exists():
        raw.rmdir()
    os.rename(draft, raw)
    sync(raw.parent)
