"""What is printed around tables and changes what their figures mean: the unit of amounts, another year."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.rendering.draft import Draft, Harm, of_section, tables, texts
from tests.rendering.pieces import Document, Figure, Piece, Prose, Table

_UNITS = ("元", "千元", "万元", "亿元")
_SAID = ("单位：{}", "（单位：{}）", "金额单位: {}", "单 位：{}", "填报单位：办公室  单位：{}", "单位：件、{}")
_NAMES = {2: "主动公开政府信息情况", 3: "收到和处理政府信息公开申请情况", 4: "行政复议、行政诉讼情况"}
_YEARS = (
    "{year}年{name}",
    "{year}年度{name}统计表",
    "（{year}年）",
    "上年度{name}",
    "{year}年，{name}如下：",
    "（下表为{year}年数据，本年度的尚未汇总）",
    "{year}年第四季度{name}",
    "（上半年）",
    "1—6月{name}",
)

Place = Callable[[Document, int, str, Random], Document]


def _next_to(document: Document, section: int, text: str, *, above: bool) -> Document:
    found: list[Table | Prose] = []
    for block in document:
        is_it = isinstance(block, Table) and block.section == section
        line = Prose("sentence", text)
        found += ([line, block] if above else [block, line]) if is_it else [block]
    return tuple(found)


def _above(document: Document, section: int, text: str, _: Random) -> Document:
    return _next_to(document, section, text, above=True)


def _below(document: Document, section: int, text: str, _: Random) -> Document:
    return _next_to(document, section, text, above=False)


def _first_row(document: Document, section: int, text: str, _: Random) -> Document:
    def changed(block: Table | Prose) -> Table | Prose:
        if not isinstance(block, Table) or block.section != section:
            return block
        return block._replace(rows=((Piece("header", text, across=block.width),), *block.rows))

    return tuple(map(changed, document))


def units_outside(draft: Draft, choice: Random) -> Draft:
    """The unit of the amounts above, below or in the first row of table two, and not in its header."""
    unit = choice.choice(_UNITS)
    place = choice.choice((_above, _below, _first_row))
    found = texts(draft, lambda text: text.removesuffix("(单位:万元)"), ("header",))
    document = place(found.document, 2, choice.choice(_SAID).format(unit), choice)
    # A unit in the cell itself takes precedence.
    amounts = {key: unit for key, figure in draft.truth.items() if key[2] == "amount" and "元" not in figure.text}
    return found._replace(document=document, units=amounts)


def other_year(draft: Draft, choice: Random) -> Draft:
    """A table labelled as being of the year before."""
    section = choice.choice((2, 3, 4))
    text = choice.choice(_YEARS).format(year=draft.report.year - 1, name=_NAMES[section])
    # Where rows are cut at the end of a page, this one may be too.
    place = _above if draft.layout == "cut_rows" else choice.choice((_above, _first_row))
    gone = of_section(draft, section)
    truth = {key: Figure(f.text, None) if key in gone else f for key, f in draft.truth.items()}
    document = place(draft.document, section, text, choice)
    return tables(draft._replace(document=document, truth=truth), lambda table: table).without(gone)


HARMS: dict[str, Harm] = {"units_outside": units_outside, "other_year": other_year}
