"""Text as programs dump it from PDF and office files: tabs, aligned columns, columns one after another, page breaks."""

from __future__ import annotations

from itertools import chain, zip_longest
from random import Random

from tests.rendering.markdown import grid
from tests.rendering.pieces import Document, Key, Line, Printed, Prose, Table


def tabs(table: Table) -> list[Line]:
    """A tab between the columns of the grid, as copied from a sheet."""
    return [
        Line(
            "\t".join(piece.text.replace("\n", "") if piece else "" for piece in cells),
            tuple(piece.key for piece in cells if piece and piece.key),
        )
        for cells in grid(table)
    ]


def aligned(table: Table) -> list[Line]:
    """Cells separated by many spaces, as `pdftotext -layout` writes; blanks leave no trace."""
    lines = []
    for row in table.rows:
        printed = [piece.text.replace("\n", "") for piece in row if piece.text.strip()]
        lines.append(Line("   " + "      ".join(printed), tuple(piece.key for piece in row if piece.key)))
    return lines


def column_major(table: Table) -> list[Line]:
    """One column after another, a cell a line: only order identifies the rows, so no line claims a cell."""
    columns = zip_longest(*grid(table))
    pieces = [piece for piece in chain.from_iterable(columns) if piece and piece.text]
    return [Line(piece.text.replace("\n", "")) for piece in pieces]


def pages(table: Table, choice: Random) -> list[Line]:
    """Rows of pipes with page breaks, some of them within a label: a line that holds half of it claims no cell."""
    lines = []
    for row in table.rows:
        cells = [piece.text.replace("\n", " ") for piece in row]
        keys: tuple[Key, ...] = tuple(piece.key for piece in row if piece.key)
        if choice.random() < 0.06 and row[0].kind == "label" and len(cells[0]) > 4:
            at = choice.randrange(2, len(cells[0]) - 1)
            lines += [Line(cells[0][:at]), Line(choice.choice(("- 3 -", "\x0c", "第 3 页", "— 4 —")))]
            cells[0], keys = cells[0][at:], ()
        lines.append(Line(" | ".join(cells) + " |", keys))
    return lines


PLAIN = {"tabs": tabs, "aligned": aligned, "column_major": column_major}
NAMES = (*PLAIN, "pages")


def dump(document: Document, choice: Random, layout: str) -> Printed:
    """The report as one program dumps it."""
    lines: list[Line] = []
    for block in document:
        if isinstance(block, Prose):
            lines.append(Line(block.text))
        else:
            lines += PLAIN[layout](block) if layout in PLAIN else pages(block, choice)
    return Printed(tuple(lines))
