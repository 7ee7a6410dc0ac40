"""Pages to one document: tables stitched across page breaks, rows of text joined to paragraphs."""

from __future__ import annotations

from flows.documents.model import Grid, Line
from flows.documents.pdf.pages import Page, continues, joined, margins_of
from flows.documents.pdf.stitching import goes_on, stitched
from flows.documents.pdf.tables import Table, as_printed, grid_of
from flows.documents.pdf.text import Row

Item = Row | Table


class Story:
    """Takes pages in order and makes lines and grids of them."""

    def __init__(self) -> None:
        self.items: list[tuple[int, Item]] = []
        # The index of a table that ends the last page, and the number of that page.
        self.last: tuple[int, int] | None = None
        self.rows: list[Row] = []

    def take(self, page: Page) -> None:
        """Add the content of a page; its first table may continue the one that ended the page before."""
        here: list[Row | Table] = sorted([*page.rows, *page.tables], key=lambda x: x.top)
        self.rows += page.rows
        at = self._goes_on(page)
        if at is not None:
            here.remove(page.tables[0])
            number, table = self.items[at]
            assert isinstance(table, Table)
            self.items[at] = (number, stitched(table, page.tables[0]))
        self.last = None
        if page.tables and not page.is_text_below(page.tables[-1]):
            whole = at is not None and len(page.tables) == 1
            place = at if whole else len(self.items) + here.index(page.tables[-1])
            self.last = (place or 0, page.number)
        self.items += [(page.number, item) for item in here]

    def _goes_on(self, page: Page) -> int | None:
        if self.last is None or self.last[1] + 1 != page.number or not page.tables:
            return None
        table = self.items[self.last[0]][1]
        first = page.tables[0]
        stays = isinstance(table, Table) and goes_on(table, first) and not page.is_text_above(first)
        return self.last[0] if stays else None

    def lines_and_grids(self) -> tuple[list[Line], list[Grid]]:
        lines: list[Line] = []
        grids: list[Grid] = []
        margins = margins_of(self.rows)
        open_rows: list[tuple[int, Row]] = []

        def close() -> None:
            if open_rows:
                text = as_printed(joined([row for _, row in open_rows]))
                lines.append(Line(text, None, None, open_rows[0][0]))
                open_rows.clear()

        for page, part in ((page, part) for page, item in self.items for part in _parts(item)):
            if isinstance(part, Row):
                if open_rows and not continues(open_rows[-1][1], part, margins):
                    close()
                open_rows.append((page, part))
            else:
                close()
                grids.append(grid_of(part))
                lines += _lines(grids[-1], len(grids) - 1)
        close()
        return lines, grids


def _parts(item: Item) -> list[Item]:
    """A frame around text as the rows of text in it, a table without rows as nothing; anything else unchanged."""
    if isinstance(item, Table) and not item.rows:
        return []
    if isinstance(item, Table) and item.is_frame:
        return [row for cells in item.rows for cell in cells for row in cell.rows]
    return [item]


def _lines(grid: Grid, number: int) -> list[Line]:
    """The text of a table, one line per cell."""
    return [
        Line(cell.text, None, number, page)
        for row, page in zip(grid.rows, grid.pages, strict=True)
        for cell in row
        if cell.text
    ]
