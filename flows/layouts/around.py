"""What is printed around the tables of the form, and what it says of their figures: the unit, and whose year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.documents.model import Line, Opened
from flows.layouts.rows import Found, Part
from flows.layouts.units import units_said
from flows.layouts.years import is_of_another_year
from flows.wordings import words

_ABOVE, _BELOW = 3, 2
"""Lines above and below a table in which something is said of it."""

_HEADING = re.compile(r"\s*[一二三四五六]\s*、")
_DISCLOSURES = 2
_MARKS = " \t|*#"


class Told(NamedTuple):
    """What is said of figures outside their cells: the year reported on, tables of another year, units of table two."""

    year: int | None = None
    others: frozenset[Part] = frozenset()
    units: frozenset[str] = frozenset()


NOTHING_TOLD = Told()


class _Text(NamedTuple):
    """Something printed that is no row: a line outside of tables, or else a cell or line of a table."""

    text: str
    is_outside: bool


class _Texts(NamedTuple):
    """What stands above the rows of a part, nearest first, and what stands among and below them."""

    heads: list[str]
    others: list[str]


def told_around(found: Found, opened: Opened, lines: Sequence[Line], year: int | None) -> Told:
    """What the lines around the tables and their cells without figures say; `lines` are those outside of tables."""
    if not any(_speaks(text, year) for text in (*(line.text for line in lines), *(x.text for x in found.remarks))):
        return Told(year)
    texts = _by_part(_order(found, opened, lines, year))
    units = [text for part, x in texts.items() if part[1] == _DISCLOSURES for text in (*x.heads, *x.others)]
    return Told(year, _of_another_year(texts, year), frozenset(unit for text in units for unit in units_said(text)))


def _speaks(text: str, year: int | None) -> bool:
    text = text.strip(_MARKS)
    return is_of_another_year(text, year) is not None or bool(units_said(text))


def _of_another_year(texts: dict[Part, _Texts], year: int | None) -> frozenset[Part]:
    """The parts that what is nearest above them gives to another year, and those that go on behind such a one.

    What stands below speaks of them where it says so: 以上为2022年数据.
    """
    found: set[Part] = set()
    section, is_other = 0, False
    for part, (heads, others) in texts.items():
        pointing = [text for text in others if any(word in text for word in words("table_above"))]
        said = (answer for text in (*heads, *pointing) if (answer := is_of_another_year(text, year)) is not None)
        section, is_other = part[1], next(said, is_other and part[1] == section)
        found |= {part} if is_other else set()
    return frozenset(found)


def _by_part(order: Iterator[_Text | Part | None]) -> dict[Part, _Texts]:
    """The texts around each part; in `order`, a part stands for one of its rows, None for a table not of the form."""
    texts: dict[Part, _Texts] = defaultdict(lambda: _Texts([], []))
    above: list[_Text] = []
    last: Part | None = None
    for item in order:
        if isinstance(item, _Text):
            above.append(item)
            continue
        if last is not None:
            texts[last].others.extend(_near(above, _BELOW, is_below=True))
        if item is not None and item != last:
            texts[item].heads.extend(_near(above[::-1], _ABOVE, is_below=False))
        above, last = [], item
    if last is not None:
        texts[last].others.extend(_near(above, _BELOW, is_below=True))
    return texts


def _near(texts: Sequence[_Text], most: int, *, is_below: bool) -> Iterator[str]:
    """The texts nearest to a table: of those outside of it few, up to a heading, which belongs to what follows."""
    for text, is_outside in texts:
        most -= is_outside
        is_heading = is_outside and _HEADING.match(text) is not None
        if most < 0 or (is_heading and is_below):
            return
        yield text
        if is_heading:
            return


def _order(found: Found, opened: Opened, lines: Sequence[Line], year: int | None) -> Iterator[_Text | Part | None]:
    """Lines outside of tables, what speaks in tables, and their rows, in reading order."""
    in_tables = _in_tables(found, year)
    begins = {first: table for (table, _), (first, _) in found.extents.items()}
    inside = {line for first, last in found.extents.values() for line in range(first, last + 1)}
    at, told = 0, set[int]()
    for line in opened.lines:
        if at < len(lines) and line == lines[at]:
            if at in begins:
                yield from in_tables.get(begins[at], [])
            elif at not in inside and (text := line.text.strip(_MARKS)):
                yield _Text(text, True)
            at += 1
        elif line.grid is not None and line.grid not in told:
            told.add(line.grid)
            yield from in_tables.get(line.grid + 1, [None])


def _in_tables(found: Found, year: int | None) -> dict[int, list[_Text | Part | None]]:
    """The rows of each table and what speaks between them, from top to bottom."""
    placed: dict[int, list[tuple[int, bool, _Text | Part | None]]] = defaultdict(list)
    for row in found.rows:
        placed[row.where.table or 0].append((row.where.row or 0, False, (row.where.table or 0, row.label.section or 0)))
    for remark in found.remarks:
        if _speaks(remark.text, year) and remark.table in placed:
            placed[remark.table].append((remark.row, True, _Text(remark.text, False)))
    return {table: [x for *_, x in sorted(items, key=lambda x: x[:2])] for table, items in placed.items()}
