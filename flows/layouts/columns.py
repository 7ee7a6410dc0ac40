"""What the header above a row says: which columns of the form it has, whether in order, and in which unit."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from flows.layouts.around import Told
from flows.layouts.claims import OTHER_TABLE, OTHER_YEAR, is_label_not_own
from flows.layouts.headers import Header, agrees
from flows.layouts.remarks import SCALED
from flows.layouts.rows import FoundRow
from flows.layouts.units import is_label_scaled, unit_in_remark, units_said
from flows.layouts.years import label_is_of_another_year

_AMOUNT = ("amount",)


class Sight(NamedTuple):
    """What is said of a row: the columns in form order, whether they stand in that order, and the unit of its amount.

    `units` are all that labels above it and lines around its table name. `is_bare` where none of the columns has its
    label, `is_complete` where all have. `not_own` is the note that says why the figures are not those of the report,
    where labels or table are of another year, body or kind.
    """

    measures: tuple[str, ...]
    agrees: bool
    unit: str | None
    units: frozenset[str]
    is_bare: bool
    is_complete: bool
    not_own: str | None


class HeadersRead:
    """What the headers of one document say of the rows below them, each header looked at once."""

    def __init__(self, edition: str | None, told: Told) -> None:
        self._edition, self._told = edition, told
        self._seen: dict[tuple[int, int | None, int, tuple[str, ...]], Sight] = {}
        self._codes: dict[tuple[int, int | None], frozenset[str]] = {}

    def above(self, row: FoundRow) -> Sight:
        """What the header of a row says of it: the columns of the edition it shows, else of the document's."""
        section, header = row.label.section, id(row.header)
        codes = self._codes.get((header, section))
        if codes is None:
            codes = self._codes[header, section] = _columns(row.header, section)
        measures = _measures(section or 0, row.label.code, codes, self._edition)
        key = (header, section, row.column, measures)
        sight = self._seen.get(key)
        if sight is None:
            sight = self._seen[key] = self._look(row, measures, codes)
        if "amount" in measures:
            sight = sight._replace(unit=_unit_of(row, sight.units))
        if not (self._told.others or self._told.scaled) and row.wording[-1:] not in (")", "）"):
            return sight
        return sight._replace(not_own=why) if (why := self._not_own(row, measures)) else sight

    def _not_own(self, row: FoundRow, measures: tuple[str, ...]) -> str | None:
        """Why a row is not the report's, by its label or by what stands around its table."""
        if self._told.others and (why := self._told.others.get(row.key)):
            return why
        if self._told.scaled and row.key in self._told.scaled and measures != _AMOUNT:
            return SCALED
        return _by_label(row.wording, self._told.year) if row.wording.endswith((")", "）")) else None

    def _look(self, row: FoundRow, measures: tuple[str, ...], codes: frozenset[str]) -> Sight:
        header = row.header
        agrees_ = agrees(header, measures, row.label.section or 0, row.column)
        units = _header_units(header) | self._told.units if "amount" in measures else frozenset[str]()
        not_own = _by_labels((header.clause, *[h.text for h in header.labels]), self._told.year)
        return Sight(measures, agrees_, None, units, not codes, codes.issuperset(measures), not_own)


@lru_cache(maxsize=4_096)
def _by_labels(texts: tuple[str, ...], year: int | None) -> str | None:
    """Why figures below some labels are not the report's, by their remarks. Most reports print the same headers."""
    return next((why for text in texts if (why := _by_label(text, year))), None)


@lru_cache(maxsize=16_384)
def _by_label(text: str, year: int | None) -> str | None:
    """Why a label printed with a remark has no figures of the report: another time, no figures of its own, a scale."""
    if label_is_of_another_year(text, year):
        return OTHER_YEAR
    if is_label_not_own(text):
        return OTHER_TABLE
    return SCALED if is_label_scaled(text) else None


def _columns(header: Header, section: int | None) -> frozenset[str]:
    """The columns of a section that a header names."""
    return frozenset([x.label.code for x in header.labels if x.label.kind == "column" and x.label.section == section])


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


def _unit_of(row: FoundRow, said: frozenset[str]) -> str | None:
    """The unit that labels above and beside an amount and lines around its table name; blank where they differ."""
    beside = unit_in_remark(row.wording)
    units = said | {beside} if beside else said
    return None if not units else next(iter(units)) if len(units) == 1 else ""


def _header_units(header: Header) -> frozenset[str]:
    """The unit in the remark of the amount's column label, 本年收费金额(元), else of the clause; and any 单位：元."""
    said = [h.text for h in header.labels if h.label.code == "amount"]
    unit = next((unit for text in (*said, header.clause) if (unit := unit_in_remark(text))), None)
    return frozenset([unit] if unit else []).union(*(units_said(h.text) for h in header.labels))
