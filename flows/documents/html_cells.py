"""The cells of tables whose tags are regular: what equals a cell met before is not read again."""

from __future__ import annotations

import re
from typing import TypeVar

from flows.documents import limits
from flows.documents.markup import (
    BLOCK,
    INLINE,
    RAISED,
    Irregular,
    decoded,
    is_left_out,
    settled,
    span,
    tag_of,
)
from flows.documents.model import SpannedCell, SpannedGrid, Unreadable

_START = re.compile(rb"<[tT][dDhH](?=[\s>])")
_CELL = re.compile(rb"([^<>]*)>(.*)</[tT][dDhH]\s*>(.*)", re.DOTALL)
_TAIL = re.compile(rb"(?:\s|</?(?i:tr|tbody|thead|tfoot)(?:\s[^<>]*)?>|<!\[[^<>]*>)*")
_HEAD = re.compile(
    rb"<(?i:table)(?:\s[^<>]*)?>(?:\s|</?(?i:tr|tbody|thead|tfoot|colgroup|col)(?:\s[^<>]*)?>|<!\[[^<>]*>)*"
)
_ROW = re.compile(rb"<(/?)[tT][rR](?=[\s>])")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_MOST_KEPT, _LONGEST_KEPT = 50_000, 1_000

_Read = tuple[SpannedCell, int]
_Value = TypeVar("_Value")
_cells: dict[bytes, _Read] = {}
_texts: dict[bytes, str] = {}
_spans: dict[bytes, tuple[int, int]] = {}


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
    if _HEAD.fullmatch(first) is None:
        raise Irregular
    rows: list[list[SpannedCell]] = [[] for _ in range(max(_begun(first), 1))]
    known = _cells
    row = rows[-1]
    begun = 1
    for piece in pieces:
        if begun < 0:
            raise Irregular
        cell, begun = known.get(piece) or _remembered(piece)
        row.append(cell)
        if begun:
            rows += [[] for _ in range(begun)]
            row = rows[-1]
    return SpannedGrid(rows)


def _begun(markup: bytes) -> int:
    """How many rows begin between two cells; -1 where one ends and none begins."""
    ends = [found[1] for found in _ROW.finditer(markup)]
    begun = ends.count(b"")
    return -1 if ends and not begun else begun


def _remembered(piece: bytes) -> _Read:
    found = _CELL.fullmatch(piece)
    if found is None or _TAIL.fullmatch(found[3]) is None:
        raise Irregular
    attributes, inner, tail = found.groups()
    spans = _spans.get(attributes) or _kept(_spans, attributes, _spans_of(attributes))
    text = _texts.get(inner)
    if text is None:
        text = _kept(_texts, inner, _text_of(inner))
    return _kept(_cells, piece, (SpannedCell(text, *spans), _begun(tail)))


def _kept(cache: dict[bytes, _Value], key: bytes, value: _Value) -> _Value:
    if len(key) < _LONGEST_KEPT:
        if len(cache) > _MOST_KEPT:
            cache.clear()
        cache[key] = value
    return value


def _spans_of(attributes: bytes) -> tuple[int, int]:
    _, _, text, _ = tag_of(b"td" + attributes + b">")
    if is_left_out("td", text):
        raise Irregular
    found = {name.lower(): value for name, value in reversed(_SPAN.findall(text))}
    return span(found.get("col"), limits.COLSPAN), span(found.get("row"), limits.ROWSPAN)


def _text_of(inner: bytes) -> str:
    """The text of a cell; a block within it leaves its edge until it is known what stands on both sides."""
    first, *pieces = inner.split(b"<")
    return settled(decoded(first) + "".join(map(_piece, pieces)))


def _piece(piece: bytes) -> str:
    if piece.startswith(b"!["):
        _, end, text = piece.partition(b">")
        if not end:
            raise Irregular
        return decoded(text)
    closing, name, attributes, text = tag_of(piece)
    if not closing and is_left_out(name, attributes):
        raise Irregular
    edge = RAISED if name in ("sup", "sub") else "" if name in INLINE or name == "br" else BLOCK
    return edge + decoded(text)
