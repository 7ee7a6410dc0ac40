"""Lists: tables of rows with a unit and one figure each, in which columns for codes and remarks come and go."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.documents.folding import squeeze
from flows.reading.layouts.headers import Header, HeaderLabel, nowhere
from flows.reading.layouts.labels import PREFIX, Label, list_labels
from flows.reading.layouts.remarks import UNITS
from flows.reading.layouts.rows import FoundRow
from flows.reading.layouts.values import parse

FEWEST = 4
"""How many rows of a list make a document one that prints it."""

_NO_LABEL: Sequence[Label] = ()
_SHORTEST = 2
_DASHES = "—-"
_NUMBER_AT_END = re.compile(rf"{PREFIX}$")


class Columns(NamedTuple):
    """The columns that follow the labels, as the labels above them say: their number, and the place of the figure.

    `has_code` where one of those before the figure holds codes; `unit` is the place of the units, if they have a column
    before the figures. `is_led` where codes are before the labels.
    """

    width: int
    figure: int
    has_code: bool
    unit: int | None
    is_led: bool


class Picked(NamedTuple):
    """The cells that may hold the figure of a row, by their index; exactly one where it is certain."""

    at: Sequence[int]
    unit: str


class Context:
    """What the rows read so far say about the meaning of the next one: 被依法纠错数 follows two other rows."""

    def __init__(self) -> None:
        self.last: str | None = None

    def row(self, meanings: Sequence[Label]) -> Label | None:
        """The row that a label means: of several, the next one in the order of the form."""
        rows = [label for label in meanings if label.kind == "row"]
        if not rows:
            return None
        order = _order()
        reached = order.get(self.last or "", -1)
        found = min(rows, key=lambda label: (order[label.code] <= reached, order[label.code]))
        self.last = found.code
        return found


@lru_cache(maxsize=16_384)
def meanings_of(text: str) -> Sequence[Label]:
    """What the text of a cell can mean in a list; the end of a page may join a line above rows to the one beside it."""
    if len(text) < _SHORTEST:
        return _NO_LABEL
    known = list_labels()
    if found := known.of_cell(text):
        return found
    plain = squeeze(text).strip(_DASHES)
    for part in _part_labels():
        if part in plain:
            before, _, after = plain.partition(part)
            return known.of_cell(after) or known.of_cell(_NUMBER_AT_END.sub("", before))
    return known.of_cell(plain) if len(plain) < len(text) else _NO_LABEL


def heads_rows(text: str) -> bool:
    """Whether a line is one of those above rows of a list."""
    return any(label.code == "part" for label in meanings_of(text))


@lru_cache(maxsize=1)
def _part_labels() -> Sequence[str]:
    """The labels of lines above rows, the longer ones first."""
    found = [squeeze(label.label) for label in load().labels if label.code == "part"]
    return sorted(found, key=len, reverse=True)


def unsure_rows(rows: Sequence[FoundRow]) -> list[FoundRow]:
    """The rows, marked uneven where it is uncertain which one is meant.

    That is a row printed among later ones, such as what is left of another label; and one with a label that also a
    later row has, 被依法纠错数, unless both are printed, or one between them that has a label of its own.
    """
    order = {code: place for place, code in enumerate(_order())}
    places = [order[row.label.code] for row in rows]
    printed = {row.label.code for row in rows}
    found: list[FoundRow] = []
    for i, row in enumerate(rows):
        reached = places[i - 1] if i else -1
        later = [twin for twin in _twins().get(row.label.code, ()) if order[twin] > max(places[i], reached)]
        between = {code for twin in later for code in printed if places[i] < order[code] < order[twin]}
        is_certain = later == [] or printed.issuperset(later) or bool(between - _twins().keys())
        is_misplaced = places[i] < reached and i + 1 < len(rows) and reached < places[i + 1]
        found.append(row if is_certain and not is_misplaced else row._replace(is_uneven=True))
    return found


@lru_cache(maxsize=1)
def _twins() -> Mapping[str, frozenset[str]]:
    """Row -> the rows that one of its labels can mean, for those that share one."""
    shared = [{label.code for label in found if label.kind == "row"} for found in list_labels().exact.values()]
    return {code: frozenset(codes) for codes in shared if len(codes) > 1 for code in codes}


def is_listed(squeezed: str) -> bool:
    """Whether a text without white space has the labels of several rows."""
    return sum(label in squeezed for label in _row_labels()) >= FEWEST


@lru_cache(maxsize=1)
def _row_labels() -> frozenset[str]:
    rows = [(row.section, row.label) for row in load().rows]
    variants = [(label.section, label.label) for label in load().labels if label.kind == "row"]
    return frozenset(squeeze(text) for section, text in [*rows, *variants] if section in shape().lists)


@lru_cache(maxsize=1)
def _order() -> Mapping[str, int]:
    return {row.item: row.display_order for row in load().rows if row.section in shape().lists}


@lru_cache(maxsize=4_096)
def is_unit(text: str) -> bool:
    """Whether a cell holds one or several units: 件, 条/件, 单位:万元, 千件."""
    plain = squeeze(text)
    return bool(plain) and len(plain) < 16 and _unit().fullmatch(plain) is not None


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    own = {re.escape(row.unit) for row in load().rows if row.unit}
    one = rf"[十百千万亿]*(?:{'|'.join(sorted(own, key=len, reverse=True))}|{UNITS})"
    return re.compile(rf"\(?(?:(?:计量)?单位:?)?{one}(?:[、,/或(]{one}\)?)*\)?")


def columns_of(meanings: Sequence[Sequence[Label]]) -> Columns | None:
    """The columns named by the cells of a line above rows; None where it does not name the column of the figures.

    Where two halves of the list are side by side, the first one tells.
    """
    codes = [next((label.code for label in cell if label.kind != "row"), "") for cell in meanings]
    if "head_label" not in codes:
        return None
    first = codes.index("head_label")
    rest = codes[first + 1 :]
    end = next((i for i, code in enumerate(rest) if code in ("head_label", "part")), len(rest))
    # The next half begins with its own codes.
    own = rest[: end - (first > 0 and end < len(rest) and rest[end] == "head_label")]
    figures = [i for i, code in enumerate(own) if code in _measures()]
    if len(figures) != 1:
        return None
    before = own[: figures[0]]
    unit = before.index("head_unit") if "head_unit" in before else None
    return Columns(len(own), figures[0], "head_code" in before, unit, "head_code" in codes[:first])


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    return frozenset(column.measure for column in load().columns if column.section in shape().lists)


def picked(cells: Sequence[str], columns: Columns | None) -> Picked:
    """The cells after a label that can be its figure."""
    unit = next((cell for cell in cells if is_unit(cell)), "")
    return Picked(_unnamed(cells) if columns is None else _named(cells, columns, unit), unit)


def _unnamed(cells: Sequence[str]) -> Sequence[int]:
    """The cells that can be the figure where no label is above them: what is filled, or else blank, after the unit."""
    after = max((i + 1 for i, cell in enumerate(cells) if is_unit(cell)), default=0)
    filled = [i for i, cell in enumerate(cells) if cell.strip() and not is_unit(cell)]
    if not filled:
        return [i for i in range(after, len(cells)) if not cells[i].strip()][:1]
    return filled if filled[0] >= after else ()


def _named(cells: Sequence[str], columns: Columns, unit: str) -> Sequence[int]:
    """The cell below the label of the figures, and other figures that are where none should be."""
    there = len(cells)
    while there > columns.width and not cells[there - 1].strip():
        there -= 1
    missing = columns.width - there
    if columns.unit is not None and columns.unit < there and is_unit(cells[columns.unit]):
        # The cells up to the figure are there, and blank ones after it may be lost.
        missing = 0 if columns.figure < there else missing
    # A unit that spans several rows is not among the cells of the later ones.
    if missing not in (0, int(columns.unit is not None and not columns.has_code and not unit)):
        return ()
    at = columns.figure - missing
    strays = [i for i, cell in enumerate(cells[:at]) if not columns.has_code and parse(cell).value is not None]
    return () if is_unit(cells[at]) else (*strays, at)


@lru_cache(maxsize=256)
def header_of(section: int, item: str, unit: str) -> Header:
    """The label above the figure of a row. The unit printed beside a row counts as the remark of this label."""
    row = next(row for row in load().rows if (row.section, row.item) == (section, item))
    column = next(k for k in load().columns if (k.section, k.block) == (section, row.block))
    label = Label("column", section, column.measure, frozenset(), "form", frozenset())
    text = f"{column.label}({squeeze(unit).strip('()')})" if unit else column.label
    return Header(labels=(HeaderLabel(label, text, None, nowhere),))
