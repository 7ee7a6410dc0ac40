"""Pages with malformed tables: split, nested, unclosed, wrongly spanned, copied, or not tables at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.rendering import figures, form
from tests.rendering.furniture import around
from tests.rendering.harm_figures import GAP
from tests.rendering.page_sheets import ITEM, ROW, dressed
from tests.rendering.pieces import Document, Key, Line, Piece, Printed, Prose, Table
from tests.rendering.site import Skin, site_page, skin, table_lines
from tests.rendering.text import LAYOUTS

Row = tuple[Piece, ...]
Page = Callable[[Document, Random], Printed]
# Markup that a browser does not show, so that a number stays one number.
_CUTS = ("<span></span>", "</span><span>", "<!-- -->", '<font face="Arial"></font>', "<b></b>")
# Markup that it shows as a gap between two figures.
_GAPS = (
    *("{} {}", "{}\n  {}", "{}&nbsp;{}", "{}&emsp;{}", "{}<br/>{}", "{}<br>{}", "{}</span> <span>{}"),
    '{}<span style="padding-left:9px"></span>{}',
    '<span style="margin-right:1em">{}</span>{}',
    '<span style="letter-spacing:1em">{}</span>{}',
    '<span style="display:inline-flex;gap:1em"><b>{}</b><b>{}</b></span>',
    # No `div`: inside a paragraph a browser closes the paragraph first and reopens its elements around both figures.
    '<span style="display: flex"><span>{}</span><span>{}</span></span>',
    '<span style="display:grid;grid-template-columns:1fr 1fr"><i>{}</i><i>{}</i></span>',
    f'<span class="{ITEM}">{{}}</span><span class="{ITEM}">{{}}</span>',
    f'{{}}<span class="{ITEM}">{{}}</span>',
    f'<span class="{ROW}"><span>{{}}</span><span>{{}}</span></span>',
)
_SEPARATED = re.compile(f"([\\d,.]*){GAP}([\\d,.]*)")
_PRE = ("pipes", "pipes_markdown", "flat", "pipes_leading")


def joined(printed: Printed, choice: Random) -> Printed:
    """The same with U+E001 as a tag that cuts a number without separating it, and gaps as visible gaps."""

    def change(text: str) -> str:
        if "\ue001" in text:
            text = text.replace("\ue001", choice.choice(_CUTS))
        return _SEPARATED.sub(lambda m: choice.choice(_GAPS).format(*m.groups()), text) if GAP in text else text

    texts = dressed([change(line.text) for line in printed.lines], choice)
    return Printed(tuple(Line(text, line.keys) for text, line in zip(texts, printed.lines, strict=True)))


def split(document: Document, choice: Random, repeated: bool) -> Printed:
    """Table three cut in two, as editors do at the end of a page, with its labels repeated or not."""
    blocks: list[Table | Prose] = []
    for block in document:
        cut = isinstance(block, Table) and block.section == 3
        blocks += _halves(block, choice, repeated) if cut and isinstance(block, Table) else [block]
    return site_page(tuple(blocks), choice)


def _halves(table: Table, choice: Random, repeated: bool) -> list[Table]:
    heads = next((n for n, row in enumerate(table.rows) if row[0].kind != "header"), 0)
    at = choice.randrange(heads + 1, max(len(table.rows), heads + 2))
    upper = [[_held(piece, at - number) for piece in row] for number, row in enumerate(table.rows[:at])]
    open_groups = [
        piece._replace(text=choice.choice((piece.text, "")), down=piece.down - (at - number))
        for number, row in enumerate(table.rows[:at])
        for piece in row
        if piece.kind == "group" and piece.down > at - number
    ]
    lower = list(table.rows[at:])
    if lower:
        lower[0] = (*open_groups, *lower[0])
    headers = table.rows[:heads] if repeated else ()
    return [table._replace(rows=tuple(map(tuple, upper))), table._replace(rows=(*headers, *lower))]


def _held(piece: Piece, rows: int) -> Piece:
    return piece._replace(down=min(piece.down, rows))


def unclosed(document: Document, choice: Random) -> Printed:
    """All or some end tags of cells, rows and paragraphs left out."""
    share = choice.choice((1.0, 1.0, 0.5))
    ends = re.compile(choice.choice(("</t[dr]>", "</(?:t[dr]|p)>", "</(?:t[drh]|p|span|font|div)>")), re.IGNORECASE)
    printed = site_page(document, choice)
    inside = range(1, len(printed.lines) - 1)
    lines = [
        Line(ends.sub(lambda m: "" if choice.random() < share else m.group(), line.text), line.keys)
        if number in inside
        else line
        for number, line in enumerate(printed.lines)
    ]
    return Printed(tuple(lines))


def wrong_spans(document: Document, choice: Random) -> Printed:
    """Some cells of words span a row or a column too many or too few."""

    def change(piece: Piece) -> Piece:
        if piece.key or choice.random() > 0.1:
            return piece
        across = max(piece.across + choice.choice((-1, 0, 1)), 1)
        return piece._replace(across=across, down=max(piece.down + choice.choice((-1, 0, 1, 30)), 1))

    return site_page(_mapped(document, change), choice)


def _mapped(document: Document, change: Callable[[Piece], Piece]) -> Document:
    return tuple(
        block._replace(rows=tuple(tuple(map(change, row)) for row in block.rows)) if isinstance(block, Table) else block
        for block in document
    )


def hidden_copy(document: Document, choice: Random) -> Printed:
    """Before each table, an invisible copy with other figures."""
    hide = choice.choice(
        (
            '<div style="display:none">{}</div>',
            "<div hidden>{}</div>",
            "<!-- {} -->",
            '<script type="text/html">{}</script>',
            "<template>{}</template>",
            '<div style="visibility: hidden; height:0">{}</div>',
        )
    )
    keys = {piece.key for block in document if isinstance(block, Table) for row in block.rows for piece in row}
    copies = _copies({key for key in keys if key}, choice)
    lines: list[Line] = []
    for line in site_page(document, choice).lines:
        if line.text.lower().startswith("<table") and copies:
            hidden = "".join(copy.text for copy in table_lines(copies.pop(0), skin(choice), choice))
            lines.append(Line(hide.format(hidden)))
        lines.append(line)
    return Printed(tuple(lines))


def _copies(keys: set[Key], choice: Random) -> list[Table]:
    edition = "2019" if (2, "fees", "items_change") in keys else "2021"
    closed = "one_row" if (3, "closed", "total") in keys else "three_rows"
    if edition == "2019":
        closed = "one_row"
    return list(form.tables(edition, closed, figures.different(edition, closed, choice.randrange(10**6))))


def nested(document: Document, choice: Random) -> Printed:
    """Each table in a cell of a layout table, one of them in two, with other cells next to it."""
    depth = choice.randrange(1, 4)
    start = '<table width="100%"><tr><td class="left">导航</td><td>' * depth
    printed = site_page(document, choice)
    lines: list[Line] = []
    for line in printed.lines:
        low = line.text.lower()
        if low.startswith("<table") and line is not printed.lines[0]:
            lines += [Line(start), line]
        elif low.endswith("</table>") and line is not printed.lines[-1]:
            lines += [line, Line("</td></tr></table>" * depth)]
        else:
            lines.append(line)
    return Printed(tuple(lines))


def pre(document: Document, choice: Random) -> Printed:
    """Tables as lines of text within `pre`."""
    layout = LAYOUTS[choice.choice(_PRE)]

    def write(table: Table, _: Skin) -> list[Line]:
        return [Line("<pre>"), *layout.table(table), Line("</pre>")]

    return _without_tables(document, choice, write)


def divs(document: Document, choice: Random) -> Printed:
    """Rows and cells as `div`."""
    cell = choice.choice(('<div class="td">{}</div>', '<div style="display:table-cell;">{}</div>', "<p>{}</p>"))

    def write(table: Table, look: Skin) -> list[Line]:
        rows = [
            Line(
                '<div class="tr">' + "".join(cell.format(look.text(p.text).replace("\n", "")) for p in row) + "</div>",
                tuple(piece.key for piece in row if piece.key),
            )
            for row in table.rows
        ]
        return [Line('<div class="table">'), *rows, Line("</div>")]

    return _without_tables(document, choice, write)


def _without_tables(document: Document, choice: Random, write: Callable[[Table, Skin], list[Line]]) -> Printed:
    look = skin(choice)
    before, after = around(choice, "", 2_000)
    # A wrapper that is itself a table would turn everything into one table.
    lines = [Line(before.replace('<table width="1000" align="center"><tr><td class="content">', "<div>"))]
    for block in document:
        lines += write(block, look) if isinstance(block, Table) else [Line(f"<p>{look.text(block.text)}</p>")]
    return Printed((*lines, Line(after.replace("</td></tr></table>", "</div>"))))


PAGES: dict[str, Page] = {
    "split": lambda document, choice: split(document, choice, repeated=False),
    "split_repeated": lambda document, choice: split(document, choice, repeated=True),
    "unclosed": unclosed,
    "wrong_spans": wrong_spans,
    "hidden_copy": hidden_copy,
    "nested": nested,
    "pre": pre,
    "divs": divs,
}
