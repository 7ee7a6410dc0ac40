"""Who is the same agency over the years: certain matches are one agency, possible ones are listed and not joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pytest

from flows.reading.records import Extraction, to_tables
from flows.warehouse.rules import assess
from tests.made_models import Models
from tests.record_factory import Figures, agency_years, extraction

Filing = tuple[str | None, int | None, str | None]
"""Agency as printed, year, region code."""

FIGURES = agency_years(3, [2020])[0]


def reports(filings: Sequence[Filing], values: Figures = FIGURES) -> list[Extraction]:
    return [extraction(values, agency, year, region_code=code) for agency, year, code in filings]


def rows(filings: Sequence[Filing], query: str) -> list[tuple[Any, ...]]:
    """The rows of a query, with models in braces, on reports of these agencies."""
    with duckdb.connect() as connection:
        models = Models(connection, to_tables(reports(filings)))
        names = ("dim_agency", "mart_agency_matches", "int_reports")
        return connection.execute(query.format(**{name: models.ref(name) for name in names})).fetchall()


def agencies(*filings: Filing) -> int:
    return int(rows(filings, "select count(*) from {dim_agency}")[0][0])


def matches(*filings: Filing) -> set[tuple[str, str, str]]:
    return set(rows(filings, "select name, other_name, reason from {mart_agency_matches}"))


SAME = [
    ("遂昌县", "遂昌县人民政府", "331123"),
    ("遂昌县", "遂昌縣人民政府", "331123"),
    ("遂昌县", "遂昌县政府", "331123"),
    ("遂昌县", "遂 昌　县", "331123"),
    ("遂昌县", "浙江省遂昌县人民政府", "331123"),
    ("遂昌县", "浙江丽水遂昌县", "331123"),
    ("遂昌县", "丽水市遂昌县人民政府", "331123"),
    ("遂昌县教育局", "丽水市遂昌县教育局", "331123"),
    ("乾县", "陕西省咸阳市乾縣人民政府", "610424"),
    ("遂昌县政府办公室", "遂昌县人民政府办公室", "331123"),
    ("遂昌县三仁乡", "遂昌县三仁乡人民政府", "331123"),
    ("遂昌县妙高街道", "遂昌县妙高街道办事处", "331123"),
    ("洪泽区人民政府", "淮安市洪泽区人民政府", "320813"),
    ("延边州", "延边朝鲜族自治州人民政府", "222400"),
    ("济南市中区", "济南市市中区人民政府", "370103"),
    ("广州市第１中学", "广州市第1中学", "440100"),
    ("丁局", "丁局", None),
]


@pytest.mark.parametrize(("one", "other", "region"), SAME)
def test_spellings_are_one_agency(one: str, other: str, region: str | None) -> None:
    assert agencies((one, 2020, region), (other, 2021, region)) == 1


def test_an_agency_stays_the_same_when_its_division_code_changes() -> None:
    assert agencies(("江孜县", 2013, "542323"), ("江孜县人民政府", 2014, "540222")) == 1
    assert agencies(("江孜县教育局", 2013, "542323"), ("日喀则市江孜县教育局", 2014, "540222")) == 1


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("遂昌县", 2020, "331123"), ("遂昌县人民政府办公室", 2020, "331123"), "government_office"),
        (("遂昌县大数据局", 2020, "331123"), ("遂昌县政务服务和数据局", 2021, "331123"), "renamed"),
        (("遂昌县教育局", 2020, "331123"), ("遂昌县教育体育局", 2021, "331123"), "similar_name"),
        (("遂昌县税务局", 2020, "331123"), ("国家税务总局遂昌县税务局", 2021, "331123"), "renamed"),
        (
            ("遂昌县人力资源和社会保障局", 2020, "331123"),
            ("遂昌县人力资源社会保障局", 2021, "331123"),
            "similar_name",
        ),
        (("洪泽县教育局", 2015, "320829"), ("洪泽区教育局", 2016, "320813"), "region_renamed"),
        (("襄樊市", 2009, "420600"), ("襄阳市", 2010, "420600"), "region_renamed"),
        (("万盛区", 2010, "500110"), ("綦江区", 2011, "500110"), "region_renamed"),
        (("鼓楼区", 2020, None), ("南京市鼓楼区人民政府", 2020, "320106"), "region_unknown"),
    ],
)
def test_agencies_that_could_be_the_same_are_listed_and_kept_separate(one: Filing, other: Filing, reason: str) -> None:
    assert agencies(one, other) == 2
    assert matches(one, other) == {(one[0], other[0], reason)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("鼓楼区人民政府", 2020, "320106"), ("鼓楼区人民政府", 2020, "320302")),
        (("遂昌县教育局", 2020, "331123"), ("遂昌县体育局", 2020, "331123")),
        (("遂昌县教育局", 2020, "331123"), ("遂昌县财政局", 2021, "331123")),
        (("遂昌县", 2020, "331123"), ("遂昌县教育局", 2020, "331123")),
    ],
)
def test_different_agencies_are_two_and_not_matched(one: Filing, other: Filing) -> None:
    assert agencies(one, other) == 2
    assert matches(one, other) == set()


def test_a_name_with_an_unknown_region_is_a_single_doubtful_candidate() -> None:
    filings = [("鼓楼区", 2020, None), ("鼓楼区人民政府", 2021, None), ("遂昌县", 2020, "331123")]
    assert rows(filings, "select name, is_doubtful from {dim_agency} order by 2") == [
        ("遂昌县", False),
        ("鼓楼区人民政府", True),
    ]


def test_an_agency_keeps_its_names_its_years_and_its_parent() -> None:
    filings: list[Filing] = [
        ("丽水市人民政府", 2021, "331100"),
        ("遂昌县", 2019, "331123"),
        ("遂昌县", 2020, "331123"),
        ("遂昌县人民政府", 2021, "331123"),
        ("遂昌县教育局", None, "331123"),
    ]
    query = (
        "select a.name, a.name_history, a.region_code, a.first_year, a.last_year, p.name from {dim_agency} as a"
        " left join {dim_agency} as p on a.parent_agency_id = p.agency_id order by a.name"
    )
    assert rows(filings, query) == [
        ("丽水市人民政府", "丽水市人民政府（2021–2021）", "331100", 2021, 2021, None),
        ("遂昌县人民政府", "遂昌县（2019–2020）；遂昌县人民政府（2021–2021）", "331123", 2019, 2021, "丽水市人民政府"),
        ("遂昌县教育局", "遂昌县教育局", "331123", None, None, "遂昌县人民政府"),
    ]


def test_the_parent_of_a_body_under_vertical_management_is_the_one_above_it() -> None:
    filings: list[Filing] = [
        ("遂昌县人民政府", 2021, "331123"),
        ("国家税务总局遂昌县税务局", 2021, "331123"),
        ("国家税务总局丽水市税务局", 2021, "331100"),
        ("遂昌县气象局", 2021, "331123"),
        ("遂昌县妙高街道办事处", 2021, "331123"),
        ("阿拉尔市人民政府", 2021, "659002"),
        ("新疆生产建设兵团第一师阿拉尔市财政局", 2021, "659002"),
    ]
    query = (
        "select a.name, p.name from {dim_agency} as a inner join {dim_agency} as p"
        " on a.parent_agency_id = p.agency_id order by all"
    )
    assert rows(filings, query) == [
        ("国家税务总局遂昌县税务局", "国家税务总局丽水市税务局"),
        ("遂昌县妙高街道办事处", "遂昌县人民政府"),
    ]


def test_only_reports_of_one_agency_are_versions() -> None:
    filings: list[Filing] = [
        ("鼓楼区人民政府", 2020, "320106"),
        ("鼓楼区人民政府", 2020, "320302"),
        ("徐州市鼓楼区", 2020, "320302"),
        (None, 2020, None),
    ]
    query = "select region_code, version_number, is_current from {int_reports} order by all"
    assert rows(filings, query) == [
        ("320106", 1, True),
        ("320302", 1, False),
        ("320302", 2, True),
        (None, 1, True),
    ]


def test_carry_over_follows_an_agency_across_spellings_and_codes_but_never_to_another_place() -> None:
    before, after = agency_years(5, [2013, 2014])
    pairs = [
        (("江孜县", "542323"), ("西藏自治区江孜县人民政府", "540222"), "hold"),
        (("鼓楼区", "320106"), ("鼓楼区", "320302"), "not_applicable"),
        (("鼓楼区", None), ("鼓楼区", "320302"), "not_applicable"),
    ]
    for (name, region), (next_name, next_region), status in pairs:
        last = extraction(before, name, 2013, edition="2021", region_code=region)
        this = extraction(after, next_name, 2014, edition="2021", region_code=next_region)
        found = assess(to_tables([last, this])).results.to_pylist()
        results = {r["status"] for r in found if r["report_id"] == this.report_id and r["rule"] == "carry_over"}
        assert results == {status}
