"""What of a folder `raw` cannot be made again, file by file in one order. Holds no more than the names of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

TOGETHER = ("agencies.csv", "decisions.csv", "history", "replies")
"""What people wrote and what builds left: it belongs together, so it is copied while nobody writes there."""

ARRIVING = ("harvest", "documents")
"""What may arrive meanwhile; a harvest that knows a document comes before it, so that no document is missing later."""

KEPT = (*TOGETHER, *ARRIVING)

TOLD = (
    "history/measures.jsonl",
    "history/runs.1.jsonl",
    "history/runs.jsonl",
    "history/told.json",
    "history/untold.json",
)
"""What runs tell operators, or have told. Every run writes there: it is no change that a backup would be made for."""
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class File(NamedTuple):
    """A file with its path below the folder, parts separated by a slash; bytes that are not UTF-8 are surrogates."""

    path: str
    status: os.stat_result


class Other(NamedTuple):
    """What is no file, or cannot be looked at, with its path and why; it `is_lost` where it may hold something."""

    path: str
    why: str
    is_lost: bool


def rank(path: str) -> tuple[int, list[str]]:
    """The place of a path in the order of `walk`, what is `TOLD` at the end.

    Raises ValueError for one that is not of what is kept.
    """
    if path in TOLD:
        return len(KEPT), [path]
    first, *rest = path.split("/")
    return KEPT.index(first), rest


def walk(raw: Path, names: Sequence[str]) -> Iterator[File | Other]:
    """What is below these names of `KEPT`, in the order of `rank`, without hidden files and what has just gone.

    What is `TOLD` comes where it is named itself only.
    """
    todo = [*reversed(names)]
    while todo:
        path = todo.pop()
        if path in TOLD and path not in names:
            continue
        try:
            # The folder of documents itself may be a link, as it may for a run.
            status = os.stat(raw / path, follow_symlinks=path in KEPT)
            if stat.S_ISDIR(status.st_mode):
                todo += [f"{path}/{name}" for name in _names(raw / path)]
            elif stat.S_ISREG(status.st_mode):
                yield File(path, status)
            else:
                yield Other(path, _KINDS.get(stat.S_IFMT(status.st_mode), "no file"), False)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Other(path, error.strerror or str(error), True)


def _names(folder: Path) -> list[str]:
    """The names in a folder, the last one first."""
    with os.scandir(folder) as found:
        return sorted((entry.name for entry in found if not entry.name.startswith(".")), reverse=True)
