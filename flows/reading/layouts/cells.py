"""From found rows to the cells of the form: which edition, which columns, which value, or why none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.layouts.around import NOTHING_TOLD, Told
from flows.reading.layouts.columns import HeadersRead, Sight
from flows.reading.layouts.placement import Ending, Spacing, ending_of, is_by_column, is_crowded, place, spacing_of
from flows.reading.layouts.proofs import is_left_out, is_once, joined, once
from flows.reading.layouts.rows import Found, FoundRow, MarkedCells, Slot, in_column
from flows.reading.layouts.standing import Standing, by_letter
from flows.reading.layouts.sums import contradicted, without_values
from flows.reading.layouts.values import parse, parse_change, parse_count, plain, without_marks
from flows.reading.records import Cell


class CellsRead(NamedTuple):
    """The cells of a document, those that hold no number or an unusual one, and rows whose columns nothing tells."""

    cells: list[Cell]
    odd: list[Cell]
    unread: list[FoundRow]


def cells_of(found: Found, edition: str | None, told: Told = NOTHING_TOLD) -> CellsRead:
    """Every cell of the rows found, in reading order; the cells of a row printed twice are listed once.

    Raises nothing: what cannot be placed is listed without a value, with its reason.
    """
    by_section, unread = _seen(told.own(found.rows), HeadersRead(edition, told))
    seen = [seen for rows in by_section.values() for seen in rows]
    standing = Standing()
    spacing = spacing_of([(row, len(sight.measures)) for row, sight in seen if row.slots is None])
    cells: list[Cell] = []
    odd: list[Cell] = []
    unsure = _unsure_rows(found.rows)
    in_lines = [seen for seen in seen if seen[0].where.line]
    is_filled_up = in_lines and (found.filling or any(_is_filled_up(row, sight.measures) for row, sight in in_lines))
    for section, printed in by_section.items():
        members = by_letter(printed) if section in shape().crossed else printed
        elsewhere = bool(is_filled_up) and members[0][0].where.line is not None
        habits = _habits(members, section in found.filling, elsewhere)
        for row, sight in members:
            slots, note = (row.slots, None) if habits is None else _placed(row, sight.measures, habits, spacing)
            if (why := _why_none(row, slots, sight, unsure, standing)) is not None:
                slots, note = None, why
            if slots is None:
                of_row: Sequence[Cell] = _without_values(section, row, sight, note)
                strange = of_row
            else:
                of_row, strange = _cells(section, _items(row, sight), sight.measures, slots, sight.unit)
            cells += of_row
            odd += strange
    if not is_once(found.rows):
        cells = once(cells)
        odd = odd_of(cells)
    if any(cell.note == "broken_number" for cell in odd):
        cells = joined(cells, edition)
        odd = odd_of(cells)
    if wrong := _doubted(cells, by_section, edition):
        cells = without_values(cells, wrong, "column_unclear")
        odd = odd_of(cells)
    return CellsRead(cells, odd, unread)


def _why_none(
    row: FoundRow, slots: MarkedCells | None, sight: Sight, unsure: Collection[str], standing: Standing
) -> str | None:
    """Why the figures of a row are not those of its columns; None where nothing says so."""
    if sight.not_own:
        return sight.not_own
    if row.label.code in unsure:
        return "row_unclear"
    if slots is None:
        return None
    if not _is_certain(row, slots, sight, standing):
        return "column_unclear"
    is_broken = 0 < row.below < len(slots) and not _is_summed(row.label.section or 0, slots)
    return "count_mismatch" if is_broken else None


def _is_certain(row: FoundRow, slots: MarkedCells, sight: Sight, standing: Standing) -> bool:
    """Whether nothing says that the columns of a row are others.

    In a sheet, and where labels as well as figures are missing, figures stand below the labels of their columns.
    """
    if row.is_uneven or not sight.agrees:
        return False
    is_counted = not row.is_lettered and (sight.is_complete or slots.is_full)
    return is_counted or standing.agrees(row, slots, sight.measures)


def _doubted(cells: Sequence[Cell], by_section: dict[int, list[_Seen]], edition: str | None) -> frozenset[int]:
    """The sections whose sums contradict columns without any label, or of which a column may have been left out."""
    bare = frozenset(section for section, members in by_section.items() if all(sight.is_bare for _, sight in members))
    found = contradicted(cells, edition) & bare if bare else frozenset[int]()
    return found | {s for s in shape().crossed if s in by_section and is_left_out(cells, s)}


def _seen(rows: Sequence[FoundRow], headers: HeadersRead) -> tuple[dict[int, list[_Seen]], list[FoundRow]]:
    """The rows by section with what the labels above say, and those of which nothing tells the columns."""
    by_section: dict[int, list[_Seen]] = {}
    unread: list[FoundRow] = []
    for row in rows:
        sight = headers.above(row)
        if not sight.measures:
            unread.append(row)
        else:
            by_section.setdefault(row.label.section or 0, []).append((row, sight))
    return by_section, unread


_Seen = tuple[FoundRow, Sight]


class _Habits(NamedTuple):
    """How rows end in a section, whether they have a column too many, whether its labels stand apart from figures."""

    ending: Ending | None
    is_crowded: bool
    is_by_column: bool


def _habits(members: Sequence[_Seen], filling: bool, elsewhere: bool) -> _Habits | None:
    """What holds for the rows of a section; None where every row is just full, and nothing has to be known."""
    if all(_is_just_full(row, sight.measures) for row, sight in members):
        return None
    counted = [(row, len(sight.measures)) for row, sight in members]
    return _Habits(
        ending_of(counted, filling, elsewhere), is_crowded(counted), is_by_column([row for row, _ in members])
    )


def _is_filled_up(row: FoundRow, measures: Sequence[str]) -> bool:
    """Whether a line of text has more cells than columns, the last of them blank: converters fill all lines up so."""
    slots = row.slots
    return row.where.line is not None and slots is not None and len(slots) > len(measures) and not slots[-1].raw.strip()


def _is_summed(section: int, slots: MarkedCells) -> bool:
    """Whether the last figure of a row is the sum of the others, so that no other figure belongs to it."""
    *parts, total = [parse(text).value for text in slots.texts]
    is_total = section in shape().totals and total is not None
    return is_total and total == sum(part for part in parts if part is not None)


def _is_just_full(row: FoundRow, measures: Sequence[str]) -> bool:
    return row.slots is not None and row.slots.is_full and len(row.slots) == len(measures)


def _placed(
    row: FoundRow, measures: Sequence[str], habits: _Habits, spacing: Spacing | None
) -> tuple[MarkedCells | None, str | None]:
    ending, is_too_wide, is_by_column = habits
    if is_by_column and row.filled:
        return None, "row_unclear"
    slots, note = place(row, len(measures), ending, spacing)
    return (None, "column_unclear") if slots is not None and is_too_wide else (slots, note)


def _unsure_rows(rows: Sequence[FoundRow]) -> frozenset[str]:
    """Of rows that can be printed in several ways, those that may be others.

    That are a row's own figures beside some of the rows that it can be parted into, and of these one alone that is
    called as a column is: 其他.
    """
    printed = {row.label.code for row in rows}
    most, *fewer = shape().printings.values() or (frozenset[str](),)
    own = printed & most
    unsure = frozenset[str]().union(*fewer) if 0 < len(own) < len(most) else frozenset[str]()
    return unsure | (own if len(own) == 1 and own <= shape().numbered else frozenset())


def _items(row: FoundRow, sight: Sight) -> tuple[str, ...]:
    return sight.items or (row.label.code,) * len(sight.measures)


def _without_values(section: int, row: FoundRow, sight: Sight, note: str | None) -> list[Cell]:
    names = zip(_items(row, sight), sight.measures, strict=True)
    return [Cell(section, item, m, None, "", None, note, None, row.where) for item, m in names]


@lru_cache(maxsize=4_096)
def _cells(
    section: int, items: tuple[str, ...], measures: tuple[str, ...], slots: MarkedCells, header_unit: str | None
) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """The cells of a row. Most rows hold zeros, at the same place in most reports: these are made once."""
    slots = _numbered(slots)
    names = _names(items, measures)
    if not _amounts().keys().isdisjoint((section, *name) for name in names):
        cells = [_amount_or_count(section, *name, slot, header_unit) for name, slot in zip(names, slots, strict=True)]
        return cells, odd_of(cells)
    cells, odd, new = [], [], tuple.__new__
    for (item, measure), raw, where in zip(names, slots.texts, slots.places, strict=True):
        value = plain.get(raw)
        if value is not None:
            cells.append(new(Cell, (section, item, measure, value, raw, None, None, None, where)))
            continue
        value, _, note, unusual = (parse_change if measure in _changes() else parse_count)(raw)
        cells.append(new(Cell, (section, item, measure, value, without_marks(raw), None, note, None, where)))
        if unusual or note is not None:
            odd.append(cells[-1])
    return cells, odd


def _numbered(slots: MarkedCells) -> MarkedCells:
    """Cells of a text know their line only: they are numbered as the form numbers its columns."""
    if all(where.column for where in slots.places):
        return slots
    places = [in_column(where, column) for column, where in enumerate(slots.places, start=1)]
    return MarkedCells([text.strip() for text in slots.texts], places)


@lru_cache(maxsize=256)
def _names(items: tuple[str, ...], measures: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(items, measures, strict=True))


@lru_cache(maxsize=1)
def _amounts() -> dict[tuple[int, str, str], str]:
    """The cells that hold amounts, with the unit that the form prints in their header; blank for none."""
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


def odd_of(cells: Sequence[Cell]) -> list[Cell]:
    """The cells without a number, and those whose number is written as no form asks."""
    return [cell for cell in cells if cell.note is not None or parse(cell.raw).unusual]


def _amount_or_count(section: int, item: str, measure: str, slot: Slot, header_unit: str | None) -> Cell:
    usual = _amounts().get((section, item, measure))
    figure, unit = (parse_count if usual is None else parse)(slot.raw), None
    if usual is not None:
        unit = figure.unit or (usual if header_unit is None else header_unit) or None
    return Cell(section, item, measure, figure.value, without_marks(slot.raw), unit, figure.note, None, slot.where)
