"""The guide to a page of the site, followed in a copy of the sources: a query, a line and a script are enough."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import FinishedRun
from tests.shipped import environment
from tests.site.opened import drawn, opened

ROOT = Path(__file__).parents[2]
LINE = 'Page("refused", "未采用的文件", (), ("tabulator",), ("lists", "saving", "refused"), navigation="more"),'
QUERY = "select 'all' as key, document, reason from marts.fct_documents where status = 'rejected' order by document"
SCRIPT = """gouji.start(async (body) => {
  gouji.list(body, {
    name: "refused", label: "未采用的文件", file: "未采用的文件", rows: await gouji.rows("refused", "all"),
    columns: [{ name: "document", title: "文件", grow: 2 }, { name: "reason", title: "原因", grow: 3 }],
  });
});
"""
WRITE = """import datetime as dt, sys
from pathlib import Path
from flows.site.build import write
write(Path(sys.argv[1]), Path(sys.argv[2]), dt.date(2026, 11, 28))
"""


def with_page(sources: Path) -> Path:
    """The sources with what the guide asks for, and no more."""
    for name in ("flows", "expectations"):
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    site = sources / "flows" / "site"
    (site / "queries" / "refused.sql").write_text(QUERY, "utf-8")
    (site / "static" / "refused.js").write_text(SCRIPT, "utf-8")
    before = (site / "pages.py").read_text("utf-8")
    assert "\nPAGES = (\n" in before
    (site / "pages.py").write_text(before.replace("\nPAGES = (\n", f"\nPAGES = (\n    {LINE}\n"), "utf-8")
    return sources


@pytest.mark.slow
def test_a_page_is_a_query_a_line_and_a_script(browser: Browser, finished_run: FinishedRun, tmp_path: Path) -> None:
    sources, site = with_page(tmp_path / "sources"), tmp_path / "site"
    command = [sys.executable, "-c", WRITE, str(finished_run.warehouse / "gouji.duckdb"), str(site)]
    subprocess.run(command, cwd=sources, env=environment(PYTHONPATH=str(sources)), check=True, timeout=300)
    with opened(browser, site, "index.html") as page:
        page.get_by_text("更多").click()
        page.click("nav a:has-text('未采用的文件')")
        drawn(page)
        assert page.inner_text("h1") == "未采用的文件"
        rows = page.locator(".tabulator-row")
        rows.first.wait_for()
        assert rows.count() == 2
        assert "是报告目录页，不是报告本身" in rows.nth(1).inner_text()
