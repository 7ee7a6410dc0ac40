"""Whether the files of a generation are as they were written: a failing disk, or a person, may have changed them since.

`files.json` of a generation has size, time and SHA-256 of each. A generation without it, from an earlier version, is
trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flows.landing.files import digest_of
from flows.landing.replacing import replace

_FILE = "files.json"


class _Written(NamedTuple):
    """A file as it was written; its time of modification in nanoseconds."""

    size: int
    modified: int
    sha256: str


def note(folder: Path, last: Path | None) -> None:
    """Write down what files a generation has; those taken over from the last one are known from there."""
    known = (_read(last) if last else None) or {}
    written = {name: _as_written(folder / name, known.get(name)) for name in _names(folder)}
    replace(folder / _FILE, json.dumps(written).encode())


def looks_sound(folder: Path) -> bool:
    """Whether all files of a generation are there with the size and the time they had; opens none of them."""
    noted = _read(folder)
    return noted is None or all(_is_unchanged(folder / name, written) for name, written in noted.items())


def is_sound(folder: Path) -> bool:
    """Whether all files of a generation have the content they had; where only their times are others, notes these."""
    noted = _read(folder)
    if noted is None:
        return True
    try:
        if any(digest_of(folder / name) != (written.sha256, written.size) for name, written in noted.items()):
            return False
    except OSError:
        return False
    if not looks_sound(folder):
        note(folder, None)
    return True


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.parquet")))


def _as_written(path: Path, known: _Written | None) -> _Written:
    if known is not None and _is_unchanged(path, known):
        return known
    state = path.stat()
    return _Written(state.st_size, state.st_mtime_ns, digest_of(path)[0])


def _is_unchanged(path: Path, written: _Written) -> bool:
    try:
        state = path.stat()
    except OSError:
        return False
    return (state.st_size, state.st_mtime_ns) == written[:2]


def _read(folder: Path) -> dict[str, _Written] | None:
    """What was noted; None where nothing was. A note that cannot be read is one that no file fits."""
    path = folder / _FILE
    if not path.exists():
        return None
    try:
        return {name: _Written(*written) for name, written in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {_FILE: _Written(-1, -1, "")}
