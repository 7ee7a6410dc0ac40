"""The mark of a generation of records: which one is in force, and what it holds. Loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flows.landing.notes import sealed, unsealed

FILE = "generation.json"


class Mark(NamedTuple):
    """What identifies a complete set of records, and how many of its documents have which status.

    `name` identifies the documents it was made from and the reader.
    """

    name: str
    reader: str
    statuses: dict[str, int]

    def write(self, folder: Path) -> Path:
        """Write it as a file into a folder, and return the path of that."""
        path = folder / FILE
        path.write_bytes(sealed(self._asdict()))
        return path


UNKNOWN = Mark("", "", {})


class Generation(NamedTuple):
    """A complete set of records and its mark."""

    folder: Path
    mark: Mark

    @property
    def made_at(self) -> int:
        """When it was made, in nanoseconds."""
        return (self.folder / FILE).stat().st_mtime_ns


def in_force(raw: Path) -> Generation | None:
    """The generation that `raw/records` points to; None where nothing has been landed yet.

    One whose mark cannot be read, because it is damaged or of another version, is of no reader, and so is read again.
    """
    return generation_in(raw / "records")


def generation_in(records: Path) -> Generation | None:
    """The generation in a folder, or that a link points to; None where it has no mark."""
    try:
        path = (records / FILE).resolve(strict=True)
    except FileNotFoundError:
        return None
    try:
        return Generation(path.parent, Mark(**unsealed(path.read_bytes())))
    except (ValueError, TypeError):
        return Generation(path.parent, UNKNOWN)
