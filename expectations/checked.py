"""Remembers which files of the records keep the landing contract, so that none is looked at twice."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

from expectations.catalogue import FORMAT_DIR
from expectations.narrowing import parts

_LIBRARIES = ("great-expectations", "duckdb", "duckdb-sqlalchemy")


class Checked:
    """What a note says of files that were checked by the contract as it is now; nothing where there is no such note.

    A file is known by its place on the disk, its size and its time: generations of records share unchanged files.
    """

    def __init__(self, note: Path) -> None:
        self._note, self._contract = note, _contract()
        self._files = self._read()

    def __contains__(self, path: Path) -> bool:
        return _identity(path) in self._files

    def __bool__(self) -> bool:
        return bool(self._files)

    def remember(self, records: Path) -> None:
        """Note that the files of these records have been checked, and no other."""
        files = sorted(_identity(path) for _, path in parts(records))
        draft = self._note.with_name(f"{self._note.name}.draft")
        draft.write_text(json.dumps({"contract": self._contract, "files": files}), "utf-8")
        os.replace(draft, self._note)

    def _read(self) -> frozenset[str]:
        try:
            found = json.loads(self._note.read_text("utf-8"))
            return frozenset(found["files"]) if found["contract"] == self._contract else frozenset()
        except (OSError, ValueError, KeyError, TypeError):
            return frozenset()


def _identity(path: Path) -> str:
    state = path.stat()
    return f"{state.st_dev}-{state.st_ino}-{state.st_size}-{state.st_mtime_ns}"


def _contract() -> str:
    """A digest of the code here, the catalogue and the libraries: any other may have let pass what they refuse."""
    digest = hashlib.sha256(repr([version(library) for library in _LIBRARIES]).encode())
    for path in sorted([*Path(__file__).parent.glob("*.py"), *FORMAT_DIR.glob("*.csv")]):
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
