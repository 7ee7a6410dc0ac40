"""Lists in running text: after each label its unit and its figure, on one line or a line for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.documents.model import Line
from flows.reading.layouts.bodies import Body, tokens_between, with_doubtful_end
from flows.reading.layouts.flow import is_glued
from flows.reading.layouts.labels import Label, list_labels
from flows.reading.layouts.lists import Context, columns_of, header_of, is_unit, picked, unsure_rows
from flows.reading.layouts.remarks import UNITS
from flows.reading.layouts.rows import Findings, Found, FoundRow, MarkedCells, Slot, found_in, on_line
from flows.reading.layouts.stream import Hit, Stream
from flows.reading.layouts.values import is_value, parse
from flows.reading.records import Locator

_TABLE = 1
_CODE = re.compile(rf"(\d{{1,3}})(?:{UNITS})\d")
_BETWEEN = " |-—:\n"
"""What may be printed between the labels of columns."""
_DIGITS = "0123456789"
_FAR = 300
"""How many characters may be between a label above columns and the first row."""


class _Cells(NamedTuple):
    """What follows a label: its cells where they are marked, else the figures; the unit, and where both end."""

    slots: MarkedCells | None
    tokens: Sequence[Slot]
    unit: str
    end: int


def read_list_flow(lines: Sequence[Line]) -> Found:
    """Find the rows of a list in lines of text."""
    stream = Stream(lines, list_labels())
    hits = stream.hits()
    reader = _Reader(stream, hits)
    reader.read()
    found = found_in([reader])
    found = found._replace(rows=unsure_rows(found.rows))
    if not found.rows:
        return found
    first, last = stream.index(reader.start), stream.index(max(reader.end - 1, 0))
    section = found.rows[0].label.section or 0
    return found._replace(
        lines=frozenset(range(first, last + 1)), extents={(_TABLE, section): (first, last)}, cut=reader.is_cut
    )


class _Reader(Findings):
    """Reads all labels of a list in a text, each with what follows it up to the next one."""

    def __init__(self, stream: Stream, hits: Sequence[Hit]) -> None:
        super().__init__()
        self.stream, self.hits = stream, hits
        self.at = [i for i, hit in enumerate(hits) if any(label.kind == "row" for label in hit.meanings)]
        self.columns = columns_of([hit.meanings for hit in self._heads()])
        self.start = self._start()
        self.end = self.start
        self.is_cut = False

    def read(self) -> None:
        context = Context()
        for i in self.at:
            label = context.row(self.hits[i].meanings)
            if label is not None:
                self._row(i, label)
        bare = [row.slots is None and not row.tokens for row in self.rows]
        if 2 * sum(bare) < len(bare):
            # Otherwise the list may be printed column by column.
            self.rows = [
                row._replace(slots=MarkedCells([], [])) if is_bare else row
                for row, is_bare in zip(self.rows, bare, strict=True)
            ]
        is_led = self.columns is not None and self.columns.is_led
        if self.rows and not is_led and not self.rows[-1].filled and self._begins_with_figure():
            # Each row's figure is before its label.
            self.rows = [row._replace(is_uneven=True) for row in self.rows]

    def _heads(self) -> list[Hit]:
        """The labels above the columns: those around the last one for the rows' labels before the first row."""
        before = self.hits[: self.at[0]] if self.at else ()
        heads = [i for i, hit in enumerate(before) if any(label.code == "head_label" for label in hit.meanings)]
        if not heads or self.hits[self.at[0]].start - before[heads[-1]].end > _FAR:
            return []
        first = last = heads[-1]
        while first and self._are_beside(first - 1):
            first -= 1
        while last + 1 < len(before) and self._are_beside(last):
            last += 1
        return list(before[first : last + 1])

    def _start(self) -> int:
        """Where the list begins: with the labels above its first row, from which rows that are cut may part them."""
        first = self.at[0] if self.at else 0
        while first and self._are_near(first - 1):
            first -= 1
        return self.hits[first].start if self.at else 0

    def _are_near(self, i: int) -> bool:
        between = self.stream.text[self.hits[i].end : self.hits[i + 1].start]
        return len(between) < _FAR and "。" not in between

    def _are_beside(self, i: int) -> bool:
        """Whether nothing is between a label and the next one."""
        return not self.stream.text[self.hits[i].end : self.hits[i + 1].start].strip(_BETWEEN)

    def _begins_with_figure(self) -> bool:
        before = self.stream.text[: self.hits[self.at[0]].start].split()
        return bool(before) and parse(before[-1].strip("|")).value is not None

    def _row(self, i: int, label: Label) -> None:
        hit = self.hits[i]
        stop = self.hits[i + 1].start if i + 1 < len(self.hits) else len(self.stream.text)
        where = Locator(table=_TABLE, row=len(self.rows) + 1, line=self.stream.line_of(hit.start))
        body = self._body(hit.end, stop, where)
        self.end = max(body.end, hit.end)
        self.is_cut = hit.end >= len(self.stream.text.rstrip(" |\n"))
        if self.is_cut:
            return
        slots, tokens = body.slots, body.tokens
        if i + 1 < len(self.hits) and any(
            is_glued(self.stream, one, self.hits[i + 1]) for one in self.hits[i + 1].meanings
        ):
            slots, tokens, *_ = with_doubtful_end(Body(slots, list(tokens), None, body.end))
        wording = self.stream.source[hit.start : hit.end]
        header = header_of(label.section or 0, label.code, body.unit)
        self.rows.append(FoundRow(label, wording, header, where, slots, 1, tokens, None))
        self._unlabelled(body.end, stop)

    def _body(self, start: int, stop: int, where: Locator) -> _Cells:
        line_end = min(self.stream.line_end(start), stop)
        rest = self.stream.text[start:line_end]
        if rest.count("|") >= 2 or (rest.partition("|")[2].strip()):
            return self._marked(start, line_end, where)
        end = self._known_end(start, stop)
        if "|" in self.stream.text[start:end]:
            return self._marked(start, end, where, runs_on=self._code_follows(stop))
        return self._unmarked(start, stop, where)

    def _known_end(self, start: int, stop: int) -> int:
        """Where the cell begins that is neither a unit nor a figure, or ends that has words after its figure."""
        begin = start
        for part in re.split(r"(\|)", self.stream.text[start:stop]):
            text = part.strip()
            if text and text != "|" and not is_unit(text) and not is_value(text):
                first = next(iter(part.splitlines()), "") if is_value(text.split()[0]) else ""
                return begin + len(first)
            begin += len(part)
        return stop

    def _marked(self, start: int, end: int, where: Locator, *, runs_on: bool = False) -> _Cells:
        """The cells between pipes, without the rest of the label's cell if it is blank.

        `runs_on` where the code of the next row follows.
        """
        bounds = [i for i in range(start, end) if self.stream.text[i] == "|"]
        edges = list(zip([start, *(b + 1 for b in bounds)], [*bounds, end], strict=True))
        edges = edges if self.stream.text[slice(*edges[0])].strip() else edges[1:]
        if runs_on:
            edges = edges[: max((n for n, x in enumerate(edges) if self.stream.text[slice(*x)].strip()), default=0)]
        cells = [self.stream.source[a:b].strip() for a, b in edges]
        chosen = picked(cells, self.columns)
        lines = [
            self.stream.line_of(a + len(self.stream.text[a:b]) - len(self.stream.text[a:b].lstrip())) for a, b in edges
        ]
        places = [on_line(where, lines[n] if cells[n] else where.line) for n in chosen.at]
        return _Cells(MarkedCells([cells[n] for n in chosen.at], places), [], chosen.unit, end)

    def _unmarked(self, start: int, stop: int, where: Locator) -> _Cells:
        """The figures of a row without marks between its cells; several where it is unclear which one is the row's."""
        unit, values, end = self._parts(start, stop, where)
        if values and self.columns and self.columns.has_code:
            # The first one is the code, to which the unit may be joined.
            unit = unit or values[0].raw.lstrip(_DIGITS + " ")
            values = values[1:]
        if self._code_follows(stop):
            values = values[:-1]
        on_last = stop < len(self.stream.text) and self.stream.line_of(stop)
        if values and where.line is not None and values[0].where.line == where.line:
            # What is on later lines is not of this row.
            values = [value for value in values if value.where.line == where.line]
        elif on_last:
            # What is on the line of the next label is its numbering.
            values = [value for value in values if value.where.line != on_last]
        return _Cells(None, values, unit, end)

    def _parts(self, start: int, stop: int, where: Locator) -> tuple[str, list[Slot], int]:
        """The unit after a label, all figures before and after it, and where something else begins."""
        unit, values, at = "", list[Slot](), start
        while True:
            a, b = next(self.stream.atoms_between(at, stop), (stop, stop))
            known = next((n for n in range(b, a, -1) if is_unit(self.stream.text[a:n])), a)
            if known > a and (known == b or is_value(self.stream.text[known:b])):
                unit, at = unit or self.stream.source[a:known], known
                continue
            if joined := _CODE.match(self.stream.text, a, b):
                # A code, joined to the unit and the figure after it.
                values.append(Slot(joined[1], on_line(where, self.stream.line_of(a))))
                at = joined.end(1)
                continue
            tokens, end = tokens_between(self.stream, at, stop, where)
            values += tokens
            if not tokens:
                return unit, values, end
            at = end

    def _code_follows(self, at: int) -> bool:
        """Whether the last figure before a place is the code of the row there; lines above rows have none."""
        if self.columns is None or not self.columns.is_led:
            return False
        return any(label.kind == "row" for hit in self.hits if hit.start == at for label in hit.meanings)

    def _unlabelled(self, start: int, stop: int) -> None:
        """Remember a row that the form does not have: words with a figure after them."""
        text = self.stream.source[start:stop].strip(" |\n")
        if any(is_value(self.stream.text[a:b]) for a, b in self.stream.atoms_between(start, stop)) and text:
            self.unknown.append(Slot(" ".join(text.split()), Locator(table=_TABLE, line=self.stream.line_of(start))))
