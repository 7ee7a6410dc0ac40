"""Papers as DOCX, in the fonts and sizes of official documents (GB/T 9704-2012), to be edited further."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml.etree import SubElement

from flows.papers.paper import Bars, Page, Paper, Table, Text

_SONG, _HEI, _FANG = "方正小标宋简体", "黑体", "仿宋"
_LEFT, _CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SIDES = {"l": "left", "c": "center", "r": "right"}


class _Look(NamedTuple):
    """Font, size, side, first-line and left indent in characters, exact line pitch, space before and after."""

    font: str = _FANG
    size: float = 16
    side: Any = WD_ALIGN_PARAGRAPH.JUSTIFY
    first: float = 0
    left: float = 0
    right: float = 0
    pitch: float = 28.5
    before: float = 0
    after: float = 0


_LOOKS = {
    "mark": _Look(_HEI, side=_LEFT),
    "number": _Look(side=_CENTER),
    "title": _Look(_SONG, 22, _CENTER, pitch=36, before=12, after=18),
    "addressee": _Look(side=_LEFT),
    "heading": _Look(_HEI, first=2),
    "body": _Look(first=2),
    "attachments": _Look(side=_LEFT, left=2, before=14),
    "signature": _Look(side=_RIGHT, right=4, before=28),
    "label": _Look(_HEI, side=_LEFT),
    "subtitle": _Look(_SONG, 18, _CENTER, pitch=30, after=8),
    "note": _Look(size=10.5, side=_LEFT, pitch=16),
    "cell": _Look(size=10.5, side=_LEFT, pitch=14, before=2, after=2),
    "head": _Look(_HEI, 10.5, _CENTER, pitch=14, before=2, after=2),
}
_TOGETHER = {"heading", "label", "subtitle", "attachments", "number", "mark"}
"""Not to be parted from what follows by a new page."""


def render(paper: Paper, picture: Callable[[int], bytes]) -> bytes:
    """The paper as DOCX; `picture` draws the block at a position as PNG."""
    plain = paper.plain()
    book = docx.Document(BytesIO(_blank()))
    book.core_properties.title, book.core_properties.author = plain["title"], ""
    for position, (block, content) in enumerate(zip(paper.blocks, plain["blocks"], strict=True)):
        match block:
            case Text():
                _write(book, content["style"], content["text"])
            case Table():
                _table(book, content)
            case Bars():
                book.add_picture(BytesIO(picture(position)), width=Mm(150))
            case Page():
                _page(book, block.is_wide)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@cache
def _blank() -> bytes:
    """A document with nothing but styles and page: made once, as that takes longer than most papers."""
    book = docx.Document()
    for name, look in _LOOKS.items():
        style = book.styles.add_style(f"gouji {name}", 1)
        style.base_style = book.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(look.size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)
        form = style.paragraph_format
        form.alignment, form.line_spacing_rule = look.side, WD_LINE_SPACING.EXACTLY
        form.line_spacing, form.space_before, form.space_after = Pt(look.pitch), Pt(look.before), Pt(look.after)
        form.first_line_indent, form.left_indent = Pt(look.first * look.size), Pt(look.left * look.size)
        form.right_indent, form.widow_control = Pt(look.right * look.size), False
        form.keep_with_next = name in _TOGETHER
    _lay_out(book.sections[0], is_wide=False)
    _number(book.sections[0])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _lay_out(section: Any, is_wide: bool) -> None:
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    top, bottom, left, right = (28, 26, 25, 25) if is_wide else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(bottom - 10)


def _number(section: Any) -> None:
    """Page numbers between dashes at the foot; later sections take them over."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = _CENTER
    for kind, text in (("", "— "), ("begin", ""), ("", "PAGE"), ("end", ""), ("", " —")):
        run = paragraph.add_run("" if text == "PAGE" else text)
        run.font.size = Pt(14)
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
        elif text == "PAGE":
            element = OxmlElement("w:instrText")
            element.text = text
            run._r.append(element)


def _page(book: Any, is_wide: bool) -> None:
    _lay_out(book.add_section(WD_SECTION.NEW_PAGE), is_wide)


def _style_id(style: str) -> str:
    """As Word writes the name of a style of `_blank`: to look for it takes longer than to write the paragraph."""
    return f"gouji{style}"


def _write(book: Any, style: str, text: str) -> None:
    book.add_paragraph(text)._p.style = _style_id(style)


def _table(book: Any, content: dict[str, Any]) -> None:
    section = book.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    widths = [round(width * share / sum(content["widths"]) / 635) for share in content["widths"]]
    table = book.add_table(0, len(widths), "Table Grid")
    table.autofit = False
    for column, twips in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(twips))
    if content["head"]:
        row = _row(content["head"], widths, ["center"] * len(widths), _style_id("head"))
        row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        table._tbl.append(row)
    sides = [_SIDES[letter] for letter in content["align"]]
    for texts in content["rows"]:
        row = _row(texts, widths, sides, _style_id("cell"))
        if content["is_form"]:
            row.get_or_add_trPr().get_or_add_trHeight().val = Mm(11)
        table._tbl.append(row)
    _write(book, "note", "")


def _row(texts: Sequence[str], widths: Sequence[int], sides: Sequence[str], style: str) -> Any:
    """A row as plain XML, which is many times as fast as cell by cell."""
    row = OxmlElement("w:tr")
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for text, width, side in zip(texts, widths, sides, strict=True):
        cell = SubElement(row, qn("w:tc"))
        form = SubElement(cell, qn("w:tcPr"))
        SubElement(form, qn("w:tcW"), {qn("w:w"): str(width), qn("w:type"): "dxa"})
        SubElement(form, qn("w:vAlign"), {qn("w:val"): "center"})
        for line in text.split("\n"):
            paragraph = SubElement(cell, qn("w:p"))
            looks = SubElement(paragraph, qn("w:pPr"))
            SubElement(looks, qn("w:pStyle"), {qn("w:val"): style})
            SubElement(looks, qn("w:jc"), {qn("w:val"): side})
            SubElement(SubElement(paragraph, qn("w:r")), qn("w:t"), {_SPACE: "preserve"}).text = line
    return row
