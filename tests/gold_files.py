"""Finds the real documents and their hand-read contents, and compares a reading with them.

`python -m tests.gold_files` prints the table of every document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from flows.reading.document import read
from flows.reading.records import Extraction

SHARED = Path(__file__).parents[2] / "shared"
Key = tuple[int, str, str]


class Gold(NamedTuple):
    """One real document and what it says."""

    name: str
    path: Path
    says: dict[str, Any]

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def cells(self) -> dict[Key, tuple[Decimal | None, str]]:
        """Every printed cell: its number, and its text."""
        return {
            (c["section"], c["item"], c["measure"]): (
                None if c["value"] is None else Decimal(str(c["value"])),
                c["raw"],
            )
            for c in self.says.get("cells", [])
        }


class Score(NamedTuple):
    """Cells read right, wrong, missed (a number printed, none read) and null (none printed, none read)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    null: int = 0

    def plus(self, other: Score) -> Score:
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


def gold_files() -> Iterator[Gold]:
    """Every gold file with its document, in order of name."""
    for path in sorted((SHARED / "gold").glob("*.json")):
        says = json.loads(path.read_text(encoding="utf-8"))
        found = [p for folder in ("seeds", "samples") for p in (SHARED / folder).glob(f"{path.stem}.*")]
        for document in found:
            yield Gold(path.stem, document, says)


def differences(gold: Gold, found: Extraction) -> list[str]:
    """Every number read that differs from the gold file."""
    return [
        f"{gold.name} {key}: read {value}, printed {gold.cells[key][1] if key in gold.cells else 'nowhere'!r}"
        for key, value in _values(found).items()
        if gold.cells.get(key, (None, ""))[0] != value
    ]


def score(gold: Gold, found: Extraction) -> Score:
    """Counts the cells of one document."""
    read_values = _values(found)
    wrong = len(differences(gold, found))
    numbers = {key: value for key, (value, _) in gold.cells.items() if value is not None}
    right = sum(read_values.get(key) == value for key, value in numbers.items())
    missed = sum(key not in read_values for key in numbers)
    null = sum(value is None and key not in read_values for key, (value, _) in gold.cells.items())
    return Score(right, wrong, missed, null)


def table(readings: list[tuple[Gold, Extraction]]) -> str:
    """One line per document and the totals."""
    lines = [f"{'document':24}" + "".join(f"{name:>8}" for name in Score._fields)]
    total = Score()
    for gold, found in readings:
        counted = score(gold, found)
        total = total.plus(counted)
        lines.append(f"{gold.name:24}" + "".join(f"{n:8}" for n in counted) + f"  {found.reason or ''}")
    return "\n".join([*lines, f"{'all':24}" + "".join(f"{n:8}" for n in total)])


def readings() -> list[tuple[Gold, Extraction]]:
    """Reads every document of `gold_files`."""
    return [(gold, read(gold.data, gold.path.name)) for gold in gold_files()]


def _values(found: Extraction) -> dict[Key, Decimal]:
    return {(c.section, c.item, c.measure): c.value for c in found.cells if c.value is not None}


if __name__ == "__main__":
    sys.stdout.write(table(readings()) + "\n" if SHARED.is_dir() else f"{SHARED} is not there\n")
