"""Text around a table applies to its figures: the unit of its amounts, and the year they belong to."""

from __future__ import annotations

import pytest

from flows.reading.document import read
from flows.reading.layouts.claims import is_of_another_year, label_is_of_another_year
from flows.reading.layouts.remarks import units_said
from flows.reading.records import Cell, Extraction

CLAUSE = "<tr><td colspan=4>第二十条第（{}）项</td></tr>"
ONE = "<tr><td>信息内容</td><td colspan=3>{}</td></tr><tr><td>{}</td><td colspan=3>{}</td></tr>"
DOCUMENTS = (
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>3</td><td>1</td><td>17</td></tr>"
)


def _table(
    top: str = "",
    amount: str = "本年收费金额",
    fees: str = "行政事业性收费",
    fee: str = "7730.28",
    licensing: str = "行政许可",
) -> str:
    decisions = ONE.format("本年处理决定数量", licensing, "550")
    clauses = zip("一五八", (DOCUMENTS, decisions, ONE.format(amount, fees, fee)), strict=True)
    return f"<table>{top}{''.join(CLAUSE.format(number) + rows for number, rows in clauses)}</table>"


def _read(table: str, above: str = "", below: str = "", heading: str = "二、主动公开政府信息情况") -> Extraction:
    lines = [f"<p>{text}</p>" if text else "" for text in (heading, above, below)]
    return read(
        f"<h1>云溪县司法局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>栏目按时更新。</p>"
        f"{lines[0]}{lines[1]}{table}{lines[2]}<p>三、收到和处理政府信息公开申请情况</p><p>无。</p>".encode(),
        "page",
    )


def _cell(found: Extraction, item: str) -> Cell:
    return next(cell for cell in found.cells if cell.item == item)


UNITS = {
    "above": (_table(), "单位：元", "", "元"),
    "next to an office": (_table(), "填报单位：云溪县司法局&nbsp;&nbsp;单位：千元", "", "千元"),
    "next to a count": (_table(), "单位：件、元", "", "元"),
    "below": (_table(), "", "（金额单位：元）", "元"),
    "caption": (_table("<caption>表二 单位：元</caption>"), "", "", "元"),
    "first row": (_table("<tr><td colspan=4>单位：亿元</td></tr>"), "", "", "亿元"),
    "two cells": (_table("<tr><td>单位</td><td colspan=3>元</td></tr>"), "", "", "元"),
    "other words": (_table(), "本表以元为单位", "", "元"),
    "currency": (_table(), "币种：人民币  单 位：元", "", "元"),
    "label": (_table(fees="行政事业性收费（元）"), "", "", "元"),
    "cell first": (_table(fee="0.5亿元"), "单位：元", "", "亿元"),
    "same twice": (_table(amount="本年收费金额（单位：万元）"), "单位：万元", "", "万元"),
    "header differs": (_table(amount="本年收费金额（单位：万元）"), "单位：元", "", None),
    "below differs": (_table(), "单位：元", "单位：千元", None),
    "of other things": (_table(), "单位：件", "", "万元"),
    "an office": (_table(), "填报单位：元谋县司法局", "", "万元"),
    "word damaged": (_table(), "�位：件、亿元", "", "亿元"),
    "unit damaged": (_table(), "单位：�元", "", None),
    "end damaged": (_table(), "单位：件、亿�", "", None),
    "damaged elsewhere": (_table(), "单位：元&nbsp; 填�单位：云溪县司法局", "", "元"),
    "damaged office": (_table(), "填报单�：云溪县司法局", "", "万元"),
    "nothing said": (_table(), "", "", "万元"),
}


@pytest.mark.parametrize(("table", "above", "below", "unit"), UNITS.values(), ids=UNITS)
def test_a_unit_outside_the_cells_applies_to_amounts_unless_two_are_stated(
    table: str, above: str, below: str, unit: str | None
) -> None:
    fees = _cell(_read(table, above, below), "fees")
    assert fees.value is not None and fees.unit == unit


def test_a_unit_in_running_text_applies_too() -> None:
    rows = "第二十条第（八）项\n信息内容 | 本年收费金额 |\n行政事业性收费 | 7730.28 |\n"
    for text in (f"单位：元\n{rows}", f"{rows}单位：元", f"单位：元 {rows}".replace("\n", " ")):
        assert _cell(_read(f"<pre>{text}</pre>"), "fees").unit == "元", text


