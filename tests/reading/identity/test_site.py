"""The site that a report was fetched from settles what the report leaves open, and never overrules what it says."""

from __future__ import annotations

import json

import pytest

from flows.checking.extract import to_lines
from flows.documents.origin import UNKNOWN, Origin
from flows.reading.document import read
from flows.reading.records import Evidence, Extraction

NAME = "政府信息公开工作年度报告"
BODY = (
    "本年度报告的统计期限为2023年1月1日至2023年12月31日。",
    "一、总体情况",
    "本年度主动公开信息三十条。",
    "二、主动公开政府信息情况",
    "第二十条第（一）项 |",
    "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
    "规章 | 0 | 0 | 0 |",
    "行政规范性文件 | 1 | 0 | 4 |",
    "三、收到和处理政府信息公开申请情况",
    "一、本年新收政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |",
)
BARE = f"2023年{NAME}"


def of(title: str, origin: Origin = UNKNOWN, *more: str) -> Extraction:
    return read("\n".join((title, *BODY, *more)).encode(), "page.txt", origin)


def named(found: Extraction) -> tuple[str | None, str | None]:
    assert found.report is not None
    return found.report.agency, found.report.region_code


def evidence(found: Extraction, field: str) -> Evidence:
    return next(one for one in found.evidence if one.field == field)


def contradictions(found: Extraction) -> list[str]:
    return [one.message.partition("：")[2] for one in found.notices if one.code == "site_contradicted"]


def site(region_code: str | None = None, agency: str | None = None) -> Origin:
    return Origin("https://www.qingxi.example/a.html", site="qingxi", region_code=region_code, agency=agency)


@pytest.mark.parametrize("code", ["320106", "320302", "350102", "410204"])
def test_a_name_of_several_districts_is_that_of_the_site(code: str) -> None:
    title = f"鼓楼区人民政府{BARE}"
    assert named(of(title)) == ("鼓楼区人民政府", None)
    found = of(title, site(code))
    assert named(found) == ("鼓楼区人民政府", code)
    assert (evidence(found, "region_code").source, evidence(found, "region_code").confidence) == ("site", "likely")
    # So it is where the site is that of the city: it narrows to what is in it.
    assert named(of(title, site(f"{code[:4]}00"))) == ("鼓楼区人民政府", code)
    assert not contradictions(found)


def test_a_province_with_two_districts_of_one_name_settles_nothing() -> None:
    found = of(f"鼓楼区人民政府{BARE}", site("320000"))
    assert named(found) == ("鼓楼区人民政府", None)
    assert (evidence(found, "region_code").candidates or "").count("鼓楼区") == 4


def test_a_title_that_names_nobody_is_the_sites_agencys() -> None:
    assert named(of(BARE)) == (None, None)
    found = of(BARE, site("331123", "遂昌县教育局"))
    assert named(found) == ("遂昌县教育局", "331123")
    assert (evidence(found, "agency").source, evidence(found, "agency").confidence) == ("site", "likely")
    assert evidence(found, "region_code").confidence == "likely"
    assert "agency_missing" not in {notice.code for notice in found.notices}
    # The division of a site is nobody's name.
    assert named(of(BARE, site("331123"))) == (None, None)
    assert named(of(BARE, site(None, "遂昌县教育局"))) == ("遂昌县教育局", "331123")


def test_a_report_that_calls_itself_another_kind_of_body_is_not_the_sites_agencys() -> None:
    told = "二、我局全年受理申请三件，我局均已答复。"
    assert named(of(BARE, site("331123", "遂昌县妙高街道办事处"), told)) == (None, None)


@pytest.mark.parametrize(
    ("agency", "own", "code"),
    [
        ("县教育局", "331123", "331123"),
        ("教育局", "331123", "331123"),
        ("妙高街道办事处", "331123", "331123"),
        ("市教育局", "330500", "330500"),
        ("区教育局", "330500", None),
        ("教育局", "330500", None),
        ("教育局", "330000", None),
        ("县教育局", "330000", None),
    ],
)
def test_a_bare_name_is_placed_where_only_one_division_of_the_site_can_be_meant(
    agency: str, own: str, code: str | None
) -> None:
    assert named(of(f"{agency}{BARE}")) == (agency, None)
    assert named(of(f"{agency}{BARE}", site(own))) == (agency, code)


def test_a_bare_name_of_the_sites_own_agency_is_placed_with_it() -> None:
    assert named(of(f"教育局{BARE}", site("330500", "湖州市教育局"))) == ("教育局", "330500")


@pytest.mark.parametrize(
    "own",
    [("331123", None), ("331123", "遂昌县教育局"), (None, "遂昌县教育局"), ("330000", "浙江省人民政府")],
)
def test_what_a_report_says_of_itself_stands(own: tuple[str | None, str | None]) -> None:
    title = f"南京市鼓楼区教育局{BARE}"
    found, alone = of(title, site(*own)), of(title)
    assert named(found) == named(alone) == ("南京市鼓楼区教育局", "320106")
    assert (found.report, found.evidence, found.cells) == (alone.report, alone.evidence, alone.cells)
    (said,) = contradictions(found)
    assert said.startswith("清单为浙江省") and said.endswith("，文中为江苏省南京市鼓楼区")


def test_candidates_that_are_all_elsewhere_stay_open_and_are_told() -> None:
    found = of(f"鼓楼区人民政府{BARE}", site("331123"))
    assert named(found) == ("鼓楼区人民政府", None)
    (said,) = contradictions(found)
    assert said.startswith("清单为浙江省丽水市遂昌县，文中为320106 江苏省南京市鼓楼区")


@pytest.mark.parametrize(
    ("own", "title", "is_told"),
    [
        ("遂昌县教育局", "遂昌县财政局", True),
        ("遂昌县教育局", "县教育局", False),
        ("遂昌县人民政府", "遂昌县财政局", False),
        ("遂昌县人民政府办公室", "遂昌县", False),
    ],
)
def test_a_department_publishes_its_own_reports_a_government_those_of_others_too(
    own: str, title: str, is_told: bool
) -> None:
    found = of(f"{title}{BARE}", site("331123", own))
    assert named(found) == (title, "331123")
    assert contradictions(found) == ([f"清单为{own}，文中为{title}"] if is_told else [])


def test_an_attachment_has_what_it_lacks_from_the_page_that_links_to_it() -> None:
    page = f"遂昌县教育局{BARE}-遂昌县人民政府"
    assert named(of(NAME)) == (None, None)
    found = of(NAME, Origin("https://www.qingxi.example/P01.txt", page_title=page))
    assert named(found) == ("遂昌县教育局", "331123")
    assert (evidence(found, "agency").source, evidence(found, "agency").confidence) == ("page_title", "likely")
    assert named(of(f"遂昌县财政局{BARE}", Origin(page_title=page))) == ("遂昌县财政局", "331123")


def test_a_code_that_no_division_has_says_nothing() -> None:
    title = f"鼓楼区人民政府{BARE}"
    assert of(title, site("999999"))._replace(origin=UNKNOWN) == of(title)


def test_extract_prints_where_a_document_comes_from() -> None:
    (line,) = to_lines([of(BARE, site("331123", "遂昌县教育局"))])
    assert json.loads(line)["origin"] == {
        "address": "https://www.qingxi.example/a.html", "fetched_at": None, "site": "qingxi", "page": None,
        "region_code": "331123", "agency": "遂昌县教育局", "page_title": None,
    }  # fmt: skip
    (line,) = to_lines([of(BARE)])
    assert json.loads(line)["origin"] is None
