"""The formats of the cells of XLS and XLSB files, from the records of their fonts, fills and styles."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from flows.documents.sheets.cell_formats import PALETTE, CellFormat, Font
from flows.documents.sheets.number_formats import STRUCK, NumberFormat, number_format_of
from flows.documents.visibility import THEME, WHITE, Color

_TWIPS, _STRIKE, _SOLID, _AUTOMATIC = 20, 0x08, 1, 0x7FFF
_SKIPPED = 4
"""No font of an XLS file has this number."""
_PICTURES = b"\x02"
"""The character set of fonts that draw pictures in place of figures."""
_INDEXED, _RGB, _THEMED = 1, 2, 3


class BinaryStyles:
    """Collects fonts and styles in the order of a file, and makes a cell format of each style."""

    def __init__(self) -> None:
        self.fonts: list[Font] = []
        self.fills: list[Sequence[Color | None]] = []
        self.palette: list[Color] = [*PALETTE]
        self._inks: list[int] = []
        self._used: list[tuple[int, int, Sequence[Color | None]]] = []

    def xls_palette(self, body: bytes) -> None:
        """The colours that replace the usual ones in a file, from the eighth on."""
        for at in range(min((len(body) - 2) // 4, len(self.palette) - 8)):
            red, green, blue = body[2 + 4 * at : 5 + 4 * at]
            self.palette[8 + at] = red, green, blue

    def xls_font(self, body: bytes) -> None:
        height, flags, ink, _, script = struct.unpack_from("<5H", body)
        is_unusual = body[12:13] == _PICTURES
        self.fonts.append(Font(bool(flags & _STRIKE), script in (1, 2), None, height / _TWIPS, is_unusual))
        self._inks.append(ink)

    def xls_style(self, body: bytes) -> None:
        font, number = struct.unpack_from("<2H", body)
        papers: Sequence[Color | None] = (WHITE,)
        if len(body) >= 20:
            pattern = struct.unpack_from("<I", body, 14)[0] >> 26
            papers = self._papers(pattern, struct.unpack_from("<H", body, 18)[0] & 0x7F)
        self._used.append((font - (font > _SKIPPED), number, papers))

    def xlsb_font(self, body: bytes) -> None:
        height, flags, _, script = struct.unpack_from("<4H", body)
        is_unusual, ink = body[10:11] == _PICTURES, _color(body[12:20])
        self.fonts.append(Font(bool(flags & _STRIKE), script in (1, 2), ink, height / _TWIPS, is_unusual))

    def xlsb_fill(self, body: bytes) -> None:
        pattern = struct.unpack_from("<I", body)[0]
        paper = _color(body[4:12])
        self.fills.append((WHITE,) if not pattern else (paper or WHITE,) if pattern == _SOLID else (WHITE, None))

    def xlsb_style(self, body: bytes) -> None:
        number, font, fill = struct.unpack_from("<3H", body, 2)
        self._used.append((font, number, self.fills[fill] if fill < len(self.fills) else (WHITE,)))

    def _papers(self, pattern: int, paper: int) -> Sequence[Color | None]:
        if not pattern:
            return (WHITE,)
        return (self._ink(paper) or WHITE,) if pattern == _SOLID else (WHITE, None)

    def _ink(self, number: int) -> Color | None:
        return self.palette[number] if number < len(self.palette) and number != _AUTOMATIC else None

    def cell_formats(self, codes: dict[int, str | None]) -> list[CellFormat]:
        """The formats of cells, by the number of their style; `codes` are the number formats by their numbers."""
        fonts = [font._replace(ink=self._ink(ink)) for font, ink in zip(self.fonts, self._inks, strict=False)]
        fonts = fonts or self.fonts
        found = []
        for at, number, papers in self._used:
            font = fonts[at] if at < len(fonts) else Font()
            made: NumberFormat = number_format_of(STRUCK if font.is_struck else codes.get(number))
            found.append(CellFormat(made, font, papers))
        return found

    @property
    def has_pieces(self) -> bool:
        """Whether a font that no whole cell uses strikes out, raises or hides: pieces of some text use it."""
        worn = {at for at, _, _ in self._used}
        fonts = [font for at, font in enumerate(self.fonts) if at not in worn]
        return any(font.is_struck or font.is_raised or font.visibility((WHITE,)) != "seen" for font in fonts)


def _color(said: bytes) -> Color | None:
    """A colour of an XLSB file; None where it is left to the program, or not known."""
    if len(said) < 8:
        return None
    kind, number = said[0] >> 1, said[1]
    if kind == _RGB:
        return said[4], said[5], said[6]
    if kind == _THEMED:
        return THEME[number] if number < len(THEME) else None
    return PALETTE[number] if kind == _INDEXED and number < len(PALETTE) else None
