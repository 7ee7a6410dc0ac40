"""A table of a page while the tree is being walked, and the resulting text of its cells."""

from __future__ import annotations

import re

from flows.documents.html.appearance import doubted, in_order
from flows.documents.html.damage import distrusted
from flows.documents.markup import BLOCK, LINE, RAISED, settled
from flows.documents.model import FIELD, UNCLEAR, Grid, GridCell

CAPTION = "\ue0f6"
"""Encloses the text on a button or beside a field."""

_NAMING = re.compile(f"{CAPTION}[^\\d{CAPTION}]*{CAPTION}")
_DIGIT = re.compile(r"\d")
_ALONE = re.compile(f"[^\\d{RAISED}]*(?:{RAISED}[^{RAISED}]*{RAISED}[^\\d{RAISED}]*)+")


# A raised figure that touches another one, with nothing but edges between.
_BESIDE = re.compile(rf"\d[\s{BLOCK}{LINE}]*{RAISED}[\s{RAISED}{BLOCK}{LINE}]*\d")


class Table:
    """A table while it is being walked; `nested` once it turns out to be layout around other tables.

    Of its open cell: the `parts` of its text, whether Word wrote it, and whether a field is in it.
    """

    def __init__(self, index: int) -> None:
        self.index = index
        self.rows: list[list[GridCell]] = []
        self.nested = False
        self.parts: list[str] | None = None
        self.is_of_word = self.has_field = False
        self.distrusted: set[int] = set()
        self.shuffled: set[int] = set()

    def distrust(self) -> None:
        """Mark the row as holding a tag that swallowed markup after it: its cells may be another row's."""
        self.distrusted.add(max(len(self.rows) - 1, 0))

    def shuffle(self) -> None:
        """Mark the cells of the row as drawn out of their place."""
        self.shuffled.add(max(len(self.rows) - 1, 0))

    def grid(self) -> Grid:
        for number in self.shuffled:
            for row in self.rows[number : number + 1]:
                row[:] = [cell._replace(text=doubted(cell.text)) for cell in row]
        for number in self.distrusted:
            for row in self.rows[number : number + 1]:
                row[:] = [cell._replace(text=distrusted(cell.text)) for cell in row]
        return Grid(self.rows)

    def start_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def start_cell(self, colspan: int, rowspan: int) -> None:
        if not self.rows:
            self.start_row()
        self.end_cell()
        self.rows[-1].append(GridCell("", colspan, rowspan))
        self.parts = []
        self.is_of_word = self.has_field = False

    def end_cell(self) -> None:
        if self.parts is not None:
            text = "".join(self.parts)
            if CAPTION in text:
                text = (_NAMING.sub("", text) if self.has_field else text).replace(CAPTION, "")
            self.rows[-1][-1] = self.rows[-1][-1]._replace(text=_text_of(text))
            self.parts = None


def _text_of(parts: str) -> str:
    """The text of a cell, in which raised figures are note marks."""
    text = in_order(parts)
    is_unclear = UNCLEAR in text
    if RAISED in text and not is_unclear:
        is_unclear = _DIGIT.search(text) is not None and (_ALONE.fullmatch(text) or _BESIDE.search(text)) is not None
    text = settled(text.replace(UNCLEAR, "") if is_unclear else text)
    return doubted(text) if is_unclear and FIELD not in text else text
