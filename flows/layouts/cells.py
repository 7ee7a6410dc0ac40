"""From found rows to the cells of the form: which edition, which columns, which value, or why none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from flows.documents.folding import CUT, squeeze
from flows.layouts.headers import Header, HeaderLabel, agrees
from flows.layouts.labels import Label
from flows.layouts.placement import ending_of, is_crowded, place, spacing_of
from flows.layouts.rows import Found, FoundRow, Slot
from flows.layouts.values import parse
from flows.records import Cell

CLOSED_ROWS = ("closed_not_corrected", "closed_fee_unpaid", "closed_other")
PROCEEDINGS = ("review", "litigation_direct", "litigation_after_review")
_UNIT = re.compile("亿元|万元|元")


class Form(NamedTuple):
    """The edition printed, those of which labels are printed, and how (六)其他处理 is printed."""

    edition: str | None
    printed: tuple[str, ...]
    closed_printing: str | None


def form_of(rows: Sequence[FoundRow], headers: Sequence[HeaderLabel]) -> Form:
    """Tell the edition from wordings that only one edition uses; column labels first, then row labels."""
    catalogue = load()
    items = {row.label.code for row in rows if row.label.section == 3}
    printing = "three_rows" if items & set(CLOSED_ROWS) else "one_row" if "closed" in items else None
    votes = Counter(edition for h in headers for edition in _only(_editions(h.label)))
    if not votes:
        votes = Counter(edition for row in rows for edition in _only(_editions(row.label)) if row.label.section == 2)
    if not votes and printing == "three_rows":
        votes = Counter(e.edition for e in catalogue.editions if e.closed_printing == printing)
    ranked = [edition for edition, _ in votes.most_common()]
    return Form(ranked[0] if ranked else None, tuple(sorted(ranked)), printing)


def _only(editions: frozenset[str]) -> Iterable[str]:
    return editions if len(editions) == 1 else ()


def _editions(label: Label) -> frozenset[str]:
    """The editions in which a label can be printed: those of its wording, or of its code where it is a variant."""
    if label.editions:
        return label.editions
    return _code_editions().get((label.kind, label.section, label.code), frozenset())


@lru_cache(maxsize=1)
def _code_editions() -> dict[tuple[str, int | None, str], frozenset[str]]:
    found: dict[tuple[str, int | None, str], set[str]] = defaultdict(set)
    for (edition, section, item), measures in load().measures.items():
        found["row", section, item].add(edition)
        for measure in measures:
            found["column", section, measure].add(edition)
    return {key: frozenset(editions) for key, editions in found.items()}


def cells_of(found: Found, edition: str | None) -> list[Cell]:
    """Every cell of the rows found, in reading order; the cells of a row printed twice are listed once.

    Raises nothing: what cannot be placed is listed without a value, with its reason.
    """
    by_section: dict[int | None, list[tuple[FoundRow, tuple[str, ...]]]] = defaultdict(list)
    for row in found.rows:
        measures = measures_of(row, edition)
        if measures:
            by_section[row.label.section].append((row, measures))
    cells: dict[tuple[int, str, str], Cell] = {}
    spacing = spacing_of([(row, len(measures)) for members in by_section.values() for row, measures in members])
    unsure = _unsure_rows(found.rows)
    for section, members in by_section.items():
        counted = [(row, len(measures)) for row, measures in members]
        ending, crowded = ending_of(counted, section in found.filling), is_crowded(counted)
        for row, measures in members:
            slots, note = place(row, len(measures), ending, spacing)
            if row.label.code in unsure:
                slots, note = None, "row_unclear"
            elif slots is not None and (crowded or not agrees(row.header, measures, section or 0, row.column)):
                slots, note = None, "column_unclear"
            for cell in _cells(row, measures, slots, note):
                key = (cell.section, cell.item, cell.measure)
                cells[key] = _merged(cells[key], cell) if key in cells else cell
    return list(cells.values())


def _unsure_rows(rows: Sequence[FoundRow]) -> frozenset[str]:
    """(六)其他处理 with figures where only some of its three rows are printed: the figures may be a lost row's."""
    printed = {row.label.code for row in rows}
    return frozenset({"closed"}) if 0 < len(printed.intersection(CLOSED_ROWS)) < len(CLOSED_ROWS) else frozenset()


def measures_of(row: FoundRow, edition: str | None) -> tuple[str, ...]:
    """The columns of a row in form order: those of the edition its own header shows, else of the document's."""
    catalogue = load()
    if row.label.code == "proceedings":
        return catalogue.measures[catalogue.editions[-1].edition, 4, "review"] * 3
    section = row.label.section or 0
    codes = {h.label.code for h in row.header.labels if h.label.section == section and h.label.kind == "column"}
    own = [e.edition for e in catalogue.editions if codes and codes <= set(_of(e.edition, section, row.label.code))]
    if len(own) == 1 or (own and edition not in own):
        return _of(own[0], section, row.label.code)
    return _of(edition or "", section, row.label.code) or (
        _of(catalogue.editions[-1].edition, section, row.label.code) if section == 3 else ()
    )


def _of(edition: str, section: int, item: str) -> tuple[str, ...]:
    return load().measures.get((edition, section, item), ())


def _cells(row: FoundRow, measures: Sequence[str], slots: list[Slot] | None, note: str | None) -> list[Cell]:
    n = len(measures)
    items = [p for p in PROCEEDINGS for _ in range(5)] if row.label.code == "proceedings" else [row.label.code] * n
    section = row.label.section or 0
    if slots is None:
        return [Cell(section, i, m, None, "", None, note, row.where) for i, m in zip(items, measures, strict=True)]
    header_unit = _header_unit(row.header)
    return [
        _cell(section, item, measure, slot, column, header_unit)
        for column, (item, measure, slot) in enumerate(zip(items, measures, slots, strict=True), start=1)
    ]


def _cell(section: int, item: str, measure: str, slot: Slot, column: int, header_unit: str | None) -> Cell:
    figure = parse(slot.raw)
    unit = None
    if measure == "amount":
        unit = figure.unit or header_unit or ("万元" if item == "fees" else None)
    where = slot.where if slot.where.column else slot.where._replace(column=column)
    return Cell(section, item, measure, figure.value, slot.raw.strip().removesuffix(CUT), unit, figure.note, where)


def _header_unit(header: Header) -> str | None:
    """The unit that the remark of the amount's column label names: 本年收费金额(单位:万元)."""
    for h in header.labels:
        if h.label.code == "amount":
            unit = _UNIT.search(squeeze(h.text).partition("(")[2])
            return unit.group() if unit else None
    return None


def _merged(first: Cell, second: Cell) -> Cell:
    """One cell of two printings of its row: theirs where they agree, none where they do not.

    A row label that stands without anything behind it is no printing: the form's words occur in text too.
    """
    if second.note == "row_without_values" or (first.value, first.raw) == (second.value, second.raw):
        return first
    if first.note == "row_without_values":
        return second
    return first._replace(value=None, note="printed_twice")
