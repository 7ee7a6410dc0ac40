"""Reports as XLSX: in one sheet or three, cells merged, numbers as numbers, texts or results of formulas."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from random import Random

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.rendering import figures, form
from tests.rendering.harm_visibility import HIDDEN, RAISED, STRUCK, pieces_of
from tests.rendering.markdown import grid
from tests.rendering.pieces import Document, Piece, Prose, Table

_NAMES = {2: "表二", 3: "表三", 4: "表四"}


class _Writer:
    """Writes blocks into sheets from the top down."""

    def __init__(self, choice: Random, layout: str) -> None:
        self.choice, self.layout = choice, layout
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.book.set_properties({"created": dt.datetime(2022, 1, 1)})
        self.as_text = choice.choice((0.0, 0.5, 1.0))
        self.top = 0

    def write(self, document: Document) -> bytes:
        sheet = self.book.add_worksheet("年度报告")
        for block in document:
            if isinstance(block, Prose):
                sheet.write_string(self.top, 0, block.text)
                self.top += 1
                continue
            if self.layout == "sheets":
                sheet, self.top = self.book.add_worksheet(_NAMES.get(block.section, "统计表")), 0
            self._table(sheet, block)
        if self.layout == "hidden_sheet":
            self._decoy()
        self.book.close()
        return self.buffer.getvalue()

    def _decoy(self) -> None:
        sheet = self.book.add_worksheet("旧表")
        sheet.hide()
        self.top = 0
        for table in form.tables("2021", "three_rows", figures.different("2021", "three_rows", 77)):
            self._table(sheet, table)

    def _table(self, sheet: Worksheet, table: Table) -> None:
        for number, cells in enumerate(grid(table)):
            for column, piece in enumerate(cells):
                if piece is not None:
                    self._cell(sheet, self.top + number, column, piece)
        self.top += len(table.rows) + 1

    def _cell(self, sheet: Worksheet, row: int, column: int, piece: Piece) -> None:
        if piece.across > 1 or piece.down > 1:
            sheet.merge_range(row, column, row + piece.down - 1, column + piece.across - 1, "")
        pieces = list(pieces_of(piece.text))
        if len(pieces) > 1:
            self._rich(sheet, row, column, pieces)
            return
        plain = (
            piece.key is not None and piece.text.lstrip("-").replace(".", "", 1).isdecimal() and piece.text.isascii()
        )
        if not plain or piece.text != str(_number(piece.text)) or self.choice.random() < self.as_text:
            sheet.write_string(row, column, piece.text) if piece.text else sheet.write_blank(row, column, None)
        elif self.layout == "formulas" and piece.key and piece.key[2] == "total":
            sheet.write_formula(row, column, "=SUM(A1:A2)", None, _number(piece.text))
        else:
            sheet.write_number(row, column, _number(piece.text))

    def _rich(self, sheet: Worksheet, row: int, column: int, pieces: list[tuple[str, str]]) -> None:
        """A text of pieces, some of them raised, struck out or invisible."""
        made: list[object] = []
        for mark, text in pieces:
            made += [self.book.add_format(self.choice.choice(_WAYS[mark]) if mark else {"bold": True}), text]
        sheet.write_rich_string(row, column, *made)


_WAYS = {
    RAISED: ({"font_script": 1}, {"font_script": 2}, {"font_size": 6}),
    STRUCK: ({"font_strikeout": True},),
    HIDDEN: ({"font_color": "white"}, {"font_size": 1}, {"font_color": "#FEFEFE"}),
}


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


LAYOUTS = ("sheet", "sheets", "formulas", "hidden_sheet")
WRITERS: dict[str, Callable[[Document, Random], bytes]] = {
    name: lambda document, choice, name=name: _Writer(choice, name).write(document) for name in LAYOUTS
}
