"""Which locks are held, and by which process. Asks the system, and takes no lock itself: a run would be refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from flows.landing.backups import backups_of

_LOCKS = Path("/proc/locks")


class Held(NamedTuple):
    """A lock that is held, and the process that holds it, 0 where the system does not say."""

    what: str
    path: Path
    pid: int


def held(raw: Path, warehouse: Path) -> list[Held]:
    """The locks of a lake that are held; none on systems that do not list them."""
    known = {
        "a run": raw / ".records" / ".run.lock",
        "a landing": raw / ".records" / ".lock",
        "decisions are being written": raw / ".lock",
        "history is being written": raw / "history" / ".lock",
        "a build": warehouse / ".lock",
        "the site is being written": warehouse / "site" / ".lock",
        "the workbook is being written": warehouse / "findings" / ".lock",
        "a harvest": raw / "harvest" / ".lock",
        **{f"a backup to {folder}": Path(folder) / ".lock" for folder in backups_of(raw)},
    }
    holders = _holders()
    found = []
    for what, path in known.items():
        try:
            state = path.stat()
        except OSError:
            continue
        own = os.major(state.st_dev), os.minor(state.st_dev)
        for device, pid in holders.get(state.st_ino, ()):
            if device == own or _has_open(pid, path):
                found.append(Held(what, path, pid))
                break
    return found


def _holders() -> dict[int, list[tuple[tuple[int, int], int]]]:
    """By the inode of every file that is locked as a whole, the device and the process that holds the lock."""
    found: dict[int, list[tuple[tuple[int, int], int]]] = {}
    try:
        lines = _LOCKS.read_text("ascii").splitlines()
    except (OSError, ValueError):
        return {}
    for line in lines:
        fields = line.split()
        # 12: FLOCK  ADVISORY  WRITE 4711 08:01:262145 0 EOF; one that waits has an arrow before FLOCK.
        if len(fields) >= 6 and fields[1] == "FLOCK":
            major, minor, inode = fields[5].split(":")
            device = int(major, 16), int(minor, 16)
            found.setdefault(int(inode), []).append((device, max(int(fields[4]), 0)))
    return found


def _has_open(pid: int, path: Path) -> bool:
    """Whether a process has a file open: some file systems have other devices for locks than for files."""
    try:
        return any(os.readlink(link) == str(path.resolve()) for link in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
