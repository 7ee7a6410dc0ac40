"""Titles that are broken, prefixed, preceded by lists of years or spoilt by advertising, and what they leave open."""

from __future__ import annotations

import pytest

from flows.documents import Line
from flows.reading.identity.identity import Identity, identify
from flows.reading.prose import Prose

REPORT = "政府信息公开工作年度报告"
OWN = f"云溪县教育局2022年{REPORT}"
BODY = ("统计期限自2022年1月1日至2022年12月31日。", "一、总体情况", "认真做好公开。", "二、主动公开政府信息情况")


def of(*texts: str, page: str | None = None) -> Identity:
    return identify(Prose([Line(text, number, None) for number, text in enumerate(texts, start=1)]), page)


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (("岳阳市云溪区人力资源和社会", f"保障局2022年{REPORT}"), "岳阳市云溪区人力资源和社会保障局"),
        (("遂昌县", f"民政局2022年{REPORT}"), "遂昌县民政局"),
        (("遂昌县市场监督", "管理局2022年政府", "信息公开工作年度报告"), "遂昌县市场监督管理局"),
        (("遂昌县", "妙高街道办事处", f"2022年{REPORT}"), "遂昌县妙高街道办事处"),
        ((" ".join(f"平和县自然资源局2022年{REPORT}"),), "平和县自然资源局"),
        (("遂昌县人民政府", f"民政局2022年{REPORT}"), "民政局"),
        (("遂昌县政务公开", f"民政局2022年{REPORT}"), "民政局"),
    ],
)
def test_a_name_broken_over_lines_is_whole(lines: tuple[str, ...], agency: str) -> None:
    found = of(*lines, *BODY)
    assert (found.agency, found.year) == (agency, 2022)


@pytest.mark.parametrize(
    "title",
    [
        f"（转载）遂昌县民政局2022年{REPORT}",
        f"【年报】遂昌县民政局2022年{REPORT}",
        f"附件1：遂昌县民政局2022年{REPORT}",
        f"信息公开 庆元县财政局 遂昌县民政局2022年{REPORT}",
        f"庆元县财政局遂昌县民政局2022年{REPORT}",
        f"遂昌县人民政府 - 政府信息公开年报 - 遂昌县民政局2022年{REPORT}",
        f"遂昌县人民政府门户网站 政府信息公开年报 遂昌县民政局2022年{REPORT}",
        f"遂昌县民政局2022年{REPORT}（公示稿）",
        f"遂昌县民政局2022年{REPORT}（遂民〔2023〕3号）",
        f"遂昌县民政局2022年{REPORT}（2）",
        f"遂昌县民政局2022年{REPORT}[文字版]",
        f"浙江政务服务网遂昌县民政局2022年{REPORT}",
        f"中国遂昌网遂昌县民政局2022年{REPORT}",
        f"遂昌县政府信息公开平台遂昌县民政局2022年{REPORT}",
        f"遂昌发布公众号遂昌县民政局2022年{REPORT}",
    ],
)
def test_text_attached_to_a_title_is_not_part_of_the_name(title: str) -> None:
    found = of(title, *BODY)
    assert (found.agency, found.year) == ("遂昌县民政局", 2022)


@pytest.mark.parametrize(
    "site", ["遂昌县人民政府门户网站", "遂昌县政务服务平台", "遂昌县教育官网", "遂昌县人民政府门户网站民政局"]
)
def test_a_site_is_not_an_agency(site: str) -> None:
    assert of(f"{site}2022年{REPORT}", *BODY).agency is None


@pytest.mark.parametrize("name", ["丽水市生态环境局遂昌县分局", "关心下一代遂昌县工作委员会"])
def test_a_name_with_a_division_inside_is_not_certain(name: str) -> None:
    found = of(f"{name}2022年{REPORT}", *BODY)
    assert [(e.value, e.confidence) for e in found.evidence if e.field == "agency"] == [(name, "likely")]


@pytest.mark.parametrize("name", ["国家税务总局遂昌县税务局", "浙江省丽水市遂昌县民政局", "遂昌县互联网信息办公室"])
def test_a_name_that_begins_with_a_state_or_divisions_is_certain(name: str) -> None:
    found = of(f"{name}2022年{REPORT}", *BODY)
    assert [(e.value, e.confidence) for e in found.evidence if e.field == "agency"] == [(name, "certain")]


def test_a_governments_liaison_office_elsewhere_is_one_body() -> None:
    name = "遂昌县人民政府驻上海市办事处"
    assert of(f"{name}2022年{REPORT}", *BODY).agency == name


def test_a_list_of_years_is_not_part_of_a_title() -> None:
    above = of("2023年", "2021年", "2020年", REPORT, *BODY)
    below = of(REPORT, "2021年", "2020年", *BODY)
    assert [(found.title, found.year) for found in (above, below)] == [(None, 2022), (None, 2022)]
    assert of("2022年", REPORT, *BODY).title == f"2022年{REPORT}"


def test_the_period_outranks_the_file_name() -> None:
    found = of(REPORT, *BODY, page=f"遂昌县民政局2021年{REPORT}")
    year = next(e for e in found.evidence if e.field == "year")
    assert (year.value, year.source, year.confidence, year.candidates) == ("2022", "period", "doubtful", "2021")


def test_a_month_in_a_title_is_not_the_reporting_year() -> None:
    assert of(f"遂昌县民政局{REPORT}（2023年1月）", *BODY).year == 2022


@pytest.mark.parametrize(
    "title",
    [
        f"遂昌县民政局星火体育星火直播2022年{REPORT}",
        f"遂昌县九游会民政局2022年{REPORT}",
        f"星火直播遂昌县民政局2022年{REPORT}",
        f"遂昌县民政局2022年星火体育{REPORT}",
        f"遂昌县vip888民政局2022年{REPORT}",
        f"遂昌县民政局2022年{REPORT} - 开云体育官网",
    ],
)
def test_advertising_in_a_title_leaves_title_and_agency_open(title: str) -> None:
    found = of(title, *BODY)
    evidence = {e.field: e for e in found.evidence}
    assert (found.title, found.agency, found.year) == (None, None, 2022)
    assert (evidence["title"].confidence, evidence["title"].candidates) == ("doubtful", title)


def test_advertising_in_a_name_leaves_it_open() -> None:
    assert of("本报告由遂昌县九游会民政局编制。", *BODY).agency is None


@pytest.mark.parametrize("name", ["遂昌县文化和广电旅游体育局", "遂昌县体育中心", "遂昌县体育彩票管理中心"])
def test_a_bodys_own_field_of_work_is_not_advertising(name: str) -> None:
    found = of(f"{name}2022年{REPORT}", *BODY)
    assert (found.agency, found.title) == (name, f"{name}2022年{REPORT}")


@pytest.mark.parametrize(
    ("tail", "agency"),
    [
        ("-某某官网-遂昌县民政局", "遂昌县民政局"),
        ("_遂昌县民政局_遂昌县人民政府门户网站", "遂昌县民政局"),
        ("——遂昌县石练镇人民政府", "遂昌县石练镇人民政府"),
        ("-遂昌县人民政府", None),
        ("-遂昌县人民政府办公室", None),
        ("-遂昌县民政局-遂昌县财政局", None),
        ("-遂昌县教育官网", None),
    ],
)
def test_a_body_after_a_dash_is_the_agency_and_a_site_is_not(tail: str, agency: str | None) -> None:
    found = of(f"2022年{REPORT}{tail}", *BODY)
    agencies = [(e.value, e.source, e.confidence) for e in found.evidence if e.field == "agency"]
    assert agencies == ([(agency, "title", "likely")] if agency else [])
