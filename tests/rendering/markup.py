"""Reports as HTML: the clean table of the form, and the ways real pages distort it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import NamedTuple

from tests.rendering.pieces import Document, Line, Piece, Printed, Prose, Table

Reshape = Callable[[Table], Table]
_FULL_WIDTH = str.maketrans("():,", "（）：，")


class Style(NamedTuple):
    """How a page is written. `hide` wraps a hidden copy; `around` surrounds the whole report."""

    reshape: Reshape = lambda table: table
    write: Callable[[Piece], str] = lambda piece: piece.text.replace("\n", "<br/>")
    blank: str = ""
    tag: str = "td"
    hide: str = ""
    around: tuple[str, str] = ("", "")


def _stretched(piece: Piece, by: int = 1) -> Piece:
    return piece._replace(across=piece.across + by)


def _mapped(table: Table, change: Callable[[Piece], list[Piece]]) -> Table:
    return table._replace(rows=tuple(tuple(chain.from_iterable(map(change, row))) for row in table.rows))


def split_labels(table: Table) -> Table:
    """The label column split in two: the number of a row in one cell, its words in the next."""

    def change(piece: Piece) -> list[Piece]:
        number = re.match(r"\d\.", piece.text) if piece.kind == "label" else None
        if number:
            return [piece._replace(text=number[0]), piece._replace(text=piece.text[number.end() :])]
        leads = piece.kind in ("label", "clause") or piece.text.startswith(("信息内容", "(本列"))
        return [_stretched(piece) if leads else piece]

    return _mapped(table, change) if table.section != 4 else table


def wide_data(table: Table) -> Table:
    """An extra grid column, filled by a cell of figures: once below its header, once next to it (r083)."""
    if table.section == 4:
        return table
    if table.section == 3:
        stretched = {"申请人情况", "法人或其他组织", "商业\n企业"}

        def change(piece: Piece) -> list[Piece]:
            wide = piece.key[2] == "enterprise" if piece.key else piece.text in stretched
            return [_stretched(piece) if wide else piece]

        return _mapped(table, change)
    rows = []
    for index, row in enumerate(table.rows):
        # The header widens its third cell; figures of every clause but the first widen their first.
        at = 0 if len(row) == 1 else 1 if row[0].kind == "label" and index > 3 else min(2, len(row) - 1)
        rows.append((*row[:at], _stretched(row[at]), *row[at + 1 :]))
    return table._replace(rows=tuple(rows))


def overrunning(rows_too_many: int) -> Reshape:
    """本年度办理结果 spans more rows than it has, so that a browser pushes 结转下年度 aside."""

    def change(piece: Piece) -> list[Piece]:
        return [piece._replace(down=piece.down + rows_too_many) if piece.text.startswith("三、") else piece]

    return lambda table: _mapped(table, change)


def _broken(piece: Piece) -> str:
    """Words and numbers cut by tags and newlines, as Word writes them; a number shows no gap."""
    text = piece.text.replace("\n", "")
    middle = (len(text) + 1) // 2
    if len(text) < 2:
        return f"<p class=MsoNormal><span lang=EN-US>{text}</span></p>"
    cuts = ("</span><span>", "\n", "</span></b><b><span>", *(() if piece.key else ("<br />", "\n  ")))
    return f"<p class=MsoNormal><b><span>{text[:middle]}{cuts[len(text) % len(cuts)]}{text[middle:]}</span></b></p>"


def _full_width(piece: Piece) -> str:
    text = piece.text if piece.key else piece.text.translate(_FULL_WIDTH)
    return f'<p align="center">{text.replace(chr(10), "<br />")}</p>'


_LAYOUT_TABLE = "<table><tr><td>首页</td><td>政府信息公开年报</td></tr><tr><td colspan=2>"

STYLES: Mapping[str, Style] = {
    "clean": Style(),
    "full_width": Style(write=_full_width, blank="<p>&nbsp;</p>", tag="th"),
    "split_labels": Style(split_labels, blank="&nbsp;"),
    "wide_data": Style(wide_data, blank="&nbsp;"),
    "overrun_by_one": Style(overrunning(1)),
    "overrun_far": Style(overrunning(50)),
    "hidden_block": Style(hide='<div style="DISPLAY: none;">{}</div>'),
    "hidden_attribute": Style(hide="<div hidden>{}</div>"),
    "layout_tables": Style(around=(_LAYOUT_TABLE * 2, "</td></tr></table>" * 2)),
    "broken_words": Style(write=_broken, blank="<p><span>&nbsp;</span></p>"),
}


def page(document: Document, style: str, decoy: Document = (), encoding: str = "utf-8") -> Printed:
    """The report as a page of one style; `decoy` is the copy hidden where the style hides one."""
    chosen = STYLES[style]
    decoys = {block.section: block for block in decoy if isinstance(block, Table)}
    title = document[0].text if isinstance(document[0], Prose) else ""
    lines = [Line(f'<html><head><meta charset="{encoding}"><title>{title}</title></head><body>{chosen.around[0]}')]
    for block in document:
        if isinstance(block, Prose):
            lines.append(Line(f"<p>{block.text}</p>"))
            continue
        if chosen.hide and block.section in decoys:
            hidden = "".join(line.text for line in _table(decoys[block.section], chosen))
            lines.append(Line(chosen.hide.format(hidden)))
        lines += _table(block, chosen)
    return Printed((*lines, Line(f"{chosen.around[1]}</body></html>")))


def _table(table: Table, style: Style) -> list[Line]:
    rows = [
        Line(
            "<tr>" + "".join(_cell(piece, style) for piece in row) + "</tr>",
            tuple(piece.key for piece in row if piece.key),
        )
        for row in style.reshape(table).rows
    ]
    return [Line('<table border="1"><tbody>'), *rows, Line("</tbody></table>")]


def _cell(piece: Piece, style: Style) -> str:
    tag = style.tag if piece.kind in ("header", "clause") else "td"
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", piece.across), ("rowspan", piece.down)) if n > 1)
    return f"<{tag}{spans}>{style.write(piece) if piece.text else style.blank}</{tag}>"
