"""What the text around the tables of the form says about their figures: the unit, and whose they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents.model import Line
from flows.reading.layouts.claims import OTHER_TABLE, OTHER_YEAR, OWN, claim_of, is_pointing_up
from flows.reading.layouts.headers import is_cut_label
from flows.reading.layouts.remarks import is_scaled_around, units_said
from flows.reading.layouts.rows import Found, FoundRow, Part, Remark, RowKey
from flows.reading.wordings import words

_ABOVE, _BELOW = 3, 2
"""How many lines above and below a table may say something about it."""

_NO_YEAR = 0
_MARKS = " \t|*#"


class Owner(NamedTuple):
    """The report that is read: the year it is about, and the agency that made it."""

    year: int | None = None
    agency: str | None = None


class Surroundings(NamedTuple):
    """What is said about figures outside their cells: the year reported, rows not the report's own, units of amounts.

    `others` are the rows of another report or year, each with the note that says why; `scaled` those that count in
    hundreds or more.
    """

    year: int | None = None
    others: Mapping[RowKey, str] = MappingProxyType({})
    units: frozenset[str] = frozenset()
    scaled: frozenset[RowKey] = frozenset()

    def own(self, rows: Sequence[FoundRow]) -> Sequence[FoundRow]:
        """The rows without those of another table that the report's own table also has."""
        if not self.others:
            return rows
        own = {(row.label.section, row.label.code) for row in rows if row.key not in self.others}
        return [row for row in rows if row.key not in self.others or (row.label.section, row.label.code) not in own]


NOTHING_AROUND = Surroundings()


class _Text(NamedTuple):
    """Something printed that is not a row: a line outside tables, or a cell or line of a table."""

    text: str
    is_outside: bool


class _Row(NamedTuple):
    """A row of the form, and the part it is in."""

    key: RowKey
    part: Part
    code: str


class _Gap(NamedTuple):
    """The lines near a table and before it; after the last table there are only lines."""

    texts: Sequence[str]
    table: int
    is_of_grid: bool


_Item = _Text | _Row | None
"""None is a table that is not part of the form."""


class _Run(NamedTuple):
    """Consecutive rows of one part, the texts above them, nearest first, and those below them."""

    part: Part
    rows: list[_Row]
    heads: list[_Text]
    below: list[str]


class _Claim(NamedTuple):
    """What is said about a run: a code of `notes.csv`, or blank where the figures are the report's own.

    `is_title` where a title says so, which applies to a whole report; `is_wide` where it is a line above several tables
    with no other line between them.
    """

    note: str
    is_title: bool = False
    is_wide: bool = False


_NONE = _Claim("")


def surroundings_of(found: Found, outlined: Sequence[Line], owner: Owner) -> Surroundings:
    """What the lines around the tables and their cells without figures say; a line without text is a table."""
    if owner.year is None:
        # The year of the report is unknown: where only some tables name one, the others may or may not be of it.
        around = _surroundings(found, outlined, owner._replace(year=_NO_YEAR))
        if OTHER_YEAR in around.others.values() and len(around.others) < len({row.key for row in found.rows}):
            return around._replace(year=None)
    return _surroundings(found, outlined, owner)


def _surroundings(found: Found, outlined: Sequence[Line], owner: Owner) -> Surroundings:
    runs = _runs(_order(found, outlined, owner), owner)
    if not runs:
        return Surroundings(owner.year)
    second = [run for run in runs if run.part[1] in shape().amounts]
    units = [text for run in second for text in (*(head.text for head in run.heads), *run.below)]
    others = MappingProxyType(_others(runs, owner))
    said = frozenset(unit for text in units for unit in units_said(text))
    scaled = frozenset(row.key for run in runs if _is_scaled(run) for row in run.rows)
    return Surroundings(owner.year, others, said, scaled)


def _is_scaled(run: _Run) -> bool:
    heads = (head.text for head in run.heads if not is_pointing_up(head.text))
    return any(map(is_scaled_around, (*heads, *run.below)))


def _speaks(text: str, owner: Owner) -> bool:
    text = text.strip(_MARKS)
    return claim_of(text, *owner) is not None or _says_unit(text)


def _denies(text: str, owner: Owner) -> bool:
    """Whether a text says that figures are not the report's own, or names their unit."""
    return claim_of(text, *owner) not in (None, OWN) or _says_unit(text)


def _says_unit(text: str) -> bool:
    return bool(units_said(text)) or is_scaled_around(text)


def _others(runs: Sequence[_Run], owner: Owner) -> dict[RowKey, str]:
    """The rows that the nearest text above assigns to another table or year, and those that continue such rows.

    A text below applies to them where it says so: 以上为2022年数据.
    """
    found: dict[RowKey, str] = {}
    claim, before = _NONE, None
    for run in runs:
        said = _said_of(run, owner)
        goes_on = said is None and before is not None and _goes_on(before, run, claim)
        claim = said or (claim if goes_on else _NONE)
        found |= dict.fromkeys((row.key for row in run.rows), claim.note) if claim.note else {}
        before = run
    return found


