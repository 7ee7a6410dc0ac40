"""PDF pages drawn by hand, and what is read from their tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from flows.documents.model import Document
from flows.documents.pdf.document import read_pdf
from tests.rendering.chinese_font import chinese_font

Draw = Callable[[Canvas], None]
X, Y = 110, 626
"""Where `written` writes: in the first cell of what `ruled` draws."""


def drawn(*pages_drawn: Draw, **how: Any) -> bytes:
    """A PDF with pages drawn by these functions."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1, **how)
    for draw in pages_drawn:
        canvas.setFont(chinese_font(), 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def ruled(canvas: Canvas, columns: int = 3, rows: int = 2) -> None:
    """Lines of a table of cells 40 wide and 20 high, its lower left corner at 100, 600."""
    for i in range(columns + 1):
        canvas.line(100 + 40 * i, 600, 100 + 40 * i, 600 + 20 * rows)
    for i in range(rows + 1):
        canvas.line(100, 600 + 20 * i, 100 + 40 * columns, 600 + 20 * i)


def texts(opened: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for grid in opened.grids for row in grid.rows]


def first_cell(draw: Callable[[Canvas], None], *, after: Callable[[bytes], bytes] = lambda data: data) -> str:
    """What is read in the first of six cells, 40 wide and 20 high, drawn between other figures."""

    def page(canvas: Canvas) -> None:
        ruled(canvas)
        canvas.setFont("Helvetica", 10)
        for column in (1, 2):
            canvas.drawString(X + 40 * column, Y, "34")
        draw(canvas)

    read = texts(read_pdf(after(drawn(page))))
    assert read[0][1:] == ["34", "34"]
    return read[0][0]


def written(canvas: Canvas, text: str = "12", x: float = X, y: float = Y, size: float = 10, **how: object) -> None:
    """Write a text; `how` may set `colour`, render `mode` and `rise`."""
    line = canvas.beginText(x, y)
    line.setFont("Helvetica", size)
    if "colour" in how:
        line.setFillColor(how["colour"])
    if "mode" in how:
        line.setTextRenderMode(how["mode"])
    if "rise" in how:
        line.setRise(how["rise"])
    line.textOut(text)
    canvas.drawText(line)
    canvas.setFillColor("black")
