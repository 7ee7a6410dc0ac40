"""PDF: drawings or text next to or over a figure may be part of it, which leaves it in doubt."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from flows.documents.folding import CUT
from flows.documents.model import UNCLEAR
from tests.pdf_drawings import X, Y, first_cell, written


def _stroke(canvas: Canvas) -> None:
    """A digit drawn with strokes before the figure."""
    canvas.line(X - 3, Y, X - 3, Y + 7)
    written(canvas, "15")


def _minus(canvas: Canvas) -> None:
    canvas.line(X - 5, Y + 3.5, X - 1, Y + 3.5)
    written(canvas, "15")


def _point(canvas: Canvas) -> None:
    written(canvas, "1")
    canvas.circle(X + 6.8, Y + 0.6, 0.6, stroke=0, fill=1)
    written(canvas, "5", X + 8)


def _outline(canvas: Canvas) -> None:
    """A digit drawn as a filled area."""
    shape = canvas.beginPath()
    shape.moveTo(X + 12, Y)
    shape.curveTo(X + 20, Y, X + 20, Y + 7, X + 12, Y + 7)
    shape.close()
    canvas.drawPath(shape, stroke=0, fill=1)
    written(canvas, "15")


def _picture(canvas: Canvas) -> None:
    data = io.BytesIO()
    Image.new("RGB", (8, 14), "black").save(data, "PNG")
    canvas.drawImage(ImageReader(io.BytesIO(data.getvalue())), X - 7, Y, 5, 8)
    written(canvas, "15")


def _lifted(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "17", X, Y + 1.4)


def _half_over(canvas: Canvas) -> None:
    written(canvas, "190")
    written(canvas, "76", X + 2.8)


@pytest.mark.parametrize("draw", [_stroke, _minus, _point, _outline, _picture, _lifted, _half_over])
def test_drawings_next_to_or_over_a_figure_leave_it_in_doubt(draw: Callable[[Canvas], None]) -> None:
    assert {UNCLEAR, CUT} & set(first_cell(draw))


def _underlined(canvas: Canvas) -> None:
    written(canvas, "15")
    canvas.line(X, Y - 1.2, X + 11, Y - 1.2)


def _on_white(canvas: Canvas) -> None:
    canvas.setFillColor("white")
    canvas.rect(X, Y - 2, 5.5, 11, stroke=0, fill=1)
    canvas.rect(X + 5.5, Y - 2, 5.5, 11, stroke=0, fill=1)
    canvas.setFillColor("black")
    written(canvas, "15")


def _dashed_border(canvas: Canvas) -> None:
    for at in range(13):
        canvas.line(101.5, 620.5 + 1.5 * at, 101.5, 621.3 + 1.5 * at)
        canvas.line(100 + 3 * at, 638.8, 101.5 + 3 * at, 638.8)
    written(canvas, "15")


def _distant_box(canvas: Canvas) -> None:
    written(canvas, "1", X, Y)
    written(canvas, "5", X + 5.56, Y)
    canvas.rect(X + 22, Y - 4, 3, 3, fill=0)


@pytest.mark.parametrize("draw", [_underlined, _on_white, _dashed_border, _distant_box])
def test_drawings_elsewhere_leave_the_figure_alone(draw: Callable[[Canvas], None]) -> None:
    assert first_cell(draw) == "15"


def test_figures_in_a_symbol_font_are_left_in_doubt() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Oblique", 10)
        canvas.drawString(X, Y, "15")

    assert first_cell(draw) == "15"
    name = b"/BaseFont /Helvetica-Oblique"
    assert UNCLEAR in first_cell(draw, after=lambda data: data.replace(name, b"/BaseFont /ABCDEF+Wingdings-Reg"))
