"""Every page counts alike, and none holds against an agency what cannot be said of it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from bench import demonstration
from flows.site import build
from tests.site.conftest import Site
from tests.site.test_figures import cards, figures, opened, query

# Half a minute as a whole.
pytestmark = pytest.mark.slow

HONGZE = "洪泽区人民政府"
DAY = dt.date(2026, 11, 28)
UNDECIDED = "尚不能判断（同地其他机关该年度的报告也多未见到，可能尚未收集）"
SEVERITIES = {"must": "必须更正", "should": "建议核对"}


@pytest.fixture(scope="module")
def demonstration_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("demonstration")
    database = demonstration.write(folder)
    build.write(database, folder / "site", demonstration.DAY)
    return Site(folder / "site", database)


@pytest.fixture
def decided_site(shipped_site: Site, tmp_path: Path) -> Site:
    """The site in which one finding of 洪泽区 is 不属实, and one 经说明不作问题处理."""
    site = Site(tmp_path / "site", tmp_path / "gouji.duckdb")
    shutil.copyfile(shipped_site.database, site.database)
    with duckdb.connect(str(site.database)) as connection:
        for state, scope in (("unfounded", "行政复议%"), ("accepted", "复议后%")):
            connection.execute(
                "update marts.fct_findings set state = $state, state_reason = '原件填写为11'"
                " where rule = 'proceedings_sum' and agency = $agency and scope_label like $scope",
                {"state": state, "agency": HONGZE, "scope": scope},
            )
    build.write(site.database, site.folder, DAY)
    return site


def agency_of(site: Site, name: str) -> str:
    (line,) = query(site, "select agency_id from marts.dim_agency where name = $name", name=name)
    return str(line["agency_id"])


def length(page: Page, site: Site, query_string: str) -> int:
    """How many matters the list has."""
    opened(page, site, f"findings.html?{query_string}")
    if page.locator("#body > .empty").count():
        return 0
    count = page.locator(".count").first
    expect(count).to_contain_text("条")
    found = re.search(r"(?:共|筛选后)(\d+)条$", count.inner_text())
    assert found
    return int(found[1])


def counted_alike(page: Page, site: Site, ranges: Iterator[str]) -> None:
    for chosen in ranges:
        there = cards(opened(page, site, f"index.html?{chosen}"))
        told = {code: page.locator(".cards li", has_text=word).inner_text() for code, word in SEVERITIES.items()}
        for code, word in SEVERITIES.items():
            assert there[word] == length(page, site, f"{chosen}&severity={code}"), (chosen, code)
            still = length(page, site, f"{chosen}&severity={code}&state=open")
            assert f"其中待处理{still}项" in told[code], (chosen, code)


def years(site: Site) -> list[int]:
    return [line["year"] for line in query(site, "select year from marts.dim_year order by year")]


def test_a_card_counts_what_its_list_has(page: Page, shipped_site: Site) -> None:
    counted_alike(page, shipped_site, (f"year={year}" for year in years(shipped_site)))


@pytest.mark.heavy
def test_a_card_of_a_province_counts_what_its_list_has(page: Page, demonstration_site: Site) -> None:
    corrected = query(demonstration_site, "from marts.fct_findings where state = 'corrected'")
    assert corrected
    regions = ("", "&region=640000", "&region=640302", "&region=460000")
    ranges = (f"year={year}{region}" for year, region in product(years(demonstration_site), regions))
    counted_alike(page, demonstration_site, ranges)


def test_what_is_decided_still_counts_and_is_seen_with_its_reason(page: Page, decided_site: Site) -> None:
    counted_alike(page, decided_site, iter(["year=2023", "year=2023&region=320813"]))
    opened(page, decided_site, "index.html?year=2023&region=320813")
    must = page.locator(".cards li", has_text="必须更正")
    expect(must).to_contain_text("其中待处理0项，不属实1项")
    assert cards(page)["必须更正"] == 2
    opened(page, decided_site, "region.html?region=320813&year=2023")
    # What is held against a body, beside others: neither what it disproved nor what it explained.
    assert figures(page, "本级机关", 3)[HONGZE] == "0"
    opened(page, decided_site, f"agency.html?agency={agency_of(decided_site, HONGZE)}")
    assert figures(page, "年度报告和版本", 4)["2023年"] == "2"
    found = page.get_by_role("group", name="历年问题")
    expect(found).to_contain_text("不属实；原件填写为11")
    expect(found).to_contain_text("经说明不作问题处理")


def test_no_page_says_not_filed_where_nothing_can_be_said(page: Page, shipped_site: Site) -> None:
    agency = agency_of(shipped_site, HONGZE)
    (filed,) = query(
        shipped_site,
        "select agency_id from marts.mart_agency_year"
        " where status = 'filed' and year = 2023 and agency <> $hongze limit 1",
        hongze=HONGZE,
    )
    other = filed["agency_id"]
    for address in (
        f"agency.html?agency={agency}&year=2025",
        f"agency.html?agency={agency}&year=2025&compare={other}",
        f"agency.html?agency={other}&year=2025&compare={agency}",
        "region.html?region=320813&year=2025",
    ):
        opened(page, shipped_site, address)
        expect(page.locator("main")).not_to_contain_text("未公布")
        expect(page.locator("main")).to_contain_text(UNDECIDED)


def test_a_year_whose_deadline_is_to_come_is_not_due(page: Page, shipped_site: Site, tmp_path: Path) -> None:
    site = Site(tmp_path / "site", tmp_path / "gouji.duckdb")
    shutil.copyfile(shipped_site.database, site.database)
    agency = agency_of(shipped_site, HONGZE)
    with duckdb.connect(str(site.database)) as connection:
        for mart in ("mart_agency_year", "mart_filing_status"):
            connection.execute(f"delete from marts.{mart} where year = 2025 and agency = '{HONGZE}'")
    # 洪泽区 filed until 31 March.
    for day, said in ((dt.date(2026, 2, 1), "2025年度：未到期限。"), (dt.date(2026, 5, 1), "也不是应报告机关")):
        build.write(site.database, site.folder, day)
        opened(page, site, f"agency.html?agency={agency}&year=2025")
        expect(page.locator("main")).to_contain_text(said)
        opened(page, site, "filing.html?region=320813")
        row = page.locator(".tabulator-row", has_text=HONGZE)
        expect(row.locator("[tabulator-field=y2024]")).to_contain_text("尚不能判断")
        assert ("未到期限" in row.inner_text()) == (day.month == 2)


def test_pages_open_on_a_year_of_which_there_is_much(page: Page, shipped_site: Site) -> None:
    opened(page, shipped_site, "index.html")
    expect(page.locator("#choice-year")).to_have_value("2024")
    opened(page, shipped_site, f"agency.html?agency={agency_of(shipped_site, HONGZE)}")
    expect(page.locator("#choice-year")).to_have_value("2023")
    expect(page.locator("main")).to_contain_text("2023年度各项指标")
    page.locator("#choice-year").select_option("2025")
    expect(page.locator("main")).to_contain_text(f"2025年度：{UNDECIDED}")
