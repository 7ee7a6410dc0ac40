"""Rules on values and on the form: each holds, fails, or says why it does neither."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from flows.reading.records import Extraction, Locator, Notice, to_tables
from flows.warehouse.rules import assess
from tests.record_factory import Figures, agency_years, extraction

FIGURES: Figures = agency_years(7, [2022])[0]
OF_2019: Figures = agency_years(7, [2020])[0]
CUT = Notice("truncated", "文件在此处中断", Locator(line=90))


def results(report: Extraction, rule: str) -> dict[str, tuple[str, str | None]]:
    rows = assess(to_tables([report])).results.to_pylist()
    return {r["scope"]: (r["status"], r["reason"]) for r in rows if r["rule"] == rule}


def findings(report: Extraction, rule: str) -> list[dict[str, Any]]:
    return [f for f in assess(to_tables([report])).findings.to_pylist() if f["rule"] == rule]


@pytest.mark.parametrize("rule", ["counts_not_negative", "counts_whole"])
def test_right_counts_hold_in_every_table(rule: str) -> None:
    """Fees have decimals and are not counts."""
    assert results(extraction(FIGURES, "甲县", 2022), rule) == dict.fromkeys("234", ("hold", None))


def test_every_negative_count_of_a_table_is_named_and_the_first_is_located() -> None:
    wrong = {(3, "carried_out", "total"): Decimal(-2), (3, "received", "research"): Decimal(-1)}
    report = extraction(FIGURES | wrong, "甲县", 2022)
    held = {"2": ("hold", None), "4": ("hold", None)}
    assert results(report, "counts_not_negative") == held | {"3": ("fail", None)}
    (found,) = findings(report, "counts_not_negative")
    assert found["message"] == (
        "件数为负：一、本年新收政府信息公开申请数量 科研机构 -1；四、结转下年度继续办理 总计 -2"
    )
    place = ("severity", "section", "scope_label", "item", "measure", "raw", "table_number", "value", "difference")
    assert [found[name] for name in place] == [
        *("must", 3, "表三", "received", "research", "-1", 2, Decimal(-1), None),
    ]


@pytest.mark.parametrize(("cell", "table"), [((2, "licensing", "decisions"), "表二"), ((4, "review", "other"), "表四")])
def test_a_finding_names_its_table(cell: tuple[int, str, str], table: str) -> None:
    (found,) = findings(extraction(FIGURES | {cell: Decimal(-1)}, "甲县", 2022), "counts_not_negative")
    assert (found["section"], found["scope_label"]) == (cell[0], table)


def test_a_change_may_be_negative_but_not_broken() -> None:
    change = (2, "licensing", "items_change")
    below = extraction(OF_2019 | {change: Decimal(-7)}, "甲县", 2020)
    assert results(below, "counts_not_negative")["2"] == ("hold", None)
    broken = extraction(OF_2019 | {change: Decimal("0.5")}, "甲县", 2020)
    assert results(broken, "counts_whole")["2"] == ("fail", None)
    (found,) = findings(broken, "counts_whole")
    assert (found["severity"], found["message"]) == ("should", "件数带小数：行政许可 本年增/减 0.5")


def test_a_table_that_is_cut_or_has_no_values_is_not_said_to_hold() -> None:
    printed = {key: value for key, value in FIGURES.items() if key[0] < 4}
    report = extraction(printed, "甲县", 2022)
    assert results(report, "counts_whole")["4"] == ("not_applicable", "not_printed")
    cut = results(extraction(printed, "甲县", 2022, notices=[CUT]), "counts_whole")
    open_ = ("not_assessed", "truncated")
    assert cut == {"2": ("hold", None), "3": open_, "4": open_}


def due(year: int | None, edition: str, *notices: str) -> tuple[str, str | None]:
    values = FIGURES if edition == "2021" else OF_2019
    left = [Notice(code, "", Locator()) for code in notices]
    return results(extraction(values, "甲县", year, edition=edition, notices=left), "edition_due")["report"]


def test_the_edition_printed_is_the_one_due() -> None:
    assert due(2020, "2019") == due(2021, "2021") == due(2030, "2021") == ("hold", None)
    assert due(2022, "2019") == due(2020, "2021") == due(2018, "2019") == ("fail", None)


def test_an_edition_that_is_not_certain_is_not_blamed() -> None:
    assert due(2022, "2019", "edition_mixed") == due(2020, "2019", "edition_from_year")
    assert due(2022, "2019", "edition_mixed") == ("not_assessed", "edition_uncertain")
    assert due(None, "2021") == due(2007, "2019") == ("not_applicable", "no_edition_due")


def test_the_wrong_edition_is_named_with_the_right_one() -> None:
    (found,) = findings(extraction(OF_2019, "甲县", 2022, edition="2019"), "edition_due")
    due = "《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）"
    printed = "《政府信息公开工作年度报告格式（试行）》（国办公开办函〔2019〕60号）"
    assert found["message"] == f"2022年度适用{due}的格式，文中为{printed}的格式"
    assert (found["severity"], found["section"], found["item"]) == ("must", None, None)


def test_closed_is_printed_in_three_rows_since_2021() -> None:
    one = extraction(agency_years(7, [2022], "one_row")[0], "甲县", 2022)
    both = extraction(agency_years(7, [2022], "both")[0], "乙县", 2022)
    assert results(one, "closed_rows") == {"report": ("fail", None)}
    assert results(both, "closed_rows") == {"report": ("hold", None)}
    assert results(extraction(OF_2019, "甲县", 2020), "closed_rows") == {}
    (found,) = findings(one, "closed_rows")
    assert (found["severity"], found["item"], found["message"]) == (
        *("should", "closed"),
        "（六）其他处理填作一行，格式分三行",
    )


def test_closed_that_is_not_printed_is_not_blamed() -> None:
    bare = {key: value for key, value in FIGURES.items() if not key[1].startswith("closed")}
    assert results(extraction(bare, "甲县", 2022), "closed_rows")["report"] == ("not_applicable", "not_printed")
    cut = extraction(bare, "甲县", 2022, notices=[CUT])
    assert results(cut, "closed_rows")["report"] == ("not_assessed", "truncated")
