"""What the cells of a report prove together: gaps in numbers, missing columns, rows printed twice, misread figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from expectations.rule import Term
from expectations.shape import shape
from flows.reading.layouts.rows import FoundRow
from flows.reading.layouts.sums import Key, holds, printing_of, signed, sums_of, values_of
from flows.reading.layouts.values import readings
from flows.reading.records import Cell

_Readings = dict[Key, tuple[Decimal, ...]]
_ROW, _COLUMN = True, False
_MOST_TOTALS = 4_096


def joined(cells: list[Cell], edition: str | None = None) -> list[Cell]:
    """The cells, each broken number with the value of its joined digits where that is proven.

    It is proven where the sum of its row and one of its column hold with it but with none of its parts alone, whatever
    the other broken numbers in these sums are. Some tables have only sums of rows, and some have none.
    """
    broken = {c[:3]: said for c in cells if c.note == "broken_number" and (said := readings(c.raw))}
    if not broken:
        return cells
    proven = _proven({c[:3]: (c.value,) for c in cells if c.value is not None} | broken, edition)
    return [c._replace(value=broken[c[:3]][0], note=None) if c[:3] in broken and c[:3] in proven else c for c in cells]


def _proven(said: _Readings, edition: str | None) -> frozenset[Key]:
    """The cells for which only the first reading is possible."""
    sums = [
        terms
        for terms in sums_of({key: values[0] for key, values in said.items()}, printing_of(said), edition)
        if any(len(said[key]) > 1 for key in terms)
    ]
    left, kinds, before = dict(said), defaultdict[Key, set[bool]](set), None
    while before != left:
        before = dict(left)
        for terms in sums:
            possible = _possible([_signed_readings(term, left[key]) for key, term in terms.items()])
            if possible is not None:
                left |= {key: tuple(left[key][i] for i in at) for key, at in zip(terms, possible, strict=True)}
                is_of_row = len({item for _, item, _ in terms}) == 1
                for key in terms:
                    kinds[key].add(is_of_row)
    return frozenset(
        key
        for key, values in left.items()
        if values == said[key][:1] and kinds[key] >= ({_ROW, _COLUMN} if key[0] in shape().crossed else {_ROW})
    )


def _signed_readings(term: Term, values: Sequence[Decimal]) -> list[Decimal]:
    return [signed(term) * value for value in values]


def _possible(said: Sequence[Sequence[Decimal]]) -> list[list[int]] | None:
    """Which readings of each term of a sum make it add up to zero; None where finding out takes too long."""
    before, after = _totals(said), _totals(said[::-1])
    if before is None or after is None:
        return None
    return [
        [i for i, value in enumerate(values) if any(-total - value in after[-2 - at] for total in before[at])]
        for at, values in enumerate(said)
    ]


def _totals(said: Sequence[Sequence[Decimal]]) -> list[set[Decimal]] | None:
    """What the first terms can add up to: no term, one, two and so on."""
    found = [{Decimal(0)}]
    for values in said:
        found.append({total + value for total in found[-1] for value in values})
        if len(found[-1]) > _MOST_TOTALS:
            return None
    return found


_FEWEST = 2
"""How many rows must show it; in a single one a blank is more likely the agency's own."""

_Row = list[Decimal | None]


def is_left_out(cells: Sequence[Cell], section: int) -> bool:
    """Whether the last column of a table is blank in every row, or only the first, and no sum shows where it is.

    Cells with other reasons than a blank say nothing about columns; rows with such a cell are passed over.
    """
    if not [1 for cell in cells if cell.note == "blank"]:
        return False
    rows: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.section == section:
            rows[cell.item].append(cell)
    filled = [[c.value for c in row] for row in rows.values() if {c.note for c in row} <= {None, "blank"}]
    filled = [row for row in filled if any(value is not None for value in row)]
    if len(filled) < _FEWEST:
        return False
    without_last = all(row[-1] is None for row in filled)
    without_first = all(row[0] is None and None not in row[1:] for row in filled)
    # Where totals have no cell of their own, no sum shows whether one has shifted: a total may itself be wrong.
    return without_last or (without_first and not _holds(filled))


def _holds(rows: Sequence[_Row]) -> bool:
    """Whether the total is the sum of the other figures wherever there are any."""
    figures = [row for row in rows if any(row)]
    return bool(figures) and all(sum(value for value in row[:-1] if value is not None) == row[-1] for row in figures)


def is_once(rows: Sequence[FoundRow]) -> bool:
    """Whether no cell can be printed twice: no row is repeated, or printed both on its own and side by side."""
    codes = {(row.label.section, row.label.code) for row in rows}
    if len(codes) < len(rows):
        return False
    printed = Counter(section for section, _ in codes)
    return not any(printed[section] > 1 and (section, a.block) in codes for section, a in shape().across.items())


def once(cells: list[Cell]) -> list[Cell]:
    """The cells, each listed once."""
    found: dict[tuple[int, str, str], Cell] = {}
    for cell in cells:
        key = cell[:3]
        found[key] = _merged(found[key], cell) if key in found else cell
    return list(found.values())


def _merged(first: Cell, second: Cell) -> Cell:
    """One cell for two printings of its row: their value where they agree, no value where they do not.

    A row label with nothing after it does not count: the form's words occur in text too.
    """
    if second.note == "row_without_values" or (first.value, first.raw) == (second.value, second.raw):
        return first
    if first.note == "row_without_values":
        return second
    return first._replace(value=None, note="printed_twice")


def distrusted(cells: Sequence[Cell], edition: str | None = None) -> list[Cell]:
    """The cells, without the values that are contradicted by all the sums they belong to, at least two.

    One misread figure breaks the sum of its row and that of its column; what only one of them contradicts may be the
    agency's own error, which must stay visible. Sums that lack a figure do not count.
    """
    values = values_of(cells)
    failed: Counter[Key] = Counter()
    held: set[Key] = set()
    for terms in sums_of(values, printing_of(cell[:3] for cell in cells), edition):
        if holds(terms, values):
            held.update(terms)
        else:
            failed.update(terms.keys())
    lost = {key for key, times in failed.items() if times > 1} - held
    return [c._replace(value=None, note="sum_distrusted") if c[:3] in lost else c for c in cells]
