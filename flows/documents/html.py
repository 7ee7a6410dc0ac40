"""HTML: visible text in reading order, and the innermost tables with their spans expanded."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.documents import limits
from flows.documents.folding import clean
from flows.documents.model import Document, Grid, GridCell, Line, Unreadable

_UNREAD = "script style template noscript select textarea head title svg del s strike"
_RUNS = (
    "a abbr b bdi bdo big cite code dfn em font i ins kbd label mark o:p q samp small span strong sub sup tt u var wbr"
)
_SKIPPED, _INLINE = frozenset(_UNREAD.split()), frozenset(_RUNS.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_SIZE = re.compile(r"font-size\s*:\s*0+(?:\.0+)?(?:p[xt]|r?em|%)?\s*(?:[;!]|$)", re.IGNORECASE)
# Private characters that stand for an edge inside a cell until it is known what stands on both sides of it.
_RAISED, _BLOCK = "\ue0f0", "\ue0f1"
_EDGES = {_RAISED: "^", _BLOCK: "|"}
_APART = re.compile(rf"(?<=\d)\s*(?:[{_RAISED}{_BLOCK}]\s*)+(?=\d)")
_EDGE = re.compile(f"[{_RAISED}{_BLOCK}]")


def _settled(text: str) -> str:
    """Two numbers that touch only in the markup are kept apart; words broken over two paragraphs are one again."""
    return _EDGE.sub("", _APART.sub(lambda m: _EDGES[m.group().strip()[0]], text))


class _Table:
    """A table while it is being walked; `nested` once it turns out to be layout around other tables."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.rows: list[list[GridCell]] = []
        self.covered: dict[int, int] = {}
        self.claims: dict[int, int] = {}
        self.nested = False
        self.parts: list[str] | None = None

    def start_row(self) -> None:
        self.end_cell()
        below = {column: rows - 1 for column, rows in self.covered.items() if rows > 1}
        self.covered = {**below, **self.claims}
        self.claims = {}
        self.rows.append([])

    def start_cell(self, colspan: int, rowspan: int) -> None:
        if not self.rows:
            self.start_row()
        self.end_cell()
        row = self.rows[-1]
        column = row[-1].column + row[-1].colspan if row else 0
        while column in self.covered:
            column += 1
        row.append(GridCell("", column, colspan))
        self.parts = []
        if rowspan > 1:
            self.claims.update(dict.fromkeys(range(column, column + colspan), rowspan - 1))

    def end_cell(self) -> None:
        if self.parts is not None:
            self.rows[-1][-1] = self.rows[-1][-1]._replace(text=_settled("".join(self.parts)))
            self.parts = None


class _Walk:
    """One pass over the tree: lines of visible text, and a `_Table` for every table element."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.buffer: list[str] = []
        self.cells = 0

    def text(self, text: str) -> None:
        self.buffer.append(text)
        if self.open and self.open[-1].parts is not None:
            self.open[-1].parts.append(text)

    def break_line(self) -> None:
        text = " ".join(_settled("".join(self.buffer)).split())
        if text:
            self.lines.append(Line(text, None, self.open[-1].index if self.open else None))
        self.buffer.clear()

    def enter(self, node: LexborNode, tag: str) -> None:
        self._edge(tag)
        if tag == "table":
            if self.open:
                self.open[-1].nested = True
            self.open.append(_Table(len(self.tables)))
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].start_row()
        elif self.open and tag in ("td", "th"):
            self._cell(node)

    def _edge(self, tag: str) -> None:
        if tag in ("sup", "sub"):
            self.text(_RAISED)
        elif tag not in _INLINE:
            self.break_line()
            if tag != "br" and self.open and self.open[-1].parts is not None:
                self.open[-1].parts.append(_BLOCK)

    def _cell(self, node: LexborNode) -> None:
        self.cells += 1
        if self.cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        attributes = node.attributes
        colspan = _span(attributes.get("colspan"), limits.COLSPAN)
        self.open[-1].start_cell(colspan, _span(attributes.get("rowspan"), limits.ROWSPAN))

    def leave(self, tag: str) -> None:
        self._edge(tag)
        if self.open and tag in ("td", "th", "tr"):
            self.open[-1].end_cell()
        elif self.open and tag == "table":
            self.open.pop().end_cell()


def read_html(text: str, encoding: str) -> Document:
    """Read a page. Raises Unreadable where it is nested deeper or has more cells than the limits allow."""
    walk = _Walk()
    root = LexborHTMLParser(clean(text)).body
    if root is not None:
        _traverse(root, walk)
    walk.break_line()
    index = {table.index: i for i, table in enumerate(t for t in walk.tables if not t.nested)}
    grids = [Grid(t.rows) for t in walk.tables if not t.nested]
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
            walk.leave(parent.tag or "")
            node = parent.next if path else None


def _visit(node: LexborNode, walk: _Walk) -> LexborNode | None:
    """Take in one node and return its first child, None where there is nothing below it to be read."""
    tag = node.tag or ""
    if tag == "-text":
        if not _is_sizeless(node.parent):
            walk.text(node.text_content or "")
        return None
    if _skipped(node, tag):
        return None
    walk.enter(node, tag)
    if node.child is None:
        walk.leave(tag)
    return node.child


def _skipped(node: LexborNode, tag: str) -> bool:
    if tag in _SKIPPED or tag.startswith(("-", "!")):
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_sizeless(node: LexborNode | None) -> bool:
    """Whether text that stands directly in an element has no height; elements within may set their own."""
    style = node.attributes.get("style") if node is not None else None
    return style is not None and _NO_SIZE.search(style) is not None


def _span(value: str | None, most: int) -> int:
    digits = re.match(r"\s*\d{1,9}", value or "")
    return min(max(int(digits.group()), 1), most) if digits else 1
