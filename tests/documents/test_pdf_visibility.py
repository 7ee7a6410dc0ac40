"""PDF: figures are read as they are seen, and have no value where that cannot be decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from flows.documents.folding import CUT
from flows.documents.model import UNCLEAR
from flows.documents.pdf import visibility
from tests.pdf_drawings import X, Y, first_cell, written


def _box(canvas: Canvas, colour: str, x: float = X - 2, width: float = 18) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, Y - 3, width, 13, stroke=0, fill=1)
    canvas.setFillColor("black")


def _white_digit_nearby(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "7", X + 12, colour="white")


def _covered_and_written_again(canvas: Canvas) -> None:
    written(canvas, "12")
    _box(canvas, "white")
    written(canvas, "15")


def _struck_then_corrected(canvas: Canvas) -> None:
    written(canvas, "12", X - 6)
    canvas.line(X - 7, Y + 3.5, X + 6, Y + 3.5)
    written(canvas, "15", X + 10)


def _note(rise: float, size: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        written(canvas, "15")
        written(canvas, "1", X + 11.5, Y + rise, size)

    return draw


def _shaded(canvas: Canvas) -> None:
    _box(canvas, "lightgrey")
    written(canvas, "15")


def _white_on_blue(canvas: Canvas) -> None:
    _box(canvas, "navy")
    written(canvas, "15", colour="white")


def _bold(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "15", X + 0.3)


def _clipped_aside(canvas: Canvas) -> None:
    written(canvas, "15")
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(X - 8, Y - 5, 19.5, 20)
    canvas.clipPath(clip, stroke=0, fill=0)
    written(canvas, "7", X + 12)
    canvas.restoreState()


def _clipped_around(canvas: Canvas) -> None:
    clip = canvas.beginPath()
    clip.rect(X - 8, Y - 5, 30, 18)
    canvas.clipPath(clip, stroke=0, fill=0)
    written(canvas, "15")


def _underlined(canvas: Canvas) -> None:
    written(canvas, "15")
    canvas.line(X - 2, Y - 1.5, X + 14, Y - 1.5)


def _raised_by_rise(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "1", X + 11.5, rise=3)


def _tiny(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "7", X + 11.5, size=1)


FIFTEEN = {
    "white digit nearby": _white_digit_nearby,
    "struck, then corrected": _struck_then_corrected,
    "small and higher": _note(3, 6),
    "small and far higher": _note(6, 5),
    "raised by the text": _raised_by_rise,
    "tiny digit": _tiny,
    "grey ground below": _shaded,
    "white on a dark ground": _white_on_blue,
    "printed twice for weight": _bold,
    "one digit clipped": _clipped_aside,
    "a clip around all": _clipped_around,
    "underlined": _underlined,
}


@pytest.mark.parametrize("draw", FIFTEEN.values(), ids=FIFTEEN)
def test_visible_figures_are_read(draw: Callable[[Canvas], None]) -> None:
    assert first_cell(draw) == "15"


def _white(canvas: Canvas) -> None:
    written(canvas, colour="white")


def _covered(canvas: Canvas) -> None:
    written(canvas)
    _box(canvas, "white")


def _half_covered(canvas: Canvas) -> None:
    written(canvas)
    _box(canvas, "white", X + 8.5, 20)


def _struck(canvas: Canvas) -> None:
    written(canvas)
    canvas.line(X - 1, Y + 3.5, X + 13, Y + 3.5)


def _struck_by_a_bar(canvas: Canvas) -> None:
    written(canvas)
    canvas.rect(X - 1, Y + 3, 14, 0.7, stroke=0, fill=1)


def _struck_aslant(canvas: Canvas) -> None:
    written(canvas)
    canvas.line(X - 2, Y - 2, X + 14, Y + 10)


def _struck_by_a_curve(canvas: Canvas) -> None:
    written(canvas)
    canvas.bezier(X - 2, Y - 3, X + 4, Y + 16, X + 8, Y - 8, X + 14, Y + 10)


def _faint(canvas: Canvas) -> None:
    written(canvas, colour=(0.9, 0.9, 0.9))


def _in_background_colour(canvas: Canvas) -> None:
    _box(canvas, "grey")
    written(canvas, colour="grey")


def _black_on_black(canvas: Canvas) -> None:
    _box(canvas, "black")
    written(canvas)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    written(canvas)
    canvas.setFillAlpha(1)


def _clipped(canvas: Canvas) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(300, 300, 5, 5)
    canvas.clipPath(clip, stroke=0, fill=0)
    written(canvas)
    canvas.restoreState()


def _small_on_the_line(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "1", X + 11.5, Y, 6)


def _stamped(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "7", X + 11.5, colour="red")


def _of_two_sizes(canvas: Canvas) -> None:
    written(canvas, "15")
    written(canvas, "7", X + 11.5, Y, 12)


def _with_other_actual_text(canvas: Canvas) -> None:
    canvas._code.append("/Span <</ActualText (12)>> BDC")
    written(canvas, "15")
    canvas._code.append("EMC")


def _rotated(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(X + 6, Y - 3)
    canvas.rotate(90)
    written(canvas, x=0, y=0)
    canvas.restoreState()


def _mirrored(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(X + 14, Y)
    canvas.scale(-1, 1)
    written(canvas, x=0, y=0)
    canvas.restoreState()


DOUBTED = {
    name.strip("_"): draw
    for name, draw in globals().copy().items()
    if name
    in (
        *(
            "_white",
            "_covered",
            "_covered_and_written_again",
            "_half_covered",
            "_struck",
            "_struck_by_a_bar",
            "_struck_aslant",
            "_struck_by_a_curve",
        ),
        *("_faint", "_in_background_colour", "_black_on_black", "_transparent", "_clipped", "_small_on_the_line"),
        *("_rotated", "_mirrored", "_stamped", "_of_two_sizes", "_with_other_actual_text"),
    )
}


@pytest.mark.parametrize("draw", DOUBTED.values(), ids=DOUBTED)
def test_figures_that_may_be_invisible_are_not_read(draw: Callable[[Canvas], None]) -> None:
    assert UNCLEAR in first_cell(draw)


def test_two_figures_in_one_place_have_no_value() -> None:
    def draw(canvas: Canvas) -> None:
        written(canvas, "12")
        written(canvas, "57")

    assert CUT in first_cell(draw)


def test_pages_where_nothing_can_hide_a_figure_are_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visibility, "_drawn", lambda page: pytest.fail("drawn"))
    assert [first_cell(draw) for draw in (_shaded, _underlined, _bold, _clipped_around)] == ["15"] * 4
