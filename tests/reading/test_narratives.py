"""Narratives as they are read, and their sketches: which text of a report is compared and which is left out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents import limits
from flows.documents.model import Line
from flows.reading.document import read
from flows.reading.narrative import passages_of
from flows.reading.prose import Prose
from flows.reading.records import Locator, to_tables
from flows.reading.sketches import LENGTH, digest_of, sketch_of
from tests.shipped import shipped

AGENCY = "浙江省遂昌县教育局"


def read_of(*lines: str, first: int = 0, agency: str | None = AGENCY) -> list[tuple[str, str, Locator]]:
    prose = Prose([Line(text, number, None) for number, text in enumerate(lines, start=1)])
    return [tuple(passage) for passage in passages_of(prose, first, agency)]


def test_a_sentence_is_kept_as_printed_and_compared_without_figures_stops_and_names() -> None:
    (passage,) = read_of("２０２３年， 遂昌县教育局通过门户網站主动公开政府信息１２３条，回应 群众关切。")
    assert passage == (
        "２０２３年， 遂昌县教育局通过门户網站主动公开政府信息１２３条，回应 群众关切。",
        "年通过门户网站主动公开政府信息条回应群众关切",
        Locator(line=1),
    )


def test_sentences_end_with_a_full_stop_or_semicolon_and_other_lines_are_not_sentences() -> None:
    found = read_of(
        "一、总体情况进一步加强组织领导和统筹协调工作",
        "一是进一步加强组织领导和统筹协调健全工作机制；二是持续完善政府信息公开目录和公开指南内容。",
        "主办单位遂昌县人民政府办公室技术支持某某科技有限公司备案序号某某某某",
    )
    assert [text for text, _, _ in found] == [
        "一是进一步加强组织领导和统筹协调健全工作机制；",
        "二是持续完善政府信息公开目录和公开指南内容。",
    ]


def test_short_sentences_and_text_above_the_first_heading_are_left_out() -> None:
    above = "根据《中华人民共和国政府信息公开条例》的规定编制本报告并向社会公布。"
    assert read_of(above, "一、总体情况", "本年度没有收取信息处理费。", first=1) == []
    assert len(read_of(above, "一、总体情况")) == 1
    assert read_of(above, first=1) == []


def test_a_sentence_broken_across_lines_is_one_sentence() -> None:
    (found,) = read_of("我局坚持以公开为常态不公开为例外把公开贯穿于行政权力运行", "全过程持续提升政务公开工作水平。")
    assert found[0] == "我局坚持以公开为常态不公开为例外把公开贯穿于行政权力运行全过程持续提升政务公开工作水平。"


def test_a_report_gives_its_narrative_and_not_its_tables() -> None:
    found = read(shipped("shengzhou_city_office_2020.txt"), "x")
    table = to_tables([found])["narratives"].to_pylist()[0]
    assert table["passages"] == len(found.passages) > 0
    assert table["characters"] == sum(len(passage.plain) for passage in found.passages)
    assert len(table["sketch"]) == LENGTH
    text = shipped("shengzhou_city_office_2020.txt").decode("utf-8")
    assert all(passage.text in text and "|" not in passage.text for passage in found.passages)


def test_a_sketch_never_changes() -> None:
    """New records are compared with ones landed earlier: a different sketch requires a new reader version."""
    assert sketch_of(["政府信息公开工作年度报告"])[:4] == [1681146346, 1616387039, 1617007264, 1692252468]  # type: ignore[index]
    assert digest_of("政府信息公开") == 5651667013323194599


@given(st.lists(st.text("政府信息公开工作报告", min_size=1, max_size=30), max_size=6), st.randoms())
def test_the_order_of_sentences_and_repetitions_do_not_change_a_sketch(texts: list[str], choice: object) -> None:
    shuffled = texts + texts[:2]
    choice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sketch_of(shuffled) == sketch_of(texts)
    assert (sketch_of(texts) is None) == all(len(text) < 3 for text in texts)


@pytest.mark.parametrize("length", [0, 1, 2])
def test_a_narrative_that_is_too_short_has_no_sketch(length: int) -> None:
    assert sketch_of(["信" * length, ""]) is None
    assert sketch_of([]) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("公" * 1_000_000 + "。", id="one character"),
        pytest.param("公。" * 500_000, id="full stops"),
        pytest.param("公 " * 500_000 + "。", id="blanks"),
        pytest.param(("公 开" * 9 + "。") * 30_000, id="sentences with blanks"),
        pytest.param(("公开" * 20 + "\n") * 25_000 + "。", id="a sentence without end"),
        pytest.param("\ud800\U0001f600" * 30 + "。" + "政\U0001f600 府" * 9 + "。", id="beyond the first plane"),
    ],
)
def test_no_narrative_takes_long_to_read(text: str) -> None:
    start = time.process_time()
    found = read_of(*text.split("\n"))
    sketch_of([plain for _, plain, _ in found])
    assert time.process_time() - start < 5
    assert len(found) <= limits.SENTENCES
    assert all(len(printed) <= 2 * limits.SENTENCE for printed, _, _ in found)
