"""Splits what follows a label in running text into cells, by whatever separates them there."""

from __future__ import annotations

import re
from typing import NamedTuple

from expectations.shape import Across, shape
from flows.documents.folding import CUT
from flows.reading.layouts.headers import Header
from flows.reading.layouts.labels import figures_of
from flows.reading.layouts.placement import UNKNOWN_GAP
from flows.reading.layouts.rows import FoundRow, MarkedCells, Slot, on_line
from flows.reading.layouts.stream import Placed, Stream
from flows.reading.layouts.values import is_remark, is_value, parse
from flows.reading.records import Locator

_LONE_MARK = "\n|\n"
"""A blank cell on a line of its own, in a text with a cell per line."""

_NEARER = re.compile(r" \S+(?: {2,}\S+)+\s*$")
"""Figures after a label, the first one nearer to the label than to the second figure."""


class Body(NamedTuple):
    """The cells after a label, as in `FoundRow`; `end` is where something other than a figure begins.

    `is_beside` where the first figure is in the label's cell, or nearer to the label than to the second figure, or is
    the only one on the label's line; `is_open` where each line holds a cell, and the last one lacks its end mark.
    """

    slots: MarkedCells | None
    tokens: list[Slot]
    gaps: list[int] | None
    end: int
    is_beside: bool = False
    is_open: bool = False


def with_doubtful_end(body: Body) -> Body:
    """The same where the last digit of the last figure may be the number of the next label."""
    if body.slots is not None:
        texts = list(body.slots.texts)
        return body._replace(slots=MarkedCells([*texts[:-1], texts[-1] + CUT], body.slots.places)) if texts else body
    last = body.tokens[-1:]
    return body._replace(tokens=[*body.tokens[:-1], *[slot._replace(raw=slot.raw + CUT) for slot in last]])


def read_body(stream: Stream, start: int, stop: int, where: Locator) -> Body:
    """Cut text[start:stop], which begins after a label and ends before the next one."""
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
    """The figures up to the first thing that is not one, remarks joined to their numbers, and where that begins."""
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
    """The end of a cell whose figure begins at `start`, if the words from `at` on call another figure right."""
    end = min(stop, stream.line_end(start), *(i for i in (stream.text.find("|", at),) if i >= 0))
    return end if at < end and parse(stream.text[start:end]).note == "corrected" else None


def _slot(stream: Stream, start: int, end: int, where: Locator) -> Slot:
    return Slot(stream.source[start:end].strip(), on_line(where, stream.line_of(start)))


def _pieces(stream: Stream, start: int, end: int, where: Locator) -> MarkedCells:
    """Cells between pipes. The rest of the label's cell and what follows the last pipe count as cells unless blank."""
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


def read_proceedings(
    section: int, stream: Stream, placed: list[Placed], header: Header, where: Locator
) -> list[FoundRow]:
    """The row of figures below the column labels of a section; several if it is printed several times."""
    label, across = figures_of(section), shape().across[section]
    piped = sum(_line(stream, p.hit.start).lstrip().startswith("|") for p in placed) * 2 > len(placed)
    found: list[FoundRow] = []
    for p, following in zip(placed, [*placed[1:], None], strict=True):
        stop = following.hit.start if following else len(stream.text)
        tokens, end = tokens_between(stream, p.hit.end, stop, where)
        if not tokens:
            continue
        stop = min(stop, stream.line_end(end))
        at = where._replace(row=len(found) + 1, line=tokens[0].where.line)
        slots = _piped_line(stream, p.hit.end, stop, at, piped) or _piped_cells(across, stream, p.hit.end, stop, at)
        gaps = read_body(stream, p.hit.end, stop, at).gaps if slots is None else None
        if gaps:
            gaps[0], gaps[-1] = gaps[1] if len(gaps) > 2 else gaps[0], UNKNOWN_GAP
        found.append(FoundRow(label, "", header, at, slots, 0, tokens if slots is None else [], gaps))
    return found or ([FoundRow(label, "", header, where, None, 0, [], None)] if placed else [])


def _piped_cells(across: Across, stream: Stream, start: int, stop: int, where: Locator) -> MarkedCells | None:
    """The cells of figures one below the other, each with its pipe.

    Where lines are padded to the width of the table, the last row of labels has padding cells, as many as one item has
    figures.
    """
    slots = read_body(stream, start, stop, where).slots
    for figures, filling in across.widths.items():
        if slots is not None and len(slots) == figures + filling and not any(slots.texts[:filling]):
            return MarkedCells(slots.texts[filling:], slots.places[filling:])
    return slots


def _line(stream: Stream, offset: int) -> str:
    return stream.text[stream.text.rfind("\n", 0, offset) + 1 : stream.line_end(offset)]


def _piped_line(stream: Stream, start: int, stop: int, where: Locator, piped: bool) -> MarkedCells | None:
    """The cells of the line of figures, where all are on one line between pipes."""
    first = stream.line_end(start)
    for line in stream.text[first:stop].split("\n"):
        if line.count("|") >= 2 and any(c.isdigit() for c in line):
            parts = line.strip().split("|")
            parts = parts[1:] if piped and not parts[0].strip() else parts
            parts = parts[:-1] if not parts[-1].strip() else parts
            at = where._replace(line=stream.line_of(stream.text.index(line, first)))
            return MarkedCells([part.strip() for part in parts], [at] * len(parts))
    return None
