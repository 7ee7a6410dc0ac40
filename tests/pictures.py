"""The pictures of README and guides: `python -m tests.pictures` takes them anew into `docs/pictures`.

Regions and their figures are those of the demonstration warehouse, reports and drafts are shipped documents.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench import demonstration
from flows.runs.job import Order
from flows.runs.run import run
from flows.site.build import write
from tests.desk.server import desk
from tests.shipped import DOCUMENTS, copy_documents
from tests.site.conftest import CHROMIUM
from tests.site.opened import drawn, go

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 820
DAY = dt.date(2026, 11, 28)
DRAFT = DOCUMENTS / "hongze_district_2023.html"
_NINGXIA = "640000"


def main() -> None:
    """Build what is shown, and take all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        shipped, demonstrated = Path(folder, "shipped"), Path(folder, "demonstration")
        run(Order(copy_documents(shipped / "raw"), shipped / "warehouse", day=DAY))
        site = demonstrated / "warehouse" / "site"
        write(demonstration.write(demonstrated), site, demonstration.DAY)
        take(site, shipped)


def take(demonstrated: Path, shipped: Path) -> None:
    """Take the pictures of a site of the demonstration warehouse, and of a folder with `raw` and `warehouse`."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        # A window without a scroll bar, and no request to anywhere.
        arguments = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        _of_regions(browser, demonstrated)
        _of_a_report(browser, shipped / "warehouse" / "site")
        with desk(shipped) as running:
            _of_the_desk(browser, running.url)
        browser.close()


def _of_regions(browser: Browser, site: Path) -> None:
    for name in ("index", "findings", "filing"):
        with _picture(browser, "overview" if name == "index" else name) as page:
            go(page, site, f"{name}.html?year=2022")
    with _picture(browser, "region") as page:
        go(page, site, f"region.html?year=2022&region={_NINGXIA}")
        _put_on_top(page, "h2")


def _of_a_report(browser: Browser, site: Path) -> None:
    with _picture(browser, "report") as page:
        go(page, site, "findings.html?year=2023")
        page.click(".list a:has-text('表四·行政复议·总计')")
        page.locator("td.shown").evaluate("cell => cell.scrollIntoView({block: 'end'})")


def _of_the_desk(browser: Browser, url: str) -> None:
    with _picture(browser, "draft") as page:
        page.goto(f"{url}/draft.html")
        page.set_input_files("#draft-file", DRAFT)
        page.get_by_role("button", name="开始核对").click()
        page.locator("#draft-result").wait_for(state="visible")
        _put_on_top(page, "#draft-result")
    with _picture(browser, "decision") as page:
        page.goto(f"{url}/findings.html?year=2023")
        drawn(page)
        page.locator(".tabulator-row", has_text="洪泽区").first.get_by_role("button").click()
        page.get_by_role("form", name="处理意见").scroll_into_view_if_needed()


@contextmanager
def _picture(browser: Browser, name: str) -> Iterator[Page]:
    """A page whose window is the picture of this name once all is done."""
    with browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce") as context:
        page = context.new_page()
        yield page
        page.wait_for_load_state("networkidle")
        # Charts are drawn after the page.
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURES / f"{name}.png")
    sys.stdout.write(f"{name}.png {(PICTURES / f'{name}.png').stat().st_size:,} bytes\n")


def _put_on_top(page: Page, selector: str) -> None:
    page.locator(selector).first.evaluate("part => part.scrollIntoView()")


if __name__ == "__main__":
    main()
