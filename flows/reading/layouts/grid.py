"""Tables with real cells: the row label names the row, and the cells after it are counted as printed.

Spans are not trusted: a rowspan that runs past its table shifts whole rows in the expanded grid, the row's own
cells stay right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache, partial

from expectations.shape import shape
from flows.documents.folding import parted
from flows.documents.model import UNCLEAR, Table
from flows.reading.layouts.headers import Header
from flows.reading.layouts.labels import Label, begins_report, cell_labels, figures_of, is_numbered
from flows.reading.layouts.membership import Thread, begins, has_columns, misplaced, of_form
from flows.reading.layouts.rows import Findings, Found, FoundRow, MarkedCells, Remark, Slot, found_in, places
from flows.reading.layouts.standing import Widths
from flows.reading.layouts.values import is_value, parse
from flows.reading.records import Locator

_FIGURE = "0"
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def read_grids(
    grids: Sequence[Table], others: Collection[int] = (), *, all_of_one: bool = False
) -> tuple[Found, set[int]]:
    """Find the rows of the form in all grids; and the indexes of the grids that hold words of the form.

    Ends where a second report begins, unless all tables are known to be of one report. No table continues one of
    `others`, those that are known not to be part of it.
    """
    readers: list[_Reader] = []
    before, stop = Thread(), len(grids)
    header: Header | None = None
    for number, grid in enumerate(grids, start=1):
        reader = _Reader(number, grid, before, header)
        reader.read()
        if reader.begins_report and (before.section or 0) > reader.begins_report and not all_of_one:
            stop = number - 1
            break
        reader.keep_own()
        if readers and readers[-1].is_foreign and begins(readers[-1].candidates, reader.rows):
            readers[-1].rows, readers[-1].is_foreign = readers[-1].candidates, False
        before, header = reader.left_open() if number - 1 not in others else (Thread(), None)
        readers.append(reader)
    used = {reader.number - 1 for reader in readers if reader.rows or reader.is_foreign}
    return _found(readers, Locator(table=stop + 1) if stop < len(grids) else None), used | set(range(stop, len(grids)))


def _found(readers: Sequence[_Reader], second_report: Locator | None) -> Found:
    for reader in readers:
        if not reader.rows:
            reader.unknown, reader.remarks = [], []
    found = found_in(readers)
    tabled = frozenset(row.label.section for row in found.rows if row.label.section)
    return found._replace(second_report=second_report, tabled=tabled)


class _Reader(Findings):
    """Reads one grid; `before` is what the previous grids leave open, `header` the labels above their last row."""

    def __init__(self, number: int, grid: Table, before: Thread, header: Header | None) -> None:
        super().__init__()
        self.number, self.grid, self.before = number, grid, before
        self.section: int | None = None
        self.candidates = self.rows
        # Sections with clauses of which anything but a row has been seen.
        self.announced = {before.section}
        self.begins_report = 0
        self.is_foreign = False
        self._last_header = header
        self._widths = Widths()

    def keep_own(self) -> None:
        """Drop the rows that do not belong to the form."""
        self.candidates = self.rows = self._widths.uneven_marked(self.rows)
        own = of_form(self.rows, self.header.seen, self.before)
        self.is_foreign = bool(self.rows) and not own
        for row in misplaced(own, self.before):
            own.remove(row)
            texts = [row.wording, *(row.slots.texts if row.slots else ())]
            self.unknown.append(Slot(" ".join(t.strip() for t in texts), row.where))
        self.rows = own

    def left_open(self) -> tuple[Thread, Header | None]:
        """What the next grid can continue."""
        if self.rows:
            last = self.rows[-1]
            return Thread(last.label.section, last.label.code), last.header
        if has_columns(self.section, self.header.seen):
            return Thread(self.section), self.header.above_row()
        return self.before, self._last_header

    def read(self) -> None:
        for number, texts in enumerate(self.grid.texts, start=1):
            at, known = _meant(tuple([_FIGURE if text.isdecimal() else text for text in texts]), self.section)
            if not known:
                self._bare(number, texts)
            elif at is not None:
                self._row(number, texts, at, known[at])
            elif all(label.kind == "group" for label in known.values()):
                self._grouped(number, texts)
            else:
                self._header_row(number, texts, known)

    def _row(self, number: int, texts: list[str], at: int, label: Label) -> None:
        if label.section in shape().parted and label.section not in self.announced:
            # 行政许可 with a figure beside it occurs in tables of other statistics too.
            self._unknown(number, texts)
            return
        self.section = label.section
        header = self._header(label.section)
        where = self._where(number, at + 1)
        column = self.grid.columns(number - 1)[at][1] if header.unknown else 0
        rest = tuple(texts[at + 1 :])
        if spans := self.grid.spans(number - 1, at + 1):
            self._widths.note(number, spans)
            rest = self._of_one_row(rest, number, at, spans)
        slots = _marked(rest, where)
        # Labels of the previous table are in the columns of that table.
        columns = None if header is self._last_header else partial(self.grid.columns, number - 1)
        of_label = label, texts[at].strip(), header, where
        of_cells: tuple[object, ...] = slots, at + 1, [], None, column, False, columns, self.grid.is_lettered, 0
        self.rows.append(tuple.__new__(FoundRow, (*of_label, *of_cells)))

    def _of_one_row(
        self, texts: tuple[str, ...], number: int, at: int, spans: Sequence[tuple[int, int]]
    ) -> tuple[str, ...]:
        """The cells of a row, marked unclear where they extend further down than its label."""
        tallest = self.grid.spans(number - 1, at)[0][1]
        if all(height <= tallest for _, height in spans):
            return texts
        return tuple(
            text + UNCLEAR if height > tallest and text.strip() else text
            for text, (_, height) in zip(texts, spans, strict=True)
        )

    def _header(self, section: int | None) -> Header:
        """The labels above a row; those of the previous table where its rows continue in this one."""
        header = self.header.above_row()
        if header.labels or header.unknown or self._last_header is None or section != self.before.section:
            return header
        return self._last_header

    def _where(self, number: int, column: int | None = None) -> Locator:
        pages, lines = self.grid.pages, self.grid.lines
        page = pages[number - 1] if pages else None
        line = lines[number - 1] if lines else None
        return tuple.__new__(Locator, (self.number, number, column, page, line))

    def _header_row(self, number: int, texts: list[str], known: dict[int, Label]) -> None:
        for i, text in enumerate(texts):
            label = known.get(i)
            if label is None:
                if text.strip() and not is_value(text):
                    self.remarks.append(Remark(self.number, number, text))
                    self.header.words(text, number, partial(_column, self.grid, number, i))
                continue
            if label.kind in ("clause", "column", "fragment"):
                self.announced.add(label.section)
            if label.kind == "clause":
                self.begins_report = (begins_report(label) and label.section) or self.begins_report
                self.header.clause(text)
            elif label.kind == "extra":
                self.unknown.append(Slot(text.strip(), self._where(number)))
            elif label.kind in ("column", "fragment", "row"):
                self.section = label.section if label.kind != "fragment" else self.section
                self.header.label(label, text, number, partial(_column, self.grid, number, i))

        if self.grid.lines and self.section and not texts[-1].strip():
            # Converters to text pad the lines of labels that span columns with blank cells.
            self.filling.add(self.section)

    def _bare(self, number: int, texts: list[str]) -> None:
        """A row without a label of the form: the figures of labels side by side, or a row the form does not have."""
        across = shape().across.get(self.section or 0)
        if across is not None and texts and all(not t.strip() or is_value(t) for t in texts):
            slots = _marked(tuple(texts), self._where(number, 0))
            if any(slots.texts) or (len(slots) in across.widths and not self.rows):
                header, label = self._header(self.section), figures_of(self.section or 0)
                self.rows.append(FoundRow(label, "", header, self._where(number), slots, 0, [], None))
            return
        self._remark(number, texts)
        words = [i for i, t in enumerate(texts) if t.strip() and (_YEAR.fullmatch(t.strip()) or not is_value(t))]
        if len(words) > 1 and not any(parse(t).value is not None for i, t in enumerate(texts) if i not in words):
            for i in words:
                self.header.words(texts[i], number, partial(_column, self.grid, number, i))
        elif any(parse(t).value is not None for t in texts):
            self._unknown(number, texts)
            if not words and self.rows and self.rows[-1].where.row == number - 1:
                self.rows[-1] = self.rows[-1]._replace(below=sum(bool(t.strip()) for t in texts))

    def _grouped(self, number: int, texts: list[str]) -> None:
        """A row with a group of the form but a label of its own: it is not a header, whatever is printed in it."""
        self._remark(number, texts)
        if any(parse(text).value is not None for text in texts):
            self._unknown(number, texts)

    def _remark(self, number: int, texts: list[str]) -> None:
        text = " ".join(text for text in texts if text.strip())
        if text and not is_value(text):
            is_beside = any(is_value(text) and not _YEAR.fullmatch(text.strip()) for text in texts if text.strip())
            self.remarks.append(Remark(self.number, number, text, is_beside))

    def _unknown(self, number: int, texts: list[str]) -> None:
        self.unknown.append(Slot(" ".join(t.strip() for t in texts), self._where(number)))


def _column(grid: Table, number: int, i: int) -> int:
    """The grid column of a cell. Not a method: labels that refer to their reader would be a reference cycle."""
    return grid.columns(number - 1)[i][0]


@lru_cache(maxsize=16_384)
def _meant(texts: Sequence[str], section: int | None) -> tuple[int | None, dict[int, Label]]:
    """Where the label of a row of the form is, if any, and what each cell that is a label means.

    `texts` are those of a row below one of `section`, with all figures replaced by the same one, so that rows of the
    form can be cached.
    """
    meanings = {i: found for i, text in enumerate(texts) if text != _FIGURE and (found := cell_labels(text))}
    known = {i: m[0] if len(m) == 1 else _settled(m, texts, i, section) for i, m in meanings.items()}
    return _row_label(known, texts), known


def _settled(meanings: Sequence[Label], texts: Sequence[str], i: int, section: int | None) -> Label:
    """The meaning of a cell that names both a row and a column: figures after it make it a row."""
    rest = texts[i + 1 :]
    columns = [m for m in meanings if m.kind == "column"]
    is_row = not columns or is_numbered(texts[i]) or any(t.strip() for t in rest)
    if rest and is_row and all(not t.strip() or is_value(t) for t in rest):
        rows = [m for m in meanings if m.kind == "row"]
        return next((m for m in rows if m.section == section), rows[0] if rows else meanings[0])
    return next((m for m in columns if m.section == section), columns[0] if columns else meanings[0])


def _row_label(known: dict[int, Label], texts: Sequence[str]) -> int | None:
    """Where the label of a row of the form is: the last one that is not above columns."""
    for at in reversed(known):
        if known[at].kind == "row":
            rest = texts[at + 1 :]
            across = shape().across.get(known[at].section or 0)
            is_row = across is None or (len(rest) in across.widths.values() and _are_figures(rest))
            return at if is_row else None
    return None


@lru_cache(maxsize=4_096)
def _marked(texts: tuple[str, ...], where: Locator) -> MarkedCells:
    """The cells after the column that `where` names. Most rows hold zeros, at the same place in most reports."""
    raw = texts if "".join(texts).isalnum() else [parted(text) for text in texts]
    return MarkedCells(raw, places(where, len(texts)))


def _are_figures(texts: Sequence[str]) -> bool:
    """Whether cells hold figures or nothing, and not nothing only."""
    return any(t.strip() for t in texts) and all(not t.strip() or is_value(t) for t in texts)
