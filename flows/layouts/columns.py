"""What the header above a row says: which columns of the form it has, whether in order, and in which unit."""

from __future__ import annotations

import re
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.layouts.headers import Header, agrees
from flows.layouts.rows import FoundRow

_UNIT = re.compile("亿元|万元|元")


class HeadersRead:
    """What the headers of one document say of the rows below them, each header looked at once."""

    def __init__(self) -> None:
        self._codes: dict[tuple[int, int], frozenset[str]] = {}
        self._agreed: dict[tuple[int, tuple[str, ...], int, int], bool] = {}
        self._units: dict[int, str | None] = {}

    def measures(self, row: FoundRow, edition: str | None) -> tuple[str, ...]:
        """The columns of a row in form order: those of the edition its own header shows, else of the document's."""
        section, header = row.label.section or 0, row.header
        codes = self._codes.get((id(header), section))
        if codes is None:
            columns = (h.label for h in header.labels if h.label.kind == "column")
            codes = self._codes[id(header), section] = frozenset(c.code for c in columns if c.section == section)
        return _measures(section, row.label.code, codes, edition)

    def agree(self, row: FoundRow, measures: tuple[str, ...], section: int) -> bool:
        """Whether the header of a row leaves it the columns of the form."""
        key = (id(row.header), measures, section, row.column)
        if key not in self._agreed:
            self._agreed[key] = agrees(row.header, measures, section, row.column)
        return self._agreed[key]

    def unit(self, row: FoundRow) -> str | None:
        """The unit printed in the header of a row."""
        if id(row.header) not in self._units:
            self._units[id(row.header)] = _header_unit(row.header)
        return self._units[id(row.header)]


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


def _header_unit(header: Header) -> str | None:
    """The unit that the remark of the amount's column label names: 本年收费金额(单位:万元)."""
    for h in header.labels:
        if h.label.code == "amount":
            unit = _UNIT.search(squeeze(h.text).partition("(")[2])
            return unit.group() if unit else None
    return None
