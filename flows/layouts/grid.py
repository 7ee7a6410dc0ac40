"""Tables with real cells: the row label names the row, and the cells behind it are counted as printed.

Spans are not trusted: a rowspan that runs past its table shifts whole rows in the expanded grid, the row's own
cells stay right.
"""

from __future__ import annotations

from flows.documents.model import Grid, GridCell
from flows.layouts.headers import HeaderReader
from flows.layouts.labels import Label, is_numbered, labels
from flows.layouts.proceedings import FIGURES
from flows.layouts.rows import MOST_UNKNOWN, Found, FoundRow, Slot
from flows.layouts.values import is_value, parse
from flows.records import Locator


def read_grids(grids: list[Grid]) -> tuple[Found, set[int]]:
    """Find the rows of the form in all grids; and the indexes of the grids that hold any."""
    readers: list[_Reader] = []
    another = None
    for number, grid in enumerate(grids, start=1):
        section = next((r.section for r in reversed(readers) if r.rows), None)
        reader = _Reader(number, grid, section)
        reader.read()
        if reader.begins_report and (section or 0) > 2:
            another = Locator(table=number)
            break
        readers.append(reader)
    rows = [row for reader in readers for row in reader.rows]
    headers = [header for reader in readers for header in reader.header.seen]
    unknown = [slot for reader in readers if reader.rows for slot in reader.unknown]
    used = {reader.number - 1 for reader in readers if reader.rows}
    used |= set(range(another.table - 1, len(grids))) if another and another.table else set()
    return Found(rows, headers, unknown[:MOST_UNKNOWN], False, frozenset(), another), used


class _Reader:
    """Reads one grid; `before` is the section of the last table with rows of the form."""

    def __init__(self, number: int, grid: Grid, before: int | None) -> None:
        self.number, self.grid = number, grid
        self.section: int | None = None
        self.rows: list[FoundRow] = []
        self.header = HeaderReader()
        self.unknown: list[Slot] = []
        self.is_table_two = before == 2
        self.begins_report = False

    def read(self) -> None:
        for number, cells in enumerate(self.grid.rows, start=1):
            meanings = [labels().of_cell(cell.text) for cell in cells]
            known = [self._settled(m, cells, i) for i, m in enumerate(meanings)]
            at = self._row_label(known, cells)
            if at is not None:
                self._row(number, cells, at, known)
            elif any(known):
                self._header_row(number, cells, known)
            else:
                self._bare(number, cells)

    def _settled(self, meanings: list[Label], cells: list[GridCell], i: int) -> Label | None:
        """The meaning of a cell; where it names a row and a column, figures behind it make it a row."""
        if len(meanings) < 2:
            return meanings[0] if meanings else None
        rest = [c.text for c in cells[i + 1 :]]
        columns = [m for m in meanings if m.kind == "column"]
        is_row = not columns or is_numbered(cells[i].text) or any(t.strip() for t in rest)
        if rest and is_row and all(not t.strip() or is_value(t) for t in rest):
            return next((m for m in meanings if m.kind == "row"), meanings[0])
        return next((m for m in columns if m.section == self.section), columns[0] if columns else meanings[0])

    def _row_label(self, known: list[Label | None], cells: list[GridCell]) -> int | None:
        at = [i for i, label in enumerate(known) if label is not None and label.kind == "row"]
        if not at:
            return None
        label, rest = known[at[-1]], [c.text for c in cells[at[-1] + 1 :]]
        is_header = label is not None and label.section == 4 and not (len(rest) == 5 and _are_figures(rest))
        return None if is_header else at[-1]

    def _row(self, number: int, cells: list[GridCell], at: int, known: list[Label | None]) -> None:
        label = known[at]
        assert label is not None
        if label.section == 2 and not self.is_table_two:
            # 行政许可 with a figure beside it occurs in tables of other statistics too.
            self._unknown(number, [c.text for c in cells])
            return
        self.section = label.section
        slots = [self._slot(number, i, cells[i]) for i in range(at + 1, len(cells))]
        where = Locator(table=self.number, row=number, column=at + 1)
        header = self.header.above_row()
        column = cells[at].column + cells[at].colspan
        self.rows.append(FoundRow(label, cells[at].text.strip(), header, where, slots, at + 1, [], None, column))

    def _slot(self, number: int, i: int, cell: GridCell) -> Slot:
        return Slot("".join(cell.text.split()), Locator(table=self.number, row=number, column=i + 1))

    def _header_row(self, number: int, cells: list[GridCell], known: list[Label | None]) -> None:
        for cell, label in zip(cells, known, strict=True):
            if label is None:
                if cell.text.strip() and not is_value(cell.text):
                    self.header.words(cell.text, cell.column)
                continue
            self.is_table_two |= label.section == 2 and label.kind in ("clause", "column", "fragment")
            if label.kind == "clause":
                self.begins_report |= label.code == "documents"
                self.header.clause()
            elif label.kind == "extra":
                self.unknown.append(Slot(cell.text.strip(), Locator(table=self.number, row=number)))
            elif label.kind in ("column", "fragment", "row"):
                self.section = label.section if label.kind != "fragment" else self.section
                self.header.label(label, cell.text, number)

    def _bare(self, number: int, cells: list[GridCell]) -> None:
        """A row without a label of the form: the figures of table four, or a row the form does not have."""
        texts = [cell.text for cell in cells]
        if self.section == 4 and cells and all(not t.strip() or is_value(t) for t in texts):
            slots = [self._slot(number, i, cell) for i, cell in enumerate(cells)]
            if any(s.raw for s in slots) or len(slots) == 15:
                where = Locator(table=self.number, row=number)
                self.rows.append(FoundRow(FIGURES, "", self.header.above_row(), where, slots, 0, [], None))
        elif any(parse(t).value is not None for t in texts):
            self._unknown(number, texts)

    def _unknown(self, number: int, texts: list[str]) -> None:
        self.unknown.append(Slot(" ".join(t.strip() for t in texts), Locator(table=self.number, row=number)))


def _are_figures(texts: list[str]) -> bool:
    """Whether cells hold figures or nothing, and not nothing only."""
    return any(t.strip() for t in texts) and all(not t.strip() or is_value(t) for t in texts)
