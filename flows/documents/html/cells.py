"""The cells of tables whose tags are regular; a cell equal to one met before is not read again."""

from __future__ import annotations

import re
from collections import Counter

from flows.documents import limits
from flows.documents.html.appearance import doubted
from flows.documents.markup import (
    BLOCK,
    INLINE,
    LINE,
    Irregular,
    Kept,
    Memory,
    Tag,
    decoded,
    is_of_word,
    settled,
    span,
    tag_of,
    unbroken,
)
from flows.documents.model import Grid, GridCell, Unreadable

_START = re.compile(rb"<[tT][dDhH](?=[\s>])")
_END = re.compile(rb"</[tT][dDhH]\s*>")
_BETWEEN = rb"(?:\s|</?(?i:tr|tbody|thead|tfoot)(?:\s[^<>]*)?>|<!\[[^<>]*>)*"
_TAIL = re.compile(_BETWEEN)
_HEAD = re.compile(rb"<(?i:table)(?:\s[^<>]*)?>(?:<(?i:/?colgroup|col)(?:\s[^<>]*)?>|" + _BETWEEN[3:])
_ROW = re.compile(rb"<(/?)[tT][rR](?=[\s>])")
_GROUP = re.compile(rb"</?(?i:tbody|thead|tfoot)(?=[\s>])")
_TAG = re.compile(rb"<([^<>]*)>")
_TABLE_PARTS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "body", "html"))
_NO_BLOCK = frozenset(("br", "hr", "img", "input", "p"))
_BLOCK = BLOCK.encode()
_LINE = LINE.encode()
_UNSEEN = "[\\s\\u00ad\\u200b-\\u200f\\u2060\\ufeff]*"
_SIGN = r"[\d.,，．+-]"
_BEGINS, _ENDS = re.compile(_UNSEEN + _SIGN), re.compile(f"{_SIGN}{_UNSEEN}$")
_MEETING = re.compile(f"{_SIGN}(?:{_UNSEEN}\0)+{_UNSEEN}{_SIGN}")
_DIGIT = re.compile(r"\d")
_BROKEN = re.compile(rb"\n(?<=[^ <>\n]\n)(?=[^\s<>])")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)


def read_tables(tables: list[bytes]) -> list[Grid]:
    """The grids of innermost tables, each given from its start tag up to its end tag.

    Raises Irregular where only a tree can find the cells, Unreadable where there are more than the limits allow.
    """
    grids = []
    cells = 0
    for table in tables:
        first, *pieces = _START.split(table)
        cells += len(pieces)
        if cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        grids.append(_grid(first, pieces))
    return grids


def _grid(first: bytes, pieces: list[bytes]) -> Grid:
    """A grid from the markup before its first cell and the rest, split before each cell."""
    if _HEAD.fullmatch(first) is None or _hides(first):
        raise Irregular
    rows: list[list[GridCell]] = [[] for _ in range(max(_begun(first), 1))]
    known, spans, texts, tails, new = _cells, _spans, _texts, _tails, tuple.__new__
    row = rows[-1]
    begun = 1
    for piece in pieces:
        if begun < 0:
            raise Irregular
        read = known.get(piece)
        if read is None:
            attributes, _, rest = piece.partition(b">")
            inner, tail = _parted(rest)
            text = inner.decode() if inner.isdigit() else texts[inner]
            read = known.keep(piece, (new(GridCell, (text, *spans[attributes], None)), tails[tail]))
        cell, begun = read
        row.append(cell)
        if begun > 0:
            rows += [[] for _ in range(begun)]
            row = rows[-1]
    rows += [[] for _ in range(-1 - begun)]
    return Grid(rows)


def _parted(rest: bytes) -> tuple[bytes, bytes]:
    """The content of a cell, and what follows its end tag."""
    inner, end, after = rest.partition(b"</td>")
    if end:
        return inner, after
    found = _END.search(rest)
    if found is None:
        raise Irregular
    return rest[: found.start()], rest[found.end() :]


def _begun(markup: bytes) -> int:
    """How many rows begin between two cells; -1-n where n begin and the last has ended: no cell may follow."""
    ends = _ROW.findall(markup)
    begun = ends.count(b"")
    return -1 - begun if ends and ends[-1] else begun


def _rows_after(tail: bytes) -> int:
    begun = _begun(tail)
    if _TAIL.fullmatch(tail) is None or _hides(tail) or (_GROUP.search(tail) and not begun):
        raise Irregular
    return begun


def _hides(markup: bytes) -> bool:
    """Whether any tag hides what follows or draws it elsewhere."""
    return any(
        tag.is_left_out or (tag.parts and tag.name != "table")
        for source in _TAG.findall(markup)
        if (tag := tag_of[source]) is not None
    )