OTHER_YEARS = {
    "line above": (_table(), "2022年主动公开政府信息情况", "", None),
    "heading": (_table(), "", "", "二、2022年主动公开政府信息情况"),
    "before frames": ("<p>导航</p>" * 3 + _table(), "2022年主动公开政府信息情况", "", None),
    "written out": (_table(), "二〇二二年度", "", None),
    "in words": (_table(), "上年度主动公开情况", "", None),
    "with a stop": (_table(), "2022年，我局主动公开情况如下：", "", None),
    "as a span": (_table(), "2022年1月1日至2022年12月31日", "", None),
    "caption": (_table("<caption>2022年</caption>"), "", "", None),
    "first row": (_table("<tr><td colspan=4>2022年度统计</td></tr>"), "", "", None),
    "below": (_table(), "", "注：以上为2022年数据", None),
    "pointed at": (_table(), "（下表为2022年度数据，本年度的尚未汇总）", "", None),
    "a sentence on it": (_table(), "下表数据为2022年度数据。", "", None),
    "a quarter": (_table(), "（2023年第三季度）", "", None),
    "a half": (_table(), "2023年上半年主动公开政府信息情况", "", None),
    "months": (_table(), "表二：2023年1—9月主动公开情况", "", None),
    "days": (_table(), "2023年1月1日至2023年6月30日", "", None),
    "years": (_table(), "（2019—2023年累计）", "", None),
    "until": (_table("<tr><td colspan=4>截至2023年9月底</td></tr>"), "", "", None),
}


@pytest.mark.parametrize(("table", "above", "below", "heading"), OTHER_YEARS.values(), ids=OTHER_YEARS)
def test_a_table_of_another_year_gives_no_figures_for_this_one(
    table: str, above: str, below: str, heading: str | None
) -> None:
    found = _read(table, above, below, heading or "二、主动公开政府信息情况")
    assert {(cell.value, cell.note) for cell in found.cells} == {(None, "other_year")}
    assert "other_year" in {notice.code for notice in found.notices}


NOT_OWN = (
    "填表示例（数字为虚构）",
    "附：送审稿原表（已作废）",
    "下属单位汇总前数据",
    "（预测数）",
    "（历年累计）",
    "（本表作废）",
    "上表数据有误，另行公布。",
    "主动公开政府信息情况（预算）",
    "全省汇总表（供参考）",
    "附：平湖县水利局2023年主动公开政府信息情况",
    "平湖县水利局主动公开政府信息情况",
)
OWN = (
    "（含累计公开12件）",
    "收到申请12件（同比增长20%）",
    "（全年）",
    "我单位实际情况：",
    "（定稿）",
    "云溪县司法局2023年主动公开情况",
    "县司法局主动公开政府信息情况",
)


@pytest.mark.parametrize("above", NOT_OWN)
def test_an_example_a_draft_or_another_bodys_table_is_not_read(above: str) -> None:
    found = _read(_table(), above)
    assert {(cell.value, cell.note) for cell in found.cells} == {(None, "other_table")}
    assert "other_table" in {notice.code for notice in found.notices}


@pytest.mark.parametrize("above", OWN)
def test_a_heading_that_calls_the_table_the_reports_own_does_no_harm(above: str) -> None:
    assert all(cell.value is not None for cell in _read(_table(), above).cells)


@pytest.mark.parametrize(
    "first", ["填报示例（以下数字为虚构）：", "2022年度主动公开情况", "平湖县水利局2023年主动公开情况"]
)
def test_the_reports_own_table_is_read_where_another_precedes_it(first: str) -> None:
    found = _read(f"<p>{first}</p>{_table(fee='1.5')}<p>2023年度实际情况：</p>{_table()}")
    assert {cell.note for cell in found.cells} == {None}
    assert str(_cell(found, "fees").value) == "7730.28"


def test_labels_printed_after_their_figures_give_no_shifted_figures() -> None:
    rows = (
        "本年新收政府信息公开申请数量",
        "上年结转政府信息公开申请数量",
        "予以公开",
        "部分公开",
        "结转下年度继续办理",
    )
    for separator in (" | ", "\t", "  "):
        lines = [separator.join([*map(str, range(i, i + 7)), label]) for i, label in enumerate(rows)]
        found = _read(f"<p>三、收到和处理政府信息公开申请情况</p><pre>{chr(10).join(lines)}</pre>")
        assert {cell.value for cell in found.cells if cell.section == 3} <= {None}, separator


@pytest.mark.parametrize("label", ["行政许可（2022年）", "行政许可(去年同期)", "行政许可（上半年）"])
def test_a_row_of_another_year_has_no_figures_and_its_neighbours_keep_theirs(label: str) -> None:
    found = _read(_table(licensing=label))
    assert _cell(found, "licensing").note == "other_year"
    assert _cell(found, "fees").value is not None


