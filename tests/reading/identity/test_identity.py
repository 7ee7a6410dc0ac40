"""Agency and year of a report, identified from a page full of other titles and dates."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from flows.documents import Line
from flows.reading.document import read
from flows.reading.identity.identity import Identity, identify
from flows.reading.notices.headings import headings_of, repeated
from flows.reading.prose import Prose

REPORT = "政府信息公开工作年度报告"
PERIOD = "本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。"


def of(*texts: str) -> Identity:
    return identify(Prose([Line(text, number, None) for number, text in enumerate(texts, start=1)]))


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        (f"于都县2022年{REPORT}", "于都县", 2022),
        (f"于洪区人民政府2022年{REPORT}", "于洪区人民政府", 2022),
        (f"关岭布依族苗族自治县2022年{REPORT}", "关岭布依族苗族自治县", 2022),
        (f"关于于都县2022年{REPORT}", "于都县", 2022),
        (f"本溪市2022年{REPORT}", "本溪市", 2022),
        (f"云溪县教育局关于2022年度{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局关于报送2022年{REPORT}", "云溪县教育局", 2022),
        (f"关于印发云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"附件1：云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"附件1 云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"标题：云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"索引号：123 名称：云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"【年报】云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局（2022年）{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局{REPORT}（2022年）", "云溪县教育局", 2022),
        (f"云溪县教育局{REPORT}（2022）", "云溪县教育局", 2022),
        (f"云溪县教育局2022年{REPORT}（公开版）", "云溪县教育局", 2022),
        (f"云溪县教育局二〇二二年{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局２０２２年{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局2021—2022年{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局2022年政务公开和{REPORT}", "云溪县教育局", 2022),
        (f"法定主动公开内容云溪县教育局2022年{REPORT}", "云溪县教育局", 2022),
        (f"云溪县教育局：2022年{REPORT}", "云溪县教育局", 2022),
    ],
)
def test_the_agency_is_the_part_of_the_title_that_is_a_name(title: str, agency: str, year: int) -> None:
    found = of("首页", title, "一、总体情况")
    assert (found.agency, found.year, found.title_year) == (agency, year, year)


@pytest.mark.parametrize("lead", ["标题：", "附件1：", "【年报】", "索引号：123 名称："])
def test_a_label_before_a_title_is_not_part_of_it(lead: str) -> None:
    assert of(f"{lead}云溪县教育局2022年{REPORT}").title == f"云溪县教育局2022年{REPORT}"


@pytest.mark.parametrize(
    "lines",
    [
        ("云溪县教育局", "2022年", REPORT),
        ("云溪县教育局", "", "2022年度", "", REPORT),
        ("云溪县教育局2022年", REPORT),
        ("云溪县教育局", f"2022年{REPORT}"),
        ("云溪县教育局2022年政府信息公开", "工作年度报告"),
    ],
)
def test_a_title_over_several_lines_is_found(lines: tuple[str, ...]) -> None:
    found = of("首页", *lines, "一、总体情况")
    assert found.title is not None and found.title.endswith(REPORT)
    assert (found.agency, found.year) == ("云溪县教育局", 2022)


OTHERS = {
    "of another year": (f"云溪县财政局2021年{REPORT}",),
    "of the year before and of the next": (
        f"上一篇：云溪县财政局2022年{REPORT}",
        f"下一篇：云溪县水利局2022年{REPORT}",
    ),
    "related": (f"相关文章：云溪县财政局2022年{REPORT}",),
    "of the same year, further up": (f"云溪县财政局2022年{REPORT}",),
}


@pytest.mark.parametrize("others", OTHERS)
@pytest.mark.parametrize("own", [(f"云溪县教育局2022年{REPORT}",), ("云溪县教育局", f"2022年{REPORT}")])
def test_titles_of_other_reports_around_it_are_not_taken(others: str, own: tuple[str, ...]) -> None:
    for lines in (
        [*OTHERS[others], "首页", *own, "一、总体情况", PERIOD],
        [*own, "一、总体情况", PERIOD, *OTHERS[others]],
    ):
        found = of(*lines)
        assert (found.agency, found.year, found.title_year) == ("云溪县教育局", 2022, 2022)


def test_the_year_of_the_period_decides_between_titles() -> None:
    found = of(f"云溪县教育局2022年{REPORT}", f"云溪县财政局2021年{REPORT}", "一、总体情况", PERIOD)
    assert (found.agency, found.title_year) == ("云溪县教育局", 2022)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("时间：2023-01-02", "发布日期：2023-01-18"), dt.date(2023, 1, 18)),
        (("时间：2023-01-02 来源：本站",), dt.date(2023, 1, 2)),
        (("发布日期：2023-13-45", "公开日期：2023-01-18"), dt.date(2023, 1, 18)),
    ],
)
def test_a_full_label_of_the_date_wins_over_a_bare_one(lines: tuple[str, ...], day: dt.date) -> None:
    assert of(*lines).published_on == day


@pytest.mark.parametrize(
    ("lines", "start"),
    [
        (("自2021年3月1日至2021年5月1日开展培训。", PERIOD), dt.date(2022, 1, 1)),
        (("2022年1月1日至2022年12月31日的统计数据",), dt.date(2022, 1, 1)),
        (("自2022年1月1日至12月31日",), dt.date(2022, 1, 1)),
        (("条例自2008年5月1日起施行",), None),
        (("自2008年5月1日至2022年12月31日",), None),
    ],
)
def test_the_period_is_the_one_stated_for_the_figures(lines: tuple[str, ...], start: dt.date | None) -> None:
    period = of(*lines).period
    assert (period and period[0]) == start


@pytest.mark.parametrize("text", ["一、", "其他 ", "2022年政府信息公开", "1、总体情况", "云溪县教育局2022年1月1日至"])
def test_long_lines_are_scanned_once(text: str) -> None:
    lines = [Line(text * (3_000_000 // len(text.encode())), 1, None)] * 2
    start = time.process_time()
    headings_of(Prose(lines))
    identify(Prose(lines), lines[0].text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("一、总体情况", [1]),
        ("摘要" * 50 + "一、总体情况 本年二、主动公开政府信息情况 无", [1, 2]),
        ("摘要" * 50 + "一总体情况", []),
    ],
)
def test_headings_are_found_inside_long_lines(text: str, ordinals: list[int]) -> None:
    assert [seen.ordinal for seen in headings_of(Prose([Line(text, 1, None)]))] == ordinals


def test_a_heading_printed_twice_is_reported_at_its_second_place() -> None:
    headings = ["一、总体情况", "正文", "二、主动公开政府信息情况"]
    lines = [Line(text, n, None) for n, text in enumerate([*headings, "见一、总体情况。", *headings[:1]], start=1)]
    assert [(heading.ordinal, heading.at) for heading in repeated(Prose(lines))] == [(1, 4)]
    assert repeated(Prose(lines[:4])) == []


@pytest.mark.parametrize(
    ("period", "is_reported"),
    [
        ("2022年1月1日起至2022年12月31日", False),
        ("2022年1月1日起至2022年11月30日", True),
        ("2021年7月1日起至2022年6月30日", True),
    ],
)
def test_a_period_other_than_a_calendar_year_is_reported(period: str, is_reported: bool) -> None:
    text = f"云溪县教育局2022年{REPORT}\n本报告所列数据的统计期限自{period}止。\n" + "\n".join(
        ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    )
    codes = {notice.code for notice in read(text.encode(), "text").notices}
    assert ("period_unusual" in codes) is is_reported
