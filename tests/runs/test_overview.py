"""What the overview of a run says is new."""

from __future__ import annotations

from pathlib import Path

from flows.findings import Summary
from flows.findings.new import New
from flows.landing.current import Landing
from flows.runs.artifacts import overview
from flows.runs.job import RunResult

RESULT = RunResult(Landing("g", 12, 9, 2, 1, 11), True, 54, Summary(*range(11)), Path("warehouse"))
FOUND = New("f1", None, 2023, "复议诉讼合计", "行政复议：10 + 1 = 11 ≠ 0\n<b>")


def test_what_is_new_is_listed_as_text_and_the_rest_counted() -> None:
    text = overview("2023年", RESULT, [FOUND] * 51)
    assert "## 本次新发现必须更正的问题 51 项" in text and text.endswith("此处只列前 50 项，其余见问题清单。")
    line = "| （未写明机关） | 2023年 | 复议诉讼合计 | 行政复议：10 \\+ 1 = 11 ≠ 0 \\<b\\> | f1 |"
    assert text.count(line) == 50


def test_a_run_without_news_says_so() -> None:
    assert overview("2023年", RESULT, []).endswith("本次没有新发现必须更正的问题。")


def test_after_a_first_build_all_is_new_and_nothing_listed() -> None:
    text = overview("2023年", RESULT, None)
    assert text.endswith("此前没有核验记录，本次的问题均为首次发现，逐项见问题清单。")
