"""What the readers find: rows with what is printed after their label, not yet placed in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from expectations.shape import shape
from flows.reading.layouts.headers import Header, HeaderLabel, HeaderReader
from flows.reading.layouts.labels import Label
from flows.reading.records import Locator

_MOST_UNKNOWN = 100
"""Most rows unknown to the form that are listed; a document with more is not a report with a few extra rows."""


class Slot(NamedTuple):
    """One cell as printed; blank where `raw` holds only white space."""

    raw: str
    where: Locator


def on_line(where: Locator, line: int | None) -> Locator:
    """The same place on a line of the document; made for every cell, hence as fast as a tuple."""
    return tuple.__new__(Locator, (*where[:4], line))


def in_column(where: Locator, column: int) -> Locator:
    """The same place in a column of its table."""
    return tuple.__new__(Locator, (*where[:2], column, *where[3:]))


@lru_cache(maxsize=16_384)
def places(where: Locator, n: int) -> tuple[Locator, ...]:
    """The places of n cells of a table, the first in the column after that of `where`."""
    first = (where.column or 0) + 1
    return tuple(in_column(where, column) for column in range(first, first + n))


class MarkedCells:
    """The cells of a row where the layout marks every cell, blanks included: their texts and places.

    Equal texts at the same place may be one object, so that results can be cached by identity.
    """

    __slots__ = ("is_full", "places", "texts")

    def __init__(self, texts: Sequence[str], places: Sequence[Locator]) -> None:
        self.texts, self.places = texts, places
        self.is_full = "" not in texts and not any(map(str.isspace, texts))

    @staticmethod
    def of(slots: Sequence[Slot]) -> MarkedCells:
        """Make them from cells, left to right."""
        return MarkedCells([slot.raw for slot in slots], [slot.where for slot in slots])

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Slot]:
        return map(Slot, self.texts, self.places)

    def __getitem__(self, at: int) -> Slot:
        return Slot(self.texts[at], self.places[at])

    def first(self, n: int) -> MarkedCells:
        """The first n of them."""
        return self if n == len(self.texts) else MarkedCells(self.texts[:n], self.places[:n])

    def last(self, n: int) -> MarkedCells:
        """The last n of them."""
        return MarkedCells(self.texts[len(self) - n :], self.places[len(self) - n :])


RowKey = tuple[int, int]
"""The number of a table, and that of a row in it."""


class FoundRow(NamedTuple):
    """A row of the form and what follows its label.

    `slots` are explicit cells, blanks included, where the layout marks every cell; `lead` is then the number
    of cells up to the label. Without marks `slots` is None and `tokens` holds the printed figures, `gaps` the
    line feeds before the first, between them, and after the last (-1 where a row ends its table).
    `column` is the grid column in which the first cell after the label begins. `is_uneven` where its cells are not
    below those of the other rows. `columns` returns where each cell of the row begins and ends, where that can be
    compared with the labels above; `is_lettered` where columns exist independently of content. `below` counts the
    figures without a label that follow on the next line: a page number, or the rest of this row.
    """

    label: Label
    wording: str
    header: Header
    where: Locator
    slots: MarkedCells | None
    lead: int
    tokens: Sequence[Slot]
    gaps: list[int] | None
    column: int = 0
    is_uneven: bool = False
    columns: Callable[[], Sequence[tuple[int, int]]] | None = None
    is_lettered: bool = False
    below: int = 0

    @property
    def filled(self) -> Sequence[Slot]:
        """The cells in which something is printed."""
        return self.tokens if self.slots is None else [s for s in self.slots if s.raw.strip()]

    @property
    def key(self) -> RowKey:
        """Identifies the row within its document."""
        return self.where.table or 0, self.where.row or 0


class Remark(NamedTuple):
    """Words in a table that are not a label of the form; `row` is the row they are in or after.

    `is_beside` where figures are next to them: they name a row, or are about that row only.
    """

    table: int
    row: int
    text: str
    is_beside: bool = False


Part = tuple[int, int]
"""The number of a table, and the section of those of its rows that are meant."""


class Found(NamedTuple):
    """All parts of the form found in a document, in reading order.

    `unknown` are rows the form does not have, `filling` names the sections in which labels that span columns are
    followed by blank cells, `remarks` are other words in tables. `cut` where the text ends with a label.
    `second_report` is where another report begins, which is not read. `lines` are the indexes of the lines that tables
    in running text take up, `extents` the first and last of each part; `tabled` the sections read from tables.
    """

    rows: list[FoundRow]
    headers: list[HeaderLabel]
    unknown: list[Slot]
    filling: frozenset[int]
    remarks: tuple[Remark, ...]
    cut: bool = False
    second_report: Locator | None = None
    lines: frozenset[int] = frozenset()
    tabled: frozenset[int] = frozenset()
    extents: Mapping[Part, tuple[int, int]] = MappingProxyType({})


class Findings:
    """What a reader collects from one table, or from all running text."""

    def __init__(self) -> None:
        self.rows: list[FoundRow] = []
        self.header = HeaderReader()
        self.unknown: list[Slot] = []
        self.remarks: list[Remark] = []
        self.filling: set[int] = set()


def found_in(findings: Sequence[Findings]) -> Found:
    """Everything collected from several tables, or from text, one after the other."""
    unknown = [slot for one in findings for slot in one.unknown]
    return Found(
        rows=[row for one in findings for row in one.rows],
        headers=[label for one in findings for label in one.header.seen],
        unknown=unknown[:_MOST_UNKNOWN],
        filling=frozenset(section for one in findings for section in one.filling),
        remarks=tuple(remark for one in findings for remark in one.remarks),
    )


def layout_of(kind: str, found: Found, edition: str | None) -> str:
    """The kind of document, and for each table of its edition how it was read: `text/html table1 table7 table15`.

    `table` and `pipes` come with the number of cells after most of its row labels; `text` is running text
    without marks between its cells, `none` a missing table.
    """
    rows: dict[int, list[FoundRow]] = {}
    for row in found.rows:
        rows.setdefault(row.label.section or 0, []).append(row)
    return " ".join(
        [kind, *(_way(rows.get(section, []), section in found.tabled) for section in shape().tables(edition))]
    )


def _way(rows: list[FoundRow], is_tabled: bool) -> str:
    marked = Counter([len(row.slots) for row in rows if row.slots is not None])
    if not rows:
        return "none"
    if sum(marked.values()) * 2 < len(rows):
        return "text"
    cells = max(marked, key=lambda n: (marked[n], n))
    return f"{'table' if is_tabled else 'pipes'}{cells}"
