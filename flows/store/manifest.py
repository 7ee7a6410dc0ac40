"""Manifests: `manifests/<number>.json` names every object that is in force, and the local file that it is a copy of."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from flows.landing.bucket import Bucket, StoreError
from flows.landing.notes import sealed, unsealed

FORMAT = "gouji store 1"
FILES = "files"
"""The folder of the store with all objects that manifests name."""

_FOLDER = "manifests"
_NAME = re.compile(rf"{_FOLDER}/(\d{{12}})\.json")
_KEY = re.compile(r".*-(\d{12})-[0-9a-f]{16}(\.[^/]*)?")


class Entry(NamedTuple):
    """An object: the local path, below `raw` or `warehouse`, its key, size, SHA-256 and the time in nanoseconds.

    By its time of modification a run knows that a file is as another one left it.
    """

    path: str
    key: str
    size: int
    sha256: str
    mtime: int


class Manifest(NamedTuple):
    """What is in force: all entries by their path. Number 0 is that of a store in which nothing is.

    `run` tells it from one that another run made with the same number, and `version`, as the store lists its object,
    tells that without reading it; it is empty where that is not known.
    """

    number: int
    run: str
    files: dict[str, Entry]
    version: str = ""

    def to_bytes(self) -> bytes:
        """The content of its object."""
        files = [entry._asdict() for entry in self.files.values()]
        head = {"format": FORMAT, "gouji": version("gouji"), "number": self.number, "run": self.run}
        return sealed({**head, "files": files})


NOTHING = Manifest(0, "", {})


def parsed(content: bytes, place: str) -> Manifest:
    """The manifest with this content. Raises StoreError where it is damaged, or of a newer version."""
    try:
        found = unsealed(content)
        if found["format"] != FORMAT:
            said = f"is {found['format']!r}, which this version of gouji does not know; use a newer one"
            raise StoreError(f"{place}: {said}")
        entries = [Entry(**entry) for entry in found["files"]]
        return Manifest(found["number"], found["run"], {entry.path: _expected(entry) for entry in entries})
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{place}: is damaged; restore it, or remove it to go back to the one before") from error


def _expected(entry: Entry) -> Entry:
    """An entry. Raises ValueError for a path that leads anywhere else than below the two folders."""
    first, *rest = entry.path.split("/")
    if first not in ("raw", "warehouse") or not rest or {"", ".", ".."} & set(rest) or "\\" in entry.path:
        raise ValueError(f"{entry.path!r} is no place in a lake")
    return entry


def key_of(number: int) -> str:
    """The key of the manifest with this number."""
    return f"{_FOLDER}/{number:012}.json"


def versions_in(bucket: Bucket) -> dict[int, str]:
    """The version of every manifest by its number, in order."""
    found = ((_NAME.fullmatch(one.key), one.version) for one in bucket.objects(_FOLDER))
    return dict(sorted((int(name[1]), version) for name, version in found if name))


def numbers_in(bucket: Bucket) -> list[int]:
    """The numbers of all manifests, in order."""
    return list(versions_in(bucket))


def read(bucket: Bucket, number: int, version: str = "") -> Manifest:
    """A manifest, which was listed with a version. Raises StoreError where it cannot be read, MissingError without."""
    return parsed(bucket.read(key_of(number)), f"{bucket.address}/{key_of(number)}")._replace(version=version)


def key_for(path: str, number: int, sha256: str) -> str:
    """The key for the content of a file that is new in the manifest with a number.

    An object that no manifest up to a number names, and whose key has that number or a lower one, is never named again.
    """
    place = Path(path.partition("/")[2])
    name = place.name.lstrip(".")
    stem, dot, suffix = name.partition(".")
    hidden = place.name[: len(place.name) - len(name)]
    return f"{FILES}/{place.with_name(f'{hidden}{stem}-{number:012}-{sha256[:16]}{dot}{suffix}').as_posix()}"


def number_of(key: str) -> int | None:
    """The number of the manifest that an object was put for; None for an object that is none of ours."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else None
