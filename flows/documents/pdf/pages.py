"""The content of a PDF page in reading order, and which of it belongs to the page rather than the document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from flows.documents.pdf.tables import Table
from flows.documents.pdf.text import Row

_NUMBER = re.compile(r"(?P<lead>第|[-—–－·~]+)?(?P<number>\d{1,3})(?P<tail>页|[-—–－·~]+)?(?:[/,，]?共?\d{1,3}页?)?")
_HEADING = re.compile(r"[一二三四五六七八九十]+、|[(（]")
_ENDS = "。；：;:"
_EDGE = 2


class Page(NamedTuple):
    """A page: its number from 1, its tables and its rows of text outside of them, both from top to bottom.

    `is_picture` where it shows images or shapes that may be text, `is_nameless` where the font of its text does not
    name its characters, `is_recognised` where its text was read from its picture.
    """

    number: int
    rows: list[Row]
    tables: list[Table]
    is_picture: bool
    is_recognised: bool = False
    is_nameless: bool = False

    @property
    def has_text(self) -> bool:
        return bool(self.rows) or any(cell.rows for table in self.tables for row in table.rows for cell in row)

    def is_text_above(self, table: Table) -> bool:
        return any(row.bottom <= table.top + table.em for row in self.rows)

    def is_text_below(self, table: Table) -> bool:
        return any(row.top >= table.bottom - table.em for row in self.rows)


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Pages without page numbers, headers and footers, except for the first header."""
    edges = {page.number: _edges(page) for page in pages}
    dropped = _numbers(edges) | _repeats(edges)
    return [page._replace(rows=[r for r in page.rows if id(r) not in dropped]) for page in pages]


def _edges(page: Page) -> list[tuple[str, int, Row]]:
    """The rows of text nearest to the ends of a page, with the end and how near they are."""
    first = min((t.top for t in page.tables), default=float("inf"))
    last = max((t.bottom for t in page.tables), default=float("-inf"))
    top = [("top", i, row) for i, row in enumerate(page.rows[:_EDGE]) if row.bottom <= first + 5]
    foot = [("foot", i, row) for i, row in enumerate(page.rows[: -_EDGE - 1 : -1]) if row.top >= last - 5]
    return top + [x for x in foot if not any(x[2] is row for _, _, row in top)] if len(page.rows) > 1 else foot or top


def _numbers(edges: dict[int, list[tuple[str, int, Row]]]) -> set[int]:
    """Page numbers: written as such, or counting with the pages."""
    found: dict[int, list[Row]] = defaultdict(list)
    sure = set()
    for page, rows in edges.items():
        for _, near, row in rows:
            text = "".join(row.text.split())
            match = _NUMBER.fullmatch(text)
            if match is None or near:
                continue
            if match["lead"] and match["tail"]:
                sure.add(id(row))
            found[int(match["number"]) - page].append(row)
    return sure | {id(row) for rows in found.values() if len(rows) > 1 for row in rows}


def _repeats(edges: dict[int, list[tuple[str, int, Row]]]) -> set[int]:
    """Rows that are at the same place on several pages, numbers aside."""
    seen: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for rows in edges.values():
        for end, _, row in rows:
            words = re.sub(r"[\d\s]", "", row.text)
            if len(words) > 3:
                seen[end, words, round(row.top / 3)].append(row)
    repeated = [(end, rows) for (end, _, _), rows in seen.items() if len(rows) > 1]
    return {id(row) for end, rows in repeated for row in rows[end == "top" :]}


class Margins(NamedTuple):
    """Where lines of running text begin and end, and how high they are, in points."""

    left: float
    right: float
    height: float


def margins_of(rows: Sequence[Row]) -> Margins | None:
    """The margins that most lines keep; None where there is too little text."""
    long = [row for row in rows if len(row.text) >= 10 and "  " not in row.text]
    if len(long) < 3:
        return None
    left, right = sorted(row.left for row in long), sorted(row.right for row in long)
    heights = sorted(row.bottom - row.top for row in long)
    return Margins(left[len(left) // 10], right[len(right) * 4 // 5], heights[len(heights) // 2])


def continues(row: Row, below: Row, margins: Margins | None) -> bool:
    """Whether two rows of text are one paragraph: the first fills the line, the second begins at the margin.

    Large rows one below the other with the same centre are a title on two lines.
    """
    if margins is None or "  " in row.text or "  " in below.text:
        return False
    height, other = row.bottom - row.top, below.bottom - below.top
    if abs(height - other) > 0.2 * height:
        return False
    if _HEADING.match(below.text) and row.text[-1:] in _ENDS:
        return False
    if min(height, other) > 1.15 * margins.height:
        is_near = 0 < below.top - row.top < 2.5 * height
        middle = abs((row.left + row.right) - (below.left + below.right)) < 2 * height
        return is_near and middle and row.left - margins.left > height and not _HEADING.match(below.text)
    return row.right >= margins.right - 1.5 * height and below.left <= margins.left + 0.7 * height


def joined(rows: Sequence[Row]) -> str:
    """One paragraph of several rows; words of letters are kept apart."""
    text = rows[0].text
    for row in rows[1:]:
        apart = text[-1:].isascii() and text[-1:].isalpha() and row.text[:1].isascii() and row.text[:1].isalpha()
        text += f" {row.text}" if apart else row.text
    return text
