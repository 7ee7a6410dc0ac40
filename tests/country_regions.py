"""The regions of a generated country, year by year, from the table of divisions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from flows.reading.regions.table import Division, load


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


def regions_of(year: int, chosen: Collection[str] | None = None) -> list[Region]:
    """The regions that are there in the year, or those of them whose ids are chosen, by code."""
    lines = {line.code: line for line in _lines() if line.stood_in(year)}
    return [_region(line, lines) for _, line in sorted(lines.items()) if chosen is None or line.last_code in chosen]


def _region(line: Division, lines: dict[str, Division]) -> Region:
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
def _lines() -> list[Division]:
    return [line for of_code in load().by_code.values() for line in of_code]


@cache
def _lineage(line: Division) -> str:
    """The id and name of what the region was called last: 洪泽县 became 洪泽区, 桥东区 in 邢台 became 襄都区."""
    later = next(_followed_by(line), None)
    return _lineage(later) if later else f"{line.last_code}{line.name}"


def _followed_by(line: Division) -> Iterator[Division]:
    """The lines that begin when this one ends: with its name, with its code, or with its short name."""
    begun = [other for other in _lines() if other.first_year == line.last_year + 1 and other.level == line.level]
    within = [other for other in begun if other.code[:2] == line.code[:2]]
    yield from (other for other in within if (other.name, other.last_code) == (line.name, line.last_code))
    yield from (other for other in within if other.code == line.code)
    yield from (other for other in within if other.short_name == line.short_name and other.last_code != line.last_code)
