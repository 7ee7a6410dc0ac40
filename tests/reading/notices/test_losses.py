"""Copies that have lost something: repeated lines, halves of labels, figures, tables. None of it counts as a fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.checking.check import check
from flows.reading.document import read
from flows.reading.records import Extraction

TITLE = "云溪县教育局2020年政府信息公开工作年度报告"
TABLE_TWO = (
    ("第二十条第（一）项",),
    ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("规章", "0", "0", "0"),
    ("规范性文件", "2", "2", "9"),
    ("第二十条第（五）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政许可", "6", "0", "31"),
    ("其他对外管理服务事项", "0", "0", "0"),
    ("第二十条第（六）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政处罚", "0", "0", "0"),
    ("行政强制", "0", "0", "0"),
    ("第二十条第（八）项",),
    ("信息内容", "上一年项目数量", "本年增/减"),
    ("行政事业性收费", "0", "0"),
    ("第二十条第（九）项",),
    ("信息内容", "采购项目数量", "采购总金额"),
    ("政府集中采购", "4", "3.5万元"),
)
HEADS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
REST = ("五、存在的主要问题及改进情况", "时效有待提高。", "六、其他需要报告的事项", "没有其他需要报告的事项。")


def per_line(*rows: Sequence[str]) -> list[str]:
    return [cell for row in rows for cell in row]


def page(*table: str, menu: Sequence[str] = ()) -> list[str]:
    return [*menu, TITLE, "一、总体情况", "2020年我局主动公开政府信息312条。", HEADS[0], *table, HEADS[1]]


def once(lines: Sequence[str]) -> list[str]:
    """The lines as left by a crawler that keeps only the first of equal lines."""
    return list(dict.fromkeys(lines))


def of(lines: Sequence[str]) -> Extraction:
    return read("\n".join(lines).encode(), "page.txt")


def codes(found: Extraction) -> set[str]:
    return {notice.code for notice in found.notices}


def failing(lines: Sequence[str], tmp_path: Path, name: str = "page.txt") -> list[tuple[str, str]]:
    path = tmp_path / name
    path.write_text("\n".join(lines), "utf-8")
    return [(f["severity"], f["rule"]) for f in check(path).findings if f["status"] == "fail"]


@pytest.mark.parametrize("menu", [(), ("规章", "行政许可"), ("首页", "行政处罚", "政府集中采购")])
def test_a_copy_without_equal_lines_blames_nobody(menu: Sequence[str], tmp_path: Path) -> None:
    lines = once(page(*per_line(*TABLE_TWO), menu=menu))
    assert "lines_lost" in codes(of(lines))
    assert failing(lines, tmp_path) == []


def test_a_whole_report_that_lacks_a_row_is_reported(tmp_path: Path) -> None:
    rows = [row for row in TABLE_TWO if row[0] != "规章"]
    lines = page(*per_line(*rows))
    assert "lines_lost" not in codes(of(lines))
    assert ("must", "rows_present") in failing([*lines, *HEADS[2:], *REST], tmp_path)


def test_half_a_label_may_be_the_fault_of_the_copy(tmp_path: Path) -> None:
    cut = [tuple("本年新" if "本年新" in cell else cell for cell in row) for row in TABLE_TWO]
    lines = page(*(f"{' | '.join(row)} |" for row in cut))
    assert "labels_cut" in codes(of(lines)) and "header_damaged" not in codes(of(lines))
    assert failing(lines, tmp_path) == []


def test_a_label_replacing_one_of_the_form_is_reported(tmp_path: Path) -> None:
    twice = [tuple("本年新制作数量" if cell == "本年新公开数量" else cell for cell in row) for row in TABLE_TWO]
    assert ("should", "columns_as_form") in failing(page(*per_line(*twice)), tmp_path)


def test_a_row_label_with_nothing_after_it_may_have_lost_its_figures(tmp_path: Path) -> None:
    bare = [row[:1] if row[0] in ("行政处罚", "行政强制") else row for row in TABLE_TWO]
    lines = page(*per_line(*bare))
    assert "values_lost" in codes(of(lines)) and "cell_blank" not in codes(of(lines))
    assert failing(lines, tmp_path) == []


def test_a_blank_cell_that_the_copy_shows_is_reported(tmp_path: Path) -> None:
    blank = [("规章", " ", " ", " ") if row[0] == "规章" else row for row in TABLE_TWO]
    lines = page(*(f"| {' | '.join(row)} |" for row in blank))
    assert ("should", "cells_filled") in failing(lines, tmp_path)


ATTACHED = {
    "attachments named": ("\n".join((TITLE, "一、总体情况", *HEADS, *REST, "相关附件：")), "page.txt"),
    "a file linked": ("\n".join((TITLE, "一、总体情况", *HEADS, *REST, "附件：2020年统计表.xls")), "page.txt"),
    "nothing at all below the headings": ("\n".join((TITLE, "一、总体情况", *HEADS, *REST)), "page.txt"),
    "pictures in Markdown": (
        "\n".join((f"# {TITLE}", "一、总体情况", *(f"{head}\n![](t.png)" for head in HEADS), *REST)),
        "page.md",
    ),
    "pictures of a page": (
        "<html><body>"
        + "".join(f"<p>{x}</p>" for x in (TITLE, "一、总体情况"))
        + "".join(f'<p>{x}</p><p><img src="t.png"></p>' for x in HEADS)
        + "".join(f"<p>{x}</p>" for x in REST)
        + "</body></html>",
        "page.html",
    ),
}


@pytest.mark.parametrize("name", ATTACHED)
def test_tables_that_are_pictures_or_attachments_are_not_reported_missing(name: str, tmp_path: Path) -> None:
    text, file = ATTACHED[name]
    found = read(text.encode(), file)
    assert "tables_missing" in codes(found) and "table_missing" not in codes(found)
    assert "tables_present" not in {rule for _, rule in failing([text], tmp_path, file)}


def test_a_page_without_tables_or_pictures_is_reported(tmp_path: Path) -> None:
    text = "".join(f"<p>{x}</p>" for x in (TITLE, "一、总体情况", *HEADS, *REST))
    assert ("must", "tables_present") in failing([f"<html><body>{text}</body></html>"], tmp_path, "page.html")


def test_a_sentence_in_place_of_a_table_is_not_a_table(tmp_path: Path) -> None:
    sentences = [line for head in HEADS for line in (head, "我局2020年没有这方面的情况。")]
    assert ("must", "tables_present") in failing([TITLE, "一、总体情况", *sentences, *REST], tmp_path)


def test_a_report_cut_off_early_is_reported_as_cut_and_nothing_else(tmp_path: Path) -> None:
    lines = [TITLE, "一、总体情况", "2020年我局主动公开政府信息312条。"]
    assert codes(of(lines)) == {"edition_from_year", "truncated"}
    assert failing(lines, tmp_path) == []


def test_a_report_of_an_older_form_is_read_without_tables(tmp_path: Path) -> None:
    old = [
        "云溪县教育局2011年政府信息公开工作年度报告",
        "一、概述",
        "2011年我局主动公开政府信息46条。",
        "二、主动公开情况",
    ]
    found = of([*old, "三、依申请公开情况", "全年收到政府信息公开申请2件。", "四、收费情况"])
    assert found.report is not None and (found.report.year, found.report.edition) == (2011, "2008")
    assert "form_unknown" in codes(found) and not {"table_missing", "heading_missing", "truncated"} & codes(found)
    assert [s.fact for s in found.statements if s.fact == "requests_received"] == ["requests_received"]
