"""PDF: figures are read as they are seen, and where that cannot be decided they are none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from flows.documents import pdf_sight
from flows.documents.folding import CUT
from flows.documents.model import FIELD, UNCLEAR
from flows.documents.pdf import read_pdf
from tests.pdf_drawings import drawn, ruled, texts

X, Y = 110, 626


def _cell(draw: Callable[[Canvas], None], *, after: Callable[[bytes], bytes] = lambda data: data) -> str:
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


def _written(canvas: Canvas, text: str = "12", x: float = X, y: float = Y, size: float = 10, **how: object) -> None:
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


def _box(canvas: Canvas, colour: str, x: float = X - 2, width: float = 18) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, Y - 3, width, 13, stroke=0, fill=1)
    canvas.setFillColor("black")


def _white_beside(canvas: Canvas) -> None:
    _written(canvas, "15")
    _written(canvas, "7", X + 12, colour="white")


def _covered_and_written_again(canvas: Canvas) -> None:
    _written(canvas, "12")
    _box(canvas, "white")
    _written(canvas, "15")


def _struck_beside(canvas: Canvas) -> None:
    _written(canvas, "12", X - 6)
    canvas.line(X - 7, Y + 3.5, X + 6, Y + 3.5)
    _written(canvas, "15", X + 10)


def _note(rise: float, size: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        _written(canvas, "15")
        _written(canvas, "1", X + 11.5, Y + rise, size)

    return draw


def _shaded(canvas: Canvas) -> None:
    _box(canvas, "lightgrey")
    _written(canvas, "15")


def _white_on_blue(canvas: Canvas) -> None:
    _box(canvas, "navy")
    _written(canvas, "15", colour="white")


def _bold(canvas: Canvas) -> None:
    _written(canvas, "15")
    _written(canvas, "15", X + 0.3)


def _clipped_aside(canvas: Canvas) -> None:
    _written(canvas, "15")
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(X - 8, Y - 5, 19.5, 20)
    canvas.clipPath(clip, stroke=0, fill=0)
    _written(canvas, "7", X + 12)
    canvas.restoreState()


def _clipped_around(canvas: Canvas) -> None:
    clip = canvas.beginPath()
    clip.rect(X - 8, Y - 5, 30, 18)
    canvas.clipPath(clip, stroke=0, fill=0)
    _written(canvas, "15")


def _underlined(canvas: Canvas) -> None:
    _written(canvas, "15")
    canvas.line(X - 2, Y - 1.5, X + 14, Y - 1.5)


def _raised_by_rise(canvas: Canvas) -> None:
    _written(canvas, "15")
    _written(canvas, "1", X + 11.5, rise=3)


def _tiny(canvas: Canvas) -> None:
    _written(canvas, "15")
    _written(canvas, "7", X + 11.5, size=1)


FIFTEEN = {
    "white digit beside": _white_beside,
    "struck, then the other": _struck_beside,
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
def test_what_is_seen_is_read(draw: Callable[[Canvas], None]) -> None:
    assert _cell(draw) == "15"


def _white(canvas: Canvas) -> None:
    _written(canvas, colour="white")


def _covered(canvas: Canvas) -> None:
    _written(canvas)
    _box(canvas, "white")


def _half_covered(canvas: Canvas) -> None:
    _written(canvas)
    _box(canvas, "white", X + 8.5, 20)


def _struck(canvas: Canvas) -> None:
    _written(canvas)
    canvas.line(X - 1, Y + 3.5, X + 13, Y + 3.5)


def _struck_by_a_bar(canvas: Canvas) -> None:
    _written(canvas)
    canvas.rect(X - 1, Y + 3, 14, 0.7, stroke=0, fill=1)


def _struck_aslant(canvas: Canvas) -> None:
    _written(canvas)
    canvas.line(X - 2, Y - 2, X + 14, Y + 10)


def _struck_by_a_curve(canvas: Canvas) -> None:
    _written(canvas)
    canvas.bezier(X - 2, Y - 3, X + 4, Y + 16, X + 8, Y - 8, X + 14, Y + 10)


def _faint(canvas: Canvas) -> None:
    _written(canvas, colour=(0.9, 0.9, 0.9))


def _as_its_ground(canvas: Canvas) -> None:
    _box(canvas, "grey")
    _written(canvas, colour="grey")


def _black_on_black(canvas: Canvas) -> None:
    _box(canvas, "black")
    _written(canvas)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    _written(canvas)
    canvas.setFillAlpha(1)


def _clipped(canvas: Canvas) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(300, 300, 5, 5)
    canvas.clipPath(clip, stroke=0, fill=0)
    _written(canvas)
    canvas.restoreState()


def _small_on_the_line(canvas: Canvas) -> None:
    _written(canvas, "15")
    _written(canvas, "1", X + 11.5, Y, 6)


def _lying(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(X + 6, Y - 3)
    canvas.rotate(90)
    _written(canvas, x=0, y=0)
    canvas.restoreState()


def _mirrored(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(X + 14, Y)
    canvas.scale(-1, 1)
    _written(canvas, x=0, y=0)
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
        *("_faint", "_as_its_ground", "_black_on_black", "_transparent", "_clipped", "_small_on_the_line"),
        *("_lying", "_mirrored"),
    )
}


@pytest.mark.parametrize("draw", DOUBTED.values(), ids=DOUBTED)
def test_what_may_not_be_seen_is_no_figure(draw: Callable[[Canvas], None]) -> None:
    assert UNCLEAR in _cell(draw)


def test_two_figures_at_one_place_are_none() -> None:
    def draw(canvas: Canvas) -> None:
        _written(canvas, "12")
        _written(canvas, "57")

    assert CUT in _cell(draw)


def _field(value: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        how = {"x": 104, "y": 622, "width": 30, "height": 14, "fontSize": 9, "borderWidth": 0}
        canvas.acroForm.textfield(name="a", value=value, **how)

    return draw


def _without_looks(data: bytes) -> bytes:
    return re.sub(rb"/AP\s*<<.*?>>", lambda found: b" " * len(found[0]), data, flags=re.DOTALL)


def test_fields_are_read_where_the_file_has_their_value() -> None:
    assert _cell(_field("15")) == "15"
    assert _cell(_field("15"), after=_without_looks) == "15"
    assert _cell(_field("")) == FIELD


def test_pages_on_which_nothing_can_hide_a_figure_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_sight, "_drawn", lambda page: pytest.fail("drawn"))
    assert [_cell(draw) for draw in (_shaded, _underlined, _bold, _clipped_around)] == ["15"] * 4


def _annotated(kind: bytes, more: bytes = b"") -> Callable[[bytes], bytes]:
    """Puts an annotation without a look of its own over the first figure, in place of a field."""

    def change(data: bytes) -> bytes:
        left, low, right, high = X - 2, Y - 3, X + 14, Y + 10
        quad = " ".join(map(str, (left, high, right, high, left, low, right, low))).encode()
        box = " ".join(map(str, (left, low, right, high))).encode()
        mark = b"/Type /Annot /Subtype /%b /Rect [%b] /QuadPoints [%b] /C [0 0 0] /F 4 %b" % (kind, box, quad, more)
        return re.sub(rb"/A << /S /URI.*?/Type /Annot", lambda _: mark, data, flags=re.DOTALL)

    return change


def test_the_line_of_a_reviewer_strikes_a_figure_out() -> None:
    def draw(canvas: Canvas) -> None:
        _written(canvas)
        canvas.linkURL("http://a", (X, Y, X + 12, Y + 10))

    assert _cell(draw) == "12"
    assert UNCLEAR in _cell(draw, after=_annotated(b"StrikeOut"))
    assert UNCLEAR in _cell(draw, after=_annotated(b"Square", b"/IC [1 1 1]"))
