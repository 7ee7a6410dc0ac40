"""The desk in a browser: a draft from the drop to the printed sheet, and a decision that is seen at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.desk.passwords import add
from flows.findings.sheet import FEEDBACK, STATE
from tests.conftest import FinishedRun
from tests.desk.server import desk
from tests.replies.filled import List
from tests.shipped import DOCUMENTS, shipped
from tests.site.test_pages import violations

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DRAFT = DOCUMENTS / "hongze_district_2023.html"


@contextmanager
def page(width: int = 1280) -> Iterator[playwright.Page]:
    """A page on which nothing fails, and from which nothing goes to another host."""
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        opened = browser.new_page(viewport={"width": width, "height": 900})
        failed: list[str] = []
        opened.on("pageerror", lambda error: failed.append(str(error)))
        opened.on("request", lambda request: "//127.0.0.1:" in request.url or failed.append(request.url))
        yield opened
        browser.close()
    assert failed == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_draft_is_checked_where_there_is_no_warehouse(tmp_path: Path, width: int) -> None:
    with desk(tmp_path) as running, page(width) as opened:
        opened.goto(running.url)
        assert violations(opened) == []
        opened.get_by_role("link", name="核对草稿").click()
        opened.wait_for_load_state()
        assert opened.get_by_role("navigation").count() == 0
        opened.get_by_role("button", name="开始核对").click()
        assert opened.locator("#draft-problem").inner_text() == "请选择要核对的草稿"
        opened.set_input_files("#draft-file", DRAFT)
        opened.get_by_role("button", name="开始核对").click()
        result = opened.locator("#draft-result")
        result.wait_for(state="visible")
        assert result.locator(".todo li").count() == 4
        assert "10 + 1 + 0 + 0 = 11 ≠ 0" in result.locator(".todo").inner_text()
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(opened) == []
        wrong = result.locator("td.wrong.must", has_text="10 + 1 + 0 + 0 = 11 ≠ 0")
        wrong.get_by_role("button").click()
        assert "行政复议" in opened.locator("li:focus").inner_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.log"]


def test_last_year_is_shown_beside_and_the_sheet_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / "last.html").write_bytes(shipped(DRAFT.name).replace(b"2023", b"2022"))
    with desk(tmp_path) as running, page() as opened:
        opened.goto(f"{running.url}/draft.html")
        opened.set_input_files("#draft-file", DRAFT)
        opened.set_input_files("#draft-previous", tmp_path / "last.html")
        opened.get_by_role("button", name="开始核对").click()
        opened.get_by_label("同时显示上年数字").check()
        assert opened.locator("#draft-result .last").count() > 100
        opened.emulate_media(media="print")
        assert not opened.locator("#draft").is_visible()
        assert opened.locator("#draft-result td.wrong .numbered").first.is_visible()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.html", "{{7*7}}.html", '=HYPERLINK("http:x").html'])
def test_what_a_draft_is_called_and_says_is_text(tmp_path: Path, name: str) -> None:
    title = "洪泽区人民政府2023年政府信息公开工作年度报告"
    harmful = shipped(DRAFT.name).decode().replace(title, f"<img src=x onerror=alert(1)>{name}{title}")
    with desk(tmp_path) as running, page() as opened:
        opened.on("dialog", lambda dialog: pytest.fail(dialog.message))
        opened.goto(f"{running.url}/draft.html")
        file = {"name": name.replace("/", "／"), "mimeType": "text/html", "buffer": harmful.encode()}
        opened.set_input_files("#draft-file", file)
        opened.get_by_role("button", name="开始核对").click()
        opened.locator("#draft-result").wait_for(state="visible")
        assert name.replace("/", "／") in opened.locator("#draft-result").inner_text()
        assert opened.locator("#draft-result img, #draft-result script").count() == 0


def test_who_has_to_sign_in_does_so_on_a_page(tmp_path: Path) -> None:
    add(tmp_path / "passwords", "张三", "read", "correct horse")
    with desk(tmp_path, "--passwords", str(tmp_path / "passwords")) as running, page(390) as opened:
        opened.goto(f"{running.url}/draft.html")
        assert violations(opened) == []
        opened.get_by_label("用户名").fill("张三")
        opened.get_by_label("口令").fill("wrong")
        opened.get_by_role("button", name="登录").click()
        opened.get_by_role("alert").get_by_text("用户名或口令不正确").wait_for()
        opened.get_by_label("口令").fill("correct horse")
        time.sleep(1)
        opened.get_by_role("button", name="登录").click()
        opened.get_by_role("link", name="核对草稿").click()
        opened.get_by_role("button", name="退出").click()
        opened.get_by_role("button", name="登录").wait_for()


def test_a_refused_draft_is_told_in_words(tmp_path: Path) -> None:
    with desk(tmp_path) as running, page() as opened:
        opened.goto(f"{running.url}/draft.html")
        opened.set_input_files("#draft-file", DOCUMENTS / "list_of_reports.txt")
        opened.get_by_role("button", name="开始核对").click()
        opened.locator("#draft-problem", has_text="是报告目录页，不是报告本身").wait_for()


def test_a_decision_is_made_in_the_drawer_and_seen_in_the_list(copied: FinishedRun) -> None:
    with desk(copied.raw.parent) as running, page() as opened:
        opened.goto(f"{running.url}/findings.html?year=2023")
        row = opened.locator(".tabulator-row", has_text="洪泽区").first
        row.get_by_role("button").click()
        form = opened.get_by_role("form", name="处理意见")
        form.wait_for()
        assert violations(opened) == []
        form.get_by_label("经说明不作问题处理").check()
        form.get_by_label("处理人").fill("王某")
        form.get_by_role("button").click()
        form.get_by_text("请填写理由").wait_for()
        form.get_by_label("理由").fill("<b>两处口径不同</b>")
        form.get_by_role("button").click()
        form.get_by_text("已保存").wait_for()
        assert "经说明不作问题处理；王某于" in opened.get_by_role("dialog").locator(".matter").first.inner_text()
        opened.get_by_role("button", name="关闭").click()
        opened.wait_for_url(lambda url: "finding=" not in url)
        assert row.locator("[tabulator-field=state]").inner_text() == "经说明不作问题处理"
        opened.reload()
        assert row.locator("[tabulator-field=state]").inner_text() == "经说明不作问题处理"
        row.get_by_role("button").click()
        assert "<b>两处口径不同</b>" in opened.get_by_role("dialog").inner_text()


def test_a_list_that_came_back_is_taken_over_on_the_page(copied: FinishedRun) -> None:
    filled = List(copied.warehouse / "findings" / "findings.xlsx")
    filled.fill(2, **{STATE: "不属实"})
    with desk(copied.raw.parent) as running, page() as opened:
        opened.goto(f"{running.url}/findings.html?year=2023")
        opened.get_by_role("button", name="收回填好的清单").click()
        form = opened.get_by_role("form", name="收回填好的清单")
        assert violations(opened) == []
        form.get_by_role("button", name="登记").click()
        form.get_by_text("请选择填好的清单").wait_for()
        form.get_by_label("处理人").fill("王某")
        opened.set_input_files("#returned-file", filled.save())
        form.get_by_role("button", name="登记").click()
        form.get_by_text("第2行：状态为“不属实”的，必须在“反馈”栏写明理由").wait_for()
        everything = [filled.fill(row, **{STATE: "不属实", FEEDBACK: "台账一致"}) for row in filled.rows()]
        opened.set_input_files("#returned-file", filled.save())
        form.get_by_role("button", name="登记").click()
        form.get_by_text(f"已登记{len(everything)}条处理意见").wait_for()
        opened.get_by_role("button", name="关闭").click()
        assert {*opened.locator("[tabulator-field=state].tabulator-cell").all_inner_texts()} == {"不属实"}
        opened.locator("select[name=state]").select_option(label="不属实")


def test_who_may_only_read_is_not_offered_to_take_lists_over(copied: FinishedRun, tmp_path: Path) -> None:
    add(tmp_path / "passwords", "李四", "read", "battery staple")
    with desk(copied.raw.parent, "--passwords", str(tmp_path / "passwords")) as running, page() as opened:
        opened.goto(f"{running.url}/login")
        opened.get_by_label("用户名").fill("李四")
        opened.get_by_label("口令").fill("battery staple")
        opened.get_by_role("button", name="登录").click()
        opened.get_by_role("button", name="退出").wait_for()
        opened.goto(f"{running.url}/findings.html?year=2023")
        opened.locator(".tabulator-row").first.wait_for()
        assert opened.get_by_text("收回填好的清单").count() == 0


def test_pages_opened_from_the_folder_offer_no_decision(copied: FinishedRun) -> None:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        opened = browser.new_page()
        opened.goto((copied.warehouse / "site" / "draft.html").as_uri())
        opened.get_by_text("本页须由 gouji serve 打开").wait_for()
        opened.goto(f"{(copied.warehouse / 'site' / 'findings.html').as_uri()}?year=2023")
        opened.locator(".tabulator-row").first.get_by_role("button").click()
        opened.get_by_role("dialog").wait_for()
        assert opened.get_by_text("收回填好的清单").count() == 0
        assert opened.get_by_role("form", name="处理意见").count() == 0
        browser.close()
