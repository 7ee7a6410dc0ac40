"""What is missing of a list: the whole table, rows of it, or its end."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.catalogue import load
from expectations.form import Row
from expectations.shape import shape
from flows.reading.layouts.rows import FoundRow
from flows.reading.prose import Prose


def missing_rows(rows: Sequence[FoundRow], edition: str | None) -> list[Row]:
    """The rows of an edition's lists that are not printed, in printed order."""
    printed = {row.label.code for row in rows}
    return [row for row in _form(edition) if row.item not in printed]


def ends_in_list(rows: Sequence[FoundRow], edition: str | None, prose: Prose) -> bool:
    """Whether a document ends with a row of a list that is not its last one."""
    form = [row.item for row in _form(edition)]
    if not rows or not form or rows[-1].label.code in (form[-1], None):
        return False
    last = next((line.number for line in reversed(prose.lines) if line.text.strip(" |")), None)
    return last is not None and rows[-1].where.line is not None and last <= rows[-1].where.line


def _form(edition: str | None) -> list[Row]:
    tables = shape().editions.get(edition or "", {})
    return [row for section in tables for row in load().rows_of(edition or "", section)]
