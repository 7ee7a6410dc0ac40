"""Content that fonts and fills of XLS and XLSB files strike out, raise, hide or leave in doubt is not a figure."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from flows.documents.sheets.workbook import read_spreadsheet
from flows.reading.layouts.values import parse
from tests import office_xls, office_xlsb

_USUAL, _STRUCK, _WHITE = 0, 0x08, 9
Font = tuple[int, int, int, int]
"""Height in twips, flags, number of the colour, 1 where raised."""

_PLAIN: Font = (220, _USUAL, 0x7FFF, 0)


def _xls(font: Font, fill: int = 0, text: str = "15", letters: int = 0) -> str:
    fonts = b"".join(
        office_xls.record(0x31, struct.pack("<5H", height, flags, ink, 400, raised) + bytes((0, 0, letters, 0, 0, 0)))
        for height, flags, ink, raised in (_PLAIN, font)
    )
    ground = struct.pack("<I", fill << 26) + struct.pack("<H", 8)
    styles = b"".join(
        office_xls.record(0xE0, struct.pack("<2H", at, 0) + bytes(10) + (ground if at else bytes(6))) for at in (0, 1)
    )
    cells = [office_xls.cell(0, 0, "甲"), office_xls.cell(0, 1, text, 1), office_xls.cell(0, 2, "3")]
    return _second(office_xls.workbook(cells, (), fonts + styles))


def _xlsb(font: Font, fill: int = 0, text: str = "15", letters: int = 0) -> str:
    dresses = []
    for height, flags, ink, raised in (_PLAIN, font):
        color = bytes([0 if ink == 0x7FFF else 1 << 1, ink & 0xFF]) + bytes(6)
        dresses.append(
            office_xlsb.record(43, struct.pack("<4H", height, flags, 400, raised) + bytes((0, 0, letters, 0)) + color)
        )
    for pattern in (0, fill):
        dresses.append(office_xlsb.record(45, struct.pack("<I", pattern) + bytes([1 << 1, 8]) + bytes(14)))
    dresses += [office_xlsb.record(47, struct.pack("<5H", 0, 0, at, at, 0) + bytes(6)) for at in (0, 1)]
    cells = [office_xlsb.cell(0, "甲"), office_xlsb.cell(1, text, 1), office_xlsb.cell(2, "3")]
    return _second(office_xlsb.workbook([office_xlsb.row_begins(0), *cells], dresses=dresses))


def _second(data: bytes) -> str:
    return read_spreadsheet(data).grids[0].texts[0][1]


@pytest.mark.parametrize("write", [_xls, _xlsb])
@pytest.mark.parametrize(
    ("font", "fill", "note"),
    [
        (_PLAIN, 0, None),
        ((220, _STRUCK, 0x7FFF, 0), 0, "not_a_number"),
        ((220, _USUAL, _WHITE, 0), 0, "blank"),
        ((220, _USUAL, _WHITE, 0), 1, None),
        ((220, _USUAL, 8, 0), 1, "blank"),
        ((220, _USUAL, 10, 0), 0, None),
        ((220, _USUAL, 0x7FFF, 1), 0, "sight_unclear"),
        ((30, _USUAL, 0x7FFF, 0), 0, "blank"),
        ((80, _USUAL, 0x7FFF, 0), 0, "sight_unclear"),
    ],
)
def test_a_figure_is_read_as_its_font_shows_it(
    write: Callable[[Font, int], str], font: Font, fill: int, note: str | None
) -> None:
    found = parse(write(font, fill))
    assert (found.note, found.value is None) == (note, note is not None)


@pytest.mark.parametrize("write", [_xls, _xlsb])
def test_figures_in_a_symbol_font_have_no_value(write: Callable[..., str]) -> None:
    assert parse(write(_PLAIN, letters=134)).value == 15
    assert parse(write(_PLAIN, letters=2)).note == "sight_unclear"
