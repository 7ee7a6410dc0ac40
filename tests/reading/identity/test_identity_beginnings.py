"""Beginnings of reports in many wordings: agency, year and region, and when it was written and published.

A line of `identity_beginnings.csv` is a beginning, its lines separated by `//`, and the right answers: blank is null,
`-` is not checked. Where only the first part is given, the other headings of the form follow.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flows.documents import Line
from flows.reading.identity.identity import Identity, identify
from flows.reading.prose import Prose

BEGINNINGS = list(csv.DictReader((Path(__file__).parents[2] / "identity_beginnings.csv").open(encoding="utf-8")))
HEADINGS = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况")
LAST = "六、其他需要报告的事项"


def of(beginning: dict[str, str]) -> Identity:
    begin, last, end = beginning["lines"].partition(f"//{LAST}")
    lines = [*begin.split("//"), *HEADINGS, LAST, *(end.split("//") if last else ["无。"])]
    return identify(Prose([Line(text, n, None) for n, text in enumerate(lines, start=1)]), beginning["page"] or None)


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=[str(n) for n in range(2, len(BEGINNINGS) + 2)])
def test_agency_and_year_are_identified_or_left_open(beginning: dict[str, str]) -> None:
    found = of(beginning)
    identified = {
        "agency": found.agency,
        "year": found.year,
        "region": found.region_code,
        "published": found.published_on,
        "written": next((e.value for e in found.evidence if e.field == "written_on"), None),
        "title": found.title,
    }
    right = {field: value for field, value in beginning.items() if field in identified and value != "-"}
    assert {field: str(identified[field] or "") for field in right} == right


def source(*lines: str, field: str = "agency") -> tuple[str | None, str, str, str | None] | None:
    """The value of a field, its source, its confidence, and the alternatives."""
    found = identify(Prose([Line(text, n, None) for n, text in enumerate(lines, start=1)])).evidence
    values = [(e.value, e.source, e.confidence, e.candidates) for e in found if e.field == field]
    return values[0] if values else None


FIRST = "一、总体情况"
REPORT = "政府信息公开工作年度报告"


def test_the_stronger_source_wins_and_a_weaker_contradiction_lowers_confidence() -> None:
    preface, contact = "本报告由遂昌县司法局编制。", "如有疑问，请与遂昌县公安局联系。"
    opening = "2022年，遂昌县教育局认真公开。"
    assert source(preface, FIRST) == ("遂昌县司法局", "preface", "likely", None)
    assert source(contact, FIRST) == ("遂昌县公安局", "contact", "likely", None)
    assert source(FIRST, opening) == ("遂昌县教育局", "sentence", "likely", None)
    assert source(contact, preface, FIRST) == ("遂昌县司法局", "preface", "doubtful", "遂昌县公安局")
    assert source(contact, FIRST, opening) == ("遂昌县教育局", "sentence", "doubtful", "遂昌县公安局")
    assert source(f"遂昌县民政局2022年{REPORT}", preface, contact, FIRST, opening) == (
        "遂昌县民政局",
        "title",
        "certain",
        None,
    )


def test_two_equally_supported_bodies_leave_no_agency() -> None:
    two = ("现公布遂昌县司法局2022年政府信息公开工作年度报告。", "现公布遂昌县公安局2022年政府信息公开工作年度报告。")
    assert source(*two, FIRST) == (None, "preface", "doubtful", "遂昌县司法局、遂昌县公安局")
    assert source(*two, two[0], FIRST) == ("遂昌县司法局", "preface", "doubtful", "遂昌县公安局")


def test_a_year_from_a_sentence_is_likely_and_one_from_the_period_stronger() -> None:
    named, opening = "我局编制了2022年政府信息公开工作年度报告。", "2021年，我局认真公开。"
    period = "统计期限自2022年1月1日起，至2022年12月31日止。"
    assert source(named, FIRST, field="year") == ("2022", "preface", "likely", None)
    assert source(FIRST, opening, field="year") == ("2021", "sentence", "likely", None)
    assert source(period, FIRST, opening, field="year") == ("2022", "period", "doubtful", "2021")


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("发布日期：2023-01-15", "published_on", ("2023-01-15", "label", "certain", None)),
        ("日期:2023-01-15来源:县民政局", "published_on", ("2023-01-15", "label", "likely", None)),
        ("2023-01-15 11:22 作者：局办公室", "published_on", ("2023-01-15", "below_title", "likely", None)),
        ("成文日期：2023-01-15", "written_on", ("2023-01-15", "written", "likely", None)),
        ("（2022年12月25日）", "written_on", ("2022-12-25", "signature", "likely", None)),
        ("二〇二三年一月十五日", "written_on", ("2023-01-15", "signature", "likely", None)),
    ],
)
def test_a_date_is_assigned_by_its_label(line: str, field: str, expected: tuple[str, str, str, str | None]) -> None:
    lines = (f"遂昌县民政局2022年{REPORT}", line, FIRST)
    other = "written_on" if field == "published_on" else "published_on"
    assert (source(*lines, field=field), source(*lines, field=other)) == (expected, None)
