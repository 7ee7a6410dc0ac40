"""Sentences and lists that declare a printed figure wrong void its value, and no other."""

from __future__ import annotations

import pytest

from flows.reading.document import read
from flows.reading.records import Extraction

CLAUSE = "<tr><td colspan=4>第二十条第（{}）项</td></tr>"
DECISIONS = "<tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr>"
ONE = "<tr><td>{}</td><td colspan=3>{}</td></tr>"
TABLE = (
    f"<table>{CLAUSE.format('一')}"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>3</td><td>1</td><td>17</td></tr><tr><td>行政规范性文件</td><td>8</td><td>4</td><td>46</td></tr>"
    f"{CLAUSE.format('五')}{DECISIONS}{ONE.format('行政许可', 550)}"
    f"{CLAUSE.format('六')}{DECISIONS}{ONE.format('行政处罚', 72)}{ONE.format('行政强制', 9)}</table>"
)
ALL = {3, 1, 17, 8, 4, 46, 550, 72, 9}


def _read(below: str = "", above: str = "", end: str = "<p>无。</p>") -> Extraction:
    return read(
        f"<h1>云溪县司法局2023年政府信息公开工作年度报告</h1>{above}<p>一、总体情况</p><p>栏目按时更新。</p>"
        f"<p>二、主动公开政府信息情况</p>{TABLE}{below}<p>六、其他需要报告的事项</p>{end}".encode(),
        "page",
    )


def _lost(found: Extraction) -> set[int]:
    values = {int(cell.value) for cell in found.cells if cell.value is not None}
    assert values <= ALL and {cell.note for cell in found.cells} <= {None, "corrected"}
    return ALL - values


SENTENCES = (
    ("注：上表中“行政许可”应为505件。", {550}),
    ("更正：行政许可处理决定数量由550件改为505件。", {550}),
    ("上表行政许可数量以505件为准，系统计口径调整所致。", {550}),
    ("行政许可数填报有误，正确数字为505。", {550}),
    ("注：上表“72”应为“27”。", {72}),
    ("上表行政许可、行政处罚数量录入错误，另行公布。", {550, 72}),
    ("行政规范性文件现行有效件数应为64件。", {46}),
    ("行政规范性文件8件误填，实际为6件。", {8}),
    ("勘误：规章现行有效件数17→71", {17}),
)


@pytest.mark.parametrize(("sentence", "lost"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
@pytest.mark.parametrize("place", ["below", "above", "end"])
def test_a_figure_that_a_sentence_corrects_has_no_value(sentence: str, lost: set[int], place: str) -> None:
    assert _lost(_read(**{place: f"<p>{sentence}</p>"})) == lost


HARMLESS = (
    "全年办理行政许可550件，均在法定时限内。",
    "行政许可事项由600项调整为550项。",
    "行政许可办理时限应为20个工作日。",
    "发现并纠正公示错误72条，行政处罚信息均已更新。",
    "行政处罚信息以公示系统为准。",
    "更正：行政许可处理决定数量由505件更正为550件，上表已按更正后数字公布。",
    "注：上表单位为件。",
    "行政处罚公示信息有误的，已及时处理。",
    "注：行政许可为本年数据，上年为累计数。",
    "全年行政许可办件量为预计数的两倍。",
    "下一年度应为12个部门配备专人。",
    "修订后的规范性文件8件重新公布。",
)


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("注：行政许可数据为上年数据。", "other_year"),
        ("※注：行政许可为去年同期数", "other_year"),
        ("备注：行政许可系预计数。", "other_table"),
        ("说明：行政许可处理决定数量是历年累计数。", "other_table"),
    ],
)
def test_a_note_that_reassigns_a_row_voids_its_figure(sentence: str, note: str) -> None:
    notes = {cell.item: cell.note for cell in _read(f"<p>{sentence}</p>").cells}
    assert notes.pop("licensing") == note and set(notes.values()) == {None}


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_correction_of_something_else_does_no_harm(sentence: str) -> None:
    assert _lost(_read(f"<p>{sentence}</p>", end=f"<p>{sentence}</p>")) == set()


LISTS = (
    "<table><tr><td>序号</td><td>位置</td><td>误</td><td>正</td></tr>"
    "<tr><td>1</td><td>第二部分 行政处罚 本年处理决定数量</td><td>72</td><td>27</td></tr></table>",
    "<table><tr><td>内容</td><td>更正前</td><td>更正后</td></tr>"
    "<tr><td>表二中行政处罚数</td><td>72件</td><td>27件</td></tr></table>",
)


@pytest.mark.parametrize("table", LISTS)
def test_a_list_of_corrections_voids_the_figures_it_names(table: str) -> None:
    assert _lost(_read(end=f"<p>勘误表</p>{table}")) == {72}


def test_the_corrected_figure_is_not_adopted() -> None:
    found = _read("<p>注：上表中“行政许可”应为505件。</p>")
    licensing = next(cell for cell in found.cells if cell.item == "licensing")
    assert (licensing.value, licensing.raw, licensing.note) == (None, "550", "corrected")
    assert "cell_corrected" in {notice.code for notice in found.notices}
