"""Reports as Word saves them for the web: classes and styles on everything, words and numbers cut by tags and lines."""

from __future__ import annotations

from itertools import groupby
from random import Random
from typing import NamedTuple

from tests.rendering.pieces import Document, Line, Piece, Printed, Prose, Table
from tests.rendering.site import FULL_WIDTH

_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset={charset}">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word {version}">
<title>{title}</title>
<!--[if gte mso 9]><xml>
 <o:DocumentProperties><o:Author>user{n}</o:Author><o:Revision>{n}</o:Revision><o:TotalTime>{n}</o:TotalTime>
 <o:Pages>6</o:Pages><o:Words>{n}</o:Words></o:DocumentProperties>
</xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument>
 <w:LatentStyles DefLockedState="false" LatentStyleCount="267">{latent}</w:LatentStyles></xml><![endif]-->
<style>
<!--
 /* Font Definitions */
 @font-face {{font-family:宋体; panose-1:2 1 6 0 3 1 1 1 1 1; mso-font-alt:SimSun; mso-font-charset:134;}}
 p.MsoNormal, li.MsoNormal, div.MsoNormal {{mso-style-unhide:no; margin:0cm; text-align:justify;
 mso-pagination:none; font-size:10.5pt; font-family:"Calibri","sans-serif"; mso-font-kerning:1.0pt;}}
{styles}
-->
</style>
<!--[if gte mso 10]><style>table.MsoNormalTable {{mso-style-name:普通表格; mso-padding-alt:0cm;}}</style><![endif]-->
</head>

<body lang=ZH-CN style='tab-interval:21.0pt;text-justify-trim:punctuation'>

<div class=WordSection1 style='layout-grid:15.6pt'>

"""
_LATENT = (
    '<w:LsdException Locked="false" Priority="{n}" SemiHidden="false" UnhideWhenUsed="false" Name="heading {n}"/>\n'
)
_STYLE = 'span.{n}Char {{mso-style-name:"标题 {n} Char"; mso-style-link:"标题 {n}"; font-weight:bold;}}\n'


class Habit(NamedTuple):
    """How one copy of Word writes: fonts, sizes, how often words are cut, where lines wrap."""

    font: str
    size: str
    border: str
    padding: str
    cut: float
    wrap: int
    height: str
    conditional: bool
    bidi: bool


def habit(choice: Random) -> Habit:
    pick = choice.choice
    return Habit(
        font=pick(("宋体", "仿宋_GB2312", "楷体_GB2312", "黑体")),
        size=pick(("9.0", "10.0", "10.5", "12.0")),
        border=pick(("windowtext 1.0pt", "#000000 1.0pt", "windowtext .75pt")),
        padding=pick(("0cm 5.4pt 0cm 5.4pt", "0cm .5pt 0cm .5pt", "0pt 0pt 0pt 0pt")),
        cut=pick((0.0, 0.1, 0.4)),
        wrap=pick((0, 30, 38)),
        height=pick(("19.85", "22.7", "1.0cm"))[:5],
        conditional=choice.random() < 0.5,
        bidi=choice.random() < 0.5,
    )


def word_page(document: Document, choice: Random) -> Printed:
    """The report as saved by a randomly drawn copy of Word."""
    look = habit(choice)
    title = next((block.text for block in document if isinstance(block, Prose) and block.kind == "title"), "")
    head = _HEAD.format(
        charset="utf-8",
        version=choice.choice((11, 12, 14, 15)),
        title=title,
        n=choice.randrange(2, 900),
        latent="".join(_LATENT.format(n=n) for n in range(1, choice.randrange(5, 12))),
        styles="".join(_STYLE.format(n=n) for n in range(1, choice.randrange(3, 12))),
    )
    lines = [Line(head)]
    for block in document:
        lines += _table(block, look, choice) if isinstance(block, Table) else [Line(_prose(block, look, choice))]
    return Printed((*lines, Line("</div>\n\n</body>\n\n</html>\n")))


def _prose(block: Prose, look: Habit, choice: Random) -> str:
    indent = "" if block.kind in ("title", "heading") else "text-indent:32.0pt;mso-char-indent-count:2.0;"
    bold = ("<b style='mso-bidi-font-weight:normal'>", "</b>") if block.kind != "sentence" else ("", "")
    inside = _runs(block.text.translate(FULL_WIDTH), look, choice)
    return f"<p class=MsoNormal style='{indent}line-height:28.0pt'>{bold[0]}{inside}{bold[1]}</p>\n"


def _table(table: Table, look: Habit, choice: Random) -> list[Line]:
    width = choice.randrange(560, 640)
    start = (
        f"<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 width={width}\n"
        f" style='width:{width * 0.75}pt;border-collapse:collapse;border:none;\n"
        f" mso-border-alt:solid {look.border};mso-padding-alt:{look.padding}'>"
    )
    rows = [
        Line(
            f" <tr style='mso-yfti-irow:{number};height:{look.height}pt'>\n"
            + "".join(_cell(piece, look, choice, width // table.width) for piece in row)
            + " </tr>",
            tuple(piece.key for piece in row if piece.key),
        )
        for number, row in enumerate(table.rows)
    ]
    ghost = "<![if !supportMisalignedColumns]>\n <tr height=0>{}</tr>\n <![endif]>"
    cells = "<td width=60 style='border:none'></td>" * table.width
    end = (ghost.format(cells) if look.conditional else "") + "</table>\n"
    return [Line(start), *rows, Line(end)]


def _cell(piece: Piece, look: Habit, choice: Random, unit: int) -> str:
    width = unit * piece.across + choice.randrange(3)
    spans = "".join(f" {n}={v}" for n, v in (("colspan", piece.across), ("rowspan", piece.down)) if v > 1)
    empty = f"<span\n  lang=EN-US style='font-size:{look.size}pt'><o:p>&nbsp;</o:p></span>"
    inside = "<br>\n".join(_runs(p, look, choice) for p in _shown(piece).split("\n")) if piece.text else empty
    return (
        f"  <td width={width}{spans} style='width:{width * 0.75}pt;border:solid {look.border};\n"
        f"  border-left:none;mso-border-alt:solid windowtext .5pt;padding:{look.padding};height:{look.height}pt'>\n"
        f"  <p class=MsoNormal align=center style='text-align:center;mso-pagination:\n"
        f"  widow-orphan'>{inside}</p>\n  </td>\n"
    )


def _shown(piece: Piece) -> str:
    return piece.text if piece.key else piece.text.translate(FULL_WIDTH)


def _runs(text: str, look: Habit, choice: Random) -> str:
    """Alternating spans of Latin and Chinese characters, some of them cut in two, long ones wrapped within words."""
    spans = []
    for latin, group in groupby(text, key=lambda c: c.isascii()):
        run = "".join(group)
        at = choice.randrange(1, len(run)) if len(run) > 1 and choice.random() < look.cut else 0
        for part in (run[:at], run[at:]) if at else (run,):
            spans.append(_span(part, latin, look))
    return "".join(spans)


def _span(run: str, latin: bool, look: Habit) -> str:
    wrapped = run
    if look.wrap and not latin:
        wrapped = "\n  ".join(run[at : at + look.wrap] for at in range(0, len(run), look.wrap))
    kind = " lang=EN-US" if latin else ""
    bidi = f"mso-bidi-font-family:\n  {look.font};" if look.bidi else ""
    return (
        f"<span\n  {kind} style='font-size:{look.size}pt;font-family:{look.font};{bidi}mso-font-kerning:0pt'>"
        f"{wrapped}{'<o:p></o:p>' if latin else ''}</span>"
    )
