"""What follows a label in running text, cut into cells by whatever separates them there."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.documents.folding import CUT
from flows.reading.layouts.rows import MarkedCells, Slot, on_line
from flows.reading.layouts.stream import Stream
from flows.reading.layouts.values import is_remark, is_value, parse
from flows.reading.records import Locator

_LONE_MARK = "\n|\n"
"""A blank cell on a line of its own, in a text with a cell per line."""

_NEARER = re.compile(r" \S+(?: {2,}\S+)+\s*$")
"""Behind a label, figures of which the first stands nearer to it than to the second."""


class Body(NamedTuple):
    """The cells behind a label, as in `FoundRow`; `end` is where something that is no figure begins.

    `is_beside` where the first figure stands in the cell of the label, or nearer to it than to the second, or on its
    line and the others do not; `is_open` where a cell stands per line, and the mark of its end is not behind the last.
    """

    slots: MarkedCells | None
    tokens: list[Slot]
    gaps: list[int] | None
    end: int
    is_beside: bool = False
    is_open: bool = False


def with_doubtful_end(body: Body) -> Body:
    """The same where the last digit of the last figure may be the numbering of the label behind it."""
    if body.slots is not None:
        texts = list(body.slots.texts)
        return body._replace(slots=MarkedCells([*texts[:-1], texts[-1] + CUT], body.slots.places)) if texts else body
    last = body.tokens[-1:]
    return body._replace(tokens=[*body.tokens[:-1], *[slot._replace(raw=slot.raw + CUT) for slot in last]])


def read_body(stream: Stream, start: int, stop: int, where: Locator) -> Body:
    """Cut text[start:stop], which begins behind a label and ends before the next one."""
    line_end = min(stream.line_end(start), stop)
    if _LONE_MARK in stream.text[start:stop]:
        return _marked(stream, start, tokens_between(stream, start, stop, where)[1], where)
    rest = stream.text[start:line_end]
    here, _ = tokens_between(stream, start, line_end, where)
    if rest.count("|") >= 2 or ("|" in rest and here):
        return _marked(stream, start, line_end, where)
    tokens, end = tokens_between(stream, start, stop, where)
    if "|" in stream.text[start:end]:
        is_open = stream.text[start:end].rpartition("|")[2].strip() != ""
        return _marked(stream, start, end, where)._replace(is_open=is_open)
    if here and not (len(here) == 1 < len(tokens)):
        end = max(line_end, end if len(tokens) == len(here) else line_end)
        return Body(None, here, None, end, is_beside=_NEARER.match(rest) is not None)
    return Body(None, tokens, _gaps(stream, start, end, stop), end, is_beside=bool(here))


def _marked(stream: Stream, start: int, end: int, where: Locator) -> Body:
    is_beside = bool(stream.text[start:end].partition("|")[0].strip())
    return Body(_pieces(stream, start, end, where), [], None, end, is_beside)


def tokens_between(stream: Stream, start: int, stop: int, where: Locator) -> tuple[list[Slot], int]:
    """The figures up to the first thing that is none, a remark joined to its number; and where that begins."""
    found: list[tuple[int, int]] = []
    for a, b in stream.atoms_between(start, stop):
        text = stream.text[a:b]
        if found and a < found[-1][1]:
            continue
        if is_value(text):
            found.append((a, b))
        elif found and is_remark(text) and not stream.text[found[-1][1] : a].strip(" "):
            found[-1] = (found[-1][0], b)
        elif found and (end := _corrected(stream, found[-1][0], a, stop)):
            found[-1] = (found[-1][0], end)
        else:
            return [_slot(stream, x, y, where) for x, y in found], a
    return [_slot(stream, x, y, where) for x, y in found], stop


def _corrected(stream: Stream, start: int, at: int, stop: int) -> int | None:
    """Where a cell ends whose figure begins at `start` and whose words, from `at` on, say that another one is right."""
    end = min(stop, stream.line_end(start), *(i for i in (stream.text.find("|", at),) if i >= 0))
    return end if at < end and parse(stream.text[start:end]).note == "corrected" else None


def _slot(stream: Stream, start: int, end: int, where: Locator) -> Slot:
    return Slot(stream.source[start:end].strip(), on_line(where, stream.line_of(start)))


def _pieces(stream: Stream, start: int, end: int, where: Locator) -> MarkedCells:
    """Cells between pipes. The rest of the label's cell and what follows the last pipe are no cells if blank."""
    bounds = [i for i in range(start, end) if stream.text[i] == "|"]
    edges = list(zip([start, *(b + 1 for b in bounds)], [*bounds, end], strict=True))
    pieces = [_piece(stream, a, b, where) for a, b in edges]
    if not pieces[0].raw:
        del pieces[0]
    if pieces and not pieces[-1].raw:
        del pieces[-1]
    return MarkedCells.of(pieces)


def _piece(stream: Stream, start: int, end: int, where: Locator) -> Slot:
    text = stream.text[start:end]
    first = start + len(text) - len(text.lstrip()) if text.strip() else start
    return Slot(stream.source[start:end].strip(), on_line(where, stream.line_of(first)))


def _gaps(stream: Stream, start: int, end: int, stop: int) -> list[int]:
    """Line feeds before the first figure, between figures, and before what follows."""
    gaps: list[int] = []
    last = start
    for a, b in stream.atoms_between(start, end):
        if is_remark(stream.text[a:b]):
            last = b
            continue
        gaps.append(stream.text.count("\n", last, a))
        last = b
    gaps.append(stream.text.count("\n", last, stop if end >= stop else end))
    return gaps
