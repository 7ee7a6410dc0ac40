"""Which rows of tables belong to the form: its words occur in tables of other statistics, too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from flows.layouts.context import BEFORE_OTHER, LAST_ROWS
from flows.layouts.headers import HeaderLabel
from flows.layouts.labels import is_numbered
from flows.layouts.rows import FoundRow

_FEWEST = 2
"""Labels that only the form has, by which a table is told to be one of its tables."""

_COMMON_COLUMNS = frozenset({"other_organisation", "total", "other"})
_PROCEEDINGS = frozenset({"litigation_direct", "litigation_after_review"})


class Thread(NamedTuple):
    """What the tables before leave open: the section of the last one of the form, and its last row."""

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
    return section == 2 or has_columns(section, seen) or len({row.label.code for row in rows} & _own_rows()) >= _FEWEST


def has_columns(section: int | None, seen: Sequence[HeaderLabel]) -> bool:
    """Whether labels that only stand above columns of the form's table of a section are printed."""
    labels = {h.label.code for h in seen if h.label.section == section}
    return len(labels - _COMMON_COLUMNS) >= _FEWEST


@lru_cache(maxsize=1)
def _own_rows() -> frozenset[str]:
    """The rows that no other table has: reasons in table three, proceedings in table four."""
    third = {r.item for r in load().rows if r.section == 3 and "_" in r.item and r.item_group not in ("", r.item)}
    return frozenset(third - {"closed_other", "partly_granted"}) | _PROCEEDINGS | {"review"}


def begins(rows: Sequence[FoundRow], following: Sequence[FoundRow]) -> bool:
    """Whether the rows of a table begin the table of the form that goes on in the one behind it."""
    sections = {row.label.section for row in [*rows, *following[:1]]}
    return bool(following) and sections == {3} and _follows(rows[-1].label.code, following[0].label.code)


def _follows(last: str | None, code: str) -> bool:
    """Whether a row can come behind another one of table three, which goes on in another table."""
    order = _order()
    return last is None or (last in order and code in order and order[last] < order[code])


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    return {row.item: row.display_order for row in load().rows if row.section == 3}


def misplaced(rows: Sequence[FoundRow], before: Thread) -> list[FoundRow]:
    """Rows called 其他 or 总计 that stand where the form has no row of that name."""
    printed = {row.label.code for row in rows}
    found = []
    last = before.code
    for i, row in enumerate(rows):
        code = row.label.code
        following = rows[i + 1].label.code if i + 1 < len(rows) else None
        is_other = code == "closed_other" and printed & BEFORE_OTHER and last not in BEFORE_OTHER
        if is_other or (code == "processed_total" and not _is_last(row, last, following)):
            found.append(row)
        else:
            last = code
    return found


def _is_last(row: FoundRow, last: str | None, following: str | None) -> bool:
    return last is None or last in LAST_ROWS or following == "carried_out" or is_numbered(row.wording)
