"""Lists: filters combine, what is shown is what is saved, choices are remembered, and no text does any harm."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from flows.site import build
from tests.conftest import FinishedRun
from tests.site.opened import drawn, go, opened

HOSTILE = ("<img src=x onerror=alert(1)>", '=HYPERLINK("http://x.invalid","x")', "{{7*7}}", "<script>alert(1)</script>")

ALIKE = """
select
    'narrative_shared' as rule, 2023 as year, a.report_id, a.agency_id, a.agency, a.document,
    b.report_id as other_report_id, b.agency_id as other_agency_id, b.agency as other_agency,
    b.document as other_document, 2023 as other_year, 85 as similarity, 40 as passages, 30 as shared_passages,
    {excerpt} as excerpt
from marts.fct_reports as a
inner join marts.fct_reports as b on a.report_id < b.report_id"""


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click(f"button:has-text('{button}')")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def rows_of_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def rows_of_xlsx(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def test_what_is_shown_is_saved(browser: Browser, site: Path, tmp_path: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        page.select_option("select[name=rule]", "proceedings_sum")
        page.fill("#list-find", "复议后")
        page.locator(".count:has-text('筛选后1条')").wait_for()
        found = rows_of_csv(saved(page, "保存为CSV", tmp_path))
        assert found == rows_of_xlsx(saved(page, "保存为XLSX", tmp_path))
    assert found[0] == ["严重程度", "机关", "问题", "位置", "填报数", "应为（计算）", "处理状态"]
    assert [line[1] for line in found[1:]] == ["洪泽区人民政府"] and found[1][3:6] == ["表四·复议后起诉·总计", "0", "5"]


def test_of_100000_rows_few_are_in_the_page_and_all_are_saved(browser: Browser, site: Path, tmp_path: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        page.evaluate(
            """() => {
                const rows = Array.from({length: 100000}, (_, at) => ({agency: `第${at}县`, figure: at}));
                const columns = [{name: "agency", title: "机关"}, {name: "figure", title: "数"}];
                document.getElementById("body").replaceChildren();
                gouji.list(document.getElementById("body"), {name: "many", label: "多", file: "多", rows, columns});
            }"""
        )
        page.locator(".count:has-text('共100,000条')").wait_for()
        assert 0 < page.locator(".tabulator-row").count() < 100
        assert len(rows_of_csv(saved(page, "保存为CSV", tmp_path))) == 100_001
        page.fill("#list-find", "第9999")
        page.locator(".count:has-text('筛选后11条')").wait_for()
        # A large workbook is packed by workers.
        page.fill("#list-find", "7县")
        page.locator(".count:has-text('筛选后10,000条')").wait_for()
        sheet = openpyxl.load_workbook(saved(page, "保存为XLSX", tmp_path), read_only=True).worksheets[0]
        assert sum(1 for _ in sheet.iter_rows()) == 10_001


def test_filters_and_a_matter_are_in_the_address(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023&rule=proceedings_sum&find=行政复议") as page:
        page.locator(".count:has-text('筛选后1条')").wait_for()
        page.click(".list button.plain")
        page.wait_for_selector("dialog[open]")
        link = page.url
        go(page, site, link.rsplit("/", 1)[1])
        assert "10 + 1 + 0 + 0 = 11 ≠ 0" in page.inner_text("dialog[open]")
        number = link.rsplit("finding=", 1)[1]
        go(page, site, f"findings.html?finding={number}")
        page.wait_for_selector("dialog[open]")
        assert "表四·行政复议·总计" in page.inner_text("dialog[open]")


def test_the_most_serious_come_first(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        shapes = page.locator(".list .severity").evaluate_all("all => all.map((one) => one.classList[1])")
    assert shapes == sorted(shapes) and {"must", "should"} == set(shapes)


def test_a_list_is_sorted_by_keyboard(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        head = page.locator(".tabulator-col[tabulator-field=computed]")
        head.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert page.locator(".tabulator-row [tabulator-field=computed]").first.inner_text() == "11"


def test_columns_are_remembered(browser: Browser, site: Path) -> None:
    with opened(browser, site, "findings.html?year=2023") as page:
        page.click(".chooser summary")
        page.uncheck(".chooser label:has-text('填报数') input")
        page.check(".chooser label:has-text('编号') input")
        page.keyboard.press("Escape")
        page.reload()
        drawn(page)
        heads = page.locator(".tabulator-col:visible .tabulator-col-title").all_inner_texts()
    assert "填报数" not in heads and "编号" in heads


@pytest.fixture(scope="module")
def hostile(finished_run: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site over marts in which every text that comes from a document wants to do harm."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copyfile(finished_run.warehouse / "gouji.duckdb", folder / "gouji.duckdb")
    texts = "[" + ", ".join(f"'{name}'" for name in HOSTILE) + "]"
    with duckdb.connect(folder / "gouji.duckdb") as connection:
        for mart, columns in {
            "fct_findings": ("agency", "raw", "message", "row_label"),
            "fct_reports": ("agency", "title", "document"),
            "mart_filing_status": ("agency",),
            "dim_agency": ("name",),
            "fct_documents": ("document", "reason"),
            "fct_statements": ("sentence",),
            "fct_notices": ("message",),
            "fct_evidence": ("value",),
        }.items():
            one = f"{texts}[1 + cast(hash(rowid) % {len(HOSTILE)} as int)]"
            changes = ", ".join(f"{column} = {one}" for column in columns)
            connection.execute(f"update marts.{mart} set {changes}")
        connection.execute(f"insert into marts.mart_similar_narratives by name {ALIKE.format(excerpt=f'{texts}[1]')}")
        connection.execute("update marts.mart_filing_status set status = 'late', days_late = 3 where status = 'filed'")
    build.write(folder / "gouji.duckdb", folder / "site", dt.date(2026, 3, 1))
    return folder / "site"


@pytest.mark.parametrize("name", ["findings", "filing", "late", "similar", "doubts", "rules", "data"])
def test_hostile_names_harm_no_page(browser: Browser, hostile: Path, name: str) -> None:
    with opened(browser, hostile, f"{name}.html?year=2023") as page:
        assert page.locator("#body img, #body script, iframe").count() == 0
        assert name in ("rules", "data") or any(text in page.inner_text("#body") for text in HOSTILE)
        if name == "findings":
            page.click(".list button.plain")
            page.wait_for_selector("dialog[open]")
            page.click("dialog a:has-text('在年报中查看')")
            drawn(page)
            assert page.locator("#body img, #body script").count() == 0
            assert any(text in page.inner_text("main") for text in HOSTILE)


def test_hostile_names_are_no_formulas_in_files(browser: Browser, hostile: Path, tmp_path: Path) -> None:
    with opened(browser, hostile, "filing.html") as page:
        table = saved(page, "保存为CSV", tmp_path)
        book = saved(page, "保存为XLSX", tmp_path)
    names = {line[0] for line in rows_of_csv(table)}
    assert "'" + HOSTILE[1] in names and HOSTILE[2] in names
    assert not any(name.startswith(("=", "+", "-", "@")) for name in names)
    cells = [cell for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert HOSTILE[1] in {cell.value for cell in cells} and {cell.data_type for cell in cells} <= {"s", "n"}
