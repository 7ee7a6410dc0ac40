"""PDF: form fields, reviewers' lines and optional content are read as a reader of the page sees them."""

from __future__ import annotations

import re
from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from flows.documents.model import FIELD, UNCLEAR
from tests.pdf_drawings import X, Y, first_cell, written


def _field(value: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        how = {"x": 104, "y": 622, "width": 30, "height": 14, "fontSize": 9, "borderWidth": 0}
        canvas.acroForm.textfield(name="a", value=value, **how)

    return draw


def _without_looks(data: bytes) -> bytes:
    return re.sub(rb"/AP\s*<<.*?>>", lambda found: b" " * len(found[0]), data, flags=re.DOTALL)


def test_form_fields_are_read_where_the_file_holds_their_value() -> None:
    assert first_cell(_field("15")) == "15"
    assert first_cell(_field("15"), after=_without_looks) == "15"
    assert first_cell(_field("")) == FIELD


def _annotated(kind: bytes, more: bytes = b"") -> Callable[[bytes], bytes]:
    """Puts an annotation without an appearance over the first figure, in place of a field."""

    def change(data: bytes) -> bytes:
        left, low, right, high = X - 2, Y - 3, X + 14, Y + 10
        quad = " ".join(map(str, (left, high, right, high, left, low, right, low))).encode()
        box = " ".join(map(str, (left, low, right, high))).encode()
        mark = b"/Type /Annot /Subtype /%b /Rect [%b] /QuadPoints [%b] /C [0 0 0] /F 4 %b" % (kind, box, quad, more)
        return re.sub(rb"/A <<\s*/S /URI.*?/Type /Annot", lambda _: mark, data, flags=re.DOTALL)

    return change


def test_a_reviewers_line_strikes_a_figure_out() -> None:
    def draw(canvas: Canvas) -> None:
        written(canvas)
        canvas.linkURL("http://a", (X, Y, X + 12, Y + 10))

    assert first_cell(draw) == "12"
    assert UNCLEAR in first_cell(draw, after=_annotated(b"StrikeOut"))
    assert UNCLEAR in first_cell(draw, after=_annotated(b"Square", b"/IC [1 1 1] /BS << /W 0 >>"))


def _with_a_layer_off(data: bytes) -> bytes:
    data = data.replace(b"/Resources <<", b"/Resources << /Properties << /layer 90 0 R >>")
    off = b"/OCProperties << /OCGs [90 0 R] /D << /OFF [90 0 R] >> >>"
    data = data.replace(b"/Type /Catalog", b"/Type /Catalog " + off)
    return data.replace(b"xref\n", b"90 0 obj\n<< /Type /OCG /Name (a) >>\nendobj\nxref\n", 1)


def test_content_of_a_disabled_layer_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        written(canvas, "15")
        canvas._code.append("/OC /layer BDC")
        written(canvas, "7", X + 12)
        canvas._code.append("EMC")

    assert first_cell(draw) == "157"
    assert first_cell(draw, after=_with_a_layer_off) == "15"
