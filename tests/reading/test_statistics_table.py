"""The statistics table of 2014 to 2018 in every format and print, and reports of these years without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest

from expectations.catalogue import load
from flows.reading.document import read
from flows.reading.records import Cell, Extraction
from tests.corpus import STATISTICS, Sample, corpus
from tests.rendering.printing import FORMATS
from tests.rendering.scoring import Verdict, judge
from tests.rendering.statistics_form import LINES

UNDAMAGED, DAMAGED = 1.0, 0.985
QUICK, MANY = 30, 400
every_format = pytest.mark.parametrize("format", FORMATS)

TITLE = "云溪县教育局2016年政府信息公开工作年度报告"
OPENING = "根据《条例》编制本报告，统计期限为2016年1月1日至2016年12月31日。"
TABLE: list[Sequence[str]] = [
    ("统计指标", "单位", "统计数"),
    ("三、依申请公开情况", "——", "——"),
    ("（一）收到申请数", "件", "12"),
    ("1.当面申请数", "件", "2"),
    ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", "7"),
    ("4.信函申请数", "件", "3"),
    ("（二）申请办结数", "件", "11"),
    ("四、行政复议数量", "件", "3"),
    ("（一）维持具体行政行为数", "件", "1"),
    ("（二）被依法纠错数", "件", "2"),
    ("（三）其他情形数", "件", "0"),
    ("五、行政诉讼数量", "件", "4"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "3"),
    ("（二）被依法纠错数", "件", "0"),
    ("（三）其他情形数", "件", "1"),
    ("七、依申请公开信息收取的费用", "万元", "0.35"),
    ("（三）接受培训人员数", "人次", "60"),
]


def _judged(format: str, count: int, damage: Sequence[str] | None, seed: int) -> list[tuple[Sample, Verdict]]:
    drawn = corpus(seed, count, (format,), damage, STATISTICS)
    return [(one, judge(one, read(one.data, one.name))) for one in drawn]


def _check(judged: list[tuple[Sample, Verdict]], recall: float) -> None:
    faults = [
        f"{one.name} {one.layout} {'+'.join(one.damages)}: {fault}"
        for one, verdict in judged
        for fault in (*verdict.wrong, *verdict.unsound, *verdict.identity)
    ]
    assert faults == []
    counts = sum((verdict.counts for _, verdict in judged), Counter[str]())
    assert counts["right"] >= recall * counts["numbers"] > 0


@every_format
def test_undamaged_tables_are_read(format: str) -> None:
    _check(_judged(format, QUICK, (), 90), UNDAMAGED)


@every_format
def test_damaged_tables_give_no_wrong_value_and_few_gaps(format: str) -> None:
    _check(_judged(format, QUICK, None, 91), DAMAGED)


@pytest.mark.heavy
@every_format
@pytest.mark.parametrize("damage", [(), None], ids=["undamaged", "damaged"])
def test_many_tables(format: str, damage: Sequence[str] | None) -> None:
    # The end of a page may cut a label, or a row with a cell that spans several.
    undamaged = 0.9995 if format in ("pdf", "text") else UNDAMAGED
    _check(_judged(format, MANY, damage, 92), undamaged if damage == () else DAMAGED)


def _page(rows: Sequence[Sequence[str]], *more: str) -> Extraction:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    lines = "".join(f"<p>{line}</p>" for line in (TITLE, OPENING, *more))
    return read(f"<html><body>{lines}<table>{table}</table></body></html>".encode(), "a.html")


def _text(rows: Sequence[Sequence[str]], between: str = "  ") -> Extraction:
    lines = [TITLE, OPENING, *(between.join(row) for row in rows), "填报人：张伟"]
    return read("\n".join(lines).encode(), "a.txt")


def _figures(found: Extraction) -> dict[str, Decimal | None]:
    return {cell.item: cell.value for cell in found.cells}


def _cell(found: Extraction, item: str) -> Cell:
    return next(cell for cell in found.cells if cell.item == item)


def _changed(label: str, *cells: str) -> list[Sequence[str]]:
    return [cells if row[0] == label else row for row in TABLE]


def test_the_form_as_printed_has_the_rows_of_the_catalogue_in_their_order() -> None:
    printed = [(line.item, line.unit) for line in LINES if line.item]
    assert printed == [(row.item, row.unit) for row in load().rows_of("2014", 14)]


@pytest.mark.parametrize("found", [_page(TABLE), _text(TABLE), _text(TABLE, "\n"), _text(TABLE, " | ")])
def test_labels_that_occur_twice_belong_to_the_row_above_them(found: Extraction) -> None:
    assert found.report is not None and found.report.edition == "2014"
    assert {cell.section for cell in found.cells} == {14}
    figures = _figures(found)
    assert [figures[f"review_{result}"] for result in ("upheld", "corrected", "other")] == [1, 2, 0]
    assert [figures[f"litigation_{result}"] for result in ("upheld", "corrected", "other")] == [3, 0, 1]
    assert (_cell(found, "request_fees").value, _cell(found, "request_fees").unit) == (Decimal("0.35"), "万元")
    assert _cell(found, "received").unit is None


def test_the_table_shows_its_edition() -> None:
    evidence = {e.field: (e.value, e.source, e.confidence) for e in _page(TABLE).evidence}
    assert evidence["edition"] == ("2014", "labels", "certain")


@pytest.mark.parametrize("found", [_page, _text])
def test_a_row_that_the_form_does_not_have_is_told_and_in_no_cell(found: type) -> None:
    rows = [*TABLE[:7], ("（四）网上咨询数", "次", "981"), *TABLE[7:]]
    assert _figures(found(rows)) == _figures(found(TABLE))
    assert [n.message for n in found(rows).notices if n.code == "row_unknown"] == [
        "表格多出格式以外的行：（四）网上咨询数 次 981"
    ]


def test_a_blank_cell_is_not_zero() -> None:
    found = _page(_changed("2.传真申请数", "2.传真申请数", "件", ""))
    assert (_cell(found, "received_by_fax").value, _cell(found, "received_by_fax").note) == (None, "blank")
    assert _cell(found, "received_online").value == 7


def test_codes_are_not_figures() -> None:
    coded = [(f"{n:02}", *row) if n > 1 else ("代码", *row) for n, row in enumerate(TABLE, start=1)]
    after = [(row[0], "代码" if n == 1 else f"{n:02}", *row[1:]) for n, row in enumerate(TABLE, start=1)]
    for rows in (coded, after):
        assert _figures(_page(rows)) == _figures(_text(rows)) == _figures(_page(TABLE))
        bare = [tuple("" if cell == "12" else cell for cell in row) for row in rows]
        assert _figures(_page(bare)) == _figures(_page(TABLE)) | {"received": None}


def test_without_a_header_two_figures_beside_a_label_are_not_placed() -> None:
    rows = [(row[0], f"{n:02}", row[2]) for n, row in enumerate(TABLE)][2:]
    assert set(_figures(_page(rows)).values()) == {None}


def test_a_unit_beside_a_row_counts_for_its_figure() -> None:
    label = "七、依申请公开信息收取的费用"
    assert _cell(_page(_changed(label, label, "元", "3500")), "request_fees").unit == "元"
    scaled = _cell(_page(_changed("（一）收到申请数", "（一）收到申请数", "百件", "12")), "received")
    assert (scaled.value, scaled.note) == (None, "unit_scaled")
    assert _cell(_page(_changed("（一）收到申请数", "（一）收到申请数", "件/次", "12")), "received").value == 12
    beside = [(row[0], f"{row[2]}{row[1]}") for row in TABLE]
    assert _figures(_page(beside)) == _figures(_page(TABLE))


def test_rows_that_are_missing_are_named() -> None:
    (missing,) = [n.message for n in _page(TABLE).notices if n.code == "row_missing"]
    assert missing.startswith("表格缺少行：统计表：主动公开政府信息数") and "兼职人员数" in missing
    assert "收到申请数" not in missing


def test_a_label_whose_row_cannot_be_told_is_not_read() -> None:
    """Without the rows before it, 被依法纠错数 may be that of reviews or of litigations."""
    left = ("四、", "五、", "（一）维持", "（三）其他")
    rows = [row for n, row in enumerate(TABLE) if not row[0].startswith(left) and n != 14]
    assert _cell(_page(rows), "review_corrected").value is None


@pytest.mark.parametrize("year", range(2014, 2019))
def test_a_report_without_the_table_says_that_it_is_missing(year: int) -> None:
    text = (
        f"{TITLE}\n{OPENING}\n一、概述\n2016年我局主动公开政府信息46条。\n二、依申请公开情况\n收到政府信息公开申请2件。"
    )
    found = read(text.replace("2016", str(year)).encode(), "a.txt")
    assert found.report is not None
    assert (found.report.year, found.report.edition, list(found.cells)) == (year, "2014", [])
    assert {n.code for n in found.notices} == {"edition_from_year", "table_missing"}
    assert [s.value for s in found.statements if s.fact == "requests_received"] == [2]


@pytest.mark.parametrize("year", [2008, 2013])
def test_a_report_on_an_earlier_year_has_no_known_table(year: int) -> None:
    text = (
        f"{TITLE}\n{OPENING}\n一、概述\n2016年我局主动公开政府信息46条。\n二、依申请公开情况\n收到政府信息公开申请2件。"
    )
    found = read(text.replace("2016", str(year)).encode(), "a.txt")
    assert found.report is not None
    assert (found.report.agency, found.report.year, found.report.edition) == ("云溪县教育局", year, "2008")
    assert {n.code for n in found.notices} == {"edition_from_year", "form_unknown"}
    assert [s.value for s in found.statements if s.fact == "requests_received"] == [2]
