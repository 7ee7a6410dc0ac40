"""Finds the files below a folder. Loads nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20


class InputError(ValueError):
    """What a person wrote beside the documents cannot be used; the message says where and what is wrong."""


class LandingError(RuntimeError):
    """The documents could not be landed; the message says what is wrong with which path."""


def unopened(path: Path, error: OSError) -> LandingError:
    """The error to raise for a file or folder that cannot be opened."""
    return LandingError(f"{path}: cannot be opened ({error.strerror}); fix or remove it")


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files below a folder that may be documents, without hidden ones and links. Raises OSError."""
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry


def paths(folder: Path) -> Iterator[Path]:
    """The paths of `entries`."""
    return (Path(entry.path) for entry in entries(folder))


def as_text(path: Path | str) -> str:
    """The name of a path as text; bytes of it that are not UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def digest_of(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file of any size and its size in bytes. Raises OSError where it cannot be opened."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
