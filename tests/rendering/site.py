"""Reports as whole pages of government sites: the article amid menus, lists, scripts and styles of site builders."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from random import Random
from typing import NamedTuple

from tests.rendering.furniture import around
from tests.rendering.pieces import Document, Line, Piece, Printed, Prose, Table

FULL_WIDTH = str.maketrans("():,", "（）：，")
Inner = Callable[[str, Random], str]


class Skin(NamedTuple):
    """How one site writes: tags, their attributes, the markup inside cells and between tags."""

    upper: bool
    quote: str
    table: str
    row: str
    cell: str
    inner: tuple[str, str]
    paragraph: str
    blank: str
    break_tag: str
    gap: str
    full_width: bool
    body: bool
    header: str

    def tag(self, name: str, attributes: str = "") -> str:
        name = name.upper() if self.upper else name
        return f"<{name}{' ' if attributes else ''}{attributes.replace(chr(34), self.quote)}>"

    def end(self, name: str) -> str:
        return f"</{name.upper() if self.upper else name}>"

    def text(self, text: str) -> str:
        text = text.translate(FULL_WIDTH) if self.full_width else text
        return text.replace("\n", self.break_tag)


_TABLES = (
    'border="1" cellspacing="0" cellpadding="0" width="100%"',
    'class="ke-zeroborder" style="width:100%;border-collapse:collapse;"',
    'border="1" bordercolor="#000000" style="border-collapse:collapse;width:640px;" align="center"',
    'class="MsoNormalTable" border="0" cellspacing="0"',
    "",
)
_CELLS = (
    "",
    'align="center"',
    'width="{w}" align="center" valign="middle"',
    'style="width:{w}px;text-align:center;"',
    'style="padding:0px 7px;border-color:#000000;width:{w}px;height:26px;text-align:center;"',
    'class="td{n}" nowrap="nowrap"',
    'style="border:1px solid #000;" height="32"',
)
_INNERS = (
    *[("", "")] * 7,
    ("<p>", "</p>"),
    ('<p align="center">', "</p>"),
    ('<span style="font-size:14px;">', "</span>"),
    ('<p style="text-align:center;"><span>', "</span></p>"),
    ("<div>", "</div>"),
    ('<font face="宋体">', "</font>"),
)
_PARAGRAPHS = ("", 'style="text-indent:2em;"', 'style="line-height:2em;font-size:16px;"', 'class="p0"', 'align="left"')


def skin(choice: Random) -> Skin:
    """A randomly drawn site."""
    pick = choice.choice
    return Skin(
        upper=choice.random() < 0.15,
        quote=pick(('"', '"', "'")),
        table=pick(_TABLES),
        row=pick(("", "", 'style="height:30px;"', 'class="firstRow"', 'bgcolor="#ffffff"')),
        cell=pick(_CELLS),
        inner=pick(_INNERS),
        paragraph=pick(_PARAGRAPHS),
        blank=pick(("", "&nbsp;", "<br>", "<p>&nbsp;</p>", "　")),
        break_tag=pick(("<br>", "<br/>", "<br />", "<br />&nbsp;")),
        gap=pick(("", "\n", "\r\n", "\n\t\t\t")),
        full_width=choice.random() < 0.6,
        body=choice.random() < 0.7,
        header=pick(("td", "td", "td", "th")),
    )


def site_page(document: Document, choice: Random, weight: int = 3_000) -> Printed:
    """The report on a page of a randomly drawn site; `weight` is the number of characters around the article."""
    look = skin(choice)
    before, after = around(choice, _title(document), weight)
    lines = [Line(before)]
    for block in document:
        lines += table_lines(block, look, choice) if isinstance(block, Table) else [Line(_prose(block, look, choice))]
    return Printed((*lines, Line(after)))


def _title(document: Document) -> str:
    return next((block.text for block in document if isinstance(block, Prose) and block.kind == "title"), "")


def _prose(block: Prose, look: Skin, choice: Random) -> str:
    text = look.text(block.text)
    if block.kind == "title":
        return choice.choice(("<h1>{}</h1>", '<div class="title">{}</div>', "<h2>{}</h2>", "<p><b>{}</b></p>")).format(
            text
        )
    if block.kind == "meta":
        return '<div class="info"><span>' + text.replace(" ", "</span> <span>") + "</span></div>"
    if block.kind == "heading" and choice.random() < 0.5:
        text = f"<strong>{text}</strong>"
    return f"{look.tag('p', look.paragraph)}{text}{look.end('p')}"


def table_lines(table: Table, look: Skin, choice: Random) -> list[Line]:
    """A table, a line for each of its rows."""
    start = look.tag("table", look.table) + (look.tag("tbody") if look.body else "")
    end = (look.end("tbody") if look.body else "") + look.end("table")
    return [Line(start), *(row_line(row, look, choice) for row in table.rows), Line(end)]


def row_line(row: tuple[Piece, ...], look: Skin, choice: Random) -> Line:
    cells = look.gap.join(_cell(piece, look, choice) for piece in row)
    text = look.tag("tr", look.row) + look.gap + cells + look.gap + look.end("tr")
    return Line(text, tuple(piece.key for piece in row if piece.key))


def _cell(piece: Piece, look: Skin, choice: Random) -> str:
    name = look.header if piece.kind in ("header", "clause") else "td"
    spans = ((n, v) for n, v in (("colspan", piece.across), ("rowspan", piece.down)) if v > 1)
    style = look.cell.format(w=40 * piece.across + len(piece.text), n=len(piece.text) % 9) if look.cell else ""
    attributes = " ".join(chain([style] if style else [], (f'{n}="{v}"' for n, v in spans)))
    inside = look.text(piece.text) if piece.key is None else piece.text
    inside = look.inner[0] + inside + look.inner[1] if piece.text else look.blank
    return look.tag(name, attributes) + inside + look.end(name)
