"""Rules that compare a report with others: which count, how much is enough to compare, and how often they are wrong."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from flows.reading.records import Extraction, to_tables
from flows.reading.regions.table import load
from flows.warehouse.rules import assess
from tests.cases_years import COUNTIES, PREFECTURE, RECEIVED, history, region
from tests.record_factory import Figures, agency_years, extraction
from tests.rule_case import World, blank, more

Found = tuple[str, str | None, str | None]

FIGURES: Figures = agency_years(7, [2022])[0]
NOT_ZERO = next(key for key, value in FIGURES.items() if key[0] == 3 and value)


def judged(reports: Sequence[Extraction], rule: str, scope: str) -> list[Found]:
    """Status, reason and what was compared, of every report in order; those without a result are left out."""
    results = assess(to_tables(reports)).results.to_pylist()
    rows = {row["report_id"]: row for row in results if (row["rule"], row["scope"]) == (rule, scope)}
    found = [rows[report.report_id] for report in reports if report.report_id in rows]
    return [(row["status"], row["reason"], row["compared"]) for row in found]


def findings(reports: Sequence[Extraction], rule: str, scope: str) -> list[dict[str, Any]]:
    rows = assess(to_tables(reports)).findings.to_pylist()
    return [row for row in rows if (row["rule"], row["scope"]) == (rule, scope)]


def said(status: str, reason: str | None = None, compared: str | None = None) -> Found:
    return status, reason, compared


def repeated(last: Any, now: Any, year: int = 2022) -> Found:
    reports = [extraction(last, "甲县", year - 1), extraction(now, "甲县", year)]
    return judged(reports, "figures_repeated", "3")[-1]


def test_figures_of_last_year_are_found() -> None:
    reports = [extraction(FIGURES, "甲县", 2021), extraction(FIGURES, "甲县", 2022)]
    (found,) = findings(reports, "figures_repeated", "3")
    count = sum(value != 0 for key, value in FIGURES.items() if key[0] == 3 and not key[1].startswith("closed"))
    assert found["message"] == (
        f"表三各格数字与甲县2021年度报告（甲县-2021-None.html）完全相同（本报告不为 0 的有 {count} 个）"
    )
    assert [
        found[k] for k in ("severity", "year", "scope_label", "section", "item", "table_number", "line_number")
    ] == [
        *("should", 2022, "表三", 3, None, 2, 111),
    ]


@pytest.mark.parametrize("before", [False, True])
def test_a_blank_is_not_a_different_figure(before: bool) -> None:
    values = [FIGURES, blank(FIGURES, NOT_ZERO)]
    last, now = reversed(values) if before else values
    assert repeated(last, now) == said("fail")
    assert repeated(last, {**now, (3, "closed_other", "total"): Decimal(999)}) == said("fail")
    assert repeated(last, {**now, (3, "received", "total"): FIGURES[3, "received", "total"] + 1}) == said("hold")


def test_a_blank_is_not_an_equal_figure() -> None:
    """Five figures are enough to compare, but not where one of them is blank last year."""
    zeros = {key: Decimal(0) for key in FIGURES}
    five = {key: Decimal(n) for n, key in enumerate([key for key in FIGURES if key[:2] == (3, "granted")][2:], start=1)}
    last = {**zeros, **five}
    assert repeated(last, last) == said("fail")
    assert repeated(blank(last, (3, "granted", "total")), last) == said("not_assessed", "figures_missing")


def test_rows_printed_by_both_editions_are_compared() -> None:
    of_2020 = agency_years(3, [2020])[0]
    now = {key: value for key, value in of_2020.items() if key[0] == 3 and key[1] != "closed"}
    now |= {key: value for key, value in FIGURES.items() if key[1].startswith("closed_")}
    assert repeated(of_2020, now, 2021) == said("fail")
    assert repeated(of_2020, more(now, RECEIVED), 2021) == said("hold")


def test_few_or_uniform_figures_prove_nothing() -> None:
    zeros = {key: Decimal(0) for key in FIGURES}
    keys = [key for key in FIGURES if key[0] == 3][:9]
    few = {**zeros, **{key: Decimal(n) for n, key in enumerate(keys[:5])}}
    ones = {**zeros, **{key: Decimal(1 + n % 2) for n, key in enumerate(keys)}}
    for values in (zeros, few, ones):
        assert repeated(values, values) == said("not_applicable", "too_few_figures")
        others = [extraction(values, name, 2022) for name in ("甲县", "乙县")]
        assert judged(others, "figures_shared", "3") == [said("not_applicable", "too_few_figures")] * 2


def test_only_current_reports_are_compared() -> None:
    old = extraction(FIGURES, "甲县", 2022, published_on=dt.date(2023, 1, 1))
    new = extraction(more(FIGURES, RECEIVED), "甲县", 2022, published_on=dt.date(2023, 2, 1))
    other = extraction(FIGURES, "乙县", 2022)
    reports = [old, new, other, extraction(FIGURES, "甲县", 2021)]
    superseded = said("not_applicable", "superseded")
    assert judged(reports, "figures_repeated", "3")[:2] == [superseded, said("hold")]
    assert judged(reports, "figures_shared", "3")[:3] == [superseded, said("hold"), said("hold")]
    assert judged(reports, "figures_in_proportion", "received")[0] == superseded


def test_a_table_without_numbers_is_not_assessed() -> None:
    bare = {key: value for key, value in FIGURES.items() if key[0] != 3}
    assert repeated(FIGURES, bare) == repeated(bare, FIGURES) == said("not_assessed", "figures_missing")


def test_last_years_report_of_an_unknown_form_is_not_compared() -> None:
    old = extraction(FIGURES, "甲县", 2018, edition="2014")
    reports = [old, extraction(FIGURES, "甲县", 2019)]
    differs = said("not_applicable", "previous_edition_differs")
    assert judged(reports, "figures_repeated", "3") == judged(reports, "figures_in_proportion", "received") == [differs]


def test_at_most_three_agencies_with_the_same_figures_are_named() -> None:
    names = [f"第{n}局" for n in range(6)]
    reports = [*(extraction(FIGURES, name, 2022) for name in names), extraction(more(FIGURES, RECEIVED), "乙县", 2022)]
    assert judged(reports, "figures_shared", "3") == [said("fail")] * 6 + [said("hold")]
    for found in findings(reports, "figures_shared", "3"):
        assert found["message"].count("2022年度报告（") == 3 and "等 5 份报告完全相同" in found["message"]
        assert f"与{found['agency']}2022" not in found["message"] and f"、{found['agency']}2022" not in found["message"]


def test_other_years_and_reports_without_an_agency_are_not_compared() -> None:
    lone = said("not_applicable", "no_other_report")
    reports = [extraction(FIGURES, "甲县", 2022), extraction(FIGURES, "乙县", 2021), extraction(FIGURES, None, 2022)]
    assert judged(reports, "figures_shared", "3") == [lone] * 3


JUMPS = {
    (123, 118, 130, 121, 1234): said("fail", None, "past"),
    (1230, 1180, 1300, 1210, 12): said("fail", None, "past"),
    (12, 10, 11, 10, 20): said("hold"),
    (120, 100, 110, 100, 200): said("hold", None, "past"),
    (3, 5, 4, 3, 22): said("hold"),
    (0, 0, 0, 0, 40): said("fail", None, "past"),
    (10, 200, 11, 190, 1000): said("hold", None, "past"),
    (123, 118, 130, 1234): said("not_assessed", "too_few_to_compare"),
    (123, 118, 130, 140): said("hold"),
    (123,): said("not_applicable", "no_previous_report"),
}


def test_a_jump_is_a_change_out_of_proportion_to_the_past() -> None:
    chains = {totals: history(World(3, f"{totals}局"), *totals) for totals in JUMPS}
    found = judged([report for chain in chains.values() for report in chain], "figures_in_proportion", "received")
    last = {totals: found[sum(map(len, list(JUMPS)[:n])) + len(totals) - 1] for n, totals in enumerate(JUMPS)}
    assert last == JUMPS


def test_a_jump_is_shown_with_both_figures_and_the_usual_range() -> None:
    reports = history(World(3, "甲县"), 100, 100, 100, 100, 1009)
    (found,) = findings(reports, "figures_in_proportion", "received")
    assert found["message"] == (
        "一、本年新收政府信息公开申请数量 总计：上年 100，本年 1009，升降比 10（两数各加 1 相除）；"
        "本机关此前 3 个升降比的中位数为 1，通常在 0.135–7.389 之间"
    )
    assert [found[k] for k in ("item", "measure", "raw", "reported", "computed", "difference")] == [
        *("received", "total", "1009", Decimal(1009), Decimal(100), Decimal(909)),
    ]


def test_a_figure_of_either_year_that_is_missing_is_named() -> None:
    last, now = history(World(3, "甲县"), 100, 900)
    gone = now._replace(cells=[cell for cell in now.cells if (cell.section, cell.item, cell.measure) != RECEIVED])
    rows = assess(to_tables([last._replace(cells=[]), gone])).results.to_pylist()
    (row,) = [r for r in rows if (r["rule"], r["scope"], r["year"]) == ("figures_in_proportion", "received", 2020)]
    assert (row["reason"], row["missing_terms"]) == ("missing_terms", "3.received.total,3.received.total@-1")


def counties(number: int) -> list[tuple[str, str]]:
    """Names and codes of counties that existed in all the years of the tests."""
    divisions = [d for found in load().by_code.values() for d in found]
    lasting = [d for d in divisions if d.level == "county" and d.first_year <= 2018 and d.last_year >= 2024]
    return [(d.name, d.code) for d in lasting[:number]]


def years_of(name: str, code: str | None, totals: Sequence[int]) -> list[Extraction]:
    """Reports from 2019 on that print only the total received."""
    return [extraction({RECEIVED: Decimal(t)}, name, y, region_code=code) for y, t in enumerate(totals, start=2019)]


def test_a_change_shared_by_all_peers_is_not_a_jump_and_a_single_one_is() -> None:
    everyone = [r for n, c in counties(12) for r in years_of(n, c, (100, 105, 99, 101, 103, 990))]
    assert set(judged(everyone, "figures_in_proportion", "received")[5::6]) == {said("hold", None, "past,peers")}
    (name, code), *others = counties(12)
    quiet = [r for n, c in others for r in years_of(n, c, (100, 110))]
    reports = [*years_of(name, code, (100, 1234)), *quiet]
    assert judged(reports, "figures_in_proportion", "received")[1] == said("fail", None, "peers")
    (found,) = findings(reports, "figures_in_proportion", "received")
    assert found["message"].endswith("；同类机关同年 12 个升降比的中位数为 1.099，通常在 0.149–8.121 之间")
    assert judged(reports[: 2 * 9], "figures_in_proportion", "received")[1] == said(
        "not_assessed", "too_few_to_compare"
    )


def test_agencies_of_another_type_or_of_unknown_region_are_not_peers() -> None:
    (name, code), *others = counties(12)
    offices = [r for n, c in others for r in years_of(n, c, (100, 110))]
    offices = [r._replace(report=r.report._replace(agency_type="department")) for r in offices if r.report]
    unknown = [r for n in range(12) for r in years_of(f"第{n}局", None, (100, 110))]
    reports = [*years_of(name, code, (100, 1234)), *offices, *unknown]
    assert judged(reports, "figures_in_proportion", "received")[1] == said("not_assessed", "too_few_to_compare")


def lognormal(number: int, wrong: int, peers: bool) -> tuple[list[Extraction], set[str]]:
    """Six years of reports, each agency around its own level, and the ids of those given an extra digit."""
    rng = Random(20)
    reports: list[Extraction] = []
    for agency, (name, code) in enumerate(counties(number)):
        level, unsteady = math.exp(rng.gauss(4, 1)), rng.uniform(0.05, 0.5)
        totals = [round(level * math.exp(rng.gauss(0, unsteady))) for _ in range(6)]
        totals[-1] *= 10 if agency < wrong else 1
        reports += years_of(*((name, code) if peers else (f"第{agency}局", None)), totals)
    return reports, {report.report_id for report in reports[5 : wrong * 6 : 6]}


@pytest.mark.slow
@pytest.mark.parametrize("peers", [False, True])
def test_false_alarms_are_rare(peers: bool, record_property: Callable[[str, str], None]) -> None:
    reports, wrong = lognormal(500, 50, peers)
    rows = assess(to_tables(reports)).results.to_pylist()
    assessed = [
        r
        for r in rows
        if (r["rule"], r["scope"]) == ("figures_in_proportion", "received") and r["computed"] is not None
    ]
    alarms = {row["report_id"] for row in assessed if row["status"] == "fail"}
    false, found = len(alarms - wrong) / (len(assessed) - len(wrong)), len(alarms & wrong) / len(wrong)
    record_property("false alarms, tenfold figures found", f"{false:.2%}, {found:.0%}")
    assert len(assessed) > 1000 and false < 0.005 and found > 0.6


def covers(*reports: Extraction) -> Found:
    return judged(reports, "parent_covers_children", "received")[-1]


def test_a_prefecture_is_compared_with_all_its_counties_or_not_at_all() -> None:
    world = World(3, "")
    assert covers(*region(world, {"渝水区": 40, "分宜县": 60}, dict)) == said("hold", None, "2/2")
    assert covers(*region(world, {"渝水区": 40, "分宜县": 61}, dict)) == said("fail", None, "2/2")
    missing = said("not_applicable", "children_missing", "1/2")
    assert covers(*region(world, {"渝水区": 400}, dict)) == covers(
        *region(world, {"渝水区": 400, "分宜县": None}, dict)
    )
    assert covers(*region(world, {"渝水区": 400}, dict)) == missing


def test_a_parent_smaller_than_its_children_is_shown_with_the_sum() -> None:
    (found,) = findings(region(World(3, ""), {"渝水区": 40, "分宜县": 61}, dict), "parent_covers_children", "received")
    assert found["message"] == (
        "一、本年新收政府信息公开申请数量 总计：本报告 100，低于直接下级政府报告（2/2 份）之和 101"
    )
    assert [found[k] for k in ("severity", "agency", "item", "measure", "raw", "difference")] == [
        *("should", "新余市", "received", "total", "100", Decimal(-1)),
    ]


def test_only_governments_have_children_and_only_their_current_reports_count() -> None:
    world = World(3, "")
    *below, city = region(world, {"渝水区": 40, "分宜县": 61}, dict)
    name, code = PREFECTURE
    office = extraction(FIGURES, f"{name}人民政府办公室", 2022, region_code=code)
    corrected = extraction(
        {**FIGURES, RECEIVED: Decimal(60)},
        "分宜县",
        2022,
        region_code=COUNTIES["分宜县"],
        published_on=dt.date(2023, 5, 1),
    )
    found = judged([*below, office, city, corrected], "parent_covers_children", "received")
    none = said("not_applicable", "no_children")
    assert found == [none, said("not_applicable", "superseded"), said("hold", None, "2/2"), none]
    assert judged([extraction(FIGURES, "甲县", 2022)], "parent_covers_children", "received") == []


@pytest.mark.parametrize(
    ("province", "year", "parts"), [("110000", 2023, 16), ("460000", 2022, 19), ("460000", 2026, 19)]
)
def test_a_province_has_prefectures_and_the_counties_directly_below_it(province: str, year: int, parts: int) -> None:
    """北京市 has districts only; 海南省 has four cities and fifteen counties. Later years use the last known one."""
    table = load()
    spans = [d for found in table.by_code.values() for d in found if d.stood_in(min(year, table.years[1]))]
    below = [d for d in spans if d.parent == province]
    assert len(below) == parts
    name = next(d.name for d in spans if d.code == province)
    reports = [extraction({RECEIVED: Decimal(1)}, d.name, year, region_code=d.code) for d in below]
    for total, status in ((parts, "hold"), (parts - 1, "fail")):
        own = extraction({RECEIVED: Decimal(total)}, name, year, region_code=province)
        assert covers(*reports, own) == said(status, None, f"{parts}/{parts}")
        assert covers(*reports[1:], own) == said("not_applicable", "children_missing", f"{parts - 1}/{parts}")
