"""Finds the files below a folder. Loads nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20
_NAMED, _QUOTED = 10, 60
# With the byte that ends it; the system opens nothing by a longer one.
_LONGEST_PATH = os.pathconf("/", "PC_PATH_MAX") if hasattr(os, "pathconf") else 32_767


class InputError(ValueError):
    """What a person wrote beside the documents cannot be used; the message says where and what is wrong."""


class LandingError(RuntimeError):
    """The documents could not be landed; the message says what is wrong with which path."""


def unopened(path: Path | str, error: OSError) -> LandingError:
    """The error to raise for a file or folder that cannot be opened."""
    return LandingError(f"{path}: cannot be opened ({error.strerror}); fix or remove it")


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files below a folder that may be documents, without hidden ones and links. Raises OSError."""
    return (entry for entry, kind in _all_entries(folder) if kind is None)


def passed_over(folder: Path) -> str | None:
    """What to tell of entries below a folder that are not opened, such as pipes and links; None where there are none.

    Raises OSError.
    """
    found = sorted((as_text(entry.path), kind) for entry, kind in _all_entries(folder) if kind is not None)
    if not found:
        return None
    named = ", ".join(f"{path!r} is {kind}" for path, kind in found[:_NAMED])
    more = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{folder}: not opened, as only files and folders are: {named}{more}"


def _all_entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], str | None]]:
    """Every entry below a folder but folders and what is hidden, and where it is not to be opened, what it is."""
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                kind = _kind_of(entry)
                if kind is None and entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry, kind


def _kind_of(entry: os.DirEntry[str]) -> str | None:
    """What is neither a file nor a folder, or cannot be reached by its path; None for everything else."""
    if len(os.fsencode(entry.path)) >= _LONGEST_PATH:
        return "in too many folders"
    if entry.is_symlink():
        return "a link"
    if entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
        return None
    mode = entry.stat(follow_symlinks=False).st_mode
    return "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"


def paths(folder: Path) -> Iterator[Path]:
    """The paths of `entries`."""
    return (Path(entry.path) for entry in entries(folder))


def as_text(path: Path | str) -> str:
    """The name of a path as text; bytes of it that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def quoted(text: str) -> str:
    """What a person wrote, as a message quotes it: on one line, and not at any length."""
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…")


def digest_of(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file of any size and its size in bytes. Raises OSError where it cannot be opened."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
