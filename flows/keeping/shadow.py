"""A shadow of a raw folder and its warehouse, to try a run on.

Documents are the same folder. Records, marts and databases, which a run replaces as a whole and never writes to, are
hard links, which take no room; what it writes to are copies. So nothing of what is current can change.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flows.landing.mark import in_force

_NAME = ".preview"
_COPIED = ("agencies.csv", "decisions.csv", "history/findings.parquet", "rejected/rejected.csv", ".records/seen.json")
_COPIED_RESULTS = ("built.json", ".checked.json", "docs/index.html", "docs/.made_of", "data_docs/index.html")
_LINKED_RESULTS = ("gouji.duckdb", "marts", "inputs", ".kept")


class Shadow(NamedTuple):
    """The folders to run on."""

    raw: Path
    warehouse: Path


@contextmanager
def shadow(raw: Path, warehouse: Path) -> Iterator[Shadow]:
    """A shadow of both folders inside them, removed afterwards; for one at a time, while no run writes there."""
    places = Shadow(raw / _NAME, warehouse / _NAME)
    try:
        _remove(places)
        _fill(raw, places.raw, _COPIED, ())
        (places.raw / "documents").symlink_to((raw / "documents").resolve(), target_is_directory=True)
        _take_over_records(raw, places.raw)
        _fill(warehouse, places.warehouse, _COPIED_RESULTS, _LINKED_RESULTS)
        yield places
    finally:
        _remove(places)


def remove_remains(raw: Path, warehouse: Path) -> None:
    """Remove what a preview that was killed has left, for whoever holds the lock of runs."""
    _remove((raw / _NAME, warehouse / _NAME, warehouse / f"{_NAME}.draft"))


def _remove(places: Iterable[Path]) -> None:
    for place in places:
        if place.exists():
            shutil.rmtree(place)


def _fill(source: Path, target: Path, copied: tuple[str, ...], linked: tuple[str, ...]) -> None:
    target.mkdir(mode=0o700)
    for name in copied:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            # With its times, by which a run knows that it is as it was.
            shutil.copy2(source / name, target / name)
    for name in linked:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, copy_function=_link)
        elif (source / name).exists():
            _link(source / name, target / name)


def _take_over_records(raw: Path, target: Path) -> None:
    current = in_force(raw)
    if current is not None:
        name = Path(".records") / current.folder.name
        shutil.copytree(current.folder, target / name, copy_function=_link)
        (target / "records").symlink_to(name, target_is_directory=True)


def _link(source: str | Path, target: str | Path) -> None:
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