def _said_of(run: _Run, owner: Owner) -> _Claim | None:
    """What the nearest text about a run says about it."""
    texts = [*run.heads, *(_Text(text, False) for text in run.below if is_pointing_up(text))]
    said = [(note, text) for text in texts if (note := claim_of(text.text, *owner)) is not None]
    if not said:
        return None
    same = [text for note, text in said if note == said[0][0]]
    is_title = any(text.text.endswith(words("report")) for text in same)
    return _Claim(said[0][0], is_title, said[0][0] == OTHER_TABLE and any(text.is_outside for text in same))


def _goes_on(before: _Run, run: _Run, claim: _Claim) -> bool:
    """Whether what is said about some rows applies to those after them, in the same table or the same report."""
    if before.part[1] >= run.part[1]:
        same = before.part[1] == run.part[1]
        return same and not {row.code for row in before.rows} & {row.code for row in run.rows}
    return claim.is_title or (claim.is_wide and not any(head.is_outside for head in run.heads))


def _runs(order: Iterable[_Item], owner: Owner) -> list[_Run]:
    """The rows in reading order with the texts around them, split where a text says whose the following rows are."""
    runs: list[_Run] = []
    above: list[_Text] = []
    for item in order:
        if isinstance(item, _Text):
            above.append(item)
            continue
        is_new = item is not None and (not runs or runs[-1].part != item.part or _parts(above, owner))
        if runs and (is_new or item is None):
            runs[-1].below.extend(text.text for text in _near(above, _BELOW, is_below=True))
        if item is not None and is_new:
            runs.append(_Run(item.part, [], list(_near(above[::-1], _ABOVE, is_below=False)), []))
        if item is not None:
            runs[-1].rows.append(item)
        above = []
    if runs:
        runs[-1].below.extend(text.text for text in _near(above, _BELOW, is_below=True))
    return runs


def _parts(texts: Sequence[_Text], owner: Owner) -> bool:
    """Whether something between rows says whose the following rows are."""
    return any(claim_of(x.text, *owner) is not None for x in texts if not is_pointing_up(x.text))


def _near(texts: Sequence[_Text], most: int, *, is_below: bool) -> Iterator[_Text]:
    """The texts nearest to a table, only a few of them outside it, up to a heading, which belongs to what follows."""
    for text in texts:
        most -= text.is_outside
        is_heading = text.is_outside and _heading().match(text.text) is not None
        if most < 0 or (is_heading and is_below):
            return
        yield text
        if is_heading:
            return


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    """The beginning of a heading of the form."""
    return re.compile(rf"\s*(?:{'|'.join(sorted({h.number for h in load().headings}))})\s*、")


def _order(found: Found, outlined: Sequence[Line], owner: Owner) -> list[_Item]:
    """Lines next to tables, relevant texts in tables, and rows, in reading order; empty where no text disowns figures.

    A text that calls figures the report's own matters only where another one says that some are not.
    """
    gaps = list(_gaps(found, outlined))
    if not any(_denies(text, owner) for gap in gaps for text in gap.texts) and not any(
        _denies(remark.text.strip(_MARKS), owner) for remark in found.remarks
    ):
        return []
    remarks = [remark for remark in found.remarks if _is_said(remark, owner)]
    in_tables = _in_tables(found, remarks)
    order: list[_Item] = []
    for gap in gaps:
        order += [_Text(text, True) for text in gap.texts]
        order += in_tables.get(gap.table, [None] if gap.is_of_grid else [])
    return order


def _gaps(found: Found, outlined: Sequence[Line]) -> Iterator[_Gap]:
    """The lines before each table, and after the last."""
    begins = {first: table for (table, _), (first, _) in found.extents.items()}
    inside = {line for first, last in found.extents.values() for line in range(first, last + 1)}
    outside = {grid for text, _, grid, _ in outlined if text}
    between: list[str] = []
    at = 0
    for text, _, grid, _ in outlined:
        is_of_grid = grid not in outside and grid is not None
        if is_of_grid or at in begins:
            yield _Gap(_near_both(between), (grid or 0) + 1 if is_of_grid else begins[at], is_of_grid)
            between = []
        elif at not in inside and (said := text.strip(_MARKS)) and said not in between[-1:]:
            # Nested frames of a page repeat the same words over and over.
            between.append(said)
        at += not is_of_grid
    yield _Gap(_near_both(between), 0, False)


def _near_both(between: list[str]) -> list[str]:
    """The lines between two tables that are near enough to one of them to be about it."""
    return between if len(between) <= _BELOW + _ABOVE else [*between[:_BELOW], *between[-_ABOVE:]]


def _in_tables(found: Found, remarks: Iterable[Remark]) -> dict[int, list[_Item]]:
    """The rows of each table and the texts between them, from top to bottom."""
    placed: dict[int, list[tuple[int, bool, _Item]]] = defaultdict(list)
    for row in found.rows:
        table, number = row.key
        placed[table].append((number, False, _Row(row.key, (table, row.label.section or 0), row.label.code)))
    for remark in remarks:
        if remark.table in placed:
            placed[remark.table].append((remark.row, True, _Text(remark.text.strip(_MARKS), False)))
    return {table: [x for *_, x in sorted(items, key=lambda x: x[:2])] for table, items in placed.items()}


def _is_said(remark: Remark, owner: Owner) -> bool:
    """Whether words in a table are about it; 上一年项目 is only what is left of a label of the form."""
    says = _says_unit(remark.text) if remark.is_beside else _speaks(remark.text, owner)
    return says and not is_cut_label(remark.text)
