"""Tables that are not the form's, and rows shifted against their columns, give no figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.reading.document import read
from flows.reading.records import Cell, Extraction
from tests.rendering import figures, form
from tests.rendering.choices import pages
from tests.rendering.pieces import Figures

TRUTH = figures.different("2021", "three_rows", 1)
PAGE = pages("2021")["clean"](form.compose("2021", "three_rows", TRUTH)).data.decode()
SUMMARY, SECOND = "<p>一、总体情况</p>", "<p>二、主动公开政府信息情况</p>"
THIRD, FOURTH = "<p>三、收到和处理政府信息公开申请情况</p>", "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
LAST = "<p>六、其他需要报告的事项</p>"
HEADER = '<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td></tr>'


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def changed(old: str, new: str) -> Extraction:
    assert PAGE.count(old) == 1, old
    return read(PAGE.replace(old, new).encode(), "page")


def wrong(found: Extraction, truth: Figures = TRUTH) -> list[Cell]:
    return [c for c in found.cells if c.value is not None and c.value != truth[c.section, c.item, c.measure].value]


def null(found: Extraction, section: int) -> int:
    return sum(c.section == section and c.value is None for c in found.cells)


def _is_whole(found: Extraction) -> bool:
    return not wrong(found) and len(found.cells) == len(TRUTH) and all(c.value is not None for c in found.cells)


def test_the_page_is_read_whole() -> None:
    assert _is_whole(read(PAGE.encode(), "page"))


FOREIGN = {
    "channels": table(("公开渠道", "数量"), ("网站", "120"), ("总计", "150")),
    "kinds": table(("类别", "件数"), ("政策解读", "5"), ("其他", "15")),
    "outcomes": table(("办理结果", "数量"), ("予以公开", "5"), ("部分公开", "1"), ("总计", "6")),
    "years": table(
        ("年度", *(str(year) for year in range(2017, 2024))),
        ("本年新收政府信息公开申请数量", "5", "6", "7", "8", "9", "10", "11"),
    ),
    "reviews": table(("行政复议", "0", "1", "0", "0", "1")),
    "totals by office": table(("单位", "甲局", "乙局", "丙局", "丁局", "戊局", "己局", "合计"), ("总计", *"1234567")),
}


@pytest.mark.parametrize("place", [SUMMARY, SECOND, THIRD, FOURTH, LAST])
@pytest.mark.parametrize("name", FOREIGN)
def test_a_table_of_other_figures_changes_nothing(name: str, place: str) -> None:
    assert _is_whole(changed(place, f"{place}<p>见下表。</p>{FOREIGN[name]}<p>以上。</p>"))


def _without_third(page: str) -> str:
    start = page.index("<table", page.index(THIRD))
    return page[:start] + '<img src="3.png">' + page[page.index("</table>", start) + len("</table>") :]


@pytest.mark.parametrize("name", FOREIGN)
def test_nothing_replaces_a_table_that_is_a_picture(name: str) -> None:
    found = read(_without_third(PAGE).replace(LAST, LAST + FOREIGN[name]).encode(), "page")
    assert wrong(found) == [] and null(found, 3) == 0 and len(found.cells) == 25


def _by_office(page: str) -> str:
    start = page.index('<tr><td rowspan="2">自然人')
    end = page.index('<tr><td colspan="3">一、本年新收')
    offices = "".join(f"<td>{name}局</td>" for name in "甲乙丙丁戊己") + "<td>合计</td>"
    return page[:start] + f"<tr>{offices}</tr>" + page[end:]


def _header(old: str, new: str) -> Callable[[str], str]:
    return lambda page: page.replace(old, new)


def _header_in_separate_table(page: str) -> str:
    """Two columns exchanged in a table of its own, the rows in the next one."""
    end = page.index('<tr><td colspan="3">一、本年新收')
    exchanged = page[:end].replace("商业<br/>企业", "科研机构", 1).replace("科研<br/>机构", "商业企业", 1)
    return f'{exchanged}</tbody></table><table border="1"><tbody>{page[end:]}'


MOVED = {
    "the total is second, over two lines": _header(
        HEADER,
        HEADER.replace(
            '<td colspan="5">法人或其他组织</td><td rowspan="2">总计</td>',
            '<td rowspan="2">总计</td><td colspan="5">法人或其他组织</td>',
        ),
    ),
    "offices in place of applicants": _by_office,
    "columns exchanged in a table of their own": _header_in_separate_table,
}


@pytest.mark.parametrize("name", MOVED)
def test_columns_that_are_not_the_forms_give_no_figures(name: str) -> None:
    page = MOVED[name](PAGE)
    assert page != PAGE
    found = read(page.encode(), "page")
    assert not any(c.section == 3 and c.value is not None for c in found.cells)
    assert wrong(found) == [] and sum(c.value is not None for c in found.cells) == 25


def test_shortened_labels_keep_their_places() -> None:
    header = "<td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td>"
    found = changed(header, "<td>现行有效件数</td><td>制发</td><td>废止</td>")
    assert null(found, 2) == 6 and wrong(found) == []


def test_results_out_of_order_give_no_figures() -> None:
    results = ("结果纠正", "结果维持", "其他结果", "尚未审结", "总计")
    rows = [(name, "1", "2", "3", "4", "10") for name in ("行政复议", "未经复议直接起诉", "复议后起诉")]
    page = f"<html><body>{FOURTH}{table(('类别', *results), *rows)}</body></html>"
    found = read((page + SUMMARY + SECOND + LAST).encode(), "page")
    assert [c.value for c in found.cells] == [None] * 15
    ordered = page.replace("<td>结果纠正</td><td>结果维持</td>", "<td>结果维持</td><td>结果纠正</td>")
    assert [c.value for c in read((ordered + SUMMARY + SECOND + LAST).encode(), "page").cells] == [1, 2, 3, 4, 10] * 3


def _row(page: str, label: str) -> str:
    at = page.index(label)
    return page[page.rindex("<tr>", 0, at) : page.index("</tr>", at) + len("</tr>")]


@pytest.mark.parametrize(
    ("label", "name"),
    [("3.补正后申请内容仍不明确", "其他"), ("3.补正后申请内容仍不明确", "3.其他"), ("(二)部分公开", "总计")],
)
def test_a_row_that_only_shares_a_form_label_is_not_a_form_row(label: str, name: str) -> None:
    row = _row(PAGE, label)
    found = changed(row, row + '<tr><td colspan="2">' + name + "</td>" + "<td>9</td>" * 7 + "</tr>")
    assert wrong(found) == [] and "row_unknown" in {notice.code for notice in found.notices}


def test_a_cell_spanning_two_columns_shifts_no_figures() -> None:
    row = _row(PAGE, "2.重复申请")
    first = row.index("<td>", row.index("2.重复申请"))
    for span in ("colspan", "rowspan"):
        moved = row[:first] + f'<td {span}="2">' + row[first + len("<td>") :]
        following = _row(PAGE, "3.要求提供公开出版物")
        page = PAGE.replace(row, moved.replace("</tr>", "<td></td></tr>") if span == "colspan" else moved)
        shorter = following[: following.rindex("<td>")] + "<td></td></tr>"
        found = read((page.replace(following, shorter) if span == "rowspan" else page).encode(), "page")
        assert wrong(found) == [], span


def test_tables_repeated_without_a_title_must_agree() -> None:
    tables = PAGE[PAGE.index("<table") : PAGE.rindex("</table>") + len("</table>")]
    assert _is_whole(changed(LAST, "<p>附表</p>" + tables + LAST))
    other = tables.replace("<td>51453</td>", "<td>51454</td>")
    found = changed(SUMMARY, "<p>附表</p>" + other + SUMMARY)
    assert wrong(found) == [] and [c.note for c in found.cells if c.value is None] == ["printed_twice"]


@pytest.mark.parametrize(
    ("old", "new", "unit"),
    [
        ("(单位:万元)", "(单位:千元)", "千元"),
        ("(单位:万元)", "(单位:百万元)", "百万元"),
        ("8371.33", "8371.33(单位:元)", "元"),
        ("行政事业性收费</td>", "行政事业性收费(元)</td>", None),
        ("(单位:万元)", "", "万元"),
    ],
)
def test_the_unit_of_fees_is_the_one_printed(old: str, new: str, unit: str | None) -> None:
    fees = next(c for c in changed(old, new).cells if c.item == "fees")
    assert (str(fees.value), fees.unit) == ("8371.33", unit)


@pytest.mark.parametrize("place", ["第二十条第(八)项", "行政事业性收费"])
def test_the_unit_may_be_next_to_the_amount_or_above_it(place: str) -> None:
    page = PAGE.replace("(单位:万元)", "").replace(f"{place}</td>", f"{place}(单位:元)</td>")
    assert next(c for c in read(page.encode(), "page").cells if c.item == "fees").unit == "元"


@pytest.mark.parametrize("mark", [" ", " | "])
def test_a_numbering_glued_to_the_figure_before_it_is_not_part_of_it(mark: str) -> None:
    lines = [THIRD[3:-4], *(mark.join((label, *"1000025")) for label in ("1.属于国家秘密", "3.危及“三安全一稳定”"))]
    glued = "\n".join(lines).replace("25", "252其他法律行政法规禁止公开" + mark + mark.join("0000000") + "\n")
    found = read(f"{SUMMARY[3:-4]}\n{SECOND[3:-4]}\n{glued}\n{LAST[3:-4]}".encode(), "text")
    assert [str(c.value) for c in found.cells if c.item == "denied_state_secret" and c.value == 252] == []


@pytest.mark.parametrize("heading", [THIRD, FOURTH])
def test_the_tables_of_a_second_report_do_not_replace_missing_ones(heading: str) -> None:
    start = PAGE.index("<table", PAGE.index(heading))
    end = PAGE.index("</table>", start) + len("</table>")
    other = "<h1>云和县青田镇人民政府2021年政府信息公开工作年度报告</h1>" + PAGE[start:end]
    found = read((PAGE[:start] + PAGE[end:].replace("</body>", other + "</body>")).encode(), "page")
    missing = 3 if heading == THIRD else 4
    assert wrong(found) == [] and not any(c.section == missing for c in found.cells)
    assert {"several_reports", "table_missing"} <= {notice.code for notice in found.notices}
