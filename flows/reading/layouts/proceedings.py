"""Tables whose rows stand side by side, in running text: lines of column labels, and one line of unlabelled figures."""

from __future__ import annotations

from functools import lru_cache

from expectations.shape import Across, shape
from flows.reading.layouts.bodies import read_body, tokens_between
from flows.reading.layouts.context import Placed
from flows.reading.layouts.headers import Header
from flows.reading.layouts.labels import Label
from flows.reading.layouts.placement import UNKNOWN_GAP
from flows.reading.layouts.rows import FoundRow, MarkedCells
from flows.reading.layouts.stream import Stream
from flows.reading.records import Locator


@lru_cache(maxsize=16)
def figures_of(section: int) -> Label:
    """Stands for the one row of such a table, whose cells belong to several items of the form."""
    return Label("row", section, shape().across[section].block, frozenset(), "form", frozenset())


def is_of_figures(label: Label) -> bool:
    """Whether a label stands for the one row of such a table."""
    across = shape().across.get(label.section or 0)
    return across is not None and label.code == across.block


def read_proceedings(
    section: int, stream: Stream, placed: list[Placed], header: Header, where: Locator
) -> list[FoundRow]:
    """The row of figures below the column labels of a section; more than one where it is printed more often."""
    label, across = figures_of(section), shape().across[section]
    piped = sum(_line(stream, p.hit.start).lstrip().startswith("|") for p in placed) * 2 > len(placed)
    found: list[FoundRow] = []
    for p, following in zip(placed, [*placed[1:], None], strict=True):
        stop = following.hit.start if following else len(stream.text)
        tokens, behind = tokens_between(stream, p.hit.end, stop, where)
        if not tokens:
            continue
        stop = min(stop, stream.line_end(behind))
        at = where._replace(row=len(found) + 1, line=tokens[0].where.line)
        slots = _piped_line(stream, p.hit.end, stop, at, piped) or _piped_cells(across, stream, p.hit.end, stop, at)
        gaps = read_body(stream, p.hit.end, stop, at).gaps if slots is None else None
        if gaps:
            gaps[0], gaps[-1] = gaps[1] if len(gaps) > 2 else gaps[0], UNKNOWN_GAP
        found.append(FoundRow(label, "", header, at, slots, 0, tokens if slots is None else [], gaps))
    return found or ([FoundRow(label, "", header, where, None, 0, [], None)] if placed else [])


def _piped_cells(across: Across, stream: Stream, start: int, stop: int, where: Locator) -> MarkedCells | None:
    """The cells of figures that stand one below the other, each with its pipe.

    Where lines are filled up to the width of the table, the last row of labels has cells of filling, as many as one
    item has figures.
    """
    slots = read_body(stream, start, stop, where).slots
    for figures, filling in across.widths.items():
        if slots is not None and len(slots) == figures + filling and not any(slots.texts[:filling]):
            return MarkedCells(slots.texts[filling:], slots.places[filling:])
    return slots


def _line(stream: Stream, offset: int) -> str:
    return stream.text[stream.text.rfind("\n", 0, offset) + 1 : stream.line_end(offset)]


def _piped_line(stream: Stream, start: int, stop: int, where: Locator, piped: bool) -> MarkedCells | None:
    """The cells of the line of figures, where all stand on one line between pipes."""
    first = stream.line_end(start)
    for line in stream.text[first:stop].split("\n"):
        if line.count("|") >= 2 and any(c.isdigit() for c in line):
            parts = line.strip().split("|")
            parts = parts[1:] if piped and not parts[0].strip() else parts
            parts = parts[:-1] if not parts[-1].strip() else parts
            at = where._replace(line=stream.line_of(stream.text.index(line, first)))
            return MarkedCells([part.strip() for part in parts], [at] * len(parts))
    return None
