"""HTML of any kind, read through the tree that a browser builds: visible text in order, innermost tables."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.documents import limits
from flows.documents.folding import CUT
from flows.documents.html.appearance import MOVED, USUAL, Appearance, in_order, unclear
from flows.documents.html.damage import marked, swallows
from flows.documents.html.drawn import is_drawn
from flows.documents.html.fields import CAPTIONS, chosen, filled_in, is_field
from flows.documents.html.looks import Looks
from flows.documents.html.order import Order
from flows.documents.html.style import PLAIN, Look
from flows.documents.html.table import CAPTION, Table
from flows.documents.markup import (
    BLOCK,
    INLINE,
    LINE,
    RAISED,
    STRUCK,
    UNREAD,
    is_of_word,
    settled,
    span,
    unbroken,
)
from flows.documents.model import UNCLEAR, Document, Line, Unreadable

Attributes = dict[str, str | None]
_APART = 0.84
_TABLE_PARTS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(r"(?<=\d)(?=\d)")


class _Place(NamedTuple):
    """An element that is being walked: how its text is drawn, and the marks that close it."""

    tag: str
    appearance: Appearance
    marks: str
    shuffles: bool
    spreads: bool


class _Walk:
    """One pass over the tree: lines of visible text, and a `Table` for every table element."""

    def __init__(self, has_all_sheets: bool) -> None:
        self.seen = Appearance(has_all_sheets=has_all_sheets)
        self.places = [_Place("", self.seen, "", False, False)]
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.open: list[Table] = []
        self.buffer: list[str] = []
        self.order = Order()
        self.cells = 0
        self.preformatted = 0
        self.size = 0.0

    def see(self, text: str) -> None:
        """Take in text as far as it is visible."""
        place = self.places[-1]
        if place.appearance is self.seen and not place.shuffles and self.size in (0, USUAL):
            self.size = USUAL if self.size or not text.isspace() else 0
            self.text(text)
            return
        if place.appearance.is_stretched:
            text = _BETWEEN.sub(LINE, text)
        shows = place.appearance.shows
        if shows is False or not text.strip():
            self.text("" if text.strip() else text)
            return
        self._sized(place.appearance.size)
        text = text if shows else unclear(text)
        self.text(f"{MOVED}{text}{MOVED}" if place.shuffles else text)

    def doubt(self) -> None:
        """Mark the content of the last open element as drawn out of its place, or not at all."""
        place = self.places[-1]
        self.places[-1] = place._replace(appearance=place.appearance._replace(is_unclear=True))

    def _sized(self, size: float) -> None:
        """Letters much smaller than their neighbours are a note to them."""
        if self.is_in_cell and self.size and min(size, self.size) < _APART * max(size, self.size):
            self.mark(RAISED + RAISED)
        self.size = size

    @property
    def is_in_cell(self) -> bool:
        """Whether text belongs to a cell."""
        return bool(self.open) and self.open[-1].parts is not None

    def mark(self, marks: str) -> None:
        """Add marks, which only the text of a cell holds."""
        if self.open and self.open[-1].parts is not None:
            self.open[-1].parts.append(marks)

    def text(self, text: str) -> None:
        if self.preformatted and "\n" in text:
            first, *lines = text.split("\n")
            self._run(first)
            for line in lines:
                self._edge("pre")
                self._run(line)
        else:
            self._run(text)

    def _run(self, text: str) -> None:
        self.buffer.append(text)
        table = self.open[-1] if self.open else None
        if table is not None and table.parts is not None:
            if table.is_of_word and table.parts:
                # Comments do not separate text; elements leave an empty piece between theirs.
                text = unbroken(table.parts.pop() + text)
            table.parts.append(text)

    def break_line(self) -> None:
        text = "".join(self.buffer)
        if MOVED in text and not self.is_in_cell:
            self.order.see(text, len(self.lines))
        text = " ".join(settled(in_order(text)).split())
        if text:
            # A caption is in no cell: it is text above its table.
            in_cell = self.open and self.open[-1].parts is not None
            self.lines.append(Line(text, None, self.open[-1].index if in_cell else None))
        self.buffer.clear()

    def enter(self, tag: str, attributes: Attributes, look: Look = PLAIN) -> None:
        """Begin an element, and whatever ends with it."""
        above = self.places[-1]
        if attributes and tag not in ("td", "th") and self.is_in_cell:
            self._look_at(attributes, self.open[-1])
        self._edge(tag)
        self.preformatted += tag == "pre"
        if tag == "table":
            self._begin_table()
        elif self.open and tag == "tr":
            self.open[-1].start_row()
        elif self.open and tag in ("td", "th"):
            self._cell(attributes)
        elif tag == "br":
            self.mark(LINE)
        if self.open and swallows(tag, attributes):
            self.open[-1].distrust()
            self._run(CUT)
        self.mark(CAPTION if tag in CAPTIONS else "")
        marks = self._marks(tag, look, above)
        self._run(marks)
        appearance = above.appearance if look is PLAIN else above.appearance.within(look)
        self.places.append(_Place(tag, appearance, marks, look.shuffles, look.spreads))

    def _marks(self, tag: str, look: Look, above: _Place) -> str:
        """The marks at both ends of an element."""
        is_apart = look.is_spaced or look.is_stretched or above.spreads or above.appearance.is_stretched
        marks = LINE if is_apart else ""
        if look.covers or look.adds:
            self.mark(UNCLEAR)
        if look.adds and tag == "tr" and self.open:
            self.open[-1].shuffle()
        adds_outside = look.adds and not self.is_in_cell
        if look.is_moved or above.shuffles or adds_outside:
            if self.open and tag in ("td", "th"):
                self.open[-1].shuffle()
            else:
                marks += MOVED
                self.order.begin(len(self.places), None if above.shuffles or adds_outside else look.place)
        return marks + RAISED if look.is_raised and not above.appearance.is_raised else marks

    def leave(self) -> None:
        """Close the last open element."""
        tag, _, marks, _, _ = self.places.pop()
        self._run(marks)
        self.mark(CAPTION if tag in CAPTIONS else "")
        self._edge(tag)
        if self.order.open:
            self.order.end(len(self.places) + 1)
        self.preformatted -= tag == "pre"
        if self.open and tag in ("td", "th", "tr"):
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()

    def takes_in(self, node: LexborNode, tag: str) -> bool:
        """Whether to read a field that holds elements or text: any in a cell, elsewhere only areas of text."""
        return (tag in ("select", "textarea") and self.is_in_cell) or (tag == "textarea" and bool(node.text().strip()))

    def fill_in(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """Take in what a field shows; outside cells, an input only counts if it holds a figure."""
        value = filled_in(attributes) if tag == "input" else chosen(node)
        if tag != "input" or self.is_in_cell or _DIGIT.search(value):
            self.preformatted += 1
            if self.is_in_cell:
                self.open[-1].has_field = True
            self.mark(MOVED)
            self.see(value)
            self.mark(MOVED)
            self.preformatted -= 1

    def _look_at(self, attributes: Attributes, table: Table) -> None:
        table.is_of_word = table.is_of_word or is_of_word(f"{attributes.get('class')} {attributes.get('style')}")

    def _edge(self, tag: str) -> None:
        if tag in INLINE:
            self.mark(LINE if tag in ("ins", "q") else "")
        else:
            self.break_line()
            if tag != "br":
                self.mark(BLOCK)

    def _begin_table(self) -> None:
        if self.open:
            self.open[-1].nested = True
        self.open.append(Table(len(self.tables)))
        self.tables.append(self.open[-1])

    def _cell(self, attributes: Attributes) -> None:
        self.cells += 1
        if self.cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        colspan = span(attributes.get("colspan"), limits.COLSPAN)
        self.size = 0
        self.open[-1].start_cell(colspan, span(attributes.get("rowspan"), limits.ROWSPAN))


def read_tree(text: str, encoding: str | None) -> Document:
    """Read a page. Raises Unreadable where it is nested deeper or has more cells than the limits allow."""
    page = LexborHTMLParser(marked(text))
    looks = Looks.of(page, text)
    has_all_sheets = page.css_first("link[rel~=stylesheet], link[rel~=StyleSheet]") is None
    walk = _Walk(has_all_sheets)
    root = page.body
    if root is not None:
        _traverse(root, walk, looks)
    walk.break_line()
    walk.order.settle(walk.lines)
    index = {table.index: i for i, table in enumerate(t for t in walk.tables if not t.nested)}
    grids = [t.grid() for t in walk.tables if not t.nested]
    lines = [x._replace(grid=index.get(x.grid) if x.grid is not None else None) for x in walk.lines]
    return Document("text/html", encoding, lines, grids)


def _traverse(root: LexborNode, walk: _Walk, looks: Looks) -> None:
    path: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        below = _visit(node, walk, looks)
        if below is not None:
            path.append(node)
            if len(path) > limits.DEPTH:
                raise Unreadable("too_deep", f"> {limits.DEPTH}")
            node = below
            continue
        node = node.next if path else None
        while node is None and path:
            parent = path.pop()
            walk.leave()
            node = parent.next if path else None


def _visit(node: LexborNode, walk: _Walk, looks: Looks) -> LexborNode | None:
    """Take in one node and return its first child, None where nothing below it is to be read."""
    tag = node.tag or ""
    if tag == "-text":
        walk.see(node.text_content or "")
        return None
    attributes = node.attributes
    is_left_out = tag in UNREAD and tag not in STRUCK
    if tag == "script" or is_drawn(tag, attributes):
        walk.mark(UNCLEAR)
    if (is_left_out and not walk.takes_in(node, tag)) or tag.startswith(("-", "!")):
        if tag == "template" and "shadowrootmode" in attributes:
            walk.doubt()
        return None
    look = looks.look(node, tag, attributes, walk.is_in_cell if looks.written else False)
    if look.is_gone:
        return None
    walk.enter(tag, attributes, look)
    if look.has_picture and tag not in _TABLE_PARTS and not node.text().strip():
        walk.mark(UNCLEAR)
    if is_field(tag, attributes):
        walk.fill_in(node, tag, attributes)
    if is_left_out or node.child is None:
        walk.leave()
        return None
    return node.child
