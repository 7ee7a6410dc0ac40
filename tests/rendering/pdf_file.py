"""Reports as PDF with text: ruled tables over several pages, rows cut at the end of a page, vertical labels."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as PrintedTable

from tests.rendering.chinese_font import chinese_font
from tests.rendering.harm_visibility import in_pdf
from tests.rendering.markdown import grid
from tests.rendering.pieces import Document, Piece, Prose, Table
from tests.rendering.statistics import SECTION as STATISTICS
from tests.rendering.word_file import split_at


def pdf(document: Document, choice: Random, layout: str) -> bytes:
    """The report as a PDF of one layout."""
    try:
        return _built(document, choice, layout)
    except UnboundLocalError:
        # reportlab 5.1 cannot cut some of the rows that a cell of the row above reaches into.
        return _built(document, choice, "ruled")


def _built(document: Document, choice: Random, layout: str) -> bytes:
    size = choice.choice((7, 8, 9))
    base = ParagraphStyle(
        "cell", fontName=chinese_font(), fontSize=size, leading=size * 1.4, wordWrap="CJK", alignment=1
    )
    prose = base.clone("prose", fontSize=size + 3, leading=(size + 3) * 1.6, alignment=0, firstLineIndent=2 * size)
    paper = pagesizes.landscape(pagesizes.A4) if layout == "landscape" else pagesizes.A4
    story = []
    for block in document:
        if isinstance(block, Prose):
            story.append(Paragraph(escape(block.text), prose))
        else:
            wide = paper[0] - 100
            story.append(Spacer(1, choice.randrange(2, 60)))
            look = _look(choice)
            story += [_table(part, base, wide, layout, look) for part in _pages(block, choice)] + [Spacer(1, 6)]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=paper, leftMargin=50, rightMargin=50, invariant=1).build(story)
    return buffer.getvalue()


def _look(choice: Random) -> list[tuple[Any, ...]]:
    ruled = ("GRID", (0, 0), (-1, -1), choice.choice((0.3, 0.5, 1.0)), "black")
    all_cells = (0, 0), (-1, -1)
    pads = [(f"{side}PADDING", *all_cells, 2) for side in ("LEFT", "RIGHT")]
    return [ruled, ("VALIGN", *all_cells, "MIDDLE"), ("TOPPADDING", *all_cells, choice.choice((1, 2, 4))), *pads]


def _pages(table: Table, choice: Random) -> list[Table]:
    """A long table in parts that fit a page each; the remainder of a cell that spans down is left blank."""
    parts, rest = [], table
    while len(rest.rows) > 9:
        heads = sum(row[0].kind == "header" for row in rest.rows[:4])
        upper, rest = split_at(rest, heads + choice.randrange(2, 6), repeated=False)
        parts.append(upper)
    return [*parts, rest]


def _table(table: Table, base: ParagraphStyle, wide: float, layout: str, look: list[tuple[Any, ...]]) -> PrintedTable:
    vertical = layout == "vertical"
    cells = grid(table)
    columns = _widths(table, wide, max(map(len, cells)))
    base = _fitting(table, base, min(columns))
    shown = [[_cell(piece, base, vertical) if piece else "" for piece in row] for row in cells]
    spans = [
        ("SPAN", (column, row), (column + piece.across - 1, min(row + piece.down, len(cells)) - 1))
        for row, pieces in enumerate(cells)
        for column, piece in enumerate(pieces)
        if piece and (piece.across > 1 or piece.down > 1)
    ]
    return PrintedTable(shown, colWidths=columns, style=look + spans, splitInRow=int(layout == "cut_rows"))


def _fitting(table: Table, base: ParagraphStyle, column: float) -> ParagraphStyle:
    """A font size at which no number wraps onto a second line."""
    shown = [p.text for row in table.rows for p in row if p.key]
    ems = max([sum(1.0 if ord(c) > 255 else 0.6 for c in text) for text in shown if len(text) < 9] or [1]) or 1.0
    size = min(base.fontSize, (column - 6) / ems)
    return base.clone("fitting", fontSize=size, leading=size * 1.4)


def _widths(table: Table, wide: float, columns: int) -> list[float]:
    if table.section == 4 or columns != table.width:
        return [wide / columns] * columns
    if table.section == STATISTICS:
        labels = {i for row in grid(table) for i, p in enumerate(row) if p and p.kind == "label"}
        label = min(labels, default=0)
        return [wide * 0.5 if i == label else wide * 0.5 / max(columns - 1, 1) for i in range(columns)]
    if table.section == 2:
        return [wide * 0.34, *[wide * 0.66 / (columns - 1)] * (columns - 1)]
    return [wide * 0.08, wide * 0.1, wide * 0.26, *[wide * 0.56 / (columns - 3)] * (columns - 3)]


def _cell(piece: Piece, base: ParagraphStyle, vertical: bool) -> Paragraph:
    text = in_pdf(escape(piece.text).replace("\n", "<br/>"), base.fontSize)
    if vertical and piece.kind == "group":
        text = "<br/>".join(piece.text)
    return Paragraph(text, base)


LAYOUTS = ("ruled", "landscape", "vertical", "cut_rows")
WRITERS: dict[str, Callable[[Document, Random], bytes]] = {
    name: lambda document, choice, name=name: pdf(document, choice, name) for name in LAYOUTS
}
