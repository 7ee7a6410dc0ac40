"""The rows of the form in a document: from tables where there are any, from running text for the sections without."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents.folding import squeeze
from flows.documents.model import Line, Opened, Table
from flows.reading.identity.titles import titles_of
from flows.reading.layouts.claims import is_not_own
from flows.reading.layouts.editions import form_of
from flows.reading.layouts.flow import read_flow
from flows.reading.layouts.grid import read_grids
from flows.reading.layouts.list_flow import read_list_flow
from flows.reading.layouts.list_grid import read_lists
from flows.reading.layouts.lists import FEWEST, heads_rows, is_listed
from flows.reading.layouts.rows import Found
from flows.reading.notices.headings import headings_of
from flows.reading.prose import Prose
from flows.reading.records import Locator

_LINES_ABOVE = 3
_TABLE = 10
"""How many rows of a table in running text make it a table rather than sentences about one."""


class Printed(NamedTuple):
    """What a document prints: the rows of the form, the text outside their tables, and where these tables are.

    `outlined` are the lines of `prose` with one line without text in the place of each table.
    """

    found: Found
    prose: Prose
    outlined: Sequence[Line]


def find_rows(opened: Opened, others: Collection[int] = ()) -> Printed:
    """Find the rows of the form. `others` are the tables, by index, that are known to belong to another report."""
    in_grids, used = _in_grids(opened, others)
    if len(in_grids.rows) < _TABLE:
        listed, grids = read_lists(opened.grids, others)
        if _is_list(listed):
            return _listed(listed, opened, grids)
    outlined = opened.outlined(used)
    outside = [line for line in outlined if line[0] or line[2] not in used]
    prose = Prose(outside)
    if len(in_grids.rows) < _TABLE and is_listed(prose.squeezed) and _is_list(listed := read_list_flow(outside)):
        return Printed(listed, prose, outlined)
    in_grids = _without_cut_row(in_grids, opened.grids, outside)
    sections = {row.label.section for row in in_grids.rows}
    twice = {section for section in sections if section and _is_named(section, prose)}
    if any(shape().editions[edition].keys() <= sections for edition in shape().tabled) and not twice:
        return Printed(in_grids, prose, outlined)
    in_text = read_flow(outside)
    # The same table may be printed outside of the grids, too: one of them is not the report's, or they agree.
    sections -= {s for s in twice if sum(row.label.section == s for row in in_text.rows) >= _TABLE}
    if not in_grids.rows:
        second_report = in_grids.second_report or in_text.second_report
        return Printed(in_text._replace(second_report=second_report), prose, outlined)
    return Printed(_joined(in_grids, in_text, sections, len(opened.grids)), prose, outlined)


def _listed(found: Found, opened: Opened, used: set[int]) -> Printed:
    """What a document with a list prints. In sheets, what is alone in its row is also a line of text."""
    outlined = [line for line in opened.outlined(used) if line.grid is not None or not heads_rows(line.text)]
    prose = Prose([line for line in outlined if line[0] or line[2] not in used])
    return Printed(_without_cut_row(found, opened.grids, prose.lines), prose, outlined)


def _is_list(found: Found) -> bool:
    return len({row.label.code for row in found.rows}) >= FEWEST


def _joined(in_grids: Found, in_text: Found, sections: Collection[int | None], tables: int) -> Found:
    """The rows of both, without those in text of sections that are read from tables.

    `tables` is the number of tables: those in text are numbered on from there.
    """
    rows = [row for row in in_text.rows if row.label.section not in sections]
    rows = [row._replace(where=row.where._replace(table=(row.where.table or 0) + tables)) for row in rows]
    return in_grids._replace(
        rows=in_grids.rows + rows,
        headers=in_grids.headers + [h for h in in_text.headers if h.label.section not in sections],
        cut=in_text.cut and bool(rows),
        filling=in_grids.filling | in_text.filling,
        lines=in_text.lines,
        remarks=(*in_grids.remarks, *(x._replace(table=x.table + tables) for x in in_text.remarks)),
        extents={(table + tables, section): lines for (table, section), lines in in_text.extents.items()},
    )


def _in_grids(opened: Opened, others: Collection[int]) -> tuple[Found, set[int]]:
    """The rows of the form in tables with cells, and the indexes of the tables that contain its words."""
    in_grids, used = read_grids(opened.grids, others)
    if in_grids.second_report and (samples := _examples(opened)):
        others = {*others, *samples}
        in_grids, used = read_grids(opened.grids, others)
    if in_grids.second_report and not _is_headed(opened, in_grids.second_report):
        # Tables printed again without a title of their own repeat the first ones, or contradict them.
        all_of_one = read_grids(opened.grids, others, all_of_one=True)
        rows, headers, *_ = all_of_one[0]
        return (in_grids, used) if form_of(rows, headers, None).mixed else all_of_one
    return in_grids, used


def _examples(opened: Opened) -> frozenset[int]:
    """The tables, by index, that a line above marks as an example, a draft or another body's."""
    found: set[int] = set()
    above: list[str] = []
    for line in opened.outlined(range(len(opened.grids))) if opened.grids else ():
        if line.grid is None:
            above.append(line.text)
            continue
        said = next((said for text in above[: -_LINES_ABOVE - 1 : -1] if (said := is_not_own(text)) is not None), None)
        found |= {line.grid} if said or (not above and line.grid - 1 in found) else set()
        above = []
    return frozenset(found)


def _is_headed(opened: Opened, where: Locator) -> bool:
    """Whether a report begins between a table and the one before it: with a title, or with another first heading."""
    lines = opened.outside(())
    grid = (where.table or 1) - 1
    first = next((i for i, line in enumerate(lines) if line.grid == grid), 0)
    inside = [i for i in range(first) if lines[i].grid is not None]
    between = Prose(lines[max(inside, default=-1) + 1 : first])
    if titles_of(between):
        return True
    return _begins(between) and _begins(Prose(lines[: min(inside, default=0)]))


def _begins(prose: Prose) -> bool:
    return any(seen.ordinal == 1 for seen in headings_of(prose))


def _is_named(section: int, prose: Prose) -> bool:
    """Whether text names the first and the last row of a table below one header."""
    return any(first in prose.squeezed and last in prose.squeezed for first, last in _ends(section))


@lru_cache(maxsize=16)
def _ends(section: int) -> Collection[tuple[str, str]]:
    """The labels of the first and of the last row of a table, in any edition that has it as one below one header."""
    if section not in shape().plain:
        return ()
    rows = [of_edition for e in load().editions if (of_edition := load().rows_of(e.edition, section))]
    return {(squeeze(own[0].label), squeeze(own[-1].label)) for own in rows}


def _without_cut_row(found: Found, grids: Sequence[Table], outside: Sequence[Line]) -> Found:
    """Drop the figures of a last row at the end of a text if some are blank: how many it had is unknown."""
    last = found.rows[-1] if found.rows else None
    if last is None or not last.where.line or last.slots is None or last.slots.is_full:
        return found
    ends = [line.number or 0 for line in outside[-1:]] + [grid.lines[-1] for grid in grids[-1:] if grid.lines]
    if max(ends, default=0) > last.where.line:
        return found
    return found._replace(rows=[*found.rows[:-1], last._replace(is_uneven=True)])
