"""Running text to rows: whatever is between a row label and the next label or sentence is the row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from expectations.shape import shape
from flows.documents.model import Line
from flows.reading.layouts.bodies import read_body, read_proceedings, tokens_between, with_doubtful_end
from flows.reading.layouts.headers import Header
from flows.reading.layouts.labels import Label
from flows.reading.layouts.placement import UNKNOWN_GAP
from flows.reading.layouts.rows import Findings, Found, FoundRow, Part, Remark, Slot, found_in
from flows.reading.layouts.stream import Hit, Placed, Stream, settle
from flows.reading.layouts.values import is_value
from flows.reading.records import Locator

_LOOKED_AT, _ROW = 12, 120
_FIGURES = "0123456789| \n"
_PARTED = re.compile(r"\||\s{2,}")


def read_flow(lines: Sequence[Line]) -> Found:
    """Find the rows of the form in lines of text. Tables are numbered in the order they are met."""
    stream = Stream(lines)
    placed, second = settle(stream, stream.hits())
    extents, taken = _extents(stream, placed)
    reader = _Reader(stream, placed)
    reader.read()
    where = Locator(line=stream.line_of(second.start)) if second else None
    found = found_in([reader])
    return found._replace(cut=reader.is_cut, second_report=where, lines=taken, extents=extents)


def _extents(stream: Stream, placed: list[Placed]) -> tuple[dict[Part, tuple[int, int]], frozenset[int]]:
    """The first and the last line of each table, and all lines that the tables take up.

    These run from each label of a table to the next one, and from its last label to the end of its figures.
    """
    found: dict[Part, tuple[int, int]] = {}
    taken: set[int] = set()
    tables = {section: table for table, section in enumerate(dict.fromkeys(p.section for p in placed), start=1)}
    first = 0
    for i, (_, section, hit) in enumerate(placed):
        if i == 0 or section != placed[i - 1].section:
            first = stream.index(hit.start)
        following = placed[i + 1] if i + 1 < len(placed) else None
        if following is None or following.section != section:
            stop = following.hit.start if following else len(stream.text)
            last = stream.index(max(tokens_between(stream, hit.end, stop, Locator())[1] - 1, hit.start))
            part = tables[section], section
            found[part] = found.get(part, (first, 0))[0], last
            taken.update(range(first, last + 1))
    return found, frozenset(taken)


def is_glued(stream: Stream, label: Label, hit: Hit) -> bool:
    """Whether the digit before a label without numbering may be its number: 0 252其他法律, 25 2|其他法律."""
    if hit.number:
        return False
    before = stream.text[max(hit.start - _LOOKED_AT, 0) : hit.start]
    return any(
        before.endswith(number) or re.search(rf"\d +{number}[ |]*$", before) is not None
        for number in label.numbers
        if number.isdigit()
    )


class _Reader(Findings):
    """Reads all labels of the form in a text, each with what follows it up to the next one."""

    def __init__(self, stream: Stream, placed: list[Placed]) -> None:
        super().__init__()
        self.stream, self.placed = stream, placed
        self.tables = list(dict.fromkeys(p.section for p in placed))
        self.counts: Counter[int] = Counter()
        self.shapes: list[tuple[bool, bool]] = []
        self.end = len(stream.text.rstrip(" |\n"))

    def read(self) -> None:
        across: dict[int, Header] = {}
        for i, (_, section, hit) in enumerate(self.placed):
            if i and self.placed[i - 1].section != section:
                self.header.clause()
            self._remarks(i)
            self._label(i)
            if self._is_last(i):
                self._remark(i, hit.end, self.stream.line_end(hit.end))
                across |= {section: self.header.above_row()} if section in shape().across else {}
        self.rows = self._with_labels_after(self._without_strays())
        for section, header in across.items():
            where = Locator(table=self.tables.index(section) + 1)
            placed = [p for p in self.placed if p.section == section]
            self.rows += read_proceedings(section, self.stream, placed, header, where)

    @property
    def is_cut(self) -> bool:
        """Whether the text ends with the label of a row."""
        rows = [p for p in self.placed if p.label.kind == "row" and p.section not in shape().across]
        return bool(rows) and rows[-1].hit.end >= self.end

    def _label(self, i: int) -> None:
        label, section, hit = self.placed[i]
        if label.kind == "row" and section not in shape().across:
            if hit.end < self.end and not self._heads_its_rows(i):
                self._row(i)
        elif label.kind == "extra":
            self.unknown.append(Slot(self.stream.source[hit.start : hit.end], self._where(i)))
        elif label.kind != "group":
            self._header(i)

    def _remarks(self, i: int) -> None:
        """Remember the words before a label: those after the previous label of its table, else those on its line."""
        hit = self.placed[i].hit
        is_first = i == 0 or self.placed[i - 1].section != self.placed[i].section
        start = self.stream.line_starts[self.stream.index(hit.start)] if is_first else self.placed[i - 1].hit.end
        self._remark(i, start, hit.start)

    def _remark(self, i: int, start: int, stop: int) -> None:
        if not self.stream.source[start:stop].strip(_FIGURES):
            return
        section = self.placed[i].section
        table, row = self.tables.index(section) + 1, self.counts[section]
        is_beside = False
        for line in reversed(self.stream.source[start:stop].split("\n")):
            pieces = [piece for piece in _PARTED.split(line) if piece.strip()]
            words = [piece for piece in pieces if not is_value(piece)]
            is_beside |= len(words) < len(pieces)
            self.remarks += [Remark(table, row, piece, is_beside) for piece in words]

    def _header(self, i: int) -> None:
        label, section, hit = self.placed[i]
        is_within = label.kind == "column" and self.counts[section] and section in shape().plain
        if is_within and self._has_figures(i):
            # A row of its own, 其他 or 总计 worded differently from the form: no column begins in the middle of rows.
            self.unknown.append(Slot(self.stream.source[hit.start : hit.end], self._where(i)))
            return
        if self._is_filled(i):
            self.filling.add(section)
        if label.kind == "clause":
            self.header.clause(self.stream.source[hit.start : hit.end])
        else:
            self.header.label(label, self.stream.source[hit.start : hit.end])
        for a, b in self.stream.atoms_between(hit.end, self._stop(i)):
            if is_value(self.stream.text[a:b]) or (self._is_last(i) and section in shape().across):
                # After the last label of rows side by side, nothing but figures is part of the table.
                break
            self.header.words(self.stream.text[a:b])

    def _has_figures(self, i: int) -> bool:
        end, stop = self.placed[i].hit.end, self._stop(i)
        return any(is_value(self.stream.text[a:b]) for a, b in islice(self.stream.atoms_between(end, stop), 1))

    def _is_last(self, i: int) -> bool:
        """Whether no other label of the same table follows."""
        return i + 1 == len(self.placed) or self.placed[i + 1].section != self.placed[i].section

    def _heads_its_rows(self, i: int) -> bool:
        label, _, hit = self.placed[i]
        groups = shape().groups
        if groups.get(label.code) != label.code or i + 1 == len(self.placed):
            return False
        following = self.placed[i + 1]
        nothing_between = not self.stream.text[hit.end : following.hit.start].strip(" |\n")
        return nothing_between and following.label.code != label.code == groups.get(following.label.code)

    def _where(self, i: int) -> Locator:
        _, section, hit = self.placed[i]
        row = self.counts[section] + 1
        return Locator(table=self.tables.index(section) + 1, row=row, line=self.stream.line_of(hit.start))

    def _row(self, i: int) -> None:
        label, section, hit = self.placed[i]
        where = self._where(i)
        stop = self._stop(i)
        body = read_body(self.stream, hit.end, stop, where)
        if self._glued_to(i + 1):
            body = with_doubtful_end(body)
        wording = self.stream.source[hit.start : hit.end]
        gaps = body.gaps
        if gaps and not self._row_follows(i):
            gaps[-1] = UNKNOWN_GAP
        header = self.header.above_row()
        below = self._below(body.end, stop)
        row = FoundRow(label, wording, header, where, body.slots, self._lead(i), body.tokens, gaps, below=below)
        self.rows.append(row)
        self.shapes.append((body.is_beside, body.is_open and i + 1 < len(self.placed)))
        self.counts[section] += 1
        if i + 1 < len(self.placed) and self.placed[i + 1].section == section:
            self._unlabelled(body.end, stop, where)

    def _below(self, start: int, stop: int) -> int:
        """How many figures follow a row on lines that hold nothing else."""
        _, end = tokens_between(self.stream, start, stop, Locator())
        last = self.stream.index(end) if end < stop else None
        return sum(self.stream.index(a) != last for a, _ in self.stream.atoms_between(start, end))

    def _without_strays(self) -> list[FoundRow]:
        """The rows, marked uneven where a figure is set differently from most others: a note mark or a page number."""
        shapes = list(zip([row.label.section for row in self.rows], self.shapes, strict=True))
        unusual = set()
        for section, own in set(shapes) if any(map(any, self.shapes)) else ():
            others = [other for at, other in shapes if at == section]
            if any(is_so and 2 * sum(all_rows) <= len(all_rows) for is_so, *all_rows in zip(own, *others, strict=True)):
                unusual.add((section, own))
        return [row._replace(is_uneven=at in unusual) for row, at in zip(self.rows, shapes, strict=True)]

    def _with_labels_after(self, rows: list[FoundRow]) -> list[FoundRow]:
        """The rows, marked uneven in tables that print each row's figures before its label."""
        first = {p.section: i for i, p in reversed(list(enumerate(self.placed))) if p.label.kind == "row"}
        last = {row.label.section: row for row in rows}
        ends = {section: max(len(row.filled), 1) for section, row in last.items() if section in first}
        before = {section for section, most in ends.items() if self._figures_before(first[section]) > most}
        if not before:
            return rows
        return [row._replace(is_uneven=row.is_uneven or row.label.section in before) for row in rows]

    def _figures_before(self, i: int) -> int:
        """How many figures are directly before a label."""
        start = self.placed[i].hit.start
        before = max(self.placed[i - 1].hit.end if i else 0, start - _ROW)
        found = [is_value(self.stream.text[a:b]) for a, b in self.stream.atoms_between(before, start)]
        return next((n for n, is_figure in enumerate(reversed(found)) if not is_figure), len(found))

    def _glued_to(self, i: int) -> bool:
        return i < len(self.placed) and is_glued(self.stream, self.placed[i].label, self.placed[i].hit)

    def _is_filled(self, i: int) -> bool:
        """Whether blank cells follow a label that spans several columns: the layout pads its lines."""
        rest = self.stream.text[self.placed[i].hit.end : self._stop(i)]
        return not rest.strip(" |\n") and re.search(r"\| *\|", rest[: rest.rfind("\n") + 1]) is not None

    def _row_follows(self, i: int) -> bool:
        following = self.placed[i + 1] if i + 1 < len(self.placed) else None
        return following is not None and following.label.kind in ("row", "group")

    def _stop(self, i: int) -> int:
        return self.placed[i + 1].hit.start if i + 1 < len(self.placed) else len(self.stream.text)

    def _lead(self, i: int) -> int:
        """Cells up to the label: those on its line, or the group labels that come directly before it."""
        text, start = self.stream.text, self.placed[i].hit.start
        on_line = text.count("|", text.rfind("\n", 0, start) + 1, start)
        groups, j = 0, i
        while j and (self.placed[j - 1].label.kind == "group" or self._heads_its_rows(j - 1)):
            groups, j = groups + 1, j - 1
        return 1 + max(on_line, groups)

    def _unlabelled(self, start: int, stop: int, where: Locator) -> None:
        """Remember figures after something that is neither a label of the form nor a figure."""
        for a, b in self.stream.atoms_between(start, stop):
            if self.stream.text[a:b].strip("|").isdigit():
                text = self.stream.source[start:stop].strip()
                line = self.stream.line_of(tokens_between(self.stream, start, stop, where)[1] if text else start)
                self.unknown.append(Slot(text, where._replace(line=line)))
                return
