"""The local files of a lake that its store has, too: what a run needs to go on elsewhere, and what readers want.

Site and workbook are not among them: a run writes them where it is, from the database, if they are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from flows.keeping.found import TOLD as _TOLD
from flows.landing.current import REJECTED, ROSTER
from flows.landing.mark import in_force
from flows.landing.notes import sealed, unsealed
from flows.landing.replacing import replace
from flows.store.manifest import Entry, Manifest, parsed
from flows.warehouse.decisions import FILE as DECISIONS

RECORDS = "raw/records"
PEOPLE = (f"raw/{ROSTER}", f"raw/{DECISIONS}", "raw/replies")
"""What people write: a change on this machine is kept, and one on two machines is for people to join."""

HISTORY = "raw/history"
TOLD = frozenset(f"raw/{name}" for name in _TOLD)
"""What each machine tells its operators: taken up where there is none, and no change for which a manifest is made."""

_MADE = (f"raw/{REJECTED}", "raw/.records/seen.json")
_WAREHOUSE = ("gouji.duckdb", "marts", "inputs", "docs", "data_docs", ".kept", "built.json", ".checked.json")
_PLACES = (RECORDS, HISTORY, *PEOPLE, *_MADE, *(f"warehouse/{name}" for name in _WAREHOUSE))
OF_STORE = ".of-store"
"""What the name of the store's version of a file ends with, where people have to join both."""

_NOT_KEPT = (".lock", ".draft", OF_STORE)
_NOTE, _AHEAD = "store.json", ".store.ahead"


class File(NamedTuple):
    """A local file: its path as in a manifest, where it is, its size and its time in nanoseconds."""

    path: str
    place: Path
    size: int
    mtime: int

    def is_as(self, entry: Entry | None) -> bool:
        """Whether it is as it was when the entry was made of it, or it of the entry."""
        return entry is not None and (self.size, self.mtime) == (entry.size, entry.mtime)


class Lake(NamedTuple):
    """The two folders of a lake."""

    raw: Path
    warehouse: Path

    def place(self, path: str) -> Path:
        """Where the file of a path is, or is to be."""
        first, _, rest = path.partition("/")
        return (self.raw if first == "raw" else self.warehouse) / rest

    def files(self) -> Iterator[File]:
        """All local files that belong into the store."""
        for place in _PLACES:
            yield from self.below(place)

    def file(self, path: str) -> File | None:
        """The local file of a path; None where there is none."""
        place = self.place(path)
        with suppress(FileNotFoundError, NotADirectoryError):
            state = place.stat()
            return File(path, place, state.st_size, state.st_mtime_ns)
        return None

    def below(self, path: str) -> Iterator[File]:
        """The local files at or below a path that belong into the store."""
        current = in_force(self.raw) if path == RECORDS else None
        root = current.folder if current else self.place(path)
        if path == RECORDS and current is None:
            return
        found = sorted(root.rglob("*")) if root.is_dir() else [root]
        for place in found:
            if place.is_file() and not place.name.endswith(_NOT_KEPT):
                state, inside = place.stat(), place.relative_to(root).as_posix()
                yield File(path if place == root else f"{path}/{inside}", place, state.st_size, state.st_mtime_ns)

    def recall(self, address: str) -> Manifest | None:
        """The manifest of a store that these files were last as in; None where that is not known."""
        with suppress(OSError, ValueError, KeyError):
            note = unsealed((self.raw / ".records" / _NOTE).read_bytes())
            if note["store"] == address:
                return parsed(note["manifest"].encode(), _NOTE)._replace(version=note["version"])
        return None

    def remember(self, address: str, manifest: Manifest) -> None:
        """Note that these files are as in a manifest of a store."""
        content = manifest.to_bytes().decode()
        note: dict[str, Any] = {"store": address, "version": manifest.version, "manifest": content}
        replace(self.raw / ".records" / _NOTE, sealed(note))
        self.clear_ahead()

    def mark_ahead(self, address: str, manifest: Manifest) -> None:
        """Note that a run goes on from a manifest of a store: what it makes is not there yet."""
        replace(self.raw / ".records" / _AHEAD, sealed(_from(address, manifest)))

    def is_ahead_of(self, address: str, manifest: Manifest) -> bool:
        """Whether a run has gone on from just this manifest, and has not put what it made into the store."""
        with suppress(OSError, ValueError):
            return unsealed((self.raw / ".records" / _AHEAD).read_bytes()) == _from(address, manifest)
        return False

    def clear_ahead(self) -> None:
        """Note that nothing here is ahead of the store."""
        (self.raw / ".records" / _AHEAD).unlink(missing_ok=True)


def _from(address: str, manifest: Manifest) -> dict[str, Any]:
    return {"store": address, "number": manifest.number, "run": manifest.run}


def is_below(path: str, places: tuple[str, ...]) -> bool:
    """Whether a path is one of these places or below one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)
