"""Which rows of tables belong to the form: its words also occur in tables of other statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.ambiguity import compared
from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.layouts.headers import HeaderLabel
from flows.reading.layouts.labels import is_numbered
from flows.reading.layouts.rows import FoundRow

_FEWEST = 2
"""How many labels found only in the form make a table one of its tables."""


class Thread(NamedTuple):
    """What the previous tables leave open: the section of the last one of the form, and its last row."""

    section: int | None = None
    code: str | None = None


def of_form(rows: Sequence[FoundRow], seen: Sequence[HeaderLabel], before: Thread) -> list[FoundRow]:
    """The rows of one table that belong to the form; `seen` are the column labels printed in it."""
    sections = {row.label.section for row in rows}
    own = {section for section in sections if _is_own(section, [r for r in rows if r.label.section == section], seen)}
    first = rows[0].label if rows else None
    if first and first.section not in own and before.section == first.section and _follows(before.code, first.code):
        own.add(first.section)
    return [row for row in rows if row.label.section in own]


def _is_own(section: int | None, rows: Sequence[FoundRow], seen: Sequence[HeaderLabel]) -> bool:
    """Whether columns or rows of a table show that it is the form's."""
    if section in shape().parted or has_columns(section, seen):
        return True
    return len({row.label.code for row in rows} & _own_rows()) >= _FEWEST


def has_columns(section: int | None, seen: Sequence[HeaderLabel]) -> bool:
    """Whether labels are printed that occur only above columns of the form's table of this section."""
    labels = {h.label.code for h in seen if h.label.section == section}
    return len(labels - _common_columns()) >= _FEWEST


@lru_cache(maxsize=1)
def _common_columns() -> frozenset[str]:
    """The columns that share their name with a row or with a column of another table: any table may have these."""
    c = load()
    rows = {compared(row.label) for row in c.rows}
    sections = defaultdict[str, set[int]](set)
    for column in c.columns:
        sections[compared(column.label)].add(column.section)
    return frozenset(k.measure for k in c.columns if compared(k.label) in rows or len(sections[compared(k.label)]) > 1)


@lru_cache(maxsize=1)
def _own_rows() -> frozenset[str]:
    """The rows that only the form has: in a group, above columns, and in a table without groups."""
    grouped = {item for item, group in shape().groups.items() if item != group}
    plain = shape().plain - {group.section for group in load().groups}
    others = {row.item for row in load().rows if row.section in shape().across or row.section in plain}
    return frozenset(grouped - shape().before.keys() | others)


def begins(rows: Sequence[FoundRow], following: Sequence[FoundRow]) -> bool:
    """Whether the rows of a table begin a table of the form that continues in the next one."""
    sections = {row.label.section or 0 for row in [*rows, *following[:1]]}
    is_one = len(sections) == 1 and sections <= shape().plain
    return bool(following) and is_one and _follows(rows[-1].label.code, following[0].label.code)


def _follows(last: str | None, code: str) -> bool:
    """Whether a row can follow another one of its table, which continues in another table."""
    return last is None or any(
        last in order and code in order and order.index(last) < order.index(code) for order in _orders()
    )


@lru_cache(maxsize=1)
def _orders() -> Sequence[Sequence[str]]:
    """The rows of each table below one header, by edition."""
    c = load()
    return [[row.item for row in c.rows_of(e.edition, section)] for e in c.editions for section in shape().plain]


def misplaced(rows: Sequence[FoundRow], before: Thread) -> list[FoundRow]:
    """Rows called 其他 or 总计 where the form has no row of that name."""
    printed = {row.label.code for row in rows}
    found = []
    last = before.code
    for i, row in enumerate(rows):
        code = row.label.code
        own = shape().before.get(code)
        following = rows[i + 1].label.code if i + 1 < len(rows) else None
        if own is None or _is_in_place(row, own, printed, last, following):
            last = code
        else:
            found.append(row)
    return found


def _is_in_place(
    row: FoundRow, before: frozenset[str], printed: set[str], last: str | None, following: str | None
) -> bool:
    """Whether a row is where the form has one of its name; for an optional one, by what is printed."""
    code = row.label.code
    if code in shape().numbered:
        return not printed & before or last in before
    return last is None or last in before or following in shape().after[code] or is_numbered(row.wording)
