"""What the header above a row says: which columns of the form it has, whether they are in order, and their unit."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.form import in_edition
from expectations.shape import shape
from flows.reading.layouts.around import Surroundings
from flows.reading.layouts.claims import OTHER_TABLE, OTHER_YEAR, is_label_not_own, label_is_of_another_year
from flows.reading.layouts.headers import Header, agrees
from flows.reading.layouts.remarks import SCALED, is_label_scaled, unit_in_remark, units_said
from flows.reading.layouts.rows import FoundRow


class ColumnReading(NamedTuple):
    """The columns of a row in form order, whether they are printed in that order, and the unit of its amount.

    `items` are the rows of the form that the cells belong to where several are side by side; empty for a row of its
    own. `units` are all those named by labels above it and lines around its table. `is_bare` where no column has a
    label, `is_complete` where all have. `not_own` is the note that says why the figures are not the report's own, where
    labels or table belong to another year, body or kind.
    """

    items: tuple[str, ...]
    measures: tuple[str, ...]
    agrees: bool
    unit: str | None
    units: frozenset[str]
    is_bare: bool
    is_complete: bool
    not_own: str | None
    has_amount: bool = False


class ColumnReader:
    """Reads what the headers of one document say about the rows below them, each header once."""

    def __init__(self, edition: str | None, around: Surroundings) -> None:
        self._edition, self._around = edition, around
        self._seen: dict[tuple[int, int | None, int, tuple[str, ...]], ColumnReading] = {}
        self._codes: dict[tuple[int, int | None], frozenset[str]] = {}

    def above(self, row: FoundRow) -> ColumnReading:
        """What the header of a row says about it: the columns of the edition it shows, else of the document's."""
        section, header = row.label.section, id(row.header)
        codes = self._codes.get((header, section))
        if codes is None:
            codes = self._codes[header, section] = _columns(row.header, section)
        items, measures = _cells_of(section or 0, row.label.code, codes, self._edition)
        key = (header, section, row.column, measures)
        reading = self._seen.get(key)
        if reading is None:
            reading = self._seen[key] = self._look(row, (items, measures), codes)
        if reading.has_amount:
            reading = reading._replace(unit=_unit_of(row, reading.units))
        if not (self._around.others or self._around.scaled) and row.wording[-1:] not in (")", "）"):
            return reading
        return reading._replace(not_own=why) if (why := self._not_own(row, reading.measures)) else reading

    def _not_own(self, row: FoundRow, measures: tuple[str, ...]) -> str | None:
        """Why a row is not the report's own, by its label or by the text around its table."""
        if self._around.others and (why := self._around.others.get(row.key)):
            return why
        if self._around.scaled and row.key in self._around.scaled and not _amounts().issuperset(measures):
            return SCALED
        return _by_label(row.wording, self._around.year) if row.wording.endswith((")", "）")) else None

    def _look(self, row: FoundRow, cells: _Cells, codes: frozenset[str]) -> ColumnReading:
        items, measures = cells
        header = row.header
        is_in_order = agrees(header, measures, row.label.section or 0, row.column)
        has_amount = not _amounts().isdisjoint(measures)
        units = _header_units(header) | self._around.units if has_amount else frozenset[str]()
        not_own = _by_labels((header.clause, *[h.text for h in header.labels]), self._around.year)
        is_complete = codes.issuperset(measures)
        return ColumnReading(items, measures, is_in_order, None, units, not codes, is_complete, not_own, has_amount)


@lru_cache(maxsize=4_096)
def _by_labels(texts: tuple[str, ...], year: int | None) -> str | None:
    """Why figures below some labels are not the report's own, by their remarks. Most reports print the same headers."""
    return next((why for text in texts if (why := _by_label(text, year))), None)


@lru_cache(maxsize=16_384)
def _by_label(text: str, year: int | None) -> str | None:
    """Why a remark excludes the figures of a label from the report: another time, plans or shares, a scale."""
    if label_is_of_another_year(text, year):
        return OTHER_YEAR
    if is_label_not_own(text):
        return OTHER_TABLE
    return SCALED if is_label_scaled(text) else None


def _columns(header: Header, section: int | None) -> frozenset[str]:
    """The columns of a section that a header names."""
    return frozenset([x.label.code for x in header.labels if x.label.kind == "column" and x.label.section == section])


_Cells = tuple[tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=4_096)
def _cells_of(section: int, code: str, codes: frozenset[str], edition: str | None) -> _Cells:
    """Item and measure of each column of a row, no items where all are its own.

    They follow from the codes of the columns above it and the document's edition.
    """
    across = shape().across.get(section)
    if across is not None and code == across.block:
        return across.columns(edition)
    measures = _shown(section, code, codes, edition) or _of(edition, section, code) or _always(section, code, edition)
    return (), measures


def _shown(section: int, code: str, codes: frozenset[str], edition: str | None) -> tuple[str, ...]:
    """The columns of the edition that is printed above a row, where that is not the document's edition."""
    fitting = [m for e in load().editions if codes and codes <= set(m := _of(e.edition, section, code))]
    own = _of(edition, section, code)
    return fitting[0] if own not in fitting and len(set(fitting)) == 1 else ()


def _always(section: int, code: str, edition: str | None) -> tuple[str, ...]:
    """The columns of a row that the edition lacks, in a block that it has, where they are the same in every edition."""
    c = load()
    blocks = {row.block for row in c.rows if (row.section, row.item) == (section, code)}
    spans = [b for b in c.blocks if b.block in blocks and (edition is None or in_edition(b, edition))]
    columns = {tuple(k.measure for k in c.columns_of(e.edition, section, b.block)) for e in c.editions for b in spans}
    columns.discard(())
    return columns.pop() if len(columns) == 1 else ()


def _of(edition: str | None, section: int, item: str) -> tuple[str, ...]:
    return load().measures.get((edition or "", section, item), ())


@lru_cache(maxsize=1)
def _amounts() -> frozenset[str]:
    """The measures that are amounts of money."""
    return frozenset(column.measure for column in load().columns if column.kind == "amount")


def _unit_of(row: FoundRow, said: frozenset[str]) -> str | None:
    """The unit that labels above and beside an amount and lines around its table name; blank where they differ."""
    beside = unit_in_remark(row.wording)
    units = said | {beside} if beside else said
    return None if not units else next(iter(units)) if len(units) == 1 else ""


def _header_units(header: Header) -> frozenset[str]:
    """The unit in the remark of the amount's column label, 本年收费金额(元), else of the clause; and any 单位：元."""
    said = [h.text for h in header.labels if h.label.code in _amounts()]
    unit = next((unit for text in (*said, header.clause) if (unit := unit_in_remark(text))), None)
    return frozenset([unit] if unit else []).union(*(units_said(h.text) for h in header.labels))
