"""The page of runs in a real browser, from its folder: it asks for nothing, fits, and shows text as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows.operations import page as runs_page
from flows.operations import records
from flows.operations.recording import recorded

CHROMIUM = Path("/usr/bin/chromium")
HOSTILE = "<script>document.title = 'taken'</script>" + "x" * 400


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a lake with runs of every outcome."""
    folder = tmp_path_factory.mktemp("operations")
    counts = {
        "documents": {"found": 12, "extracted": 9, "rejected": 2, "duplicate": 1, "read": 11},
        "rejected": {"explanation": 1},
        "nulls": {"blank": 154},
        "reports": 9,
        "cells": 1241,
        "findings": {"must": 7, "must_new": 2, "must_gone": 1},
    }
    for number, outcome in enumerate([records.DONE, *[records.NOTHING_NEW] * 24, "", records.DONE]):
        at = f"2026-01-{number + 1:02}T18:30:00.0Z"
        line = {"run": f"{number:02}", "began": at, "outcome": outcome, "ended": at if outcome else ""}
        more = {"counts": counts, "steps": {"build warehouse": {"seconds": 97.5, "megabytes": 2048}}}
        records.append(folder, {**line, **(more if outcome == records.DONE else {}), "alarms": [HOSTILE, "drifted"]})
    # Values that no run has written.
    records.append(
        folder, {"run": "98", "began": [], "outcome": records.DONE, "counts": {"rejected": 1}, "steps": {"x": 1}}
    )
    with pytest.raises(RuntimeError), recorded(folder, folder, {}):
        raise RuntimeError(HOSTILE)
    return folder / runs_page.FOLDER / "index.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_from_its_folder_and_fits(operations: Path, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab: Page = context.new_page()
    asked, problems = list[str](), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: problems.append(message.text))
    tab.goto(operations.as_uri())
    assert (asked, problems, tab.title()) == ([operations.as_uri()], [], "Runs of gouji")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    rows = tab.locator("table").first.locator("tbody tr").all_inner_texts()
    said = [word for row in rows for word in ("failed", "killed", "nothing new × 24", "done") if word in row]
    assert said == ["failed", "done", "killed", "nothing new × 24", "done", "done"]
    assert "<script>" in rows[0] and tab.locator("pre").first.inner_text().count("<script>") == 1
    context.close()


def test_it_says_what_is_to_be_looked_at(operations: Path) -> None:
    text = operations.read_text("utf-8")
    assert "drifted" in text and "1 min 38 s" in text and "2048 MB" in text and "explanation" in text
    assert "<script>" not in text


def test_a_lake_that_never_ran_has_a_page(tmp_path: Path) -> None:
    runs_page.write(tmp_path, tmp_path)
    assert "No run is on record" in (tmp_path / runs_page.FOLDER / "index.html").read_text("utf-8")


def test_a_log_that_is_no_json_is_shown_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), recorded(tmp_path, tmp_path, {}):
        raise RuntimeError("no such luck")
    (log,) = (tmp_path / "logs").iterdir()
    log.write_text(
        '{"time": 1}\n[]\nnot JSON & more\n' + json.dumps({"time": "x", "level": "", "step": "", "event": ""})
    )
    runs_page.write(tmp_path, tmp_path)
    assert "not JSON &amp; more" in (tmp_path / runs_page.FOLDER / "index.html").read_text("utf-8")
