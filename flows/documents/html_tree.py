"""HTML of any kind, through the tree that a browser makes of it: visible text in order, innermost tables."""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.documents import limits
from flows.documents.folding import CUT
from flows.documents.html_damage import distrusted, marked, swallows
from flows.documents.html_style import PLAIN, Declared, Look, look_of, styled
from flows.documents.markup import BLOCK, INLINE, LINE, RAISED, UNREAD, settled, span
from flows.documents.model import Document, Line, SpannedCell, SpannedGrid, Unreadable

Attributes = dict[str, str | None]


class _Sight(NamedTuple):
    """What of the text in an element is seen, by all the elements around it."""

    is_unseen: bool = False
    is_shown: bool = True
    has_size: bool = True

    def within(self, look: Look) -> _Sight:
        return _Sight(
            self.is_unseen or look.is_unseen,
            self.is_shown if look.is_shown is None else look.is_shown,
            self.has_size if look.has_size is None else look.has_size,
        )


_SEEN = _Sight()


class _Table:
    """A table while it is being walked; `nested` once it turns out to be layout around other tables."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.rows: list[list[SpannedCell]] = []
        self.nested = False
        self.parts: list[str] | None = None
        self.distrusted: set[int] = set()

    def distrust(self) -> None:
        """The row holds a tag that took in some of the markup behind it: its cells may be another row's."""
        self.distrusted.add(max(len(self.rows) - 1, 0))

    def grid(self) -> SpannedGrid:
        for number in self.distrusted:
            for row in self.rows[number : number + 1]:
                row[:] = [cell._replace(text=distrusted(cell.text)) for cell in row]
        return SpannedGrid(self.rows)

    def start_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def start_cell(self, colspan: int, rowspan: int) -> None:
        if not self.rows:
            self.start_row()
        self.end_cell()
        self.rows[-1].append(SpannedCell("", colspan, rowspan))
        self.parts = []

    def end_cell(self) -> None:
        if self.parts is not None:
            self.rows[-1][-1] = self.rows[-1][-1]._replace(text=settled("".join(self.parts)))
            self.parts = None


class _Walk:
    """One pass over the tree: lines of visible text, and a `_Table` for every table element."""

    def __init__(self, sheet: dict[int, Declared]) -> None:
        self.sheet = sheet
        self.sights = [_SEEN]
        self.lines: list[Line] = []
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.buffer: list[str] = []
        self.cells = 0
        self.preformatted = 0

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
        if self.open and self.open[-1].parts is not None:
            self.open[-1].parts.append(text)

    def break_line(self) -> None:
        text = " ".join(settled("".join(self.buffer)).split())
        if text:
            # A caption stands in no cell: it is text above its table.
            in_cell = self.open and self.open[-1].parts is not None
            self.lines.append(Line(text, None, self.open[-1].index if in_cell else None))
        self.buffer.clear()

    def enter(self, tag: str, attributes: Attributes) -> None:
        self._edge(tag)
        self.preformatted += tag == "pre"
        if tag == "table":
            if self.open:
                self.open[-1].nested = True
            self.open.append(_Table(len(self.tables)))
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].start_row()
        elif self.open and tag in ("td", "th"):
            self._cell(attributes)
        elif tag == "br" and self.open and self.open[-1].parts is not None:
            self.open[-1].parts.append(LINE)
        if self.open and swallows(tag, attributes):
            self.open[-1].distrust()
            self._run(CUT)

    def _edge(self, tag: str) -> None:
        if tag in ("sup", "sub"):
            self._run(RAISED)
        elif tag not in INLINE:
            self.break_line()
            if tag != "br" and self.open and self.open[-1].parts is not None:
                self.open[-1].parts.append(BLOCK)

    def _cell(self, attributes: Attributes) -> None:
        self.cells += 1
        if self.cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        colspan = span(attributes.get("colspan"), limits.COLSPAN)
        self.open[-1].start_cell(colspan, span(attributes.get("rowspan"), limits.ROWSPAN))

    def look(self, node: LexborNode, tag: str, attributes: Attributes) -> Look:
        """What is seen of an element by what it and the style sheets say."""
        return look_of(tag, tag in INLINE, attributes, self.sheet.get(node.mem_id) if self.sheet else None)

    def leave(self, tag: str) -> None:
        self._edge(tag)
        self.preformatted -= tag == "pre"
        if self.open and tag in ("td", "th", "tr"):
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()


def read_tree(text: str, encoding: str | None) -> Document:
    """Read a page. Raises Unreadable where it is nested deeper or has more cells than the limits allow."""
    page = LexborHTMLParser(marked(text + CUT if text[-1:].isdigit() else text))
    walk = _Walk(styled(page))
    root = page.body
    if root is not None:
        _traverse(root, walk)
    walk.break_line()
    index = {table.index: i for i, table in enumerate(t for t in walk.tables if not t.nested)}
    grids = [t.grid() for t in walk.tables if not t.nested]
    lines = [x._replace(grid=index.get(x.grid) if x.grid is not None else None) for x in walk.lines]
    return Document("text/html", encoding, lines, grids)


def _traverse(root: LexborNode, walk: _Walk) -> None:
    path: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        below = _visit(node, walk)
        if below is not None:
            path.append(node)
            if len(path) > limits.DEPTH:
                raise Unreadable("too_deep", f"> {limits.DEPTH}")
            node = below
            continue
        node = node.next if path else None
        while node is None and path:
            parent = path.pop()
            walk.sights.pop()
            walk.leave(parent.tag or "")
            node = parent.next if path else None


def _visit(node: LexborNode, walk: _Walk) -> LexborNode | None:
    """Take in one node and return its first child, None where there is nothing below it to be read."""
    tag = node.tag or ""
    if tag == "-text":
        if walk.sights[-1] == _SEEN:
            walk.text(node.text_content or "")
        return None
    if tag in UNREAD or tag.startswith(("-", "!")):
        return None
    attributes = node.attributes
    look = walk.look(node, tag, attributes)
    if look.is_gone:
        return None
    walk.enter(tag, attributes)
    if node.child is None:
        walk.leave(tag)
    else:
        walk.sights.append(walk.sights[-1] if look is PLAIN else walk.sights[-1].within(look))
    return node.child
