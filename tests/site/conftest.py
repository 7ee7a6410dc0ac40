"""The site of the shipped documents, opened from its folder in a real browser that is let no request out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import FinishedRun

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Site(NamedTuple):
    """A site and the marts that it shows."""

    folder: Path
    database: Path

    def address(self, page: str) -> str:
        """The address of a page, such as `index.html?year=2023`, opened from the folder."""
        return f"{self.folder.as_uri()}/{page}"


# Not for the whole session: while it is open, no other test could start an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def shipped_site(finished_run: FinishedRun) -> Site:
    return Site(finished_run.warehouse / "site", finished_run.warehouse / "gouji.duckdb")


@pytest.fixture(scope="session")
def site(shipped_site: Site) -> Path:
    """The folder of the site of the shipped documents."""
    return shipped_site.folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab; the test fails if a script fails in it or anything is asked of the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    tab = context.new_page()
    problems = list[str]()
    tab.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    tab.on(
        "request",
        lambda asked: None if asked.url.startswith(("file:", "data:", "blob:")) else problems.append(asked.url),
    )
    yield tab
    context.close()
    assert not problems
