"""Which division an agency belongs to: the code in force in the year, or none and the candidates."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from flows.reading.regions import resolve
from flows.reading.regions.condense import condense
from flows.reading.regions.table import DIVISIONS, Division, load

YEARS = range(1980, 2025)


def standing(year: int) -> list[Division]:
    return [d for found in load().by_code.values() for d in found if d.stood_in(year)]


def code(agency: str, year: int | None, *hints: str) -> str | None:
    return resolve(agency, year, hints).code


@pytest.mark.parametrize(
    ("agency", "year", "region"),
    [
        ("遂昌县", 2023, "331123"),
        ("崇阳县政务服务和大数据管理局", 2024, "421223"),
        ("瑞金市人民政府", 2022, "360781"),
        ("吴兴区人民政府办公室", 2024, "330502"),
        ("嵊州市人民政府办公室", 2020, "330683"),
        ("淮安市洪泽区人民政府", 2023, "320813"),
    ],
)
def test_the_agencies_of_real_reports_are_found(agency: str, year: int, region: str) -> None:
    assert resolve(agency, year)[:3] == (region, "agency", "certain")


@pytest.mark.parametrize("year", YEARS)
def test_a_name_unique_in_a_year_is_found_and_an_ambiguous_one_is_left_open(year: int) -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for division in standing(year):
        bearers[division.name].add(division.code)
    assert len(bearers) > 2_900
    for name, codes in bearers.items():
        found = resolve(f"{name}人民政府", year)
        if len(codes) == 1:
            assert found.code in codes and found.confidence == "certain", name
        else:
            assert found.code is None and codes <= {candidate for candidate, _ in found.candidates}, name


@pytest.mark.parametrize("year", YEARS)
def test_a_name_with_all_its_parents_is_always_found(year: int) -> None:
    for division in standing(year):
        full_name = load().full_name(division, year)
        # In 1986 海口市 was below another 海口市.
        if (division.name, year) != ("海口市", 1986):
            assert code(f"{full_name}教育局", year) == division.code, full_name


@pytest.mark.parametrize(
    ("agency", "year", "region"),
    [
        ("海城市西四镇人民政府", 2024, "210381"),
        ("佳县螅镇人民政府", 2022, "610828"),
        ("天门市胡市镇人民政府", 2019, "429006"),
        ("琼海市大路镇人民政府", 2019, "469002"),
        ("榆林市榆阳区镇川镇人民政府", 2022, "610802"),
        ("浏阳市镇头镇", 2022, "430181"),
        ("上海市人民政府办公厅", 2019, "310000"),
        ("武汉市生态环境局", 2020, "420100"),
        ("广州市人民政府国有资产监督管理委员会", 2020, "440100"),
        ("西安市高陵区行政审批服务局", 2021, "610117"),
        ("始兴县退役军人事务局", 2020, "440222"),
        ("黄石市体育事业发展中心", 2020, "420200"),
        ("东莞市南城区教育局", 2020, "441900"),
        ("长春市城市管理局", 2020, "220100"),
        ("长春市市场监督管理局", 2020, "220100"),
        ("济南市市中区人民政府", 2020, "370103"),
        ("长春市公安局朝阳区分局", 2020, "220104"),
        ("遂昌縣人民政府", 2020, "331123"),
        ("随县唐县镇人民政府", 2020, "421321"),
        ("遂昌县乡村振兴局", 2022, "331123"),
        ("江苏省镇江市丹徒区教育局", 2020, "321112"),
        ("山西省临汾市乡宁县教育局", 2020, "141029"),
    ],
)
def test_a_town_or_department_belongs_to_the_division_it_names(agency: str, year: int, region: str) -> None:
    assert resolve(agency, year)[:3] == (region, "agency", "certain")


@pytest.mark.parametrize(
    ("agency", "year", "region"),
    [
        ("遂昌", 2023, "331123"),
        ("内蒙古", 2020, "150000"),
        ("延边州人民政府", 2020, "222400"),
        ("伊犁州尼勒克县", 2023, "654028"),
        ("石柱县教育局", 2020, "500240"),
        ("管城区教育局", 2020, "410104"),
        ("开封鼓楼区教育局", 2020, "410204"),
        ("济南市中区人民政府", 2020, "370103"),
        ("青岛市北区教育局", 2020, "370203"),
        ("河北雄安新区雄县教育局", 2019, "130638"),
        ("国家税务总局遂昌县税务局", 2020, "331123"),
        ("武汉市东湖新技术开发区管理委员会", 2020, "420100"),
        ("长春市市场监督管理局长春新区分局", 2020, "220100"),
        ("成都高新区", 2020, "510100"),
        ("丽水经济技术开发区教育局", 2020, "331100"),
        ("宁波国家高新技术产业开发区管理委员会", 2025, "330200"),
        ("丽水市生态环境局遂昌分局", 2023, "331100"),
        ("吉林市场监督管理局", 2023, "220200"),
        ("海城市西四镇人民政府", 2025, "210381"),
        ("遂昌县", None, "331123"),
    ],
)
def test_a_division_not_named_in_full_or_not_in_the_table_is_likely_at_best(
    agency: str, year: int | None, region: str
) -> None:
    assert resolve(agency, year)[:3] == (region, "agency", "likely")


@pytest.mark.parametrize(
    ("agency", "year", "candidates"),
    [
        ("鼓楼区人民政府", 2020, {"320106", "320302", "350102", "410204"}),
        ("江苏省鼓楼区人民政府", 2020, {"320106", "320302"}),
        ("淮安市洪泽区人民政府", 2010, {"320813"}),
        ("洪泽县人民政府", 2020, {"320829", "322230"}),
        ("杭州市临平区教育局", 2019, {"330113"}),
        ("西区街道办事处", 2020, {"510403"}),
        ("杭州市鼓楼区人民政府", 2020, {"330100"}),
        ("杭州市虚构区教育局", 2020, {"330100"}),
        ("浙江省虚构市教育局", 2020, {"330000"}),
        ("陕西省西咸新区管理委员会", 2020, {"610000"}),
        ("海南", 2020, {"150303", "460000", "632500"}),
        ("教育局", 2020, set()),
        ("上海路街道办事处", 2020, set()),
        ("白银高新区", 2020, set()),
        ("四川天府新区管理委员会", 2020, set()),
        ("太湖旅游度假区管理委员会", 2020, set()),
        ("浙江高新区", 2020, set()),
        ("唐县镇人民政府", 2020, {"130627"}),
        ("北京市公安局朝阳分局", 2020, {"110000"}),
        ("遂昌县", 1979, set()),
        ("", 2020, set()),
        ("遂昌县" * 30, 2020, set()),
    ],
)
def test_an_undecided_region_is_left_open_with_its_candidates(agency: str, year: int, candidates: set[str]) -> None:
    found = resolve(agency, year)
    assert (found.code, found.confidence) == (None, "doubtful")
    assert {candidate for candidate, _ in found.candidates} == candidates


def test_without_a_name_there_is_no_region() -> None:
    assert resolve(None, 2020, ["遂昌县教育局"]) == (None, "nowhere", "doubtful", ())


@pytest.mark.parametrize(
    ("agency", "hints", "region"),
    [
        ("鼓楼区教育局", ["徐州市人民政府"], "320302"),
        ("鼓楼区教育局", ["福建省"], "350102"),
        ("鼓楼区教育局", ["江苏省南京市"], "320106"),
        ("鼓楼区教育局", ["徐州鼓楼区教育局2020年报告"], "320302"),
        ("朝阳区教育局", ["北京市"], "110105"),
        ("教育局", ["遂昌县教育局2020年报告"], "331123"),
        ("西四镇人民政府", ["关于印发海城市西四镇人民政府2020年报告的通知"], "210381"),
    ],
)
def test_a_parent_named_nearby_decides(agency: str, hints: list[str], region: str) -> None:
    found = resolve(agency, 2020, hints)
    assert found[:3] == (region, "hints", "likely")
    assert len(found.candidates) == 1


@pytest.mark.parametrize(
    ("agency", "hints"),
    [
        ("鼓楼区教育局", ["江苏省"]),
        ("鼓楼区教育局", ["南京市", "徐州市"]),
        ("鼓楼区教育局", ["南京市", "福建省"]),
        ("鼓楼区教育局", ["杭州市"]),
        ("教育局", ["遂昌县教育局", "瑞金市教育局"]),
        ("教育局", ["丽水市遂昌县"]),
        ("教育局", ["鼓楼区教育局"]),
        ("教育局", ["杭州市鼓楼区教育局"]),
    ],
)
def test_texts_that_name_no_parent_or_several_decide_nothing(agency: str, hints: list[str]) -> None:
    assert code(agency, 2020, *hints) is None


def test_a_hint_does_not_override_the_name() -> None:
    assert resolve("南京市鼓楼区教育局", 2020, ["徐州市", "福建省"])[:2] == ("320106", "agency")
    assert code("淮安市洪泽区", 2010, "江苏省淮安市") is None


def test_codes_follow_the_year() -> None:
    assert [code("江孜县", year) for year in (2013, 2014)] == ["542323", "540222"]
    assert [code("洪泽县", 2015), code("洪泽区", 2016)] == ["320829", "320813"]


def test_a_code_reassigned_to_another_name_is_not_followed() -> None:
    last = {(d.code, d.name): d.last_code for found in load().by_code.values() for d in found}
    assert last["542323", "江孜县"] == "540222"
    assert last["420600", "襄樊市"] == "420600"
    assert last["500110", "万盛区"] == "500110"


def test_spans_of_the_table_are_sound() -> None:
    spans = [d for found in load().by_code.values() for d in found]
    assert all(d.first_year <= d.last_year and d.level in ("province", "prefecture", "county") for d in spans)
    years = Counter((d.code, year) for d in spans for year in range(d.first_year, d.last_year + 1))
    assert set(years.values()) == {1}
    assert all(len(load().above(d, d.first_year)) >= (d.level != "province") for d in spans)


def test_years_are_condensed_to_spans() -> None:
    common = {"province_name": "浙江省", "province_adcode": "330000", "province_short": "浙江"}
    city = {"city_name": "丽水市", "city_adcode": "331100", "city_short": "丽水"}
    county = {"county_name": "遂昌县", "county_short": "遂昌", "rank": "3"}
    rows = [
        {**common, **city, **county, "county_adcode": "332527" if year < 2000 else "331123", "year": str(year)}
        for year in (1998, 1999, 2000, 2001, 2003)
    ]
    assert condense(rows) == [
        ("331123", "遂昌县", "遂昌", "county", "331100", 2000, 2001, "331123"),
        ("331123", "遂昌县", "遂昌", "county", "331100", 2003, 2003, "331123"),
        ("332527", "遂昌县", "遂昌", "county", "331100", 1998, 1999, "331123"),
    ]


def test_the_table_is_small() -> None:
    assert DIVISIONS.stat().st_size < 500_000
