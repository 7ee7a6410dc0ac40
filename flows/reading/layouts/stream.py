"""Text in which rows of figures follow their labels: pipes, a cell per line, spaces, glued, or all mixed.

Labels are looked for where a cell can begin. What a label means depends on its context: `其他` names both a row and a
column, and so does `总计`.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from expectations.shape import shape
from flows.documents import limits
from flows.documents.folding import fold
from flows.documents.model import Line, Unreadable
from flows.reading.layouts.labels import Label, Labels, begins_report, core, labels, meant, number_of, remark_end

_ATOM = re.compile(r"[^\s|]+")
_INSIDE = re.compile(r"(?<=[\d/])(?=[^\d/.,)])|(?<=\d)(?=[1-9][.、])")


class Hit(NamedTuple):
    """A label printed at text[start:end]; `number` is the number before it, `end` comes after its remark."""

    meanings: list[Label]
    number: str
    start: int
    end: int


class Stream:
    """Folded text of some lines with its atoms: runs of characters without white space or pipes.

    `dense` is all atoms joined, so that labels broken by spaces and lines are whole again. `known` are the labels that
    are looked for.
    """

    def __init__(self, lines: Sequence[Line], known: Labels | None = None) -> None:
        self.known = known or labels()
        self.source = "\n".join(_tabs_to_pipes(line.text) for line in lines)
        self.text = fold(self.source)
        self.numbers = [line.number for line in lines]
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        self.atoms = [m.span() for m in _ATOM.finditer(self.text)]
        self.starts = [start for start, _ in self.atoms]
        self.dense = "".join(self.text[a:b] for a, b in self.atoms)
        self.dense_starts: list[int] = []
        length = 0
        for a, b in self.atoms:
            self.dense_starts.append(length)
            length += b - a

    def line_of(self, offset: int) -> int | None:
        """The number in the document of the line at an offset."""
        return self.numbers[self.index(offset)]

    def index(self, offset: int) -> int:
        """The index of the line at an offset."""
        return bisect.bisect_right(self.line_starts, offset) - 1

    def line_end(self, offset: int) -> int:
        """The offset of the line feed that ends the line of `offset`."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def atoms_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The atoms, or parts of them, inside [start, end)."""
        for i in range(max(bisect.bisect_right(self.starts, start) - 1, 0), len(self.atoms)):
            a, b = self.atoms[i]
            if a >= end:
                return
            if b > start:
                yield max(a, start), min(b, end)

    def offset(self, dense: int, *, end: bool = False) -> int:
        """The offset in the text of a dense position; with `end`, of the end of the character before it."""
        place = dense - 1 if end else dense
        i = bisect.bisect_right(self.dense_starts, place) - 1
        return self.atoms[i][0] + place - self.dense_starts[i] + end

    def is_break(self, dense: int) -> bool:
        """Whether a dense position follows white space or a pipe, or is the start or end of the text."""
        if dense in (0, len(self.dense)):
            return True
        i = bisect.bisect_left(self.dense_starts, dense)
        return i < len(self.dense_starts) and self.dense_starts[i] == dense

    def hits(self) -> list[Hit]:
        """Every label that begins and ends where a cell can begin and end, in order."""
        found: list[Hit] = []
        reached = 0
        for i, (a, b) in enumerate(self.atoms):
            first = self.dense_starts[i]
            inside = (m.start() for m in _INSIDE.finditer(self.text[a:b])) if self.text[a].isdigit() else ()
            for position in (first, *(first + p for p in inside)):
                while position >= reached:
                    hit = self._match(position)
                    if hit is None:
                        break
                    found.append(hit[0])
                    if len(found) > limits.LABELS:
                        raise Unreadable("too_many_labels", f"> {limits.LABELS}")
                    reached = position = hit[1]
                    if self.is_break(position):
                        break
        return found

    def _match(self, position: int) -> tuple[Hit, int] | None:
        found = self.known.pattern.match(self.dense, position)
        if found is None:
            return None
        start, end = self.offset(found.start()), self.offset(found.end(), end=True)
        prefix = found["prefix"] or ""
        if self._broken(found.start(), prefix):
            return None
        if "|" in self.text[start:end] or re.search(r"\n\s*\n\s*\n", self.text[start:end]):
            return None
        dense_end = self._remark(found.end())
        if not self._ends(dense_end):
            return None
        number = number_of(prefix)
        meanings = meant(self.known.exact[core(found["label"])], number)
        if not meanings:
            return None
        hit = Hit(meanings, number, start, self.offset(dense_end, end=True))
        return hit, dense_end

    def _broken(self, start: int, prefix: str) -> bool:
        """Whether the number before a label is really a figure that precedes it."""
        inside = any(self.is_break(start + i) for i in range(1, len(prefix)))
        is_figure = prefix[-1:].isdigit() and prefix.replace(".", "").isdigit()
        return inside or (is_figure and self.is_break(start + len(prefix)))

    def _remark(self, dense: int) -> int:
        after = remark_end(self.dense, dense)
        return after if "|" not in self.text[self.offset(dense, end=True) : self.offset(after, end=True)] else dense

    def _ends(self, dense: int) -> bool:
        if self.is_break(dense) or self.known.joined.match(self.dense, dense):
            return True
        return self.known.pattern.match(self.dense, dense) is not None


def _tabs_to_pipes(line: str) -> str:
    """Whether tabs separate cells, even at the beginning of a line; but if they occur only there, they indent."""
    return line.replace("\t", "|" if "\t" in line.strip() else " ")


class Placed(NamedTuple):
    """A hit with its only meaning; `section` is the table it is in."""

    label: Label
    section: int
    hit: Hit


def settle(stream: Stream, hits: list[Hit]) -> tuple[list[Placed], Hit | None]:
    """The hits that belong to a table of the form, each with its meaning; words of the narrative are dropped.

    Ends where a second report begins, and also returns its first hit: the form's first clause, repeated.
    """
    placed: list[Placed] = []
    section: int | None = None
    row: str | None = None
    for hit in hits:
        label = _meaning(hit, section, row)
        if begins_report(label) and placed and placed[-1].section > (label.section or 0):
            return placed, hit
        if label.kind == "heading":
            if is_heading(stream, hit, label):
                section, row = label.section, None
            continue
        if label.kind in ("clause", "column", "fragment") and label.section != section and len(hit.meanings) == 1:
            section, row = label.section, None
        if section is None or label.section != section:
            continue
        if label.kind == "row":
            row = label.code
        placed.append(Placed(label, section, hit))
    return placed, None


def is_heading(stream: Stream, hit: Hit, label: Label) -> bool:
    """Whether the words of a heading are one here: numbered as in the form, or alone on a line."""
    if hit.number:
        return hit.number in label.numbers
    before = stream.text[stream.text.rfind("\n", 0, hit.start) + 1 : hit.start]
    return not before.strip(" |") and not stream.text[hit.end : stream.line_end(hit.end)].strip(" |")


def _meaning(hit: Hit, section: int | None, row: str | None) -> Label:
    meanings = hit.meanings
    if len(meanings) == 1:
        return meanings[0]
    by_kind = {(m.kind, m.section): m for m in meanings}
    column = by_kind.get(("column", section)) or next((m for m in meanings if m.kind == "column"), meanings[0])
    as_row = by_kind.get(("row", section)) or next((m for m in meanings if m.kind == "row"), None)
    if as_row is None:
        return column
    if column.kind != "column":
        return as_row
    if section != as_row.section:
        return column
    return as_row if hit.number in as_row.numbers or row in shape().before.get(as_row.code, ()) else column
