"""The regions of a generated country, year by year, from the table of divisions."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from flows.reading.regions import DIVISIONS


class Region(NamedTuple):
    """A region in one year.

    `id` is its last code, which names it as long as it keeps its name, `above` that of the region above. `within` is
    what its name stands in. `lineage` is the same for what it was called before and what it is called afterwards.
    """

    id: str
    code: str
    name: str
    short_name: str
    level: str
    above: str | None
    within: str
    lineage: str


class _Line(NamedTuple):
    code: str
    name: str
    short_name: str
    level: str
    parent: str
    first_year: int
    last_year: int
    last_code: str


def regions_of(year: int, chosen: Collection[str] | None = None) -> list[Region]:
    """The regions that are there in the year, or those of them whose ids are chosen, by code."""
    lines = {line.code: line for line in _lines() if line.first_year <= year <= line.last_year}
    return [_region(line, lines) for _, line in sorted(lines.items()) if chosen is None or line.last_code in chosen]


def _region(line: _Line, lines: dict[str, _Line]) -> Region:
    above = lines.get(line.parent)
    farther = lines.get(above.parent) if above else None
    within = (farther.name if farther else "") + (above.name if above else "")
    return Region(
        line.last_code,
        line.code,
        line.name,
        line.short_name,
        line.level,
        above.last_code if above else None,
        within,
        _lineage(line),
    )


@cache
def _lines() -> list[_Line]:
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return [
            _Line(*line[:5], int(line[5]), int(line[6]), line[7])  # type: ignore[arg-type] # columns of fixed number
            for line in list(csv.reader(file))[1:]
        ]


@cache
def _lineage(line: _Line) -> str:
    """The id and name of what the region was called last: 洪泽县 became 洪泽区, 桥东区 in 邢台 became 襄都区."""
    later = next(_followed_by(line), None)
    return _lineage(later) if later else f"{line.last_code}{line.name}"


def _followed_by(line: _Line) -> Iterator[_Line]:
    """The lines that begin when this one ends: with its name, with its code, or with its short name."""
    begun = [other for other in _lines() if other.first_year == line.last_year + 1 and other.level == line.level]
    within = [other for other in begun if other.code[:2] == line.code[:2]]
    yield from (other for other in within if (other.name, other.last_code) == (line.name, line.last_code))
    yield from (other for other in within if other.code == line.code)
    yield from (other for other in within if other.short_name == line.short_name and other.last_code != line.last_code)