THIS_YEAR = (
    "2023年主动公开政府信息情况",
    "与2022年相比，制发件数增加。",
    "2022年与2023年主动公开情况对比",
    "发布日期：2024年1月18日",
    "2024年1月18日",
    "（格式依据国办公开办函〔2021〕30号，2021年修订）",
    "2022年，我局收到申请5件，较上年下降",
    "单位：件（含上年结转）",
    "2023年1—12月主动公开情况",
    "2023年1月1日至12月31日",
    "下表为2023年全年数据，含第四季度。",
    "以下简称《条例》，2019年修订",
)


@pytest.mark.parametrize("above", THIS_YEAR)
def test_mentioning_another_year_near_a_table_does_no_harm(above: str) -> None:
    assert all(cell.value is not None for cell in _read(_table(), above).cells)


def test_a_truncated_form_label_does_not_name_another_year() -> None:
    header = ("信息内容", "上一年项目", "本年增/减", "处理决定数量")
    rows = [("第二十条第（五）项",), header, ("行政许可", "41", "2", "97"), ("其他对外管理服务事项", "3", "0", "12")]
    text = "\n".join(["某县司法局2020年政府信息公开工作年度报告", *(" | ".join(row) + " |" for row in rows), ""])
    assert [cell.value for cell in read(text.encode(), "cut").cells] == [41, 2, 97, 3, 0, 12]


def test_the_forms_own_wording_about_the_previous_year_does_no_harm() -> None:
    assert not label_is_of_another_year("二、上年结转政府信息公开申请数量", 2023)
    assert not label_is_of_another_year("上一年项目数量", 2023)
    assert not label_is_of_another_year("行政许可（2023年）", 2023)
    assert is_of_another_year("2022年", None) is None
    assert units_said("各单位公开元数据5条") == frozenset()


SCALED = {
    "above": (_table(), "单位：百件、万元", ""),
    "in brackets": (_table(), "（计量单位：千件）", ""),
    "below": (_table(), "", "注：本表处理决定数量以百件为单位。"),
    "counted so": (_table(), "表中数据按百件计。", ""),
    "row": (_table(licensing="行政许可（百件）"), "", ""),
    "row without a noun": (_table(licensing="行政许可（单位：千）"), "", ""),
    "times": (_table(licensing="行政许可（×100）"), "", ""),
    "header": (_table().replace("本年处理决定数量", "本年处理决定数量（千件）"), "", ""),
}


@pytest.mark.parametrize(("table", "above", "below"), SCALED.values(), ids=SCALED)
def test_counts_in_hundreds_are_not_read_and_amounts_are(table: str, above: str, below: str) -> None:
    found = _read(table, above, below)
    assert (_cell(found, "licensing").value, _cell(found, "licensing").note) == (None, "unit_scaled")
    assert _cell(found, "fees").value is not None
    assert "unit_scaled" in {notice.code for notice in found.notices}


@pytest.mark.parametrize("above", ["单位：件、万元", "单位：万元", "填报单位：百色市司法局", "全年接待群众3百人"])
def test_a_unit_of_one_or_of_money_leaves_counts_unchanged(above: str) -> None:
    assert all(cell.value is not None for cell in _read(_table(), above).cells)


@pytest.mark.parametrize("label", ["行政许可（计划数）", "行政许可（示例）", "行政许可（占比）"])
def test_a_row_of_plans_examples_or_shares_has_no_figures(label: str) -> None:
    found = _read(_table(licensing=label))
    assert _cell(found, "licensing").note == "other_table" and _cell(found, "fees").value is not None


@pytest.mark.parametrize("label", ["行政许可（件）", "行政许可（含委托）", "行政许可（2023年）"])
def test_a_row_with_any_other_remark_keeps_its_figure(label: str) -> None:
    assert _cell(_read(_table(licensing=label)), "licensing").value == 550


def test_blank_cells_on_lines_of_their_own_are_counted() -> None:
    blank = "|\n"
    rows = f"一、本年新收政府信息公开申请数量 | 25 |\n{blank * 4}| 25 |\n"
    rows += f"二、上年结转政府信息公开申请数量 |\n{blank * 5}| 0 |\n"
    found = _read(f"<p>三、收到和处理政府信息公开申请情况</p><pre>{rows}</pre>")
    values = [cell.value for cell in found.cells if cell.section == 3]
    assert values == [25, *[None] * 5, 25, *[None] * 6, 0]
