"""What builds were measured, kept in `raw/history` for later ones to be compared with. Loads no library."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from flows.landing.replacing import replace

_FILE = Path("history", "measures.jsonl")
_MOST_BUILDS = 30
# Fewer reports tell little of how a layout is read; of many layouts those with the most reports tell the rest.
_FEWEST_REPORTS, _MOST_LAYOUTS = 20, 300


class Snapshot(NamedTuple):
    """What runs are compared by; of a layout its reports, printed cells, and those with a value."""

    reader: str
    found: int
    rejected: int
    read: int
    reports: int
    printed: int
    applicable: int
    not_assessed: int
    nulls: dict[str, int]
    layouts: dict[str, list[int]]
    alarms: tuple[str, ...] = ()
    """The alarms that this one raised, by measure and subject."""


def recall(raw: Path) -> list[Snapshot]:
    """What earlier builds were measured, the last one last; none where that cannot be read."""
    found = []
    with suppress(OSError):
        for line in (raw / _FILE).read_bytes().split(b"\n"):
            with suppress(ValueError, TypeError):
                found.append(_checked(Snapshot(**json.loads(line))))
    return found


def _checked(found: Snapshot) -> Snapshot:
    """Raises TypeError or ValueError for what no build has left."""
    numbers = [value for value in found if isinstance(value, int)]
    layouts = [(reports, printed, valued) for reports, printed, valued in found.layouts.values()]
    sum(sum(values) for values in (numbers, found.nulls.values(), *layouts))
    if len(numbers) != len(Snapshot._fields) - 4:
        raise TypeError("a number is missing")
    return found._replace(alarms=tuple(found.alarms))


def remember(raw: Path, snapshot: Snapshot) -> None:
    """Keep what a build was measured, and that of the last ones before. Raises OSError."""
    many = [(layout, found) for layout, found in snapshot.layouts.items() if found[0] >= _FEWEST_REPORTS]
    snapshot = snapshot._replace(layouts=dict(many[:_MOST_LAYOUTS]))
    lines = [json.dumps(one._asdict(), ensure_ascii=False) for one in (*recall(raw)[1 - _MOST_BUILDS :], snapshot)]
    (raw / _FILE).parent.mkdir(parents=True, exist_ok=True)
    replace(raw / _FILE, "\n".join([*lines, ""]).encode())
