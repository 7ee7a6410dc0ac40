"""Reports as Markdown, in the ways converters write tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.rendering.pieces import Document, Key, Line, Piece, Printed, Prose, Table

Row = tuple[Piece, ...]
Write = Callable[[list[str], int], str]


def grid(table: Table) -> list[list[Piece | None]]:
    """The cells of each row by grid column; None where a cell spans over from the left or from above."""
    held: dict[int, int] = {}
    rows: list[list[Piece | None]] = []
    for row in table.rows:
        cells: list[Piece | None] = []
        below = {column: down - 1 for column, down in held.items() if down > 1}
        for piece in row:
            while len(cells) in held:
                cells.append(None)
            for offset in range(piece.across):
                if piece.down > 1:
                    below[len(cells)] = piece.down - 1
                cells.append(piece if offset == 0 else None)
        while len(cells) in held:
            cells.append(None)
        held = below
        rows.append(cells + [None] * (table.width - len(cells)))
    return rows


def _keys(cells: list[Piece | None]) -> tuple[Key, ...]:
    return tuple(piece.key for piece in cells if piece and piece.key)


def _escaped(text: str, choice: Random) -> str:
    text = re.sub(r"^(\d)\.", r"\1\\.", text) if choice.random() < 0.5 else text
    return text.replace("\n", choice.choice(("<br>", " ", "")))


def pandoc(table: Table, choice: Random) -> list[Line]:
    """`| label | 1 | 2 |`, every column of the grid, a rule below the first row."""
    return _piped(table, choice, lambda cells, _: "| " + " | ".join(cells) + " |", lambda n: "|" + "---|" * n)


def html2text(table: Table, choice: Random) -> list[Line]:
    """`label | 1 | 2  `: no pipes at the sides, two spaces at the end, only physical cells."""
    lines = []
    for number, row in enumerate(table.rows):
        text = " | ".join(_escaped(piece.text, choice) for piece in row)
        lines.append(Line(text + "  ", tuple(piece.key for piece in row if piece.key)))
        if number == 0:
            lines.append(Line("|".join(["---"] * table.width) + "  "))
    return lines


def markdownify(table: Table, choice: Random) -> list[Line]:
    """Physical cells, and an extra pipe for each column a cell spans."""
    lines = []
    for number, row in enumerate(table.rows):
        text = "|" + "".join(f" {_escaped(piece.text, choice)} |" + " |" * (piece.across - 1) for piece in row)
        lines.append(Line(text, tuple(piece.key for piece in row if piece.key)))
        if number == 0:
            lines.append(Line("|" + " --- |" * table.width))
    return lines


def bold_labels(table: Table, choice: Random) -> list[Line]:
    """As pandoc writes, labels in bold."""
    rows = tuple(
        tuple(p if p.key or not p.text else p._replace(text=f"**{p.text}**") for p in row) for row in table.rows
    )
    return pandoc(table._replace(rows=rows), choice)


def padded(table: Table, choice: Random) -> list[Line]:
    """Columns of one width, colons in the rule."""
    wide = max(len(piece.text) for row in table.rows for piece in row)
    return _piped(
        table,
        choice,
        lambda cells, _: "| " + " | ".join(cell.ljust(wide // 3) for cell in cells) + " |",
        lambda n: "|" + ":---:|" * n,
    )


def _piped(table: Table, choice: Random, write: Write, rule: Callable[[int], str]) -> list[Line]:
    lines = []
    for number, cells in enumerate(grid(table)):
        written = [_escaped(piece.text, choice) if piece else "" for piece in cells]
        lines.append(Line(write(written, number), _keys(cells)))
        if number == 0:
            lines.append(Line(rule(table.width)))
    return lines


TABLES: dict[str, Callable[[Table, Random], list[Line]]] = {
    "pandoc": pandoc,
    "html2text": html2text,
    "markdownify": markdownify,
    "bold_labels": bold_labels,
    "padded": padded,
}


def markdown(document: Document, choice: Random, layout: str) -> Printed:
    """The report as one converter writes it."""
    heading = choice.choice(("## {}", "**{}**", "### **{}**", "{}"))
    lines: list[Line] = []
    for block in document:
        if isinstance(block, Table):
            lines += [*TABLES[layout](block, choice), Line("")]
        else:
            lines += [Line(_prose(block, heading)), Line("")]
    return Printed(tuple(lines))


def _prose(block: Prose, heading: str) -> str:
    if block.kind == "title":
        return f"# {block.text}"
    return heading.format(block.text) if block.kind == "heading" else block.text
