"""The same narrative filed twice: planted copies are found, with the other report and the shared text; nothing more."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.records import Extraction, Locator, Notice, to_tables
from flows.warehouse.rules import assess
from tests.made_models import Models
from tests.narratives import copied, moved, narrative, report

# Half a minute as a whole.
pytestmark = pytest.mark.slow

SHARED, REPEATED = "narrative_shared", "narrative_repeated"


def outcomes(*reports: Extraction, rule: str = SHARED) -> list[tuple[str, str | None]]:
    """Status and reason of a rule for each report, in their order."""
    rows = {r["report_id"]: r for r in assess(to_tables(reports)).results.to_pylist() if r["rule"] == rule}
    return [(rows[one.report_id]["status"], rows[one.report_id]["reason"]) for one in reports]


def findings(*reports: Extraction, rule: str = SHARED) -> dict[str, dict[str, Any]]:
    return {f["report_id"]: f for f in assess(to_tables(reports)).findings.to_pylist() if f["rule"] == rule}


def written(seed: int, agency: str, year: int = 2023, sentences: int = 25) -> Extraction:
    return report(agency, year, narrative(Random(seed), agency, sentences))


FAIL, HOLD = ("fail", None), ("hold", None)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.05, 0.1]), st.integers(0, 3), st.booleans())
def test_a_report_and_its_copy_fail_and_an_unrelated_one_holds(
    seed: int, degree: float, dropped: int, years: bool
) -> None:
    choice = Random(seed)
    text = narrative(choice, "甲县教育局")
    copy = moved(choice, copied(choice, text, "甲县教育局", "乙县教育局", degree), dropped)
    one, other = report("甲县教育局", 2023, text), report("丙县教育局", 2023, narrative(choice, "丙县教育局"))
    if years:
        last = report("甲县教育局", 2022, copied(choice, text, "", "", degree))
        assert outcomes(last, one, other, rule=REPEATED)[1:] == [FAIL, ("not_applicable", "no_previous_report")]
    else:
        assert outcomes(one, report("乙县教育局", 2023, copy), other) == [FAIL, FAIL, HOLD]


def test_a_finding_says_with_whom_how_much_and_what() -> None:
    text = [
        "甲县教育局进一步加强政府信息公开工作的组织领导和统筹协调机制2023年。",
        *narrative(Random(1), "甲县教育局", 12),
    ]
    long = "各科室" + "推动政策文件和解读材料同步起草同步审批同步发布并" * 3 + "落实到人。"
    one = report("甲县教育局", 2023, [*text, long])
    other = report("乙县教育局", 2023, [*copied(Random(2), text[1:], "甲县教育局", "乙县教育局"), long])
    found = findings(one, other)
    row = found[one.report_id]
    shared = len(one.passages) - 1
    assert row["message"].startswith(
        f"与乙县教育局2023年度报告（{other.document}）的正文相似度 95%，"
        f"{len(one.passages)} 句中 {shared} 句相同（不计数字和机关名称）：“{long[:60]}……”；“"
    )
    assert row["message"].count("“") == 3
    assert (row["severity"], row["scope"], row["line_number"]) == ("should", "report", 9 + len(text))
    assert f"甲县教育局2023年度报告（{one.document}）" in found[other.report_id]["message"]


def test_an_agency_that_repeats_itself_is_found() -> None:
    last, this = written(1, "甲县", 2022), written(1, "甲县", 2023)
    assert outcomes(last, this, rule=REPEATED) == [("not_applicable", "no_previous_report"), FAIL]
    message = findings(last, this, rule=REPEATED)[this.report_id]["message"]
    assert message.startswith(f"与本机关2022年度报告（{last.document}）的正文相似度 100%")
    assert outcomes(last, written(2, "甲县", 2023), rule=REPEATED)[1] == HOLD


def test_the_most_similar_of_several_is_named_and_the_others_counted() -> None:
    text = narrative(Random(1), "甲县")
    near, far = (
        report(name, 2023, copied(Random(3), text, "甲县", name, d)) for name, d in (("乙县", 0), ("丙县", 0.1))
    )
    message = findings(report("甲县", 2023, text), near, far)[report("甲县", 2023, text).report_id]["message"]
    assert message.startswith("与乙县2023年度") and message.endswith("；另与至少 1 份报告雷同")


def test_versions_of_one_report_are_not_a_finding() -> None:
    first, second = written(1, "甲县"), written(1, "甲县")
    assert second.report is not None
    published = second.report._replace(published_on=dt.date(2024, 3, 1))
    second = second._replace(sha256="f" * 64, report=published)
    assert outcomes(first, second, written(2, "乙县")) == [("not_applicable", "superseded"), HOLD, HOLD]


@pytest.mark.parametrize(
    ("name", "other", "region", "expected"),
    [
        ("遂昌县人民政府", "遂昌县人民政府办公室", "331123", HOLD),
        ("遂昌县人民政府", "浙江省丽水市遂昌县", None, HOLD),
        ("遂昌县人民政府", "遂昌县教育局", "331123", FAIL),
        ("遂昌县妙高街道办事处", "遂昌县云峰街道办事处", "331123", FAIL),
    ],
)
def test_two_that_may_be_one_agency_are_not_a_finding(
    name: str, other: str, region: str | None, expected: tuple[str, str | None]
) -> None:
    text = narrative(Random(1), name)
    one = report(name, 2023, text)
    assert one.report is not None
    one = one._replace(report=one.report._replace(region_code="331123"))
    two = report(other, 2023, copied(Random(2), text, name, other))
    assert two.report is not None
    two = two._replace(report=two.report._replace(region_code=region))
    assert outcomes(one, two) == [expected, expected]


SHORT, ALONE = ("not_assessed", "narrative_short"), ("not_applicable", "no_other_report")
NOTHING = ("not_applicable", "not_printed")
NEVER = ("not_applicable", "no_previous_report")


@pytest.mark.parametrize("sentences", [2, 5])
def test_a_short_narrative_is_not_assessed(sentences: int) -> None:
    short = report("甲县", 2023, narrative(Random(1), "甲县")[:sentences])
    assert outcomes(short, written(2, "乙县")) == [SHORT, ALONE]
    assert outcomes(short, written(2, "乙县"), written(3, "丙县"))[1:] == [HOLD, HOLD]
    last = written(1, "甲县", 2022)
    assert outcomes(last, short, rule=REPEATED)[1] == SHORT
    next_year = written(1, "甲县", 2024)
    assert outcomes(short, next_year, rule=REPEATED)[1] == SHORT


def test_without_a_narrative_agency_or_year_nothing_is_compared() -> None:
    empty, others = report("甲县", 2023, []), [written(2, "乙县"), written(3, "丙县")]
    text = narrative(Random(2), "乙县")
    assert outcomes(empty, *others)[0] == NOTHING
    for nobody in (report(None, 2023, text), report("丁县", None, text)):
        assert outcomes(nobody, *others)[0] == ALONE
        assert outcomes(nobody, *others, rule=REPEATED)[0] == NEVER
    assert outcomes(written(2, "乙县", 2022), *others)[0] == ALONE


def cut(found: Extraction) -> Extraction:
    return found._replace(notices=[Notice("truncated", "文件在此处中断", Locator())])


def test_a_cut_document_fails_if_similar_and_is_otherwise_not_assessed() -> None:
    text = narrative(Random(1), "甲县")
    copy = cut(report("乙县", 2023, copied(Random(2), text, "甲县", "乙县")[:20]))
    assert outcomes(report("甲县", 2023, text), copy, written(3, "丙县")) == [FAIL, FAIL, HOLD]
    assert outcomes(cut(written(1, "甲县")), written(2, "乙县")) == [("not_assessed", "truncated"), HOLD]
    last = cut(written(4, "甲县", 2022))
    assert outcomes(last, written(5, "甲县"), rule=REPEATED)[1] == ("not_assessed", "truncated")


def planted(choice: Random, degree: float, agencies: int = 120, copies: int = 40) -> tuple[list[Extraction], set[str]]:
    """Reports of a year, and those copied from or to, with two sentences dropped and all reordered."""
    names = [f"第{number}县教育局" for number in range(agencies)]
    texts = [narrative(choice, name) for name in names]
    found = [report(name, 2023, text) for name, text in zip(names, texts, strict=True)]
    for number in range(copies):
        name = f"第{number}县卫生局"
        copy = copied(choice, texts[number], names[number], name, degree)
        found.append(report(name, 2023, moved(choice, copy, 2 if degree < 0.15 else 0)))
    return found, {one.report_id for one in (*found[:copies], *found[agencies:])}


@pytest.mark.parametrize(("degree", "recall"), [(0.0, 1.0), (0.05, 1.0), (0.1, 1.0), (0.15, 0.97), (0.2, 0.9)])
def test_planted_copies_are_found_and_nothing_else(degree: float, recall: float) -> None:
    reports, copies = planted(Random(int(degree * 100)), degree)
    failed = {one.report_id for one, result in zip(reports, outcomes(*reports), strict=True) if result == FAIL}
    found = len(failed & copies) / len(copies)
    sys.stdout.write(f"{degree:.0%} changed: recall {found:.3f}, precision {len(failed & copies) / len(failed):.3f}\n")
    assert failed <= copies
    assert found >= recall


def seconds(reports: Sequence[Extraction]) -> tuple[float, int, int]:
    """Processor seconds of the comparison, the number of similar reports, and the number of pairs."""
    with duckdb.connect(config={"threads": "1"}) as connection:
        models = Models(connection, to_tables(reports))
        models.ref("int_reports"), models.ref("int_agency_names")
        start = time.process_time()
        pairs = connection.execute(f"select * from {models.ref('int_narrative_likenesses')}").to_arrow_table()
        return time.process_time() - start, len(pairs["report_id"].unique()), pairs.num_rows


def test_pairs_and_time_grow_in_proportion_to_identical_narratives() -> None:
    one = written(1, "甲县")
    assert one.report is not None
    same = [
        one._replace(sha256=f"{number:064x}"[::-1], report=one.report._replace(agency=f"第{number}机关"))
        for number in range(10_000)
    ]
    few, *failed_few = seconds(same[:1_000])
    many, *failed_many = seconds(same)
    sys.stdout.write(f"1,000 identical narratives {few:.2f} s, 10,000 {many:.2f} s\n")
    assert (failed_few, failed_many) == ([1_000, 3_994], [10_000, 39_994])
    assert many < 20 * few
