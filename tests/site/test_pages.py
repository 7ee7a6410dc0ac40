"""Every page opens from its folder without an error or a request that leaves, and can be used by everyone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows.site.pages import PAGES
from tests.site.opened import WIDTHS, drawn, go, opened

HONGZE = "洪泽区人民政府"


def address(site: Path, page: str) -> str:
    """A page with something on it."""
    if page not in ("report", "agency"):
        return f"{page}.html?year=2023"
    text = (site / "data" / "findings" / "2023-320000.js").read_text("utf-8")
    piece = json.loads(text[text.index("{") : text.rindex(")")])
    line = dict(zip(piece["columns"], piece["rows"][0], strict=True))
    return f"{page}.html?agency={line['agency_id']}&report={line['report_id']}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_opens_without_error_and_is_accessible(browser: Browser, site: Path, name: str, width: int) -> None:
    with opened(browser, site, address(site, name), width) as page:
        assert page.inner_text("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe finds; evaluated by the test, as the page itself may run nothing but its own scripts."""
    base = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
    page.evaluate(base.AXE_FILE_PATH.read_text("utf-8"))
    # Style sheets of a page that is opened from a folder cannot be loaded a second time.
    found = page.evaluate("axe.run(document, {preload: false})")["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def test_the_drawer_is_accessible_and_closes_by_keyboard(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        page.click(".list button.plain")
        page.wait_for_selector("dialog[open] .decision", state="attached")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        assert "finding=" not in page.url


def test_from_the_front_page_to_the_wrong_cell_in_three_clicks(browser: Browser, site: Path) -> None:
    with opened(browser, site, "index.html") as page:
        page.click("nav a:has-text('问题清单')")
        drawn(page)
        if "year=2023" not in page.url:
            page.select_option("#choice-year", "2023")
            drawn(page)
        page.click(".list a:has-text('表四·行政复议·总计')")
        cell = page.locator("td.shown")
        cell.wait_for()
        assert page.inner_text("h1").startswith(f"{HONGZE} 2023年度")
        assert "10 + 1 + 0 + 0 = 11 ≠ 0" in cell.inner_text()
        assert cell.evaluate(
            "cell => { const box = cell.getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight; }"
        )


def test_who_has_not_filed_in_two_clicks(browser: Browser, site: Path) -> None:
    with opened(browser, site, "index.html") as page:
        page.click("nav a:has-text('公布情况')")
        drawn(page)
        page.click("button[aria-label='2023年度尚不能判断4家，列出']")
        page.locator("#bodies .count:has-text('共4条')").wait_for()
        assert page.inner_text("#bodies h2") == "2023年度尚不能判断的机关"
        assert page.locator("#bodies .tabulator-row").count() == 4


def test_the_report_prints_the_form(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        tables = page.locator("figure.printed")
        assert tables.count() == 3
        assert page.locator("figcaption").all_inner_texts()[1] == "表三　收到和处理政府信息公开申请情况"
        heads = tables.nth(1).locator("thead th").all_inner_texts()
        assert heads[1:5] == ["申请人情况", "自然人", "法人或其他组织", "总计"]
        groups = tables.nth(1).locator("th[scope=rowgroup]").all_inner_texts()
        assert groups == ["三、本年度办理结果", "(三)不予公开", "(四)无法提供", "(五)不予处理"]
        # The report prints (六)其他处理 as one row, though the form has three.
        assert tables.nth(1).locator("tbody tr").count() == 23
        assert tables.nth(2).locator("thead th[scope=colgroup]").all_inner_texts()[:2] == ["行政复议", "行政诉讼"]
        assert page.locator("#cell-4-review-total.wrong.must").count() == 1


def test_a_sentence_leads_to_the_cell_that_it_tells(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        page.click("a[href='#cell-3-received-total']")
        assert page.evaluate("document.querySelector(':target')?.textContent") == "21"


def test_every_rule_is_told_with_its_basis(browser: Browser, site: Path) -> None:
    with opened(browser, site, "rules.html?year=2023") as page:
        line = page.locator("#proceedings_sum")
        cells = line.locator("td").all_inner_texts()
        assert line.locator("th").inner_text() == "复议诉讼合计"
        assert "四种结果之和等于总计" in cells[0] and "表四" in cells[1] and cells[3:5] == ["4", "2（33.33%）"]


def test_a_list_is_printed_whole(browser: Browser, site: Path, tmp_path: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        page.pdf(path=tmp_path / "findings.pdf", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "findings.pdf", "-"], capture_output=True, text=True
    ).stdout
    assert "第1页，共1页" in text and "2023年" in text
    assert text.count("待处理") == 9


def test_a_page_without_anything_says_so(browser: Browser, site: Path) -> None:
    with opened(browser, site, "late.html?year=2023") as page:
        for name in ("late", "similar", "breaks", "corrections", "doubts"):
            go(page, site, f"{name}.html?year=2019")
            assert page.locator(".empty").first.inner_text()
        go(page, site, "findings.html?year=2022&severity=must")
        assert page.inner_text(".empty") == "所选范围内没有发现2022年度年度报告的问题。"
        go(page, site, "report.html")
        assert page.inner_text(".empty").startswith("请先查找机关")
