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


def test_a_list_with_nothing_left_is_accessible(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023&find=zz") as page:
        page.locator(".count:has-text('筛选后0条')").wait_for()
        assert "没有符合条件的内容" in page.inner_text(".list")
        assert violations(page) == []


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


def test_the_report_names_its_file_its_evidence_and_what_was_not_assessed(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        text = page.inner_text("main")
        assert "江苏省淮安市洪泽区" in text and "文中没有公布日期" in text and "只有一个版本" in text
        link = page.get_attribute(".facts a", "href")
        assert link and (site / link).resolve().name == "hongze_district_2023.html" and (site / link).exists()


def test_a_report_is_found_by_agency_and_year(browser: Browser, site: Path) -> None:
    owner = address(site, "report").split("agency=")[1].split("&")[0]
    with opened(browser, site, f"report.html?agency={owner}&year=2023") as page:
        assert page.inner_text("h1").startswith(HONGZE)
        go(page, site, f"report.html?agency={owner}&year=2019")
        assert page.inner_text(".empty") == "没有这份年度报告。"


def test_the_statistics_table_of_2014_is_one_list(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        page.evaluate(
            """async () => {
                const form = await gouji.load("form");
                const positions = [...form.cells.keys()].filter((at) => form.cells[at][0] === 14);
                const report = {edition: "2014", findings: [], cells: {positions, values: positions, others: []}};
                document.getElementById("body").replaceChildren(...gouji.printed.tables(report, form));
            }"""
        )
        assert page.locator("figure.printed.list").count() == 1
        assert page.locator("thead th").all_inner_texts() == ["统计指标", "单位", "统计数"]
        labels = page.locator("tbody th").all_inner_texts()
        assert labels[:3] == ["(一)主动公开政府信息数", "主动公开规范性文件数", "制发规范性文件总数"]
        assert labels[-4] == "(四)政府信息公开专项经费"


def test_findings_that_one_cell_explains_are_one_matter(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        matters = page.evaluate(
            """() => gouji.matter.grouped([
                {report_id: "r", matter_id: "m", finding_id: "a", failure: "行不符", severity: "should"},
                {report_id: "r", matter_id: "m", finding_id: "b", failure: "列不符", severity: "must",
                 is_suspect: true},
                {report_id: "r", matter_id: "n", finding_id: "n", failure: "空白", severity: "should"},
            ]).map(({finding_id, failure, severity, ids}) => [finding_id, failure, severity, ids.join()])"""
        )
    assert matters == [["b", "行不符；列不符", "must", "a,b"], ["n", "空白", "should", "n"]]


def test_a_sentence_leads_to_the_cell_that_it_tells(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        page.click("a[href='#cell-3-received-total']")
        assert page.evaluate("document.querySelector(':target')?.textContent") == "21"


def test_every_rule_is_told_with_its_basis(browser: Browser, site: Path) -> None:
    with opened(browser, site, "rules.html?year=2023") as page:
        line = page.locator("#proceedings_sum")
        cells = line.locator("td").all_inner_texts()
        assert line.locator("th").inner_text() == "复议诉讼合计"
        assert "四种结果之和等于总计" in cells[0] and "表四" in cells[1] and cells[3:5] == ["2", "1"]


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
        assert page.inner_text(".empty") == "所选范围内没有发现2022年度报告的问题。"
        go(page, site, "report.html")
        assert page.inner_text(".empty").startswith("请先查找机关")


def test_the_head_of_a_table_covers_no_cell_that_is_scrolled_to(browser: Browser, site: Path) -> None:
    with opened(browser, site, address(site, "report")) as page:
        covered = page.evaluate(
            """() => [...document.querySelectorAll(".printed.down td")].filter((cell) => {
                const head = cell.closest("table").tHead;
                if (!head) return false;
                cell.scrollIntoView({block: "start"});
                return cell.getBoundingClientRect().top < head.getBoundingClientRect().bottom;
            }).map((cell) => cell.id)"""
        )
    assert covered == []
