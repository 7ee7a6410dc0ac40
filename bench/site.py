"""Prints what a site of many reports costs to write and to use.

`python -m bench.site WAREHOUSE` writes the site of a warehouse twice beside it, each time in a process of its own, the
second time with nothing new; then opens it in Chromium. A view is timed from the address to the drawn page.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 3
PAGES = ("index.html", "findings.html", "filing.html", "region.html", "doubts.html", "late.html")
_WRITE = (
    "import datetime as dt, sys; from pathlib import Path; from flows.site.build import write;"
    "write(Path(sys.argv[1]), Path(sys.argv[2]), dt.date(*map(int, sys.argv[3].split('-'))))"
)


def written(warehouse: Path, site: Path, day: str) -> str:
    """Write the site; seconds, CPU seconds and peak memory of the process."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", _WRITE, str(warehouse / "gouji.duckdb"), str(site), day])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("the site could not be written")
    seconds, cpu = time.perf_counter() - start, used.ru_utime + used.ru_stime
    return f"{seconds:8.1f} s {cpu:8.1f} CPU s {used.ru_maxrss / 1000:8,.0f} MB"


def sizes(site: Path) -> str:
    """Files and bytes of the site, and its largest script."""
    files = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    largest = max((size, path.name) for path, size in files.items() if path.suffix == ".js")
    total = sum(files.values()) / 1e6
    return f"{len(files):8,} files {total:8,.0f} MB, largest script {largest[0]:,} bytes ({largest[1]})"


def timed(act: Callable[[], object]) -> float:
    """The median of some rounds, in seconds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        rounds.append(time.perf_counter() - start)
    return statistics.median(rounds)


def view(page: Page, address: str) -> None:
    """Open a page and wait until it is drawn."""
    page.goto(address)
    page.wait_for_selector("#body[aria-busy=false]", state="attached")


def main() -> None:
    """Print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--day", default="2026-11-29", help="the day as of which missing reports are judged")
    options = parser.parse_args()
    site = options.warehouse.resolve() / "site-measured"
    tell("written", written(options.warehouse, site, options.day))
    tell("written again, nothing new", written(options.warehouse, site, options.day))
    tell("on disk", sizes(site))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name in PAGES:
            tell(f"first view of {name}", f"{timed(lambda: view(page, f'{site.as_uri()}/{name}')):8.2f} s")  # noqa: B023
        view(page, f"{site.as_uri()}/findings.html")
        for text in ("政府", "不符", "局"):
            seconds = page.evaluate(
                """async (text) => {
                    const field = document.querySelector("#body .bar input[type=search]");
                    const start = performance.now();
                    field.value = text;
                    field.dispatchEvent(new Event("input", {bubbles: true}));
                    const before = document.querySelector("#body .count").textContent;
                    const told = () => document.querySelector("#body .count").textContent;
                    while (told() === before && performance.now() - start < 5000)
                        await new Promise(requestAnimationFrame);
                    await new Promise(requestAnimationFrame);
                    return (performance.now() - start) / 1000;
                }""",
                text,
            )
            tell(f"findings that contain {text}", f"{seconds:8.2f} s, {page.locator('#body .count').inner_text()}")
        browser.close()


def tell(what: str, figure: str) -> None:
    """One line."""
    sys.stdout.write(f"{what:<34}{figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
