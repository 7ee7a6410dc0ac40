"""Removes snapshots of a backup that are not to be kept, and the objects that none of the others names."""

from __future__ import annotations

from pathlib import Path

from flows.keeping.snapshots import read, snapshots_of
from flows.keeping.store import objects_of
from flows.landing.replacing import sync


def remove_outdated(folder: Path, keep: int) -> int:
    """Remove all snapshots but the newest `keep`, for the only writer of a backup; how many they were.

    Raises DamagedError, before anything is removed, where one to be kept cannot be read: then it is not known what it
    names. Objects go once the snapshots that named them have gone for good; where this ends in between, those that are
    left go the next time.
    """
    snapshots = snapshots_of(folder)
    named = {bytes.fromhex(entry.sha256) for snapshot in snapshots[-keep:] for entry in read(snapshot)}
    for snapshot in snapshots[:-keep]:
        snapshot.path.unlink()
    sync(folder / "snapshots")
    for path in objects_of(folder):
        if bytes.fromhex(path.name) not in named:
            path.unlink()
    return len(snapshots[:-keep])
