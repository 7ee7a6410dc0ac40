"""When a report was published, and whether it is there at all: rules of the kinds time and filing, and days late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from expectations import catalogue
from expectations.rule import Deadline
from flows.history import NOTHING, day_table
from flows.records import ROSTER, Cell, Evidence, Extraction, Locator, Unread, to_tables
from flows.rules import Assessment, assess
from tests.record_factory import Figures, agency_years, extraction, rejected

FIGURES: Figures = agency_years(7, [2022])[0]
OF_2019: Figures = agency_years(7, [2019])[0]
DUE = {"government": dt.date(2023, 3, 31), "department": dt.date(2023, 1, 31)}
DAY = dt.timedelta(days=1)


def partly(found: Extraction, **known: Any) -> Extraction:
    assert found.report is not None
    return found._replace(report=found.report._replace(**known))


def report(name: str, year: int, published_on: dt.date | None = None, **changed: Any) -> Extraction:
    return partly(extraction(FIGURES if year > 2020 else OF_2019, name, year, published_on=published_on), **changed)


TODAY = dt.date(2023, 4, 1)
"""The first day on which every report on 2022 is due."""


def judged(
    reports: Sequence[Extraction], roster: Sequence[dict[str, Any]] = (), today: dt.date | None = TODAY
) -> Assessment:
    days = day_table(today) if today else NOTHING["days"]
    return assess({**to_tables(reports), "roster": pa.Table.from_pylist(list(roster), schema=ROSTER), "days": days})


def result(reports: Sequence[Extraction], rule: str, of: int = -1) -> tuple[str, str | None]:
    rows = judged(reports).results.to_pylist()
    (row,) = (r for r in rows if (r["report_id"], r["rule"]) == (reports[of].report_id, rule))
    return row["status"], row["reason"]


def messages(found: Assessment, rule: str) -> list[str]:
    return [f["message"] for f in found.findings.to_pylist() if f["rule"] == rule]


def seen(day: dt.date, confidence: str) -> list[Evidence]:
    return [Evidence("published_on", day.isoformat(), "label", confidence, None, Locator(page=2, line=7))]


@pytest.fixture
def deadlines(monkeypatch: pytest.MonkeyPatch) -> Any:
    form = catalogue.load()

    def add(*lines: Deadline) -> None:
        more = replace(form, deadlines=[*form.deadlines, *lines])
        monkeypatch.setattr(catalogue, "load", lambda: more)

    return add


@pytest.mark.parametrize("kind", DUE)
def test_the_law_asks_departments_by_january_and_governments_by_march(kind: str) -> None:
    in_time = report("甲县", 2022, DUE[kind], agency_type=kind)
    late = report("甲县", 2022, DUE[kind] + DAY, agency_type=kind)
    assert result([in_time], "published_in_time") == ("hold", None)
    assert result([late], "published_in_time") == ("fail", None)


@pytest.mark.parametrize("changed", [{"agency_type": "town"}, {"agency_type": "other"}, {"year": None}])
def test_towns_and_others_have_no_deadline_by_law(changed: dict[str, Any]) -> None:
    found = partly(report("甲镇", 2022, dt.date(2023, 12, 1)), **changed)
    assert result([found], "published_in_time") == ("not_applicable", "no_deadline")


def test_lateness_is_told_with_date_deadline_days_and_place() -> None:
    day = dt.date(2023, 4, 2)
    (found,) = judged([report("甲县", 2022, day)._replace(evidence=seen(day, "certain"))]).findings.to_pylist()
    assert found["message"] == "2023年4月2日公布，条例第四十九条规定的期限为2023年3月31日，迟2天"
    assert (found["rule"], found["severity"], found["page_number"], found["line_number"]) == (
        *("published_in_time", "should"),
        *(2, 7),
    )


def test_a_report_published_again_was_in_time_if_it_was_the_first_time() -> None:
    first, again = report("甲县", 2022, DUE["government"]), report("甲县", 2022, dt.date(2023, 9, 1))
    assert result([first, again], "published_in_time") == ("hold", None)
    assert result([again, first], "published_in_time") == ("not_applicable", "superseded")


def test_a_version_without_a_date_may_have_been_in_time() -> None:
    undated, late = report("甲县", 2022), report("甲县", 2022, dt.date(2023, 9, 1))
    assert result([undated, late], "published_in_time") == ("not_assessed", "date_missing")
    in_time = report("甲县", 2022, dt.date(2023, 3, 1))
    assert result([undated, in_time], "published_in_time") == ("hold", None)


def test_no_deadline_is_a_must_unless_a_jurisdiction_has_set_one(deadlines: Any) -> None:
    late = [report("遂昌县", 2022, dt.date(2023, 9, 1), region_code="331123")]
    assert result(late, "published_by_deadline") == ("not_applicable", "no_deadline")
    deadlines(Deadline("331123", "government", 3, 10, "published_by_deadline", "县办法", 2022, 2022))
    assert result(late, "published_by_deadline") == ("fail", None)
    assert messages(judged(late), "published_by_deadline") == [
        "2023年9月1日公布，县办法规定的期限为2023年3月10日，迟175天"
    ]
    assert result([report("遂昌县", 2023, dt.date(2024, 9, 1), region_code="331123")], "published_by_deadline") == (
        *("not_applicable", "no_deadline"),
    )


@pytest.mark.parametrize(
    ("region", "day"),
    [("331123", 4), ("331121", 3), ("330106", 2), ("320106", 1), (None, 1)],
    ids=["county", "prefecture", "province", "country", "unknown"],
)
def test_the_deadline_of_the_smallest_division_counts(deadlines: Any, region: str | None, day: int) -> None:
    rule = "published_by_deadline"
    divisions = enumerate(("", "330000", "331100", "331123"), start=1)
    deadlines(*(Deadline(code, "government", 2, number, rule, "办法", 2019, None) for number, code in divisions))
    on_day = report("某县", 2022, dt.date(2023, 2, day), region_code=region)
    after = report("某县", 2022, dt.date(2023, 2, day + 1), region_code=region)
    assert (result([on_day], rule), result([after], rule)) == (("hold", None), ("fail", None))


def test_a_date_that_is_not_certain_breaks_no_must(deadlines: Any) -> None:
    deadlines(Deadline("", "government", 3, 10, "published_by_deadline", "办法", 2019, None))
    day = dt.date(2023, 9, 1)
    likely = report("甲县", 2022, day)._replace(evidence=seen(day, "likely"))
    assert result([likely], "published_by_deadline") == ("not_assessed", "date_uncertain")
    assert result([likely], "published_in_time") == ("fail", None)


def test_a_doubtful_year_or_a_date_within_the_year_leaves_lateness_open() -> None:
    doubt = Evidence("year", "2022", "title", "doubtful", "2021", Locator())
    doubtful = report("甲县", 2022, dt.date(2023, 9, 1))._replace(evidence=[doubt])
    early = report("甲县", 2022, dt.date(2022, 12, 31))
    for found in ([doubtful], [early]):
        assert result(found, "published_in_time") == ("not_assessed", "date_uncertain")
    assert result([doubtful], "published_after_year") == ("not_assessed", "date_uncertain")
    assert result([early], "published_after_year") == ("fail", None)
    assert messages(judged([early]), "published_after_year") == ["2022年12月31日公布，2022年度尚未结束"]


def fees(unit: str | None, raw: str, value: Decimal | None = Decimal(8), note: str | None = None) -> list[Extraction]:
    found = report("甲县", 2022)
    others = [cell for cell in found.cells if cell[:3] != (2, "fees", "amount")]
    return [found._replace(cells=[*others, Cell(2, "fees", "amount", value, raw, unit, note, None, Locator(1, 6, 2))])]


def test_an_amount_in_another_unit_is_told_as_printed() -> None:
    assert messages(judged(fees("元", "8元")), "units_as_form")[0].endswith("8元")
    assert messages(judged(fees("元", "8")), "units_as_form")[0].endswith("8（元）")
    assert result(fees("元", "", None, "blank"), "units_as_form") == ("not_applicable", "not_printed")


def peers(*years: int) -> list[Extraction]:
    """Two governments whose last report is published when every deadline before has passed."""
    return [report(name, year, dt.date(year + 1, 4, 1)) for name in ("邻县", "远县") for year in years]


def missing(found: Assessment) -> list[tuple[str, int, str, str, str | None]]:
    rows = [r for r in found.results.to_pylist() if r["report_id"] is None]
    return [(r["agency"], r["year"], r["rule"], r["status"], r["reason"]) for r in rows]


def test_a_year_between_two_reports_is_missing() -> None:
    found = judged([*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2022)])
    assert missing(found) == [("甲县", 2021, "report_expected", "fail", None)]
    (finding,) = (f for f in found.findings.to_pylist() if f["report_id"] is None)
    told = {"agency": "甲县", "year": 2021, "severity": "should", "scope": "report", "document": None, "item": None}
    assert {name: finding[name] for name in told} == told
    assert finding["message"] == "甲县往年有报告，2022年3月31日期满，未见2021年度报告"


def test_the_day_of_the_run_tells_what_is_missing_and_no_date_in_the_records() -> None:
    others = [*peers(2021), report("邻县", 2022), report("甲县", 2021, dt.date(2022, 3, 1))]
    assert missing(judged(others, today=TODAY - DAY)) == []
    assert [row[:2] for row in missing(judged(others))] == [("甲县", 2022), ("远县", 2022)]
    assert missing(judged(others, today=None)) == []


def test_who_is_listed_is_missing_though_nobody_has_filed_for_the_year() -> None:
    reports = [*peers(2021), report("甲县", 2021)]
    told = missing(judged(reports, [listed("甲县"), listed("丁县", first_year=2022), listed("邻县", last_year=2021)]))
    assert set(told) == {(name, 2022, "report_filed", "fail", None) for name in ("丁县", "甲县")} and len(told) == 2
    assert missing(judged(reports, [listed("甲县")], today=TODAY - DAY)) == []


def test_a_list_without_any_report_is_of_the_last_year_that_is_over() -> None:
    assert missing(judged([], [listed("甲县")])) == [("甲县", 2022, "report_filed", "fail", None)]


REJECTED = Unread("甲县", "government", None, 2022, "not_a_report")


def unread(**changed: Any) -> Extraction:
    document = rejected("page.txt", "not_a_report: 没有表格")
    return document._replace(unread=[REJECTED._replace(**changed)])


def test_a_report_that_was_rejected_is_there() -> None:
    reports = [*peers(2021, 2022), report("甲县", 2021)]
    for roster, rule in (([], "report_expected"), ([listed("甲县")], "report_filed")):
        assert missing(judged(reports, roster)) == [("甲县", 2022, rule, "fail", None)]
        found = judged([*reports, unread()], roster)
        assert missing(found) == [("甲县", 2022, rule, "not_assessed", "report_unreadable")]
        assert [f for f in found.findings.to_pylist() if f["report_id"] is None] == []
        assert missing(judged([*reports, unread(year=2020)], roster))[0][3:] == ("fail", None)


@pytest.mark.parametrize("changed", [{"year": None}, {"agency": None}])
def test_a_rejected_report_of_an_unknown_agency_or_year_may_be_the_missing_one(changed: dict[str, Any]) -> None:
    found = judged([*peers(2021, 2022), report("甲县", 2021), unread(**changed)], [listed("甲县")])
    assert missing(found) == [("甲县", 2022, "report_filed", "not_assessed", "report_unidentified")]


def test_an_agency_known_by_a_rejected_report_alone_is_expected_for_that_year_only() -> None:
    found = judged([*peers(2020, 2021, 2022), unread(year=2021)])
    assert missing(found) == [("甲县", 2021, "report_expected", "not_assessed", "report_unreadable")]


def test_a_year_that_is_not_collected_yet_blames_nobody() -> None:
    new = report("新县", 2022)
    found = judged([*peers(2021), report("甲县", 2021), new])
    assert {(row[0], row[3], row[4]) for row in missing(found)} == {
        (name, "not_assessed", "year_not_collected") for name in ("甲县", "邻县", "远县")
    }
    assert [f for f in found.findings.to_pylist() if f["report_id"] is None] == []


def test_a_wrong_year_far_ahead_makes_nobody_late() -> None:
    assert missing(judged([*peers(2021, 2022), report("甲县", 2098)])) == []


def listed(name: str, **more: Any) -> dict[str, Any]:
    return {"roster_id": f"roster-{name}", "agency": name, "agency_type": "government", **more}


def test_who_is_on_the_list_has_to_file_even_if_never_seen() -> None:
    found = judged(peers(2021, 2022), [listed("邻县"), listed("甲县", first_year=2022)])
    assert missing(found) == [("甲县", 2022, "report_filed", "fail", None)]
    (finding,) = (f for f in found.findings.to_pylist() if f["report_id"] is None)
    assert (finding["severity"], finding["message"]) == (
        "must",
        "甲县列入应报告机关名单，2023年3月31日期满，未见2022年度报告",
    )
    held = [r["agency"] for r in found.results.to_pylist() if (r["rule"], r["status"]) == ("report_filed", "hold")]
    assert held == ["邻县"] * 2


def test_of_an_agency_on_the_list_the_list_tells_the_years() -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2021)]
    assert missing(judged(reports)) == [("甲县", 2022, "report_expected", "fail", None)]
    for last_year in (2018, 2021):
        assert missing(judged(reports, [listed("甲县", last_year=last_year)])) == []


def test_who_has_no_deadline_is_missed_once_the_whole_next_year_has_passed() -> None:
    town = [listed("甲镇", agency_type="town", first_year=2021)]
    assert missing(judged(peers(2021), town, dt.date(2022, 12, 31))) == []
    assert missing(judged(peers(2021, 2022), town, dt.date(2023, 1, 1))) == [
        ("甲镇", 2021, "report_filed", "fail", None)
    ]


def test_who_may_have_filed_under_another_name_is_not_blamed() -> None:
    place = {"region_code": "331123"}
    filed = report("遂昌县自然资源规划局", 2022, dt.date(2023, 1, 20), agency_type="department", **place)
    found = judged([*peers(2022), filed], [listed("遂昌县自然资源和规划局", agency_type="department", **place)])
    assert missing(found) == [("遂昌县自然资源和规划局", 2022, "report_filed", "not_assessed", "other_name")]


DOUBT = Evidence("year", "2020", "title", "doubtful", "2021", Locator())


@pytest.mark.parametrize(
    "unknown",
    [
        partly(report("甲县", 2022), year=None),
        report("甲县", 2020)._replace(evidence=[DOUBT]),
        report("甲县", 2203),
        partly(report("甲县", 2022), agency=None),
        partly(report("甲县", 2022), agency=None, year=None),
    ],
)
def test_a_report_that_is_not_identified_may_be_the_missing_one(unknown: Extraction) -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2021)]
    for roster, rule in (([], "report_expected"), ([listed("甲县")], "report_filed")):
        assert missing(judged(reports, roster)) == [("甲县", 2022, rule, "fail", None)]
        found = judged([*reports, unknown], roster)
        assert missing(found) == [("甲县", 2022, rule, "not_assessed", "report_unidentified")]
        assert [f for f in found.findings.to_pylist() if f["report_id"] is None] == []


def test_a_report_without_agency_on_another_year_excuses_nobody() -> None:
    found = judged([*peers(2021, 2022), partly(report("丁县", 2021), agency=None)], [listed("甲县", first_year=2022)])
    assert missing(found) == [("甲县", 2022, "report_filed", "fail", None)]


@pytest.mark.parametrize(("year", "outcome"), [(2022, "not_assessed"), (2021, "fail")])
def test_a_report_of_an_unknown_region_may_be_the_missing_one_of_its_year(year: int, outcome: str) -> None:
    unplaced = report("财政局", year, dt.date(year + 1, 1, 20), agency_type="department")
    finance = listed("遂昌县财政局", first_year=2022, agency_type="department", region_code="331123")
    found = missing(judged([*peers(2021, 2022), unplaced], [finance]))
    assert [row[1:4] for row in found if row[0] == "遂昌县财政局"] == [(2022, "report_filed", outcome)]


def test_of_an_agency_listed_without_a_first_year_others_filed_before_its_first_report() -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2021)]
    assert missing(judged(reports, [listed("甲县")])) == [("甲县", 2022, "report_filed", "fail", None)]
    assert [row[1] for row in missing(judged(reports, [listed("甲县", first_year=2020)]))] == [2020, 2022]


def test_one_absent_report_of_a_government_and_its_office_is_one_finding() -> None:
    place = {"region_code": "331123"}
    years = [report("遂昌县人民政府办公室", year, agency_type="department", **place) for year in (2020, 2021)]
    reports = [*peers(2020, 2021, 2022), *years]
    assert ("遂昌县人民政府办公室", 2022) in {row[:2] for row in missing(judged(reports))}
    found = judged(reports, [listed("遂昌县人民政府", first_year=2022, **place)])
    assert missing(found) == [("遂昌县人民政府", 2022, "report_filed", "fail", None)]
