"""The formats of the cells of a workbook: their ink, their background, and what of their text is visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flows.documents.markup import RAISED
from flows.documents.model import UNCLEAR
from flows.documents.sheets.number_formats import NumberFormat
from flows.documents.visibility import BLACK, WHITE, Color, Visibility, color_of, mixed, visibility_of

_NO_SIZE, _LEAST_SIZE = 2.0, 4.5
"""Points up to which text is a dot, and below which it may be unreadable."""

_SMALLER = 0.7
"""Of several figures in a cell, one smaller than this relative to another is a note mark."""

_BASIC = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_OTHERS = (
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF"
    " 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99"
    " 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
)
PALETTE = [color_of(digits) or BLACK for digits in f"{_BASIC} {_BASIC} {_OTHERS}".split()]
"""The colours that programs know by their numbers."""


class Font(NamedTuple):
    """How characters are drawn.

    `ink` is None where it is left to the program; `is_unusual` where they may not be drawn as figures.
    """

    is_struck: bool = False
    is_raised: bool = False
    ink: Color | None = None
    size: float = 11.0
    is_unusual: bool = False

    def visibility(self, papers: Sequence[Color | None]) -> Visibility:
        """Whether these characters are visible on a ground."""
        if self.size <= _NO_SIZE:
            return "unseen"
        found = "seen" if self.ink is None else visibility_of(self.ink, papers)
        return "unsure" if found == "seen" and (self.is_unusual or self.size < _LEAST_SIZE) else found


class CellFormat(NamedTuple):
    """The format of a cell: how it prints numbers, its characters, and the grounds that may lie under them."""

    number_format: NumberFormat
    font: Font = Font()
    papers: Sequence[Color | None] = (WHITE,)
    is_unusual: bool = False

    @property
    def visibility(self) -> Visibility:
        """Whether the text of the cell is visible."""
        found = self.font.visibility(self.papers)
        return "unsure" if found == "seen" and (self.font.is_raised or self.is_unusual) else found

    @property
    def is_plain(self) -> bool:
        """Whether everything is printed unchanged and visible."""
        return self.number_format.is_plain and self.visibility == "seen" and not self.font.is_struck


class Condition(NamedTuple):
    """How a condition may change a cell: None where it leaves things as they are."""

    font: Font | None = None
    papers: Sequence[Color | None] | None = None
    is_format: bool = False
    hides: bool = False

    def may_hide(self, cell_format: CellFormat) -> bool:
        """Whether a cell may become invisible where the condition applies."""
        font = cell_format.font if self.font is None else self.font._replace(ink=self.font.ink or cell_format.font.ink)
        ink = font.ink or (BLACK if self.papers is not None else None)
        visibility = font._replace(ink=ink).visibility(self.papers or cell_format.papers)
        return self.hides or font.is_struck or font.is_raised or visibility != "seen"


Runs = Sequence[tuple[str, Font | None]]
"""The pieces of a text and how each is drawn; None means as the cell."""


def is_uniform(runs: Runs) -> bool:
    """Whether no piece of a text is struck out, raised, coloured or of another size than the others."""
    fonts = {font for _, font in runs if font is not None}
    is_light = any(font.ink is not None and max(font.ink) >= 128 for font in fonts)
    plain = not is_light and not any(font.is_struck or font.is_raised or font.is_unusual for font in fonts)
    return plain and len({font.size for font in fonts}) < 2 and (not fonts or min(f.size for f in fonts) > _LEAST_SIZE)


def text_of(runs: Runs, cell_format: CellFormat) -> str:
    """What is visible of a text in a cell: raised pieces between edges, `UNCLEAR` where a piece may be invisible."""
    drawn = [(text, cell_format.font if font is None else font) for text, font in runs]
    kept = [
        (text, font) for text, font in drawn if not font.is_struck and font.visibility(cell_format.papers) != "unseen"
    ]
    largest = max((font.size for text, font in kept if any(map(str.isdigit, text))), default=0.0)
    found = []
    for text, font in kept:
        edge = RAISED if font.is_raised or font.size <= largest * _SMALLER else ""
        doubt = UNCLEAR if font.visibility(cell_format.papers) == "unsure" and any(map(str.isdigit, text)) else ""
        found.append(edge + text + edge + doubt)
    return "".join(found)


def tinted(color: Color, tint: float) -> Color:
    """A colour made lighter, or darker where the tint is negative."""
    return mixed(color, WHITE if tint > 0 else BLACK, min(abs(tint), 1.0)) if tint else color
