"""Damages files of a lake as disks and people do: bits flip, ends are cut off, files are emptied or overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

REPAIRED = (
    "raw/records/cells/*/*.parquet",
    "raw/records/documents/documents.parquet",
    "raw/records/reports/*/*.parquet",
    "raw/records/generation.json",
    "raw/records/files.json",
    "raw/.records/seen.json",
    "raw/rejected/rejected.csv",
    "warehouse/gouji.duckdb",
    "warehouse/marts/fct_reports.parquet",
    "warehouse/marts/fct_cells/*.parquet",
    "warehouse/inputs/findings.parquet",
    "warehouse/.kept/kept.duckdb",
    "warehouse/.kept/note.json",
    "warehouse/.checked.json",
    "warehouse/.dbt/build/partial_parse.msgpack",
    "warehouse/built.json",
    "warehouse/site/data/written.json",
    "warehouse/site/data/made_of.json",
    "warehouse/site/index.html",
    "warehouse/findings/findings.xlsx",
    "warehouse/findings/written.json",
)
"""Files, below the folder with `raw` and `warehouse`, that the next run makes again, whatever happens to them."""

PRECIOUS = ("raw/history/findings.parquet", "raw/decisions.csv", "raw/agencies.csv")
"""What no run can make again: damage is told, and nothing is done until a copy is restored."""


def flip(data: bytes, choice: Random) -> bytes:
    """One bit, somewhere."""
    changed = bytearray(data)
    changed[choice.randrange(len(data))] ^= 1 << choice.randrange(8)
    return bytes(changed)


def cut(data: bytes, choice: Random) -> bytes:
    """Only the beginning."""
    return data[: choice.randrange(1, len(data))]


def empty(data: bytes, choice: Random) -> bytes:
    """Nothing, as after a power cut."""
    return b""


def garble(data: bytes, choice: Random) -> bytes:
    """As many bytes of something else."""
    return choice.randbytes(len(data))


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (flip, cut, empty, garble)


def damage(folder: Path, place: str, way: Callable[[bytes, Random], bytes], choice: Random) -> Path | None:
    """Damage one file of those that a pattern names, and return it; None where there is none with anything in it."""
    found = [path for path in sorted(folder.glob(place)) if path.stat().st_size]
    if not found:
        return None
    path = choice.choice(found)
    data = way(path.read_bytes(), choice)
    # Elsewhere it may be linked to: the disk would damage all of them, a person one.
    path.unlink()
    path.write_bytes(data)
    return path
