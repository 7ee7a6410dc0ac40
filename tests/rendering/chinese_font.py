"""A Chinese font for PDF files without embedded fonts: the machine needs one to read them."""

from __future__ import annotations

import io
from functools import cache

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"


@cache
def chinese_font() -> str:
    """The name of the font, ready for reportlab.

    Skips the test if the machine has no Chinese font: pdfium then leaves out an isolated character.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont(FONT, 10)
    canvas.drawString(100, 100, "甲")
    canvas.save()
    if "甲" not in pypdfium2.PdfDocument(file.getvalue())[0].get_textpage().get_text_range():
        pytest.skip("no Chinese font on this machine; Debian has fonts-noto-cjk")
    return FONT
