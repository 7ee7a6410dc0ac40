"""Pages link to reports where they were published, and say when they were fetched; nothing else becomes a link."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page

from flows.site import build
from tests.site.conftest import Site

ADDRESS = "https://www.qingxi.example/2024/a.html?id=1&x=<b>"
EVIL = "javascript:alert(document.domain)"


@pytest.fixture
def fetched_site(shipped_site: Site, tmp_path: Path) -> Site:
    """The shipped reports as if they had been fetched, half of them from what is no web address."""
    site = Site(tmp_path / "site", tmp_path / "gouji.duckdb")
    shutil.copyfile(shipped_site.database, site.database)
    with duckdb.connect(site.database) as connection:
        connection.execute(
            "update marts.fct_reports set address = case when year = 2023 then ? else ? end, page_address = ?,"
            " fetched_at = timestamp '2025-02-01 18:30:05'",
            [ADDRESS, EVIL, EVIL],
        )
    build.write(site.database, site.folder, dt.date(2025, 3, 1))
    return site


def _report(site: Site, where: str) -> tuple[str, str]:
    with duckdb.connect(site.database, read_only=True) as connection:
        query = f"select report_id, agency_id from marts.fct_reports where agency_id is not null and {where} limit 1"
        (found,) = connection.execute(query).fetchall()
    return found


def test_a_report_links_to_its_address_and_says_when_it_was_fetched(page: Page, fetched_site: Site) -> None:
    report, agency = _report(fetched_site, "year = 2023")
    page.goto(fetched_site.address(f"report.html?report={report}&agency={agency}"))
    page.wait_for_selector("#body[aria-busy=false]")
    link = page.locator(".facts a", has_text="qingxi")
    assert (link.inner_text(), link.get_attribute("href")) == (ADDRESS, ADDRESS)
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "2025年2月2日 02:30取得" in page.inner_text(".facts")
    page.goto(fetched_site.address(f"agency.html?agency={agency}"))
    page.wait_for_selector("#body[aria-busy=false]")
    assert page.locator("main a", has_text="原网页").first.get_attribute("href") == ADDRESS


def test_what_is_no_web_address_is_shown_and_not_linked(page: Page, fetched_site: Site) -> None:
    report, agency = _report(fetched_site, "year <> 2023")
    for address in (f"report.html?report={report}&agency={agency}", f"agency.html?agency={agency}"):
        page.goto(fetched_site.address(address))
        page.wait_for_selector("#body[aria-busy=false]")
        assert EVIL in page.inner_text("main")
        assert not [a for a in page.locator("a").all() if (a.get_attribute("href") or "").startswith("javascript")]
