"""Pages of PDF drawn by hand, and what is read of their tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from flows.documents.model import Document
from tests.rendering.chinese_font import chinese_font

Draw = Callable[[Canvas], None]


def drawn(*pages_drawn: Draw, **how: Any) -> bytes:
    """A PDF whose pages are drawn by hand."""
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
