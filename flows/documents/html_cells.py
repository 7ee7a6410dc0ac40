"""The cells of tables whose tags are regular: what equals a cell met before is not read again."""

from __future__ import annotations

import re
from collections import Counter

from flows.documents import limits
from flows.documents.html_sight import doubted
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
    is_spaced,
    settled,
    span,
    tag_of,
    unbroken,
)
from flows.documents.model import SpannedCell, SpannedGrid, Unreadable

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
_BEGINS, _ENDS = re.compile(rb"\s*[\d.,+-]"), re.compile(rb"[\d.,+-]\s*$")
_DIGIT = re.compile(rb"\d")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)


def read_tables(tables: list[bytes]) -> list[SpannedGrid]:
    """The grids of innermost tables, each given from its start tag up to its end tag.

    Raises Irregular where only a tree tells the cells, Unreadable where there are more than the limits allow.
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


def _grid(first: bytes, pieces: list[bytes]) -> SpannedGrid:
    """A grid from what stands before its first cell and, cut before each cell, all that follows."""
    if _HEAD.fullmatch(first) is None or _hides(first):
        raise Irregular
    rows: list[list[SpannedCell]] = [[] for _ in range(max(_begun(first), 1))]
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
            read = known.keep(piece, (new(SpannedCell, (text, *spans[attributes])), tails[tail]))
        cell, begun = read
        row.append(cell)
        if begun > 0:
            rows += [[] for _ in range(begun)]
            row = rows[-1]
    rows += [[] for _ in range(-1 - begun)]
    return SpannedGrid(rows)


def _parted(rest: bytes) -> tuple[bytes, bytes]:
    """What is in a cell, and what stands behind its end tag."""
    inner, end, behind = rest.partition(b"</td>")
    if end:
        return inner, behind
    found = _END.search(rest)
    if found is None:
        raise Irregular
    return rest[: found.start()], rest[found.end() :]


def _begun(markup: bytes) -> int:
    """How many rows begin between two cells; -1-n where n begin and the last has ended: no cell may follow."""
    ends = _ROW.findall(markup)
    begun = ends.count(b"")
    return -1 - begun if ends and ends[-1] else begun


def _rows_behind(tail: bytes) -> int:
    begun = _begun(tail)
    if _TAIL.fullmatch(tail) is None or _hides(tail) or (_GROUP.search(tail) and not begun):
        raise Irregular
    return begun


def _hides(markup: bytes) -> bool:
    """Whether any tag hides what follows, or draws it elsewhere."""
    return any(
        tag.is_left_out or (tag.parts and tag.name != "table")
        for source in _TAG.findall(markup)
        if (tag := tag_of[source]) is not None
    )


def _spans_of(attributes: bytes) -> tuple[int, int]:
    tag = tag_of[b"td" + attributes]
    if tag is None or tag.is_left_out or tag.parts:
        raise Irregular
    if b"span" not in attributes.lower():
        return 1, 1
    found = {name.lower(): value for name, value in reversed(_SPAN.findall(attributes.decode("utf-8")))}
    return span(found.get("col"), limits.COLSPAN), span(found.get("row"), limits.ROWSPAN)


def _text(inner: bytes) -> str:
    """The text of a cell; a block within it leaves its edge until it is known what stands on both sides."""
    if b"\n" in inner:
        inner = _without_soft_breaks(inner)
    first, *pieces = inner.split(b"<")
    parts, open_blocks = [first], Counter[str]()
    inline = _LINE if b"style" in inner and _is_spaced(inner) else b""
    may_part = draws = False
    for piece in pieces:
        source, end, text = piece.partition(b">")
        tag = tag_of[source] if end else None
        if not end or (tag is not None and _is_irregular(tag)):
            raise Irregular
        draws = draws or (tag is not None and tag.draws)
        if tag is not None and tag.name not in INLINE and tag.name not in _NO_BLOCK:
            open_blocks[tag.name] += -1 if tag.closing else 1
            if open_blocks[tag.name] < 0:
                # An end tag without a start is no edge for a browser, but for `p`.
                raise Irregular
        may_part = may_part or (tag is not None and (tag.parts or tag.may_part or tag.name in _LIFTED))
        parts += (_edge(tag, inline), text)
    if may_part and _is_parted(pieces, first):
        raise Irregular
    printed = settled(decoded(b"".join(parts)))
    return doubted(printed) if draws else printed


def _is_irregular(tag: Tag) -> bool:
    """Whether only a tree tells what a tag in a cell makes of it."""
    return tag.is_left_out or bool(tag.value) or tag.has_ground or tag.name in _TABLE_PARTS


def _without_soft_breaks(inner: bytes) -> bytes:
    """A cell without the ends of lines within its numbers, behind the first tag that Word wrote."""
    tag = next((tag for tag in _TAG.finditer(inner) if is_of_word(tag[1].decode())), None)
    return inner if tag is None else inner[: tag.end()] + unbroken(inner[tag.end() :].decode()).encode()


def _is_spaced(inner: bytes) -> bool:
    """Whether any element within a line may be seen apart from the text beside it."""
    styled = [source for source in _TAG.findall(inner) if b"style" in source]
    return any((tag := tag_of[source]) and tag.name in INLINE and is_spaced(source.decode()) for source in styled)


def text_within(cell: bytes) -> str:
    """The text of a cell given from its start tag to its end tag. Raises Irregular where only a tree tells it."""
    inner, tail = _parted(cell.partition(b">")[2])
    if tail:
        raise Irregular
    return inner.decode() if inner.isdigit() else _texts[inner]


_LIFTED = frozenset(("sup", "sub", "small", "big", "a"))


def _is_parted(pieces: list[bytes], text: bytes) -> bool:
    """Whether a figure stands raised, or figures meet that are not drawn alike."""
    around: list[tuple[str, bytes]] = []
    last: list[tuple[str, bytes]] | None = [] if _ENDS.search(text) else None
    for piece in pieces:
        source, _, text = piece.partition(b">")
        tag = tag_of[source]
        if tag is not None and tag.closing:
            _close(around, tag.name)
        elif tag is not None and (tag.parts or tag.may_part or tag.name in _LIFTED):
            around.append((tag.name, source))
        elif tag is not None and any(name == tag.name for name, _ in around):
            around.append((tag.name, b""))
        if not text.strip():
            continue
        if _DIGIT.search(text) and any(_is_apart(*one) for one in around):
            return True
        if last is not None and last != around and _BEGINS.match(text):
            return True
        last = list(around) if _ENDS.search(text) else None
    return False


def _is_apart(name: str, source: bytes) -> bool:
    tag = tag_of[source] if source else None
    return name in ("sup", "sub") or (tag is not None and tag.parts)


def _close(around: list[tuple[str, bytes]], name: str) -> None:
    """Take out the element of a name that was begun last."""
    at = next((i for i in range(len(around) - 1, -1, -1) if around[i][0] == name), None)
    if at is not None:
        del around[at]


def _edge(tag: Tag | None, inline: bytes) -> bytes:
    """What stands for a tag: nothing for a comment, `inline` for an element within a line."""
    if tag is None:
        return b""
    if tag.name in ("br", "ins"):
        return _LINE
    return inline if tag.name in INLINE else _BLOCK


_cells: Kept[tuple[SpannedCell, int]] = Kept()
_texts = Memory(_text)
_tails, _spans = Memory(_rows_behind), Memory(_spans_of)
