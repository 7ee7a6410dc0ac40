"""What the header above a row says: which columns of the form it has, whether in order, and in which unit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.layouts.headers import Header, agrees
from flows.layouts.rows import FoundRow

_UNIT = re.compile("[十百千万亿]*元")


class Sight(NamedTuple):
    """What a header says of a row: the columns in form order, whether they stand in that order, and their unit.

    `is_bare` where none of the columns has its label, `is_complete` where all have.
    """

    measures: tuple[str, ...]
    agrees: bool
    unit: str | None
    is_bare: bool
    is_complete: bool


class HeadersRead:
    """What the headers of one document say of the rows below them, each header looked at once."""

    def __init__(self, edition: str | None) -> None:
        self._edition = edition
        self._seen: dict[tuple[int, str, int], Sight] = {}
        self._codes: dict[tuple[int, int], frozenset[str]] = {}
        self._alike: dict[tuple[int, int, int, tuple[str, ...]], tuple[bool, str | None]] = {}

    def above(self, row: FoundRow) -> Sight:
        """What the header of a row says of it: the columns of the edition it shows, else of the document's."""
        key = (id(row.header), row.label.code, row.column)
        sight = self._seen.get(key)
        if sight is None:
            sight = self._seen[key] = self._look(row)
        return sight

    def _look(self, row: FoundRow) -> Sight:
        section, header = row.label.section or 0, row.header
        codes = self._codes.get((id(header), section))
        if codes is None:
            columns = [h.label for h in header.labels if h.label.kind == "column"]
            codes = frozenset([column.code for column in columns if column.section == section])
            self._codes[id(header), section] = codes
        measures = _measures(section, row.label.code, codes, self._edition)
        key = (id(header), section, row.column, measures)
        if key not in self._alike:
            self._alike[key] = agrees(header, measures, section, row.column), _header_unit(header)
        agrees_, unit = self._alike[key]
        of_amount = _unit_of(row, unit) if "amount" in measures else None
        return Sight(measures, agrees_, of_amount, not codes, codes.issuperset(measures))


@lru_cache(maxsize=4_096)
def _measures(section: int, code: str, codes: frozenset[str], edition: str | None) -> tuple[str, ...]:
    catalogue = load()
    if code == "proceedings":
        return catalogue.measures[catalogue.editions[-1].edition, 4, "review"] * 3
    own = [e.edition for e in catalogue.editions if codes and codes <= set(_of(e.edition, section, code))]
    if len(own) == 1 or (own and edition not in own):
        return _of(own[0], section, code)
    return _of(edition or "", section, code) or (
        _of(catalogue.editions[-1].edition, section, code) if section == 3 else ()
    )


def _of(edition: str, section: int, item: str) -> tuple[str, ...]:
    return load().measures.get((edition, section, item), ())


def _unit_of(row: FoundRow, unit: str | None) -> str | None:
    """The unit that the labels above and beside an amount name; blank where they contradict one another."""
    beside = _named(row.wording)
    return "" if unit and beside and unit != beside else unit or beside


def _header_unit(header: Header) -> str | None:
    """The unit that the remark of the amount's column label names: 本年收费金额(单位:万元)."""
    said = [h.text for h in header.labels if h.label.code == "amount"]
    return next((unit for text in (*said, header.clause) if (unit := _named(text))), None)


def _named(label: str) -> str | None:
    """The unit in the remark behind a label."""
    unit = _UNIT.search(squeeze(label).partition("(")[2])
    return unit.group() if unit else None
