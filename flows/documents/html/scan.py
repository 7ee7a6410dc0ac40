"""HTML whose tags are regular, read without building a tree, in a fraction of the time.

The result equals that of the tree (`tree.py`), as a test verifies, except that end tags without a start separate
lines here. Where the tags leave cells in doubt the result is None, and the tree is used: unclosed cells,
unbalanced tables, a `<` or `>` out of place, hidden parts that hold tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from flows.documents.html.cells import read_tables
from flows.documents.html.drawn import Written
from flows.documents.html.order import may_place
from flows.documents.html.sheets import may_apply
from flows.documents.markup import INLINE, LINE, RAISED, Irregular, Memory, decoded, settled, tag_of
from flows.documents.model import Grid, Line

_RAW = re.compile(rb"<[!sStTxXiInNpP](?:--|(?i:cript|tyle|extarea|itle|mp|frame|oembed|oframes|laintext)(?=[\s/>]))")
# What a tag leaves behind once removed: an edge between lines, a table, a part to be left out.
_EDGE, _TABLE, _SPECIAL, _PART = "\x02", "\x04", "\x05", "\x06"
_WRITTEN = re.compile(rb"[^<>]*>(?!\s*</textarea)")
_OVERRIDE = "\u202e"
_DIGIT = re.compile(r"\d")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_TABLE_PARTS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot"))
_PARTS = re.compile(rb"<(/?)(?i:(td|th|tr|tbody|thead|tfoot))(?=[\s/>])")
_STARTS = re.compile(rb"<(?i:table)(?=[\s>])")
_BEFORE_BODY = re.compile(rb"(?:\s|</?(?i:html|head|meta|link|base)(?=[\s/>])[^<>]*>|<[!?][^<>]*>)*")
_END, _HEAD = 1_000, 100_000
_MARKS = tuple(mark.encode() for mark in (_EDGE, _TABLE, _SPECIAL, _PART, "\0"))
_SCRIPT = b"<x-script>"
_PLACE = f"<{_TABLE}>".encode()
# Elements that end where another begins: only the tree shows where they end.
_OPEN_ENDED = frozenset(["p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "body", "html"])


class ScannedPage(NamedTuple):
    """A `Document` read without a tree: the lines between its innermost tables, and the markup of these.

    The text of a table is split into lines only when nothing else has read it.
    """

    encoding: str | None
    between: list[list[str]]
    tables: list[bytes]
    grids: list[Grid]
    media_type: str = "text/html"
    recognised: bool = False
    title: str | None = None

    @property
    def lines(self) -> list[Line]:
        """All text in reading order."""
        return self.outside(())

    @property
    def lines_after_tables(self) -> int:
        """How many lines follow the last table."""
        return len(self.between[-1])

    def outside(self, grids: Collection[int]) -> list[Line]:
        """All lines but those in the cells of the grids named by their indexes."""
        return [line for line in self.outlined(grids) if line[0]]

    def outlined(self, grids: Collection[int]) -> list[Line]:
        """The same, and one line without text in the place of each of these grids."""
        found: list[Line] = []
        for at, texts in enumerate(self.between):
            found += [_line(Line, (text, None, None, None)) for text in texts]
            if at < len(self.tables):
                within = [""] if at in grids else self._within(at)
                found += [_line(Line, (text, None, at, None)) for text in within]
        return found

    def _within(self, at: int) -> list[str]:
        """The lines of a table; where its tags do not show them, the texts of its cells."""
        try:
            return _lines(_plain(self.tables[at]))
        except Irregular:
            return [text for row in self.grids[at].texts for text in row if text.strip()]


_line = tuple.__new__


def scan(data: bytes, encoding: str | None) -> ScannedPage | None:
    """Read a page in UTF-8; None where its tags are not regular.

    Raises Unreadable where it has more cells than the limits allow.
    """
    try:
        page, sheets, scripts = _without_raw(data)
        low = page.lower()
        at = _body_at(page, low)
        body, low = page[at:], low[at:]
        tables = _innermost(low)
        if not tables and (may_place(low) or may_place("\n".join(sheets).lower().encode())):
            raise Irregular
        if sheets and may_apply("\n".join(sheets), low, b"".join(low[start:end] for start, _, end in tables)):
            raise Irregular
        if scripts and (written := Written(scripts)) and any(written.holds_any(body[a:b]) for a, b, _ in tables):
            raise Irregular
        bounds = [0, *(bound for start, _, end in tables for bound in (start, end)), len(body)]
        between = _PLACE.join(body[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True))
        markup = [body[start:close] for start, close, _ in tables]
        plain = _plain(between)
        if _PART in plain and not _is_layout(between):
            raise Irregular
        return ScannedPage(encoding, [_lines(part) for part in plain.split(_TABLE)], markup, read_tables(markup))
    except (Irregular, UnicodeDecodeError):
        return None


def _is_layout(between: bytes) -> bool:
    """Whether all parts of tables belong to an enclosing table, none left open or closed twice."""
    if _STARTS.search(between) is None:
        return False
    names = Counter((closing, name.lower()) for closing, name in _PARTS.findall(between))
    return all(n == names[b"" if closing else b"/", name] for (closing, name), n in names.items())


def _body_at(page: bytes, low: bytes) -> int:
    """Where the body begins in a page without scripts and comments; only tags may come before it."""
    marks = [at for mark in (b"<body", b"</head>") if (at := low.find(mark, 0, _HEAD)) >= 0]
    if not marks:
        if low.find(b"<head", 0, _HEAD) >= 0:
            raise Irregular
        return 0
    at = marks[0]
    mark = b"<body" if low.startswith(b"<body", at) else b"</head>"
    if low.find(mark, at + 1, _HEAD) >= 0 or _BEFORE_BODY.fullmatch(page, 0, at) is None:
        raise Irregular
    return at


def _without_raw(data: bytes) -> tuple[bytes, list[str], list[str]]:
    """A page without comments, scripts, styles and titles, in which `<` is no tag; its style sheets and its scripts.

    It ends with a tag. After the first cell, a mark replaces each script.
    """
    if not data[-_END:].rstrip().endswith(b">") or any(mark in data for mark in _MARKS):
        raise Irregular
    kept: list[bytes] = []
    held: dict[bytes, list[str]] = {b"style": [], b"script": []}
    at = data.find(b"<")
    low = data.lower()
    cells = low.find(b"<td")
    for found in _RAW.finditer(data):
        start, after = found.span()
        if start < at:
            continue
        if data.rfind(b"<", at, start) > data.rfind(b">", at, start):
            raise Irregular
        name = low[start + 1 : after]
        if name == b"textarea":
            if _WRITTEN.match(low, after):
                raise Irregular
            continue
        close, end = _raw_end(low, name, after)
        kept += (data[at:start], _SCRIPT if name == b"script" and 0 <= cells < start else b"")
        if name in held:
            held[name].append(data[after:close].decode("utf-8"))
        at = end
    return b"".join([*kept, data[at:]]), held[b"style"], held[b"script"]


def _raw_end(low: bytes, name: bytes, after: int) -> tuple[int, int]:
    """Where the content of a comment, or of an element without inner tags, ends, and where its end mark ends."""
    if name == b"!--":
        close = low.find(b"-->", after)
        if low.startswith((b">", b"->"), after) or b"--!>" in low[after : max(close, 0)]:
            raise Irregular
        end = close + len(b"-->")
    else:
        close = low.find(b"</" + name, after)
        end = _closed(low, close, len(b"</" + name))
    if end < after:
        raise Irregular
    return close, end


def _closed(low: bytes, start: int, length: int) -> int:
    """Where the end tag at `start` ends, `length` characters up to the end of its name; 0 if it is not an end tag."""
    ends = start >= 0 and low[start + length : start + length + 1] in (b">", b" ", b"\n", b"\t", b"\r", b"/")
    return low.find(b">", start) + 1 if ends else 0


def _innermost(low: bytes) -> list[tuple[int, int, int]]:
    """The tables that hold no other table: where each begins, where its end tag begins, and where that ends."""
    found, begun = [], [-1]
    opened, closed = low.find(b"<table"), low.find(b"</table")
    last = -1
    while opened >= 0 or closed >= 0:
        if 0 <= opened < closed:
            last = opened
            begun.append(opened)
            opened = low.find(b"<table", opened + 1)
            continue
        end = _closed(low, closed, len(b"</table"))
        if closed < 0 or len(begun) == 1 or not end:
            raise Irregular
        if begun.pop() == last:
            found.append((last, closed, end))
        closed = low.find(b"</table", closed + 1)
    if len(begun) > 1:
        raise Irregular
    return found


def _plain(markup: bytes) -> str:
    """The text of markup that begins with a tag; edges between lines and tables are marked."""
    pieces = markup.split(b"<")[1:]
    known = list(map(_pieces.get, pieces))
    texts = [_pieces[piece] if text is None else text for piece, text in zip(pieces, known, strict=True)]
    plain = "".join(texts)
    return plain if _SPECIAL not in plain else "".join(_without_unread(pieces, texts))


def _piece(piece: bytes) -> str:
    """What a tag and the text after it are turned into."""
    source, end, text = piece.partition(b">")
    if not end:
        raise Irregular
    return _edges[source] + decoded(text)


def _edge(source: bytes) -> str:
    if source == _PLACE[1:-1]:
        return _EDGE + _TABLE + _EDGE
    tag = tag_of[source]
    if tag is None:
        return ""
    if tag.is_left_out:
        return _SPECIAL
    if tag.name in _TABLE_PARTS:
        return _EDGE + _PART
    if tag.name in INLINE:
        if tag.parts:
            raise Irregular
        return RAISED if tag.name in ("sup", "sub") else LINE if tag.spaces else ""
    return f"{_EDGE}{tag.value}{_EDGE}" if tag.value and _DIGIT.search(tag.value) else _EDGE


_pieces, _edges = Memory(_piece), Memory(_edge)


def _without_unread(pieces: list[bytes], texts: list[str]) -> list[str]:
    """The texts, leaving out elements that are not read, each up to the end tag that closes it."""
    kept, name, depth = [], "", 0
    for piece, text in zip(pieces, texts, strict=True):
        source = piece.partition(b">")[0]
        if depth:
            if _TABLE in text:
                raise Irregular
            tag = tag_of[source]
            if tag and tag.name == name:
                depth += -1 if tag.closing else 1
            if not depth:
                kept.append(text)
        elif _SPECIAL in text:
            tag = tag_of[source]
            name = tag.name if tag else ""
            if name in _OPEN_ENDED:
                raise Irregular
            depth = 0 if name in _VOID else 1
            kept.append("" if depth else text.replace(_SPECIAL, ""))
        else:
            kept.append(text)
    if depth:
        raise Irregular
    return kept


def _lines(plain: str) -> list[str]:
    """The lines of marked text, white space as one space, without empty ones."""
    if _OVERRIDE in plain:
        raise Irregular
    text = " ".join(settled(plain.replace(_PART, "")).split())
    return [line for part in text.split(_EDGE) if (line := part.strip())]
