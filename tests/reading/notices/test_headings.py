"""The six headings in the order of the form, and the year in the title: what the reader notices in a page of text."""

from __future__ import annotations

import pytest

from flows.reading.document import read

HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
TITLE = "遂昌县财政局2023年政府信息公开工作年度报告"


def noticed(*lines: str, title: str = TITLE) -> dict[str, tuple[str, int | None]]:
    """Code -> message and line of the notices on the order of headings and on the title."""
    found = read("\n".join([title, *lines]).encode(), "page.txt")
    assert found.status == "extracted"
    codes = ("heading_misplaced", "heading_missing", "title_without_year")
    return {n.code: (n.message, n.where.line) for n in found.notices if n.code in codes}


def with_text(*headings: str) -> list[str]:
    return [line for heading in headings for line in (heading, "按照要求做好各项工作。")]


def test_headings_in_order_are_not_reported() -> None:
    assert noticed(*with_text(*HEADINGS)) == {}


@pytest.mark.parametrize(
    ("order", "numbers", "line"),
    [((0, 2, 1, 3, 4, 5), "一、三、二、四、五、六", 4), ((1, 2, 3, 4, 5, 0), "二、三、四、五、六、一", 2)],
)
def test_a_heading_before_one_that_comes_first_is_misplaced(order: tuple[int, ...], numbers: str, line: int) -> None:
    found = noticed(*with_text(*(HEADINGS[i] for i in order)))
    assert list(found) == ["heading_misplaced"]
    assert found["heading_misplaced"] == (f"一级标题顺序与格式不符：{numbers}", line)


def test_a_table_of_contents_or_a_mention_is_not_a_misplaced_heading() -> None:
    assert noticed(*HEADINGS, *with_text(*HEADINGS)) == {}
    assert noticed(HEADINGS[4], *with_text(*HEADINGS)) == {}
    assert noticed(f"详见{HEADINGS[5]}。", *with_text(*HEADINGS)) == {}


def test_a_heading_that_is_missing_is_not_misplaced() -> None:
    assert list(noticed(*with_text(*HEADINGS[:2], *HEADINGS[3:]))) == ["heading_missing"]


@pytest.mark.parametrize("year", ["2023年", "2023年度", "二〇二三年", ""])
def test_a_title_names_its_year(year: str) -> None:
    found = noticed(*with_text(*HEADINGS), title=f"遂昌县财政局{year}政府信息公开工作年度报告")
    without = {"title_without_year": ("报告标题没有写明年度：遂昌县财政局政府信息公开工作年度报告", 1)}
    assert found == ({} if year else without)


def test_a_page_without_a_title_is_not_said_to_lack_a_year_in_it() -> None:
    assert noticed(*with_text(*HEADINGS), title="本报告由办公室编制。") == {}


def test_a_copy_that_begins_inside_the_form_lacks_only_later_parts() -> None:
    found = read("\n".join(with_text(*HEADINGS[2:4], HEADINGS[5])).encode(), "copy.txt")
    messages = [n.message for n in found.notices if n.code in ("heading_missing", "table_missing", "beginning_missing")]
    assert messages == [
        "文件没有标题，开头部分不在文中",
        "缺少表格：表三",
        "缺少表格：表四",
        "缺少一级标题：五、存在的主要问题及改进情况",
    ]
