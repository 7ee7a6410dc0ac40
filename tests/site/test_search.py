"""A unit is found by name as one types, among many, whatever its name is made of."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from flows.site import build
from flows.site.pieces import parts
from flows.site.search import initials
from tests.site.conftest import Site

DAY = dt.date(2026, 3, 1)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}局"
NAMED = {
    "dim_agency": ("name", "name_history"),
    "mart_agency_year": ("agency",),
    "mart_filing_status": ("agency",),
    "fct_findings": ("agency", "message"),
    "fct_reports": ("agency", "title"),
    "dim_region": ("full_name",),
}
BUREAUS = (
    "教育", "公安", "民政", "司法", "财政", "水利", "商务", "审计", "统计", "林业", "交通",
    "农业", "卫生", "应急", "市场", "医保", "规划", "环境", "住房", "文化", "科技", "信访",
    "档案", "粮食", "体育", "审批", "城管", "税务", "气象", "海关", "发展和改革", "退役军人", "人力资源",
)  # fmt: skip


@pytest.fixture
def hostile_site(shipped_site: Site, tmp_path: Path) -> Site:
    """The site of marts in which agencies and regions are called what no page may run."""
    site = Site(tmp_path / "site", tmp_path / "gouji.duckdb")
    shutil.copyfile(shipped_site.database, site.database)
    with duckdb.connect(str(site.database)) as connection:
        for table, columns in NAMED.items():
            changes = ", ".join(f"{column} = $name" for column in columns)
            connection.execute(f"update marts.{table} set {changes}", {"name": HOSTILE})
    build.write(site.database, site.folder, DAY)
    return site


def test_names_are_only_ever_text(page: Page, hostile_site: Site) -> None:
    with duckdb.connect(str(hostile_site.database), read_only=True) as connection:
        ((agency,),) = connection.execute(
            "select agency_id from marts.mart_agency_year where region_id = '320813' and year = 2023"
        ).fetchall()
    for address in (
        "index.html?year=2023",
        "region.html?region=320813&year=2023",
        f"agency.html?agency={agency}&year=2023",
    ):
        page.goto(hostile_site.address(address))
        page.wait_for_selector("#body[aria-busy=false]")
        expect(page.locator("main")).to_contain_text(HOSTILE)
        assert page.locator("main script, main img").count() == 0
        assert "49局" not in page.locator("body").inner_text()
    page.locator("#search-text").fill("<script>")
    expect(page.get_by_role("option").first).to_contain_text(HOSTILE)
    assert page.locator("#search-found script, #search-found img").count() == 0


def test_what_nobody_is_called_is_said(page: Page, shipped_site: Site) -> None:
    page.goto(shipped_site.address("index.html"))
    page.locator("#search-text").fill("没有这样的机关")
    expect(page.locator("#search-found")).to_contain_text("没有名称或者拼音首字母含这些字的地区、机关")


def test_units_of_which_there_is_something_to_see_come_first(page: Page, shipped_site: Site) -> None:
    page.goto(shipped_site.address("index.html"))
    page.locator("#search-text").fill("hzq")
    expect(page.get_by_role("option").nth(0)).to_contain_text("洪泽区")
    expect(page.get_by_role("option").nth(1)).to_contain_text("洪泽区人民政府")
    page.locator("#search-text").fill("和政县")
    expect(page.get_by_role("option").nth(0)).to_contain_text("和政县")


@pytest.mark.heavy
def test_five_keys_find_one_unit_among_100_000(page: Page, shipped_site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(shipped_site.folder, folder)
    names = _many(shipped_site, folder)
    page.goto(Site(folder, shipped_site.database).address("index.html"))
    page.wait_for_selector("#body[aria-busy=false]")
    keys = {name: [f"{name[:2]} {name[-3:-1]}", name[:5]] for name in names[:: len(names) // 200]}
    found = page.evaluate(
        """async (keys) => {
            const units = await gouji.search.names();
            const at = (text, name) => gouji.search.matches(units, text, null).some((unit) => unit[2] === name);
            const began = performance.now();
            const reached = Object.entries(keys).filter(([name, texts]) => texts.some((text) => at(text, name)));
            return [units.length, reached.length, (performance.now() - began) / (2 * reached.length)];
        }""",
        keys,
    )
    assert found[0] >= 100_000
    assert found[1] >= 0.98 * len(keys)
    assert found[2] < 100
    page.locator("#search-text").press_sequentially("洪泽 教育")
    expect(page.locator("#search-found [role=option]")).to_have_text(re.compile("^洪泽区教育局"))


def _many(site: Site, folder: Path) -> list[str]:
    """Put bureaus of every county into the names of a site; returns what they are called."""
    with duckdb.connect(str(site.database), read_only=True) as connection:
        counties = connection.execute(
            "select name, full_name from marts.dim_region where level = 'county' and is_in_force order by code"
        ).fetchall()
    units = [
        ["agency", f"{number:016x}", f"{county}{bureau}局", full, initials(f"{county}{bureau}局")]
        for number, (county, full, bureau) in enumerate((*county, bureau) for county in counties for bureau in BUREAUS)
    ]
    units += [
        [*unit[:1], f"f{unit[1][1:]}", f"{unit[2]}执法大队", *unit[3:]]
        for unit in units[: max(0, 100_000 - len(units))]
    ]
    bodies = list(parts(json.dumps(unit, ensure_ascii=False) for unit in units))
    for part, body in enumerate(bodies):
        name = "search/names" + (f"~{part}" if part else "")
        (folder / "data" / f"{name}.js").write_text(f'gouji.put("{name}", [{body}]);', "utf-8")
    meta = folder / "data" / "meta.js"
    text = meta.read_text("utf-8")
    assert '"search":{"names":1}' in text
    meta.write_text(text.replace('"search":{"names":1}', f'"search":{{"names":{len(bodies)}}}'), "utf-8")
    return [unit[2] for unit in units]
