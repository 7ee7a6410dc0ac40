"""The table of administrative divisions: names, codes and parents, by year."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

DIVISIONS = Path(__file__).parent / "divisions.csv"


class Division(NamedTuple):
    """A division with one code, name and parent, in the years from `first_year` to `last_year`.

    `level` is province, prefecture or county; `parent` the code of the one above, blank for a province.
    `last_code` is the last code of the same division: it and the name identify a division over its life.
    """

    code: str
    name: str
    short_name: str
    level: str
    parent: str
    first_year: int
    last_year: int
    last_code: str

    def stood_in(self, year: int) -> bool:
        """Whether this was the case at the end of `year`."""
        return self.first_year <= year <= self.last_year

    @property
    def other_forms(self) -> tuple[str, ...]:
        """Names that leave out the ethnic group: 延边州 and 延边自治州 for 延边朝鲜族自治州."""
        if "族" not in self.name and "自治" not in self.name:
            return ()
        forms = (self.short_name + self.name[-1], f"{self.short_name}自治{self.name[-1]}")
        return tuple(form for form in forms if form != self.name)


class Table:
    """The divisions by code, name and other form of a name; each list covers all years."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self.by_code: dict[str, list[Division]] = {}
        self.by_name: dict[str, list[Division]] = {}
        self.by_other_form: dict[str, list[Division]] = {}
        self.by_short_name: dict[str, list[Division]] = {}
        self._parts: dict[str, list[Division]] = {}
        for division in divisions:
            self.by_code.setdefault(division.code, []).append(division)
            self.by_name.setdefault(division.name, []).append(division)
            self.by_short_name.setdefault(division.short_name, []).append(division)
            self._parts.setdefault(division.parent, []).append(division)
            for form in division.other_forms:
                self.by_other_form.setdefault(form, []).append(division)

    @cached_property
    def years(self) -> tuple[int, int]:
        """The first and the last year the table covers."""
        spans = [division for found in self.by_code.values() for division in found]
        return min(d.first_year for d in spans), max(d.last_year for d in spans)

    @cached_property
    def name_lengths(self) -> dict[str, tuple[int, ...]]:
        """The first two characters of a name or other form -> how long such names are, longest first."""
        found: dict[str, set[int]] = {}
        for names in (self.by_name, self.by_other_form):
            for name in names:
                found.setdefault(name[:2], set()).add(len(name))
        return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}

    def above(self, division: Division, year: int) -> list[Division]:
        """The divisions that contain this one in `year`, nearest first."""
        found: list[Division] = []
        below = division
        while below.parent:
            below = next(d for d in self.by_code[below.parent] if d.stood_in(year))
            found.append(below)
        return found

    def has_parts(self, division: Division, year: int) -> bool:
        """Whether the table contains divisions below this one in `year`."""
        return any(part.stood_in(year) for part in self._parts.get(division.code, ()))

    def full_name(self, division: Division, year: int) -> str:
        """The name with all those above it, as 浙江省丽水市遂昌县."""
        return "".join(d.name for d in reversed([division, *self.above(division, year)]))


@lru_cache(maxsize=1)
def load() -> Table:
    """The table of this package, read once per process."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return Table(
            Division(code, name, short, level, parent, int(first), int(last), last_code)
            for code, name, short, level, parent, first, last, last_code in rows
        )
