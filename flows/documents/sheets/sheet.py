"""A sheet of a workbook, once its file format no longer matters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

Place = tuple[int, int]
Merge = tuple[Place, Place]


class Sheet(NamedTuple):
    """The content of a sheet: texts row by row, from (row, column) `start` on, each row as far as it is filled.

    `merges` are its merged cells from first to last (row, column), `hidden` its columns that are not shown.
    """

    start: Place
    texts: list[list[str]]
    merges: Sequence[Merge]
    hidden: Collection[int] = ()


@lru_cache(maxsize=1_024)
def column_of(letters: str) -> int:
    """A column, from 0, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
