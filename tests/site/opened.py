"""A page of a site opened from its folder, with everything that went wrong on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

WIDTHS = (1280, 390)


@contextmanager
def opened(browser: Browser, site: Path, address: str, width: int = 1280) -> Iterator[Page]:
    """The page at an address such as `findings.html?year=2023`, drawn; fails for errors, and requests that leave."""
    with browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: _leaving(request.url, site, wrong))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        go(page, site, address)
        yield page
        assert not wrong


def go(page: Page, site: Path, address: str) -> None:
    """Open an address and wait until it is drawn."""
    page.goto(f"{site.as_uri()}/{address}")
    drawn(page)


def drawn(page: Page) -> None:
    page.wait_for_selector("#body[aria-busy=false]", state="attached")


def _leaving(url: str, site: Path, wrong: list[str]) -> None:
    if not url.startswith((site.as_uri(), "blob:", "data:")):
        wrong.append(f"request: {url}")
