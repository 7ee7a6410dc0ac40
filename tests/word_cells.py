"""Cells of Word documents, and what is read from them."""

from __future__ import annotations

from decimal import Decimal

from flows.documents.word.document import read_docx
from flows.reading.layouts.values import parse
from tests.office_files import TRANSITIONAL, cell, docx, paragraph, table

FIFTEEN = Decimal(15)


def style_sheet(*styles: str, defaults: str = "") -> str:
    return f'<w:styles xmlns:w="{TRANSITIONAL}">{defaults}{"".join(styles)}</w:styles>'


def style(name: str, marks: str, based: str = "", kind: str = "character", more: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{on}<w:rPr>{marks}</w:rPr></w:style>'


def run(text: str, marks: str = "") -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def line(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def value_and_note(content: str, styles: str = "", around: str = "") -> tuple[Decimal | None, str | None]:
    """Value and note of a cell, the second in its row."""
    parts = {"styles": styles} if styles else {}
    opened = read_docx(docx(table(cell(paragraph("申请")) + cell(content, around)), **parts))
    figure = parse(opened.grids[0].texts[0][1])
    return figure.value, figure.note
