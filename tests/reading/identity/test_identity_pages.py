"""Whose report a page contains, among the titles of other reports, labels and dates printed with it."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.documents import Line
from flows.reading.identity.identity import Identity, identify
from flows.reading.prose import Prose
from flows.reading.records import Evidence

REPORT = "政府信息公开工作年度报告"
PERIOD = "本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
OWN = f"云溪县教育局2022年{REPORT}"
BODY = ("一、总体情况", PERIOD, "二、主动公开政府信息情况", "六、其他需要报告的事项")
WITHOUT_PERIOD = (BODY[0], *BODY[2:])


def of(*texts: str, page: str | None = None) -> Identity:
    return identify(Prose([Line(text, number, None) for number, text in enumerate(texts, start=1)]), page)


def evidence_of(found: Identity, field: str) -> Evidence | None:
    return next((e for e in found.evidence if e.field == field), None)


def confidence(found: Identity, field: str) -> str | None:
    evidence = evidence_of(found, field)
    return evidence and evidence.confidence


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        (f"云溪县教育局2022{REPORT}", "云溪县教育局"),
        (f"云溪县教育局（2022）年{REPORT}", "云溪县教育局"),
        (f"云溪县教育局2021年-2022年{REPORT}", "云溪县教育局"),
        (f"2023年1月云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"2023年1月16日 云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"发布时间：2023-01-25 10:30 云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"2023/1/25云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"1.云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"（3）云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"12、云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"索引号 11332529MB1/2023-04 云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"扫一扫手机打开 云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"打印 关闭 遂昌县教育局2022年{REPORT}", "遂昌县教育局"),
        (f"微信朋友圈 遂昌县教育局2022年{REPORT}", "遂昌县教育局"),
        (f"遂昌县人民政府 遂昌县教育局2022年{REPORT}", "遂昌县教育局"),
        (f"云溪县人民政府办公室关于公布云溪县2022年{REPORT}", "云溪县"),
        (f"云溪县人民政府办公室关于印发云溪县2022年{REPORT}的通知", "云溪县"),
        (f"云溪县人民政府办公室关于印发《云溪县2022年{REPORT}》的通知", "云溪县"),
        (f"云溪县教育局关于报送2022年{REPORT}的函", "云溪县教育局"),
        (f"2022年{REPORT}（云溪县教育局）", "云溪县教育局"),
        (f"【云溪县教育局】2022年{REPORT}", "云溪县教育局"),
        (f"云溪县教育局2022年{REPORT}（审定稿）", "云溪县教育局"),
        (f"云溪县教育局2022年{REPORT}（2023年1月）", "云溪县教育局"),
        (f"云溪县教育局2022年{REPORT}.docx", "云溪县教育局"),
        (f"云溪县教育局2022年{REPORT}_云溪县人民政府", "云溪县教育局"),
        (f"云溪县教育局2022年{REPORT} - 云溪县人民政府门户网站", "云溪县教育局"),
        (f"国家税务总局 遂昌县税务局2022年{REPORT}", "国家税务总局遂昌县税务局"),
        (f"遂昌县第3中学2022年{REPORT}", "遂昌县第3中学"),
        (f"遂 昌 县 教 育 局 2 0 2 2 年{REPORT}", "遂昌县教育局"),
        (f"全州县2022年{REPORT}", "全州县"),
        (f"附件2022年云溪县教育局{REPORT}", "云溪县教育局"),
        (f"● 云溪县教育局2022年{REPORT}", "云溪县教育局"),
        (f"2022年{REPORT}（试行）", None),
        (f"云溪县教育局关于2022年{REPORT}的公告", "云溪县教育局"),
        (f"我局2022年{REPORT}", None),
        (f"全县2022年{REPORT}", None),
        (f"首页轮播2022年{REPORT}", None),
        (f"遂昌县G25服务区2022年{REPORT}", None),
    ],
)
def test_an_agency_must_be_a_plausible_name(title: str, agency: str | None) -> None:
    found = of("首页", title, *BODY)
    assert (found.agency, found.year, confidence(found, "year")) == (agency, 2022, "certain")


@pytest.mark.parametrize(
    "title",
    [
        f"云溪县教育局2022年第一季度{REPORT}",
        "云溪县教育局2022年上半年政府信息公开工作报告",
        f"云溪县教育局2022年3月份{REPORT}",
        f"云溪县教育局关于做好2022年{REPORT}的通知",
        f"云溪县教育局2022年{REPORT}（模板）",
        f"云溪县教育局2022年{REPORT}编制说明",
        f"云溪县教育局2022年{REPORT}_栏目解读",
        f"《云溪县教育局2022年{REPORT}》解读",
    ],
)
def test_other_documents_are_not_reports(title: str) -> None:
    assert (of(title, *BODY).title, of(title, *BODY).agency) == (None, None)


@pytest.mark.parametrize("lead", ["一图读懂", "图解：", "【图解】"])
def test_an_explanation_names_the_agency_but_is_not_its_report(lead: str) -> None:
    found = of(f"{lead}{OWN}", *BODY)
    assert (found.agency, found.title) == ("云溪县教育局", f"{lead}{OWN}")
    assert (confidence(found, "agency"), confidence(found, "title")) == ("likely", "likely")


def test_a_name_without_its_place_or_ending_is_likely_at_best() -> None:
    assert confidence(of(OWN, *BODY), "agency") == "certain"
    assert confidence(of(f"县教育局2022年{REPORT}", *BODY), "agency") == "likely"
    assert confidence(of(f"遂昌县某某某2022年{REPORT}", *BODY), "agency") == "likely"
    assert confidence(of(f"云溪县财政局 云溪县教育局2022年{REPORT}", *BODY), "agency") == "likely"
    assert confidence(of(f"遂昌县财政局遂昌县教育局2022年{REPORT}", *BODY), "agency") == "likely"


OTHERS = (f"龙泉市财政局2022年{REPORT}", f"云和县教育局2021年{REPORT}", f"青田县水利局2022年{REPORT}")
AROUND = {
    "related": (("2022年年报", *BODY, "相关阅读", *OTHERS), OTHERS[0]),
    "the previous": (("2022年年报", *BODY, "上一条", OTHERS[0]), OTHERS[0]),
    "after, without a label": (("2022年年报", *BODY, OTHERS[0], "2023-01-20"), OTHERS[0]),
    "a list above": (("热点新闻", *OTHERS, "年度报告", *BODY), OTHERS[0]),
    "a list with dates above": (("年报列表", OTHERS[0], "2023-01-20", OTHERS[2], "年度报告", *BODY), OTHERS[2]),
    "one above, labelled": (("推荐阅读：", OTHERS[0], "首页", "年度报告", *BODY), OTHERS[0]),
}


@pytest.mark.parametrize("page", [None, f"{OWN}_云溪县人民政府", f"云溪县人民政府-{OWN}", f"年报 | {OWN}"])
@pytest.mark.parametrize("around", AROUND)
def test_a_title_that_belongs_to_nobody_is_not_taken(around: str, page: str | None) -> None:
    found = of(*AROUND[around][0], page=page)
    assert (found.agency, found.title) == (("云溪县教育局", OWN) if page else (None, None))
    assert found.year == 2022
    agency = evidence_of(found, "agency")
    assert agency is not None and agency.confidence == ("likely" if page else "doubtful")
    assert page or "龙泉市财政局" in (agency.candidates or "")


def test_the_year_of_another_report_is_not_taken() -> None:
    lines = ("云溪县教育局年报", *WITHOUT_PERIOD, "上篇", OTHERS[1])
    assert of(*lines).year is None
    found = of(*lines, page=OWN)
    assert (found.year, confidence(found, "year")) == (2022, "likely")


def test_a_title_above_another_headline_is_likely_at_best() -> None:
    lines = (OTHERS[0], "2022年年报", *BODY)
    assert (of(*lines).agency, confidence(of(*lines), "agency")) == ("龙泉市财政局", "likely")
    assert of(*lines, page=OWN).agency == "云溪县教育局"


def test_the_reports_title_is_certain_where_it_is_confirmed_or_the_only_one() -> None:
    for page in (None, OWN, "云溪县人民政府门户网站", f"云溪县{REPORT}"):
        found = of("首页", OWN, "来源：本站", *BODY, *OTHERS, page=page)
        assert {confidence(found, f) for f in ("agency", "title", "year")} == {"certain"}
    found = of(OTHERS[0], OWN, OTHERS[2], *BODY, page=OWN)
    assert (found.agency, confidence(found, "agency")) == ("云溪县教育局", "certain")
    assert confidence(of("云溪县政府信息公开年报", "首页", OWN, *BODY), "agency") == "certain"


def test_a_file_name_that_contradicts_the_page_leaves_the_agency_in_doubt() -> None:
    agency = evidence_of(of(OWN, *BODY, page=OTHERS[0]), "agency")
    assert agency is not None
    assert (agency.value, agency.confidence, agency.candidates) == ("云溪县教育局", "doubtful", "龙泉市财政局")


@pytest.mark.parametrize("page", [None, f"云溪县教育局2021年{REPORT}"])
def test_the_first_of_two_reports_is_read_with_its_year_in_doubt(page: str | None) -> None:
    first = f"云溪县教育局2021年{REPORT}"
    found = of(first, *WITHOUT_PERIOD, OWN, *BODY, page=page)
    assert (found.title, found.year) == (first, 2021)
    year, period = evidence_of(found, "year"), evidence_of(found, "period")
    assert year is not None and (year.confidence, year.candidates) == ("doubtful", "2022")
    assert period is not None and period.confidence == "doubtful"


def test_reports_of_two_bodies_leave_the_agency_in_doubt() -> None:
    found = of(OWN, *BODY, OTHERS[0], *BODY)
    agency, region = evidence_of(found, "agency"), evidence_of(found, "region_code")
    assert agency is not None
    assert (agency.value, agency.confidence, agency.candidates) == ("云溪县教育局", "doubtful", "龙泉市财政局")
    assert region is None or region.confidence == "doubtful"


def test_tables_labelled_with_another_year_leave_the_year_in_doubt() -> None:
    year = evidence_of(of(OWN, BODY[0], "2021年情况如下", *BODY[1:]), "year")
    assert year is not None and (year.confidence, year.candidates) == ("doubtful", "2021")
    assert confidence(of(OWN, BODY[0], "2021年收到申请的情况如下，共3件", *BODY[1:]), "year") == "certain"


@pytest.mark.parametrize(
    ("lines", "day", "expected_confidence"),
    [
        (("某某通知 发布日期：2023-05-01", OWN, "日期：2023-01-25"), dt.date(2023, 1, 25), "likely"),
        (("某某通知 发布日期：2023-05-01", OWN, "发布日期：2023-01-25"), dt.date(2023, 1, 25), "certain"),
        ((f"{OTHERS[0]} 发布日期：2023-05-01", OWN), None, None),
        ((f"名称: {OWN} 发布日期：2023-01-25",), dt.date(2023, 1, 25), "certain"),
        (("发布日期：2023-05-01", "首页", OWN, "公开日期：2023-01-25"), dt.date(2023, 1, 25), "likely"),
        (("发布日期：2023-01-25 浏览：3", OWN), dt.date(2023, 1, 25), "certain"),
    ],
)
def test_the_date_of_another_item_is_not_the_reports_date(
    lines: tuple[str, ...], day: dt.date | None, expected_confidence: str | None
) -> None:
    found = of(*lines, *BODY)
    assert (found.published_on, confidence(found, "published_on")) == (day, expected_confidence)


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("与2021年1月1日至2021年12月31日的统计数据相比有所增长。", None),
        ("较2021年1月1日至2021年12月31日统计数据增长。", None),
        ("上年同期（2021年1月1日至12月31日）的统计数据另附。", None),
        ("同2021年1月1日至12月31日的数据比较，增长3件。", None),
        ("统计期限为2022年1月1日至2022年12月31日，与上年相比无变化。", dt.date(2022, 1, 1)),
    ],
)
def test_a_period_of_comparison_is_not_the_reporting_period(sentence: str, start: dt.date | None) -> None:
    period = of(f"云溪县教育局{REPORT}", BODY[0], sentence).period
    assert (period and period[0]) == start


def test_two_periods_leave_the_period_in_doubt() -> None:
    found = of(OWN, *BODY, "附表数据的统计期限自2021年1月1日起至2021年12月31日止。")
    period = evidence_of(found, "period")
    assert period is not None
    assert (period.value, period.confidence) == ("2022-01-01/2022-12-31", "doubtful")
    assert period.candidates == "2021-01-01/2021-12-31"
