"""What cannot be made again, saved and brought back: documents, what people wrote, and the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class KeepingError(RuntimeError):
    """A backup that cannot be made or restored as it should; the message says what is wrong with which path."""


class DamagedError(KeepingError):
    """A snapshot that cannot be read; the message says which."""


class PlaceError(KeepingError):
    """Nothing was done, as a folder is not what it has to be; the message says which and why."""


class Told:
    """Paths and what is to be told of each: the first few by name, and how many there are."""

    _MOST = 20

    def __init__(self) -> None:
        self.number = 0
        self._named: list[str] = []

    def add(self, path: str, why: str) -> None:
        """Another one; bytes of its path that are not UTF-8, and what cannot be printed, are escaped."""
        self.number += 1
        if self.number <= self._MOST:
            shown = path if path.isprintable() else path.encode("unicode_escape", "backslashreplace").decode()
            self._named.append(f"{shown}: {why}")

    def __str__(self) -> str:
        more = [f"and {self.number - self._MOST} more"] if self.number > self._MOST else []
        return "; ".join([*self._named, *more])


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """An error of the system that names no file, such as a full disk, is one of this folder."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(folder)) from error
