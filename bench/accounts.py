"""What runs leave for operators, which no two runs have alike: it is checked for what it says, and bounded."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from flows.operations import records
from flows.operations.records import Run

NAMES = (
    "logs",
    "operations",
    "history/runs.jsonl",
    "history/runs.1.jsonl",
    "history/measures.jsonl",
    "history/gone.csv",
)
"""Files and folders of `raw` or the warehouse that are for operators; what else is there is compared by its name."""
_BOUND = 2_000_000
"""Bytes that all this may have after a few runs."""

Line = tuple[str, ...]


def is_account(path: Path) -> bool:
    """Whether a path relative to `raw` or the warehouse is of these."""
    return path.parts[0] in NAMES or path.as_posix() in NAMES


def gone(raw: Path) -> list[Line]:
    """The lines on documents that are gone, without the day; the first one is the head."""
    path = raw / "history" / "gone.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [tuple(line[1:]) for line in csv.reader(file)]


def listed_wrongly(expected: Sequence[Line], found: Sequence[Line]) -> list[str]:
    """Documents that are gone and listed otherwise than once, as they are after a run that was left alone."""
    more, less = Counter(found) - Counter(expected), Counter(expected) - Counter(found)
    return [f"gone.csv has once too often: {line}" for line in more] + [f"gone.csv has not: {line}" for line in less]


def runs_since(raw: Path, before: Sequence[Run]) -> list[Run]:
    """The runs that are recorded now and were not before."""
    known = {run.run for run in before}
    return [run for run in records.read(raw) if run.run not in known]


def unbounded(raw: Path, warehouse: Path) -> list[str]:
    """What should not be there: logs of no recorded run, remains of the page or the records, too many bytes."""
    known = {f"logs/{run.log}" for run in records.read(raw)} | {"operations/index.html", "operations/.lock"}
    found = {path: path.relative_to(warehouse).as_posix() for path in _below(warehouse)}
    wrong = [f"left: {name}" for name in found.values() if name not in known]
    size = sum(path.stat().st_size for path in (*found, *((raw / name) for name in NAMES)) if path.is_file())
    return wrong + ([f"{size:,} bytes for operators"] if size > _BOUND else [])


def _below(warehouse: Path) -> list[Path]:
    return [path for name in ("logs", "operations") for path in (warehouse / name).rglob("*") if path.is_file()]
