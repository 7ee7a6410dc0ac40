"""Replaces a file so that readers, and the next run after a power cut, see the old one or the new one."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path


def put_in_place(draft: Path, path: Path) -> None:
    """Rename a file that has been written over the one it replaces, once it is on the disk."""
    sync(draft)
    os.replace(draft, path)


def sync(path: Path) -> None:
    """Wait until a file, or which files a folder has, is on the disk."""
    # Windows syncs only what may be written.
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def draft_of(path: Path) -> Path:
    """Where `replace` writes what is to be in the place of a file; it is left where that was killed."""
    return path.with_name(f"{path.name}.draft")


def replace(path: Path, content: bytes) -> None:
    """Replace a file by one with this content, for the only writer of it; who may read it stays as it was."""
    draft = draft_of(path)
    try:
        with draft.open("wb") as file:
            if path.exists() and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(content)
        put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
