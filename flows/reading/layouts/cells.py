"""Turns found rows into cells of the form: which columns, which value, or why none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.layouts.around import NOTHING_AROUND, Surroundings
from flows.reading.layouts.columns import ColumnReader, ColumnReading
from flows.reading.layouts.placement import Placement
from flows.reading.layouts.proofs import is_left_out, is_once, joined, once
from flows.reading.layouts.rows import Found, FoundRow, MarkedCells, Slot, in_column
from flows.reading.layouts.standing import Seen, Standing, by_letter
from flows.reading.layouts.sums import contradicted, without_values
from flows.reading.layouts.values import parse, parse_change, parse_count, plain, without_marks
from flows.reading.records import Cell


class CellsRead(NamedTuple):
    """The cells of a document, and the rows that have none because nothing shows their columns."""

    cells: list[Cell]
    unread: list[FoundRow]


def cells_of(found: Found, edition: str | None, around: Surroundings = NOTHING_AROUND) -> CellsRead:
    """Every cell of the rows found, in reading order; the cells of a row printed twice are listed once.

    Raises nothing: what cannot be placed is listed without a value, with its reason.
    """
    by_section, unread = _by_section(around.own(found.rows), ColumnReader(edition, around))
    placement = Placement([_counted(seen) for rows in by_section.values() for seen in rows], found.filling)
    standing, unsure = Standing(), _unsure_rows(found.rows)
    cells: list[Cell] = []
    for section, printed in by_section.items():
        rows = by_letter(printed) if section in shape().crossed else printed
        place = placement.of_section(section, [_counted(seen) for seen in rows])
        for row, reading in rows:
            slots, note = place(row, len(reading.measures))
            if (why := _why_none(row, slots, reading, unsure, standing)) is not None:
                slots, note = None, why
            cells += _without_values(row, reading, note) if slots is None else _with_values(row, reading, slots)
    if not is_once(found.rows):
        cells = once(cells)
    cells = joined(cells, edition)
    if wrong := _doubted(cells, by_section, edition):
        cells = without_values(cells, wrong, "column_unclear")
    return CellsRead(cells, unread)


def _by_section(rows: Sequence[FoundRow], columns: ColumnReader) -> tuple[dict[int, list[Seen]], list[FoundRow]]:
    """The rows by section with what the labels above say, and those whose columns nothing shows."""
    by_section: dict[int, list[Seen]] = {}
    unread: list[FoundRow] = []
    for row in rows:
        reading = columns.above(row)
        if not reading.measures:
            unread.append(row)
        else:
            by_section.setdefault(row.label.section or 0, []).append((row, reading))
    return by_section, unread


def _counted(seen: Seen) -> tuple[FoundRow, int]:
    row, reading = seen
    return row, len(reading.measures)


def _why_none(
    row: FoundRow, slots: MarkedCells | None, reading: ColumnReading, unsure: Collection[str], standing: Standing
) -> str | None:
    """Why the figures of a row may not be those of its columns; None where nothing suggests it."""
    if reading.not_own:
        return reading.not_own
    if row.label.code in unsure:
        return "row_unclear"
    if slots is None:
        return None
    if not _is_certain(row, slots, reading, standing):
        return "column_unclear"
    is_broken = 0 < row.below < len(slots) and not _is_summed(row.label.section or 0, slots)
    return "count_mismatch" if is_broken else None


def _is_certain(row: FoundRow, slots: MarkedCells, reading: ColumnReading, standing: Standing) -> bool:
    """Whether nothing suggests that the columns of a row are different ones.

    In a sheet, and where both labels and figures are missing, figures must be below the labels of their columns.
    """
    if row.is_uneven or not reading.agrees:
        return False
    is_counted = not row.is_lettered and (reading.is_complete or slots.is_full)
    return is_counted or standing.agrees(row, slots, reading.measures)


def _doubted(cells: Sequence[Cell], by_section: dict[int, list[Seen]], edition: str | None) -> frozenset[int]:
    """The sections where sums contradict unlabelled columns, or where a column may have been left out."""
    bare = frozenset(s for s, rows in by_section.items() if all(reading.is_bare for _, reading in rows))
    found = contradicted(cells, edition) & bare if bare else frozenset[int]()
    return found | {s for s in shape().crossed if s in by_section and is_left_out(cells, s)}


def _is_summed(section: int, slots: MarkedCells) -> bool:
    """Whether the last figure of a row is the sum of the others, so that no other figure belongs to it."""
    *parts, total = [parse(text).value for text in slots.texts]
    is_total = section in shape().totals and total is not None
    return is_total and total == sum(part for part in parts if part is not None)


def _unsure_rows(rows: Sequence[FoundRow]) -> frozenset[str]:
    """Of rows that can be printed in several ways, those whose identity is unclear.

    These are a row with figures printed alongside some of the rows that it can be split into, and one of the latter
    alone that shares its name with a column: 其他.
    """
    printed = {row.label.code for row in rows}
    most, *fewer = shape().printings.values() or (frozenset[str](),)
    own = printed & most
    unsure = frozenset[str]().union(*fewer) if 0 < len(own) < len(most) else frozenset[str]()
    return unsure | (own if len(own) == 1 and own <= shape().numbered else frozenset())


def _items(row: FoundRow, reading: ColumnReading) -> tuple[str, ...]:
    return reading.items or (row.label.code,) * len(reading.measures)


def _without_values(row: FoundRow, reading: ColumnReading, note: str | None) -> list[Cell]:
    names = zip(_items(row, reading), reading.measures, strict=True)
    return [Cell(row.label.section or 0, item, m, None, "", None, note, None, row.where) for item, m in names]


def _with_values(row: FoundRow, reading: ColumnReading, slots: MarkedCells) -> Sequence[Cell]:
    return _cells(row.label.section or 0, _items(row, reading), reading.measures, slots, reading.unit)


@lru_cache(maxsize=4_096)
def _cells(
    section: int, items: tuple[str, ...], measures: tuple[str, ...], slots: MarkedCells, header_unit: str | None
) -> Sequence[Cell]:
    """The cells of a row. Most rows hold zeros, at the same place in most reports: these are created once."""
    slots = _numbered(slots)
    names = _names(items, measures)
    if not _amounts().keys().isdisjoint((section, *name) for name in names):
        return [_amount_or_count(section, *name, slot, header_unit) for name, slot in zip(names, slots, strict=True)]
    cells, new = [], tuple.__new__
    for (item, measure), raw, where in zip(names, slots.texts, slots.places, strict=True):
        value = plain.get(raw)
        if value is not None:
            cells.append(new(Cell, (section, item, measure, value, raw, None, None, None, where)))
            continue
        value, _, note, _ = (parse_change if measure in _changes() else parse_count)(raw)
        cells.append(new(Cell, (section, item, measure, value, without_marks(raw), None, note, None, where)))
    return cells


def _numbered(slots: MarkedCells) -> MarkedCells:
    """Cells of running text only have a line: they are numbered like the columns of the form."""
    if all(where.column for where in slots.places):
        return slots
    places = [in_column(where, column) for column, where in enumerate(slots.places, start=1)]
    return MarkedCells([text.strip() for text in slots.texts], places)


@lru_cache(maxsize=256)
def _names(items: tuple[str, ...], measures: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(items, measures, strict=True))


@lru_cache(maxsize=1)
def _amounts() -> dict[tuple[int, str, str], str]:
    """The cells that hold amounts, with the unit that the form prints in their header, blank if none."""
    c = load()
    columns = {(k.section, k.block, k.measure): k.unit for k in c.columns if k.kind == "amount"}
    return {
        (row.section, row.item, measure): unit
        for row in c.rows
        for (section, block, measure), unit in columns.items()
        if (row.section, row.block) == (section, block)
    }


@lru_cache(maxsize=1)
def _changes() -> frozenset[str]:
    """The measures that are changes, which may be printed with a word for more or less."""
    return frozenset(column.measure for column in load().columns if column.kind == "change")


def unusual_of(cells: Iterable[Cell]) -> list[Cell]:
    """The cells without a number, and those with a number written in an unusual way."""
    return [cell for cell in cells if cell.note is not None or (cell.raw not in plain and parse(cell.raw).unusual)]


def _amount_or_count(section: int, item: str, measure: str, slot: Slot, header_unit: str | None) -> Cell:
    usual = _amounts().get((section, item, measure))
    figure, unit = (parse_count if usual is None else parse)(slot.raw), None
    if usual is not None:
        unit = figure.unit or (usual if header_unit is None else header_unit) or None
    return Cell(section, item, measure, figure.value, without_marks(slot.raw), unit, figure.note, None, slot.where)
