"""Figures whose columns are not the form's have no value: a shifted figure would be wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.reading.document import read
from flows.reading.records import Extraction

FIVE = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
FIGURES = ("11", "22", "33", "44", "55", "66", "231")
ROWS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理")


def _requests(header: tuple[str, ...], figures: tuple[str, ...] = FIGURES) -> list[tuple[str, ...]]:
    return [("申请人情况", *header), *((row, *figures) for row in ROWS)]


def _proceedings(header: list[tuple[str, ...]], figures: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [*header, figures]


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
FIFTEEN = tuple(str(n) for n in range(1, 16))
REQUESTS = "三、收到和处理政府信息公开申请情况"
PROCEEDINGS = "四、政府信息公开行政复议、行政诉讼情况"


def _page(heading: str, rows: list[tuple[str, ...]]) -> Extraction:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return read(f"<html><body><p>{heading}</p><table>{cells}</table></body></html>".encode(), "page")


def _pipes(heading: str, rows: list[tuple[str, ...]]) -> Extraction:
    return read("\n".join([heading, *(" | ".join(row) + " |" for row in rows), ""]).encode(), "pipes")


def _lines(heading: str, rows: list[tuple[str, ...]]) -> Extraction:
    return read("\n\n".join([heading, *(cell for row in rows for cell in row), ""]).encode(), "lines")


Layout = Callable[[str, list[tuple[str, ...]]], Extraction]
LAYOUTS: list[Layout] = [_page, _pipes, _lines]
WRONG_COLUMNS = {
    "a kind of applicant the form does not have": ("自然人", "商业企业", "个体工商户", *FIVE[2:], "总计"),
    "two columns exchanged": ("自然人", "科研机构", "商业企业", *FIVE[2:], "总计"),
    "the total in front": ("总计", "自然人", *FIVE),
    "the total second": ("自然人", "总计", *FIVE),
    "the total in the middle": ("自然人", *FIVE[:2], "总计", *FIVE[2:]),
    "remarks in place of the total": ("自然人", *FIVE, "备注"),
    "last year in front": ("上年数", "自然人", *FIVE),
}


def _values(found: Extraction, section: int) -> list[str]:
    return [str(cell.value) for cell in found.cells if cell.section == section and cell.value is not None]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("header", WRONG_COLUMNS.values(), ids=WRONG_COLUMNS.keys())
def test_columns_that_are_not_the_forms_have_no_values(layout: Layout, header: tuple[str, ...]) -> None:
    assert _values(layout(REQUESTS, _requests(header)), 3) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_columns_of_the_form_have_their_values(layout: Layout) -> None:
    assert _values(layout(REQUESTS, _requests(("自然人", *FIVE, "总计"))), 3) == list(FIGURES) * len(ROWS)


@pytest.mark.parametrize("layout", [_page, _pipes])
def test_a_label_that_lost_characters_still_names_its_column(layout: Layout) -> None:
    for cut in ("法律\ufffd\ufffd机构", "法\ufffd\ufffd务机构", "法律刮窕\ufffd"):
        assert _values(layout(REQUESTS, _requests(("自然人", *FIVE[:3], cut, "其他", "总计"))), 3) == [*FIGURES] * 3
    for cut in ("法服务机构", "法律务机构", "法律服\ufffd构", "法律服务卉\ufffd"):
        assert _values(layout(REQUESTS, _requests(("自然人", *FIVE[:3], cut, "其他", "总计"))), 3) == [*FIGURES] * 3
    assert _values(layout(REQUESTS, _requests(("自人", *FIVE, "总计"))), 3) == [*FIGURES] * 3
    # Nothing of the label is left, so it may be any column.
    assert _values(layout(REQUESTS, _requests(("自然人", *FIVE[:3], "个体\ufffd\ufffd", "其他", "总计"))), 3) == []


@pytest.mark.parametrize("foreign", ["法律援助机构", "法务", "社会组织", "公益组织商会"])
def test_a_label_that_lacks_more_than_one_character_is_a_different_label(foreign: str) -> None:
    for layout in LAYOUTS:
        assert _values(layout(REQUESTS, _requests(("自然人", *FIVE[:2], foreign, *FIVE[3:], "总计"))), 3) == []


@pytest.mark.parametrize(
    "broken",
    [
        "一、本年新收政府信息\ufffd开申请数量",
        "一、本年新收政府信息开申请数量",
        "\ufffd、本年新收政府信息公开申请数量",
    ],
)
def test_a_first_row_whose_label_lost_a_character_is_not_a_column(broken: str) -> None:
    header = ("自然人", "商业企业", "\ufffd研", "机构", *FIVE[2:], "总计")
    found = _lines(REQUESTS, [header, (broken, *FIGURES), *((row, *FIGURES) for row in ROWS[1:])])
    assert {cell.item for cell in found.cells} == {"carried_in", "carried_out"}
    assert _values(found, 3) == [*FIGURES] * 2


def test_total_is_the_last_column_below_a_header_that_lost_a_byte() -> None:
    header = [("自然人", "法人或其他怪\ufffd", "总计"), FIVE]
    text = "\n".join(" | ".join(row) + " |" for row in [(REQUESTS,), *header, *((row, *FIGURES) for row in ROWS)])
    found = read(text.encode(), "text")
    assert {c.measure: str(c.value) for c in found.cells}["total"] == FIGURES[-1]
    assert _values(found, 3) == [*FIGURES] * 3


def test_a_row_ends_before_a_label_that_lost_its_last_character() -> None:
    rows = [("自然人", *FIVE, "总计"), *((row, *FIGURES) for row in ROWS)]
    cells = [cell for row in [*rows[:2], ("2.重复申\ufffd", *FIGURES), *rows[2:]] for cell in row]
    found = read("\n|\n".join([REQUESTS, *cells, ""]).encode(), "lines")
    assert {cell.item: str(cell.value) for cell in found.cells if cell.measure == "total"} == dict.fromkeys(
        ("received", "carried_in", "carried_out"), FIGURES[-1]
    )


def test_blank_cells_that_fill_the_width_of_a_label_are_not_a_column() -> None:
    rows = [("一、本年新收政府信息公开申请数量", "", ""), ("二、上年结转政府信息公开申请数量", "", "")]
    rows += [("", "(二)部分公开", ""), ("", "(三)不予公开", "1.属于国家秘密"), ("", "", "2.其他法律行政法规禁止公开")]
    text = "\n".join("\t".join((*row, "3", "2", "0", "1", "4", "10")) for row in rows)
    header = "\t\t\t自然人\t法人或其他组织\t\t\t\t总计\n\t\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t\t其他"
    found = read(f"{REQUESTS}\n{header}\n{text}\n".encode(), "tabs")
    # One column is missing: no row shows which, nor does the shorter label.
    assert len(found.cells) == 35 and _values(found, 3) == []


def test_a_mark_nearer_to_its_label_is_not_a_figure_of_the_row() -> None:
    def lines(*rows: tuple[str, ...]) -> str:
        header = "   " + "   ".join(("自然人", *FIVE, "总计"))
        return "\n".join([REQUESTS, header, *(f"   {row[0]}{row[1]}{'   '.join(row[2:])}" for row in rows), ""])

    plain = [(row, "   ", *FIGURES) for row in ROWS]
    assert _values(read(lines(*plain).encode(), "aligned"), 3) == [*FIGURES] * 3
    # One figure is missing next to the mark, so that there are seven.
    found = read(lines(plain[0], (ROWS[1], " ", "1", *FIGURES[1:]), plain[2]).encode(), "aligned")
    assert _values(found, 3) == [*FIGURES] * 2
    # Where all rows look like this, it is how the text is set.
    near = [(row, " ", *FIGURES) for row in ROWS]
    assert _values(read(lines(*near).encode(), "aligned"), 3) == [*FIGURES] * 3


def test_pinyin_broken_over_two_lines_is_not_part_of_a_label() -> None:
    assert (
        _values(_page(REQUESTS, _requests(("自然人", "商业企（gao<br/>）业（du）", *FIVE[1:], "总计"))), 3)
        == [*FIGURES] * 3
    )


def test_three_rows_of_other_outcomes_decide_the_edition_before_the_words_of_a_row() -> None:
    three = ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "3.其他")
    rows = [*_requests(("自然人", *FIVE, "总计")), *((row, *FIGURES) for row in three)]
    for documents in ("规范性文件", "行政规范性文件"):
        second = [("第二十条第(一)项",), ("信息内容",), (documents, "1", "2", "3")]
        found = _pipes("二、主动公开政府信息情况", [*second, (REQUESTS,), *rows])
        assert found.report is not None and found.report.edition == "2021"


@pytest.mark.parametrize("layout", [_page, _pipes])
def test_a_row_with_a_broken_label_is_not_a_header_of_the_rows_below(layout: Layout) -> None:
    rows = _requests(("自然人", *FIVE, "总计"))
    broken = ("（四）无法提供", "1.本机关不掌\ufffd\ufffd关政府信息", *FIGURES)
    found = layout(REQUESTS, [*rows[:-1], broken, rows[-1]])
    assert _values(found, 3) == list(FIGURES) * len(ROWS)
    assert {cell.item for cell in found.cells} == {"received", "carried_in", "carried_out"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "heads",
    [
        ("行政诉讼", "行政复议", "未经复议直接起诉", "复议后起诉"),
        ("行政复议", "行政诉讼", "复议后起诉", "未经复议直接起诉"),
    ],
)
def test_proceedings_in_another_order_have_no_values(layout: Layout, heads: tuple[str, ...]) -> None:
    header = [heads[:2], (*RESULTS, *heads[2:]), (*RESULTS, *RESULTS)]
    assert _values(layout(PROCEEDINGS, _proceedings(header, FIFTEEN)), 4) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_proceedings_in_the_order_of_the_form_have_their_values(layout: Layout) -> None:
    header = [("行政复议", "行政诉讼"), (*RESULTS, "未经复议直接起诉", "复议后起诉"), (*RESULTS, *RESULTS)]
    assert _values(layout(PROCEEDINGS, _proceedings(header, FIFTEEN)), 4) == list(FIFTEEN)


@pytest.mark.parametrize("layout", [_page, _pipes])
def test_a_blank_column_before_the_figures_moves_nothing(layout: Layout) -> None:
    rows = _requests(("", "自然人", *FIVE, "总计"), ("", *FIGURES[:6], ""))
    assert _values(layout(REQUESTS, rows), 3) == []


def test_a_table_after_table_four_is_not_read_as_table_four() -> None:
    header = [("行政复议", "行政诉讼"), (*RESULTS, "未经复议直接起诉", "复议后起诉"), (*RESULTS, *RESULTS)]
    text = "\n".join(
        [PROCEEDINGS, *(c for row in header for c in row), "五、存在的主要问题及改进情况", " | ".join(FIFTEEN)]
    )
    assert _values(read(text.encode(), "text"), 4) == []


@pytest.mark.parametrize("as_page", [True, False])
def test_only_the_first_of_two_reports_is_read(as_page: bool) -> None:
    first = [
        ("第二十条第(一)项",),
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "1", "2", "3"),
    ]
    second = [
        ("第二十条第(一)项",),
        ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        ("规章", "7", "8", "9"),
    ]
    requests = _requests(("自然人", *FIVE, "总计"))
    if as_page:
        tables = [
            "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in r)}</tr>" for r in t) for t in (first, requests, second)
        ]
        data = "<html><body>" + "".join(f"<p>题</p><table>{t}</table>" for t in tables)
    else:
        data = "\n".join(
            " | ".join(r) + " |" for r in [("二、主动公开政府信息情况",), *first, (REQUESTS,), *requests, *second]
        )
    found = read(data.encode(), "two")
    assert _values(found, 2) == ["1", "2", "3"]
    assert found.report is not None
    assert found.report.edition == "2021"
    assert "several_reports" in {notice.code for notice in found.notices}


def test_the_unit_of_an_amount_is_the_one_its_header_names() -> None:
    rows = [("第二十条第(八)项",), ("信息内容", "本年收费金额（单位：人民币元）"), ("行政事业性收费", "3235")]
    found = _page("二、主动公开政府信息情况", [*rows, *_requests(("自然人", *FIVE, "总计"))])
    assert [cell.unit for cell in found.cells if cell.item == "fees"] == ["元"]


def test_cells_of_table_four_are_listed_once_even_if_its_row_is_labelled() -> None:
    header = [("行政复议", "行政诉讼"), (*RESULTS, "未经复议直接起诉", "复议后起诉"), (*RESULTS, *RESULTS)]
    rows = [*header, ("复议后起诉", "1", "2", "3", "4", "10"), FIFTEEN]
    found = [_page(PROCEEDINGS, rows), _pipes(PROCEEDINGS, rows)]
    for extraction in found:
        keys = [cell[:3] for cell in extraction.cells]
        assert len(keys) == len(set(keys))
    assert found[0].cells
