"""Reads all of a backup and tells whether it is whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from flows.keeping import KeepingError, Told, naming
from flows.keeping.restore import expect_backup
from flows.keeping.snapshots import Snapshot, read
from flows.keeping.store import DAMAGED, objects_of
from flows.landing.backups import object_in
from flows.landing.files import digest_of
from flows.landing.locks import only_writer


class Verified(NamedTuple):
    """How much was read, and what is wrong with it."""

    snapshots: int
    objects: int
    size: int
    wrong: Told


def verify(folder: Path) -> Verified:
    """Compare every object of a backup with its digest, and look for every object that a snapshot names.

    A damaged object is set aside, so that the next backup copies the file again where that is still there.
    """
    snapshots = expect_backup(folder)
    with naming(folder), only_writer(folder):
        objects, size, wrong = 0, 0, Told()
        for path in objects_of(folder):
            digest, length = digest_of(path)
            objects, size = objects + 1, size + length
            if digest != path.name:
                with suppress(OSError):
                    path.rename(path.with_name(path.name + DAMAGED))
                wrong.add(str(path), "is damaged")
        for snapshot in snapshots:
            _look_for_all(snapshot, folder, wrong)
    return Verified(len(snapshots), objects, size, wrong)


def _look_for_all(snapshot: Snapshot, folder: Path, wrong: Told) -> None:
    try:
        for entry in read(snapshot):
            if not object_in(folder, entry.sha256).is_file():
                wrong.add(entry.path, f"of {snapshot.name} has no object {entry.sha256}")
    except KeepingError as error:
        wrong.add(str(snapshot.path), str(error))
