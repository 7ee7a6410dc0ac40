"""The figures stated in a narrative: every fact that is certainly stated, and nothing else."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.catalogue import load
from flows.documents.model import Line
from flows.reading.prose import Prose
from flows.reading.records import Statement
from flows.reading.statements import statements_of
from flows.reading.statements.numerals import number
from tests.sentence_grammar import drawn

with (Path(__file__).parents[1] / "statement_sentences.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [(row["sentence"], row["expected"], row["agency"] or None) for row in csv.DictReader(file)]
SENTENCES = [(sentence, expected) for sentence, expected, agency in ROWS if not agency]
FACTS = [
    "requests_received",
    "requests_received_online",
    "requests_received_by_mail",
    "requests_received_in_person",
    "requests_carried_in",
    "requests_carried_out",
    "requests_handled",
    "requests_answered",
    "requests_granted_or_partly",
    "requests_denied",
    "requests_unavailable",
    "normative_documents_issued",
    "review_total",
    "review_upheld",
    "review_corrected",
    "review_other",
    "review_pending",
    "litigation_total",
    "litigation_upheld",
    "litigation_corrected",
    "litigation_other",
    "litigation_pending",
]


def statements_in(*lines: str, year: int | None = 2023, agency: str | None = None) -> list[Statement]:
    return statements_of(Prose([Line(text, number, None) for number, text in enumerate(lines, 1)]), year, agency)


def brief(statements: list[Statement]) -> list[str]:
    """Statements as the data file writes them: `fact=value`, then `/counting`, then `/coverage`."""
    return ["/".join([f"{s.fact}={s.value}", s.counting or "", s.coverage or ""]).rstrip("/") for s in statements]


@pytest.mark.parametrize(("sentence", "expected", "agency"), ROWS, ids=[f"{row[0]}{row[2] or ''}" for row in ROWS])
def test_a_sentence_gives_the_expected_statements(sentence: str, expected: str, agency: str | None) -> None:
    assert brief(statements_in(sentence, agency=agency)) == expected.split()


def test_many_wordings_are_tested() -> None:
    assert len(ROWS) >= 360 and sum(not expected for _, expected, _ in ROWS) >= 170


def test_the_public_facts_are_in_the_catalogue() -> None:
    assert set(FACTS) <= {fact.fact for fact in load().facts}


def test_the_printed_text_is_kept_with_its_place() -> None:
    found = statements_in("一、總體情況", "２０２３年全縣收到依申請公開 １１５ 件；答復１１０件。無。")
    assert [(s.raw, s.text, s.where.line) for s in found] == [
        ("１１５ 件", "２０２３年全縣收到依申請公開 １１５ 件", 2),
        ("１１０件", "答復１１０件", 2),
    ]
    assert [(s.unit, s.word, s.coverage) for s in found] == [("件", "收到", "region"), ("件", "答复", "region")]


def test_a_sentence_continues_over_broken_lines() -> None:
    first, second = "二〇二三年度县政府办公室依法依规认真办理,全年共收到政府信息公开", "申请36件,答复35件。"
    found = statements_in(first, second)
    assert brief(found) == ["requests_received=36//office", "requests_answered=35//office"]
    assert found[0].where.line == 2 and found[0].text == first + second.rstrip("。")


def test_digits_on_both_sides_of_a_line_break_are_not_a_number() -> None:
    assert statements_in("县政府办公室依法依规认真办理,全年共收到政府信息公开申请1", "15件,答复35件。") == []


def test_a_heading_gives_the_subject_of_the_lines_below() -> None:
    assert brief(statements_in("(二)依申请公开情况", "", "全年共收到36件。")) == ["requests_received=36"]
    assert statements_in("(三)平台建设情况", "", "全年共收到36件。") == []


@pytest.mark.parametrize(
    "heading",
    [
        "第一季度工作情况",
        "(二)2023年上半年依申请公开情况",
        "2023年1—6月工作情况",
        "2022年工作情况",
        "二、县教育局依申请公开情况",
    ],
)
def test_nothing_is_read_below_a_heading_of_another_time_or_body(heading: str) -> None:
    lines = ["共收到申请5件,答复5件。办结申请5件。"]
    assert statements_in(heading, *lines, agency="遂昌县人民政府") == []
    assert len(statements_in("发布日期:2024年1月15日", "2023年工作情况", *lines, agency="遂昌县人民政府")) == 3


def test_a_sentence_continues_about_the_body_of_the_previous_one() -> None:
    sentences = "县教育局高度重视。全年收到申请5件。", "全县高度重视。全年收到申请36件。"
    assert brief(statements_in(*sentences, agency="遂昌县人民政府")) == ["requests_received=36"]


def test_a_year_in_numerals_is_a_year() -> None:
    assert brief(statements_in("二〇二二年收到申请30件,二〇二三年收到申请36件。")) == ["requests_received=36"]


def test_without_a_year_the_first_one_named_is_the_reporting_year() -> None:
    lines = ["2023年政府信息公开工作年度报告", "2023年收到申请36件。2022年收到申请30件。"]
    assert brief(statements_in(*lines, year=None)) == ["requests_received=36"]


def test_the_same_sentence_in_two_places_is_read_twice() -> None:
    sentence = "2023年收到申请36件。"
    assert [s.where.line for s in statements_in(sentence, "二、", sentence)] == [1, 3]


@given(st.lists(st.integers(0, 999_999_999), min_size=3, max_size=3))
def test_repeated_wording_gives_its_current_figures(values: list[int]) -> None:
    received, online, answered = values
    found = statements_in("概况", f"2023年共收到政府信息公开申请 {received}件(网上{online}件)，答复{answered}件。")
    assert [(s.value, s.raw) for s in found] == [(value, f"{value}件") for value in values]
    assert {(s.where.line, s.text[-1]) for s in found} == {(2, "件")}


_PLACES = [(1000, "千"), (100, "百"), (10, "十")]


def _section(value: int) -> str:
    text, gap = "", False
    for unit, name in _PLACES:
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if gap else "") + "一二三四五六七八九"[digit - 1] + name
        gap = bool(text) and not digit
    return text + (("零" if gap else "") + "一二三四五六七八九"[value - 1] if value else "")


def numeral(value: int) -> str:
    """A number below 100,000,000 written out as a Chinese numeral."""
    high, low = divmod(value, 10_000)
    if not high:
        return _section(low).removeprefix("一") if 10 <= low < 20 else _section(low) or "零"
    return numeral(high) + "万" + ("零" if 0 < low < 1000 else "") + _section(low)


@given(st.integers(0, 99_999_999))
def test_a_numeral_is_read_back(value: int) -> None:
    text = numeral(value)
    assert [number(t) for t in (text, text.replace("二千", "两千"), text.replace("零", "〇"))] == [Decimal(value)] * 3
    assert number(str(value)) == number(f"{value:,}") == Decimal(value)


@given(st.text("零〇一二两三四五六七八九十百千万", max_size=9))
def test_a_numeral_with_a_value_has_one_spelling(text: str) -> None:
    value = number(text)
    plain = text.replace("两", "二").replace("〇", "零").replace("一十", "十")
    assert value is None or plain == numeral(int(value)).replace("一十", "十")


UNRELATED = [
    "全年发布信息230余条,组织培训3次、120人次。",
    "关停公众号5个,整改问题300余个。",
    "办理政协提案20件,答复20件。",
    "2022年,行政许可办件500件,其中网上办理300件。",
    "同比增长12.5%,占33.9%。",
    "网民留言36件,均已答复。",
    "受理12345热线工单5000件,办结4980件。",
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.data())
def test_unrelated_figures_change_no_facts(sentences: list[tuple[str, str]], data: st.DataObject) -> None:
    lines = [sentence for sentence, _ in sentences]
    mixed = list(lines)
    for _ in range(data.draw(st.integers(1, 4))):
        mixed.insert(data.draw(st.integers(0, len(mixed))), data.draw(st.sampled_from(UNRELATED)))
    assert brief(statements_in(*mixed)) == brief(statements_in(*lines))


@given(
    st.text(
        "收到申请政府信息公开行政复议诉讼维持其中规范性文件,、。;:()和共未无发生上年结转2023年月1至36件宗\n《》因等约%",
        max_size=80,
    )
)
def test_any_text_is_read(text: str) -> None:
    for statement in statements_in(*text.split("\n")):
        assert statement.value >= 0 and statement.where.line and statement.raw and statement.text


def test_generated_sentences_state_the_facts_they_were_generated_from() -> None:
    right = all_read = 0
    for seed in range(1500):
        sentence = drawn(Random(seed))
        found = {(s.fact, int(s.value)) for s in statements_in(sentence.text, agency="衢江区水务局")}
        assert found <= sentence.facts, sentence
        right, all_read = right + len(found), all_read + len(sentence.facts)
    assert all_read > 900 and right >= 0.98 * all_read
