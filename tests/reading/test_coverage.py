"""Whose figures a report gives: by what it says it is compiled from, by its counts, by what it calls itself.

A line of `coverage_sentences.csv` is a report without tables, its lines separated by `//`; `source` without `coverage`
says that something is said, and that it stays open.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from flows.documents import Line
from flows.reading.coverage.coverage import coverage_of
from flows.reading.coverage.kinds import Kind, kind_of
from flows.reading.document import read
from flows.reading.identity.identity import identify, type_of
from flows.reading.prose import Prose
from flows.reading.records import Cell, Evidence, Locator
from flows.reading.statements import statements_of

ROOT = Path(__file__).parents[2]
SAID = list(csv.DictReader((ROOT / "tests/coverage_sentences.csv").open(encoding="utf-8")))
LAST = "六、其他需要报告的事项"
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
)
SHIPPED = {
    "chongyang_data_bureau_2024.txt": ("office", "likely"),
    "hantai_agriculture_bureau_2025.txt": ("office", "likely"),
    "hongze_district_2023.html": ("region", "certain"),
    "ruijin_city_2022.txt": ("region", "certain"),
    "shanghai_general_office_2019.html": ("office", "certain"),
    "shengzhou_city_office_2020.txt": ("office", "likely"),
    "shixing_veterans_bureau_2020.txt": ("office", "likely"),
    "suichang_county_2023.txt": ("region", "certain"),
    "wuxing_district_office_2024.txt": ("office", "likely"),
}
COUNTY, OFFICE, BUREAU = "云和县人民政府", "云和县人民政府办公室", "云和县财政局"


def covered(*lines: str, received: int | None = None) -> Evidence | None:
    """The coverage of a report with these lines, whose table has so many requests received."""
    prose = Prose([Line(text, n, None) for n, text in enumerate(lines, start=1)])
    who = identify(prose)
    cells = [(item, received if item == "received" else 0) for item in ("received", "carried_in", "processed_total")]
    found = [
        Cell(3, name, "total", Decimal(n), str(n), None, None, None, Locator()) for name, n in cells if n is not None
    ]
    stated = statements_of(prose, who.year, who.agency)
    return coverage_of(prose, who, stated, found if received is not None else [])


def by_count(agency: str, sentence: str, received: int) -> tuple[str | None, str] | None:
    found = covered(f"{agency}2022年政府信息公开工作年度报告", "一、总体情况", sentence, received=received)
    return found and (found.value, found.confidence)


@pytest.mark.parametrize("said", SAID, ids=[str(n) for n in range(2, len(SAID) + 2)])
def test_coverage_is_what_the_words_say_or_open(said: dict[str, str]) -> None:
    begin, last, end = said["lines"].partition(f"//{LAST}//")
    found = covered(said["title"], *begin.split("//"), *HEADINGS, LAST, end if last else "无。")
    assert (found.value or "", found.source) == (said["coverage"], said["source"]) if found else not said["source"]


@pytest.mark.parametrize("name", SHIPPED)
def test_coverage_of_real_reports(name: str) -> None:
    found = read((ROOT / "raw/documents" / name).read_bytes(), name)
    assert [(e.value, e.confidence) for e in found.evidence if e.field == "coverage"] == [SHIPPED[name]]


def test_a_count_of_the_region_that_the_table_has_is_certain() -> None:
    all_of_it = "2022年，全县共收到政府信息公开申请30件。"
    assert by_count(COUNTY, all_of_it, 30) == ("region", "certain")
    assert by_count(OFFICE, all_of_it, 30) == ("region", "certain")
    assert by_count(COUNTY, all_of_it.replace("全县", "我县"), 30) == ("region", "likely")


def test_a_count_of_the_region_that_the_table_does_not_have_says_nothing() -> None:
    assert by_count(COUNTY, "2022年，全县共收到政府信息公开申请30件。", 12) is None


def test_a_count_of_none_fits_every_table_without_a_request() -> None:
    assert by_count(COUNTY, "2022年，全县共收到政府信息公开申请0件。", 0) == ("region", "likely")


def test_an_office_whose_table_has_more_than_its_own_requests_is_open() -> None:
    own = "2022年，我办共收到政府信息公开申请9件。"
    assert by_count(OFFICE, own, 9) == ("office", "certain")
    assert by_count(OFFICE, own, 30) == (None, "doubtful")


def test_a_department_is_in_doubt_only_where_its_table_has_the_count_of_the_region() -> None:
    both = "2022年，全县共收到政府信息公开申请30件。我局扎实推进公开。"
    assert by_count(BUREAU, both, 2) == ("office", "likely")
    assert by_count(BUREAU, both, 30) == (None, "doubtful")


def test_the_place_is_that_of_the_sentence() -> None:
    found = covered(f"{COUNTY}2022年政府信息公开工作年度报告", "本报告汇总各乡镇、各部门数据编制。", "一、总体情况")
    assert found and found.where.line == 2


@pytest.mark.parametrize(
    ("agency", "kind"),
    [
        ("云和县", Kind.TERRITORY),
        ("云和县人民政府办公室", Kind.OFFICE),
        ("丽水经济技术开发区管委会", Kind.TERRITORY),
        ("新疆生产建设兵团第八师", Kind.TERRITORY),
        ("丽水经济技术开发区税务局", Kind.SINGLE),
        ("云和县崇头镇人民政府", Kind.TOWN),
        ("云和县财政局", Kind.SINGLE),
        (None, Kind.UNKNOWN),
    ],
)
def test_what_a_body_can_sum_up_depends_on_its_kind(agency: str | None, kind: Kind) -> None:
    assert kind_of(agency, type_of(agency)) is kind
