"""The pages of figures in a real browser: they show what the marts hold, and few clicks lead to a wrong cell."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page, expect

from flows.site import build
from tests.site.conftest import Site

HONGZE = "320813"


def query(site: Site, text: str, **parameters: Any) -> list[dict[str, Any]]:
    with duckdb.connect(str(site.database), read_only=True) as connection:
        found = connection.execute(text, parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def opened(page: Page, site: Site, address: str) -> Page:
    page.goto(site.address(address))
    page.wait_for_selector("#body[aria-busy=false]")
    return page


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,%＊]", "", text).replace("−", "-"))


def cards(page: Page) -> dict[str, Decimal]:
    """The label of every card with its figure."""
    found = {}
    for card in page.locator(".cards li").all():
        label = re.sub(r"[^\w]|家|件", "", card.locator(".label").inner_text())
        value = card.locator(".value").inner_text()
        found[label] = None if value == "—" else number(value)
    return found


def figures(page: Page, label: str, column: int = 0) -> dict[str, str]:
    """The rows of a table by the text of their head: one of the other columns."""
    rows = page.get_by_role("group", name=label, exact=True).locator("tbody tr:has(td)").all()
    return {row.locator("th").inner_text(): row.locator("td").nth(column).inner_text() for row in rows}


def shown(row: dict[str, Any], indicator: dict[str, Any]) -> Decimal | None:
    value = row[indicator["indicator"]]
    return None if value is None else round(value, 2)


@pytest.mark.parametrize("year", [2019, 2020, 2022, 2023, 2024, 2025])
def test_the_front_page_counts_what_the_marts_hold(page: Page, shipped_site: Site, year: int) -> None:
    (filed,) = query(
        shipped_site,
        "select count(*) as expected, count(*) filter (where status in ('filed', 'late')) as filed,"
        " count(*) filter (where status = 'missing' and reason is null) as missing,"
        " count(*) filter (where status = 'missing' and reason is not null) as undecided"
        " from marts.mart_filing_status where year = $year",
        year=year,
    )
    (found,) = query(
        shipped_site,
        "select count(distinct finding_id) filter (where severity = 'must') as must,"
        " count(distinct finding_id) filter (where severity = 'should') as should"
        " from marts.fct_findings where year = $year and is_latest is not false and not is_doubtful",
        year=year,
    )
    there = cards(opened(page, shipped_site, f"index.html?year={year}"))
    assert [there[name] for name in ("应报告", "已公布", "未公布", "尚不能判断")] == list(filed.values())
    assert list(there.values())[4:6] == list(found.values())


def test_the_range_chosen_on_the_front_page_stays_in_the_address(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "index.html?year=2023")
    page.locator("#choice-kind").select_option("department")
    page.wait_for_selector("#body[aria-busy=false]")
    assert "kind=department" in page.url and "year=2023" in page.url
    assert cards(page)["已公布"] == 0
    page.get_by_role("link", name="问题清单").first.click()
    assert "kind=department" in page.url


def test_three_clicks_lead_from_the_front_page_to_the_wrong_cell(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "index.html")
    page.locator("#choice-year").select_option("2023")
    row = page.locator("tr", has_text="洪泽区人民政府").filter(has_text="表四·行政复议·总计")
    row.get_by_role("link").nth(1).click()
    page.wait_for_selector("#body[aria-busy=false]")
    cell = page.locator("td.wrong", has_text="10 + 1 + 0 + 0 = 11 ≠ 0").first
    expect(cell).to_be_in_viewport()


def test_two_clicks_tell_who_has_not_filed(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "index.html")
    page.locator("#choice-year").select_option("2023")
    page.locator(".cards li", has_text="尚不能判断").get_by_role("link").click()
    assert re.search(r"filing\.html\?.*of=2023&status=open", page.url)


@pytest.mark.parametrize(
    ("mart", "key", "address"),
    [
        ("mart_region_year", "region_id", "region.html?region={}&year={}"),
        ("mart_agency_year", "agency_id", "agency.html?agency={}&year={}"),
    ],
)
def test_figures_of_a_unit_are_those_of_its_mart(
    page: Page, shipped_site: Site, mart: str, key: str, address: str
) -> None:
    indicators = query(
        shipped_site,
        "select * from marts.dim_indicator where kind in ('count', 'share', 'rate') order by display_order",
    )
    rows = query(
        shipped_site,
        f"select * from marts.{mart} where received is not null and processed is not null order by {key}, year limit 5",
    )
    assert len(rows) == 5
    for row in rows:
        opened(page, shipped_site, address.format(row[key], row["year"]))
        table = list(figures(page, f"{row['year']}年度各项指标").values())
        expected = [shown(row, indicator) for indicator in indicators]
        assert [number(text) if re.match(r"^−?[\d,.]+%?＊?$", text) else None for text in table] == expected
        assert all(text for text in table)


def test_a_figure_that_is_missing_says_why(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "region.html?region=421223&year=2024")
    assert figures(page, "2024年度各项指标")["复议诉讼纠错率"] == "分母为零"


def test_small_numbers_are_marked(page: Page, shipped_site: Site) -> None:
    (row,) = query(shipped_site, f"select * from marts.mart_region_year where region_id = '{HONGZE}' and year = 2023")
    assert row["processed_is_small"]
    opened(page, shipped_site, f"region.html?region={HONGZE}&year=2023")
    assert figures(page, "2023年度各项指标")["予以公开占比"].endswith("＊")
    assert "办理总计不足30件" in page.locator("#body").inner_text()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (f"region.html?region={HONGZE}&year=2023", "2023年度数据依据：本级政府报告。"),
        (f"region.html?region={HONGZE}&year=2023", "本级应报告机关1家：有报告的1家"),
        ("region.html?region=320800&year=2023", "由下级地区和本级各机关的1份报告相加"),
        ("region.html?region=320800&year=2023", "合计数偏小"),
        (f"region.html?region={HONGZE}&year=2024", "没有2024年度的数字：没有报告。"),
        ("region.html?region=110000&year=2023", "没有2023年度的数据"),
        ("region.html?region=999999", "没有代码为999999的地区"),
        ("region.html?year=2023", "下面是各省级地区"),
        ("agency.html", "请在页首按名称或者拼音首字母查找机关。"),
        ("agency.html?agency=0000000000000000", "没有这个机关"),
        ("index.html?year=2023&region=110000", "没有应报告的机关"),
        ("index.html?year=2023", "不足5份的2个地区不参加排名"),
        ("index.html?year=2023", "这是第一次生成"),
        (f"index.html?year=2023&region={HONGZE}", "本地区没有下级地区。"),
    ],
)
def test_what_is_not_there_is_said_in_words(page: Page, shipped_site: Site, address: str, text: str) -> None:
    opened(page, shipped_site, address)
    expect(page.locator("main")).to_contain_text(text)


def test_units_stand_side_by_side(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, f"region.html?region={HONGZE}&year=2023")
    page.get_by_label("与其他地区对比").fill("scx")
    page.locator("#compare-found").get_by_text("遂昌县", exact=True).click()
    page.wait_for_selector("#body[aria-busy=false]")
    assert "compare=331123" in page.url
    label = "2023年度各项指标"
    assert (figures(page, label)["新收申请"], figures(page, label, 1)["新收申请"]) == ("21", "115")
    page.get_by_role("button", name="移除").click()
    page.wait_for_selector("#body[aria-busy=false]")
    assert "compare" not in page.url


def test_a_chart_has_a_table_of_the_same_numbers(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, f"region.html?region={HONGZE}&year=2023")
    chart = page.locator("figure.plot", has_text="2023年度不予公开的理由")
    expect(chart.locator("svg")).to_be_visible()
    chart.get_by_text("以表格显示").click()
    told = figures(page, "2023年度不予公开的理由")
    (row,) = query(shipped_site, f"select * from marts.mart_region_year where region_id = '{HONGZE}' and year = 2023")
    assert [number(text) for text in told.values()] == [
        v for k, v in row.items() if re.match(r"denied_(?!.*change)", k)
    ]
    assert all(text in chart.locator(".chart").get_attribute("aria-label") for text in told)


def test_an_agency_leads_to_its_reports(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, f"region.html?region={HONGZE}&year=2023")
    page.get_by_role("link", name="洪泽区人民政府").first.click()
    page.get_by_role("group", name="年度报告和版本").get_by_role("link", name="2023年").click()
    page.wait_for_selector("#body[aria-busy=false]")
    expect(page.locator("h1")).to_contain_text("洪泽区")


def test_five_keys_find_a_unit(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "index.html")
    page.keyboard.press("Tab")
    page.get_by_role("combobox", name="查找地区、机关").press_sequentially("hzqrm")
    found = page.get_by_role("option", name="洪泽区人民政府")
    expect(found).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agency.html?*")
    expect(page.locator("h1")).to_have_text("洪泽区人民政府")


def test_what_is_new_since_the_last_run_is_counted(page: Page, shipped_site: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", tmp_path / "gouji.duckdb")
    shutil.copyfile(shipped_site.database, site.database)
    with duckdb.connect(str(site.database)) as connection:
        for change in (
            "update marts.fct_findings set first_seen = date '2026-02-01', last_seen = date '2026-03-01'",
            "update marts.fct_findings set first_seen = date '2026-03-01'"
            " where document like 'hongze%' and severity = 'must'",
            "update marts.fct_finding_history set gone_since = date '2026-03-01' where document like 'suichang%'"
            " and rule = 'text_own'",
        ):
            connection.execute(change)
    build.write(site.database, site.folder, dt.date(2026, 3, 1))
    opened(page, site, "index.html?year=2023")
    expect(page.locator("main")).to_contain_text("2026年3月1日更新后")
    label = "与上一次更新相比"
    assert list(figures(page, label).values()) == ["+2", "0"]
    assert list(figures(page, label, 1).values()) == ["−1", "0"]
