"""Tables of Word documents while they are read, and their printed cells."""

from __future__ import annotations

from flows.documents.folding import cleaned
from flows.documents.markup import BLOCK, RAISED, settled
from flows.documents.model import UNCLEAR, Grid, GridCell
from flows.documents.visibility import TURNED, undecided


class WordCell:
    """A cell while it is read: its text and spans. `down` and `across` are continue or restart where merged."""

    __slots__ = ("across", "colspan", "down", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.colspan = 1
        self.down: str | None = None
        self.across: str | None = None

    def settled(self) -> str:
        """The text with its edges resolved: paragraphs, lines and tabs keep figures apart."""
        text = "".join(self.parts)
        if text.isprintable():
            return text
        if "\n" in text or "\t" in text:
            text = text.replace("\n", BLOCK).replace("\t", BLOCK)
        if UNCLEAR in text or (not text.isascii() and TURNED.search(text)):
            text = undecided(text)
        return settled(cleaned(text)) if BLOCK in text or RAISED in text else text


class WordTable:
    """A table while it is read; `nested` once it turns out to be layout around other tables."""

    def __init__(self, index: int) -> None:
        self.index, self.nested = index, False
        self.rows: list[list[WordCell]] = []
        self.before: dict[int, int] = {}

    def grid(self) -> Grid:
        """The printed cells, without those that continue one from above or from the left."""
        rows: list[list[GridCell]] = []
        covered: dict[int, tuple[int, int]] = {}
        for number, cells in enumerate(self.rows):
            row: list[GridCell] = []
            claims: dict[int, tuple[int, int]] = {}
            column = self.before.get(number, 0)
            for cell in cells:
                place = number, len(row)
                if cell.across == "continue" and row:
                    row[-1] = row[-1]._replace(colspan=row[-1].colspan + cell.colspan)
                elif cell.down == "continue" and column in covered:
                    place = covered[column]
                    _heighten(rows, place, number)
                else:
                    row.append(GridCell(cell.settled(), cell.colspan, column=column))
                if cell.down is not None:
                    claims.update(dict.fromkeys(range(column, column + cell.colspan), place))
                column += cell.colspan
            covered = claims
            rows.append(row)
        return Grid(rows)


def _heighten(rows: list[list[GridCell]], place: tuple[int, int], number: int) -> None:
    """Extend a cell of an earlier row down to a row."""
    row, at = place
    if row < number and at < len(rows[row]):
        rows[row][at] = rows[row][at]._replace(rowspan=number - row + 1)
