"""Lists in tables with real cells: the cells after a label that can be its figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from flows.documents.model import Table
from flows.reading.layouts.labels import Label
from flows.reading.layouts.lists import (
    Columns,
    Context,
    columns_of,
    header_of,
    is_unit,
    meanings_of,
    picked,
    unsure_rows,
)
from flows.reading.layouts.rows import Findings, Found, FoundRow, MarkedCells, Remark, Slot, found_in, in_column
from flows.reading.layouts.values import is_value, parse
from flows.reading.records import Locator


def read_lists(grids: Sequence[Table], others: Collection[int] = ()) -> tuple[Found, set[int]]:
    """Find the rows of lists in all grids but `others`; and the indexes of the grids that hold them."""
    readers: list[_Reader] = []
    columns: Columns | None = None
    context = Context()
    for number, grid in enumerate(grids, start=1):
        if number - 1 in others or not _has_rows(grid):
            continue
        reader = _Reader(number, grid, columns, context)
        reader.read()
        columns = reader.columns
        readers.append(reader)
    found = found_in(readers)
    found = found._replace(rows=unsure_rows(found.rows))
    tabled = frozenset(row.label.section for row in found.rows if row.label.section)
    return found._replace(tabled=tabled), {reader.number - 1 for reader in readers}


def _has_rows(grid: Table) -> bool:
    """Whether a row of a list is among the texts of a table."""
    return any(
        label.kind == "row" for texts in grid.texts for text in texts if len(text) > 3 for label in meanings_of(text)
    )


class _Reader(Findings):
    """Reads one grid; `columns` are those of the grid before, until a line of this one names its own."""

    def __init__(self, number: int, grid: Table, columns: Columns | None, context: Context) -> None:
        super().__init__()
        self.number, self.grid, self.columns, self.context = number, grid, columns, context

    def read(self) -> None:
        for number, texts in enumerate(self.grid.texts, start=1):
            meanings = [meanings_of(text) for text in texts]
            if any(label.kind == "row" for cell in meanings for label in cell):
                self._rows(number, texts, meanings)
            else:
                self._other(number, texts, meanings)

    def _rows(self, number: int, texts: Sequence[str], meanings: Sequence[Sequence[Label]]) -> None:
        """One row, or several side by side."""
        for at, end in _parts(meanings):
            if at + 1 < end or end == len(texts):
                label = self.context.row(meanings[at])
                if label is not None:
                    self._row(label, number, texts, at, end)

    def _row(self, label: Label, number: int, texts: Sequence[str], at: int, end: int) -> None:
        where = self._where(number, at + 1)
        chosen = picked(texts[at + 1 : end], self.columns)
        columns = [at + 2 + i for i in chosen.at]
        slots = MarkedCells([texts[i - 1] for i in columns], [in_column(where, column) for column in columns])
        header = header_of(label.section or 0, label.code, chosen.unit)
        self.rows.append(FoundRow(label, texts[at].strip(), header, where, slots, at + 1, [], None))

    def _other(self, number: int, texts: Sequence[str], meanings: Sequence[Sequence[Label]]) -> None:
        """A line above rows, words between them, or a row that the form does not have."""
        if columns := columns_of(meanings):
            self.columns = columns
            return
        words = [text for text, cell in zip(texts, meanings, strict=True) if not cell and text.strip()]
        if not any(not is_value(text) and not is_unit(text) for text in words):
            return
        if self.rows and any(parse(text).value is not None for text in texts):
            self.unknown.append(Slot(" ".join(text.strip() for text in texts), self._where(number, None)))
        else:
            self.remarks.append(Remark(self.number, number, " ".join(text for text in words if text.strip())))

    def _where(self, number: int, column: int | None) -> Locator:
        pages, lines = self.grid.pages, self.grid.lines
        page = pages[number - 1] if pages else None
        return Locator(self.number, number, column, page, lines[number - 1] if lines else None)


def _parts(meanings: Sequence[Sequence[Label]]) -> Iterator[tuple[int, int]]:
    """Where each label of a row is, and where its cells end."""
    at = [i for i, cell in enumerate(meanings) if any(label.kind == "row" for label in cell)]
    yield from zip(at, [*at[1:], len(meanings)], strict=True)