def _spans_of(attributes: bytes) -> tuple[int, int]:
    tag = tag_of[b"td" + attributes]
    if tag is None or tag.is_left_out or tag.parts or tag.spaces:
        raise Irregular
    if b"span" not in attributes.lower():
        return 1, 1
    found = {name.lower(): value for name, value in reversed(_SPAN.findall(attributes.decode("utf-8")))}
    return span(found.get("col"), limits.COLSPAN), span(found.get("row"), limits.ROWSPAN)


def _text(inner: bytes) -> str:
    """The text of a cell; a block within it leaves an edge until the text on both sides is known."""
    if b"\n" in inner:
        inner = _without_soft_breaks(inner)
    first, *pieces = inner.split(b"<")
    parts, open_blocks = [first], Counter[str]()
    asks = lifts = draws = False
    for piece in pieces:
        source, end, text = piece.partition(b">")
        tag = tag_of[source] if end else None
        if not end or (tag is not None and _is_irregular(tag)):
            raise Irregular
        draws = draws or (tag is not None and tag.draws)
        if tag is not None and tag.name not in INLINE and tag.name not in _NO_BLOCK:
            open_blocks[tag.name] += -1 if tag.closing else 1
            if open_blocks[tag.name] < 0:
                # To a browser an end tag without a start tag is not an edge, except `p`.
                raise Irregular
        if tag is not None and tag.asks:
            asks, lifts = True, lifts or tag.lifts
        parts += (_edge(tag), text)
    plain = decoded(b"".join(parts))
    if asks and (lifts or _meets(parts[::2])) and _is_parted(pieces, parts[::2]):
        raise Irregular
    printed = settled(plain)
    return doubted(printed) if draws else printed


def _is_irregular(tag: Tag) -> bool:
    """Whether only a tree can show what a tag does to its cell."""
    return tag.is_left_out or bool(tag.value) or tag.has_ground or tag.name in _TABLE_PARTS


def _without_soft_breaks(inner: bytes) -> bytes:
    """A cell without the line breaks inside its numbers, after the first tag that Word wrote."""
    if _BROKEN.search(inner) is None:
        return inner
    tag = next((tag for tag in _TAG.finditer(inner) if is_of_word(tag[1].decode())), None)
    return inner if tag is None else inner[: tag.end()] + unbroken(inner[tag.end() :].decode()).encode()


def text_within(cell: bytes) -> str:
    """The text of a cell given from its start tag to its end tag. Raises Irregular where that takes a tree."""
    inner, tail = _parted(cell.partition(b">")[2])
    if tail:
        raise Irregular
    return inner.decode() if inner.isdigit() else _texts[inner]


def _meets(texts: list[bytes]) -> bool:
    """Whether figures meet at a tag."""
    filled = [text for text in texts if text.strip()]
    return len(filled) > 1 and _MEETING.search(decoded(b"\0".join(filled))) is not None


def _is_parted(pieces: list[bytes], texts: list[bytes]) -> bool:
    """Whether a figure is raised, or figures meet that are drawn differently or may have a gap between them."""
    sources = [piece.partition(b">")[0] for piece in pieces]
    tags = [tag_of[source] for source in sources]
    has_gaps = any(tag and tag.spaces for tag in tags)
    around: list[tuple[str, bytes]] = []
    last: list[tuple[str, bytes]] | None = [] if _ENDS.search(decoded(texts[0])) else None
    is_passed = has_gaps
    for tag, source, piece in zip(tags, sources, texts[1:], strict=True):
        is_passed |= tag is not None and _pass(around, tag, source)
        text = decoded(piece)
        if not text.strip():
            continue
        if _DIGIT.search(text) and any(_lifts(source) for _, source in around):
            return True
        if last is not None and (is_passed or last != around) and _BEGINS.match(text):
            return True
        last, is_passed = list(around) if _ENDS.search(text) else None, has_gaps
    return False


def _pass(around: list[tuple[str, bytes]], tag: Tag, source: bytes) -> bool:
    """Take in a tag; return whether it belongs to an inline element that style sheets may set apart."""
    if tag.closing:
        source = _close(around, tag.name)
    elif tag.asks or any(name == tag.name for name, _ in around):
        around.append((tag.name, source if tag.asks else b""))
    begun = tag_of[source] if source else None
    return begun is not None and begun.is_named and tag.name in INLINE


def _lifts(source: bytes) -> bool:
    tag = tag_of[source] if source else None
    return tag is not None and tag.lifts


def _close(around: list[tuple[str, bytes]], name: str) -> bytes:
    """Remove the last open element of that name; return its start tag, empty where that does not matter."""
    at = next((i for i in range(len(around) - 1, -1, -1) if around[i][0] == name), None)
    return b"" if at is None else around.pop(at)[1]


def _edge(tag: Tag | None) -> bytes:
    """What a tag is replaced by: nothing for a comment or an inline element."""
    if tag is None:
        return b""
    if tag.name in ("br", "ins", "q"):
        return _LINE
    return b"" if tag.name in INLINE else _BLOCK


_cells: Kept[tuple[GridCell, int]] = Kept()
_texts = Memory(_text)
_tails, _spans = Memory(_rows_after), Memory(_spans_of)
