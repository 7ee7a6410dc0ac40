"""A sheet of a workbook, once its file format no longer matters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

Place = tuple[int, int]
Merge = tuple[Place, Place]


class Sheet(NamedTuple):
    """What stands in a sheet: texts row by row, from (row, column) `start` on, each row as far as it is filled.

    `merges` are its merged cells from first to last (row, column), `hidden` its columns that are not shown.
    """

    start: Place
    texts: list[list[str]]
    merges: Sequence[Merge]
    hidden: Collection[int] = ()
