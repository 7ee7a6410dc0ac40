"""One randomly drawn report for 2014 to 2018, and the damages that happen to its statistics table."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from tests.rendering import harm, narrative, statistics
from tests.rendering.agencies import agency
from tests.rendering.draft import Draft, Harm, of_section, tables
from tests.rendering.pieces import Document, Figure, Figures, Key, Piece, Prose, Row, Table
from tests.rendering.reports import DAYS, META, TITLES, Report

EDITION = "2014"
_DIVISIONS = Path(__file__).parents[2] / "flows" / "reading" / "regions" / "divisions.csv"
_HEADINGS = (
    ("一、概述", "二、主动公开政府信息的情况", "三、依申请公开政府信息办理情况", "四、存在的主要问题和改进措施"),
    ("一、工作概述", "二、信息公开情况", "三、依申请公开情况", "四、主要问题和下一步打算"),
)
_OPENINGS = (
    "根据《中华人民共和国政府信息公开条例》(以下简称《条例》)的规定,编制{agency}{year}年政府信息公开年度报告。"
    "本报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
    "本报告由{agency}根据《条例》编制,统计期限自{year}年1月1日起至{year}年12月31日止。",
)
_ABOVE = (
    "附表:政府信息公开情况统计表",
    "政府信息公开情况统计表",
    "五、附表",
    "附件1 {agency}政府信息公开情况统计表({year}年度)",
)

_BELOW = (
    "单位负责人:王建国 审核人:李明 填报人:张伟 填报日期:{on:%Y年%m月%d日}",
    "联系电话:0378-27990101",
    "扫一扫在手机打开当前页",
)


def draw(choice: Random) -> Report:
    """A report on one of the years, with a table printed in one of the local ways."""
    year = choice.randint(2014, 2018)
    body = agency(choice)
    while body.county.code not in _lasting():
        body = agency(choice)
    chosen = statistics.look(choice)
    truth = statistics.with_units(_figures(choice), chosen)
    title = choice.choice(TITLES).format(agency=body.name, year=year)
    published_on = dt.date(year + 1, choice.randint(1, 3), choice.randint(1, 28))
    sentences = narrative.overview(choice, year, {})
    meta = choice.choice(META).format(on=choice.choice(DAYS).format(published_on), agency=body.name)
    headings = choice.choice(_HEADINGS)
    above = choice.choice(_ABOVE).format(agency=body.name, year=year)
    document: Document = (
        Prose("title", title),
        Prose("meta", meta),
        Prose("sentence", choice.choice(_OPENINGS).format(agency=body.name, year=year)),
        Prose("heading", headings[0]),
        *(Prose("sentence", sentence.text) for sentence in sentences[:2]),
        *(Prose("heading", headings[1]), Prose("sentence", "坚持及时、准确公开,依法办理申请。")),
        *(Prose("heading", headings[2]), *(Prose("sentence", one.text) for one in sentences[2:])),
        *(Prose("heading", headings[3]), Prose("sentence", narrative.problems(choice, year))),
        *(Prose("heading", above), statistics.table(truth, chosen, choice)),
        Prose("sentence", choice.choice(_BELOW).format(on=published_on)),
    )
    stated = tuple(figure for sentence in sentences for figure in sentence.stated)
    return Report(body, year, EDITION, "", truth, title, published_on, stated, document)


@cache
def _lasting() -> frozenset[str]:
    """The codes of counties that were in force in all of these years."""
    with _DIVISIONS.open(encoding="utf-8", newline="") as file:
        return frozenset(line["code"] for line in csv.DictReader(file) if int(line["first_year"]) <= 2014)


def _figures(choice: Random) -> Figures:
    """Figures all different, or mostly zeros whose sums hold, or whose sums do not."""
    kind = choice.choice(("different", "holds", "holds", "fails"))
    if kind == "different":
        numbers = choice.sample(range(10_000), len(statistics.cells()))
        drawn = dict(zip(statistics.cells(), numbers, strict=True))
    else:
        drawn = {
            key: choice.choice((0, 0, 0, choice.randrange(10), choice.randrange(900))) for key in statistics.cells()
        }
    drawn = statistics.summed(drawn) if kind == "holds" else drawn
    return {key: _printed(key, number, choice) for key, number in drawn.items()}


def _printed(key: Key, number: int, choice: Random) -> Figure:
    if key[2] == "amount" and number and choice.random() < 0.6:
        text = f"{number}.{choice.randrange(1, 100):02}"
        return Figure(text, Decimal(text))
    return Figure(str(number), Decimal(number))


def extra_rows(draft: Draft, choice: Random) -> Draft:
    """Rows by topic and on enquiries, which the form does not have."""

    def changed(table: Table) -> Table:
        rows: list[Row] = []
        for number, row in enumerate(table.rows):
            is_free = not any(
                number <= n + p.down - 1 for n, r in enumerate(table.rows[:number]) for p in r if p.down > 1
            )
            rows.append(row)
            if is_free and any(p.key for p in row) and all(p.down == 1 for p in row) and choice.random() < 0.06:
                rows.append(_extra(row, choice))
        return table._replace(rows=tuple(rows))

    return tables(draft, changed)


def _extra(row: Row, choice: Random) -> Row:
    label, unit = choice.choice(statistics.extra_rows())
    texts = {"label": label, "unit": unit, "value": str(choice.randrange(500))}
    return tuple(piece._replace(text=texts.get(piece.kind, piece.text), key=None) for piece in row)


def side_by_side(draft: Draft, choice: Random) -> Draft:
    """Last year's figures next to this year's: which is which only the year above them says."""
    year = draft.report.year
    order = choice.choice(((year - 1, year), (year, year - 1)))

    def doubled(row: Row) -> Row:
        pieces: list[Piece] = []
        for piece in row:
            if piece.key:
                old = piece._replace(text=str(choice.randrange(500)), key=None)
                pieces += [piece if one == year else old for one in order]
            elif piece.kind == "header" and piece.text in ("统计数", "数量"):
                pieces += [piece._replace(text=f"{one}年{choice.choice((piece.text, ''))}") for one in order]
            elif piece.kind == "clause" and piece.across > 1:
                pieces.append(piece._replace(across=piece.across + 1))
            else:
                pieces.append(piece)
        return tuple(pieces)

    found = tables(draft, lambda table: table._replace(rows=tuple(map(doubled, table.rows)), width=table.width + 1))
    return found.without(of_section(draft, statistics.SECTION))


def other_year(draft: Draft, choice: Random) -> Draft:
    """A table labelled as being of the year before."""
    text = choice.choice(("{year}年政府信息公开情况统计表", "（下表为{year}年数据）", "{year}年度统计表")).format(
        year=draft.report.year - 1
    )
    gone = of_section(draft, statistics.SECTION)
    truth = {key: Figure(f.text, None) if key in gone else f for key, f in draft.truth.items()}
    document: list[Table | Prose] = []
    for block in draft.document:
        document += [Prose("sentence", text), block] if isinstance(block, Table) else [block]
    return draft._replace(document=tuple(document), truth=truth).without(gone)


def lost_header(draft: Draft, choice: Random) -> Draft:
    """The line of column labels is gone; a row with one figure only still shows it."""
    has_more = any(
        piece.kind in ("code", "remark")
        for block in draft.document
        if isinstance(block, Table)
        for row in block.rows
        for piece in row
    )
    found = tables(draft, lambda table: table._replace(rows=table.rows[1:]))
    return found.without(of_section(draft, statistics.SECTION)) if has_more else found


def units_changed(draft: Draft, choice: Random) -> Draft:
    """Amounts in 元 by their own unit."""

    def change(piece: Piece) -> Piece:
        return piece._replace(text=piece.text.replace("万元", "元")) if piece.kind in ("unit", "label") else piece

    units: dict[Key, str] = {}

    def changed(row: Row) -> Row:
        new = tuple(map(change, row))
        units.update({piece.key: "元" for piece in row if piece.key and new != row})
        return new

    found = tables(draft, lambda table: table._replace(rows=tuple(map(changed, table.rows))))
    return found._replace(units=units)


_SHARED = (
    *("cut_labels", "rows_dropped", "cells_dropped", "units", "thousands", "blanks", "split_digits"),
    *("parted_digits", "two_figures", "corrected", "stray", "raised", "struck", "hidden"),
    *("spam", "traditional", "full_width", "zero_width", "pinyin", "broken_bytes", "encoding", "truncated"),
)
_OWN: dict[str, Harm] = {
    "extra_rows": extra_rows,
    "side_by_side": side_by_side,
    "other_year": other_year,
    "lost_header": lost_header,
    "units_changed": units_changed,
}


def suits(name: str, format: str, layout: str) -> bool:
    """Whether a damage can occur in a document of this format and layout: figures not separated at all are one."""
    return harm.suits(name, format, layout) and (name, layout) != ("side_by_side", "glued")


HARMS: dict[str, Harm] = {**_OWN, **{name: harm.HARMS[name] for name in _SHARED}}
