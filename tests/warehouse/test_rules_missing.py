"""Reports that are not there: missing as of a day, there and unreadable, or perhaps under another name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flows.reading.document import read
from flows.reading.records import Evidence, Extraction, Locator, Unread
from flows.warehouse.rules import Assessment
from tests.built_warehouse import Built
from tests.record_factory import rejected
from tests.warehouse.test_rules_filing import DAY, TODAY, judged, partly, report

# Half a minute as a whole.
pytestmark = pytest.mark.slow


def peers(*years: int) -> list[Extraction]:
    """Two governments whose last report is published after every earlier deadline."""
    return [report(name, year, dt.date(year + 1, 4, 1)) for name in ("邻县", "远县") for year in years]


def missing(found: Assessment) -> list[tuple[str, int, str, str, str | None]]:
    rows = [r for r in found.results.to_pylist() if r["report_id"] is None]
    return [(r["agency"], r["year"], r["rule"], r["status"], r["reason"]) for r in rows]


def test_a_year_between_two_reports_is_missing() -> None:
    found = judged([*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2022)])
    assert missing(found) == [("甲县", 2021, "report_expected", "fail", None)]
    (finding,) = (f for f in found.findings.to_pylist() if f["report_id"] is None)
    expected = {"agency": "甲县", "year": 2021, "severity": "should", "scope": "report", "document": None, "item": None}
    assert {name: finding[name] for name in expected} == expected
    assert finding["message"] == "甲县往年有报告，2022年3月31日期满，未公布2021年度报告"


def test_the_day_of_the_run_rather_than_any_record_decides_what_is_missing() -> None:
    others = [*peers(2021), report("邻县", 2022), report("甲县", 2021, dt.date(2022, 3, 1))]
    assert missing(judged(others, today=TODAY - DAY)) == []
    assert [row[:2] for row in missing(judged(others))] == [("甲县", 2022), ("远县", 2022)]
    assert missing(judged(others, today=None)) == []


def test_a_listed_agency_is_missing_even_if_nobody_has_filed_for_the_year() -> None:
    reports = [*peers(2021), report("甲县", 2021)]
    found = missing(judged(reports, [listed("甲县"), listed("丁县", first_year=2022), listed("邻县", last_year=2021)]))
    assert set(found) == {(name, 2022, "report_filed", "fail", None) for name in ("丁县", "甲县")} and len(found) == 2
    assert missing(judged(reports, [listed("甲县")], today=TODAY - DAY)) == []


def test_a_list_without_reports_applies_to_the_last_completed_year() -> None:
    assert missing(judged([], [listed("甲县")])) == [("甲县", 2022, "report_filed", "fail", None)]


REJECTED = Unread("甲县", "government", None, 2022, "not_a_report")


def unread(**changed: Any) -> Extraction:
    document = rejected("page.txt", "not_a_report: 没有表格")
    return document._replace(unread=[REJECTED._replace(**changed)])


def test_a_rejected_report_is_not_missing() -> None:
    reports = [*peers(2021, 2022), report("甲县", 2021)]
    for roster, rule in (([], "report_expected"), ([listed("甲县")], "report_filed")):
        assert missing(judged(reports, roster)) == [("甲县", 2022, rule, "fail", None)]
        found = judged([*reports, unread()], roster)
        assert missing(found) == [("甲县", 2022, rule, "not_assessed", "report_unreadable")]
        assert [f for f in found.findings.to_pylist() if f["report_id"] is None] == []
        assert ("甲县", 2022, rule, "fail", None) in missing(judged([*reports, unread(year=2020)], roster))


@pytest.mark.parametrize("changed", [{"year": None}, {"agency": None}])
def test_a_rejected_report_of_an_unknown_agency_or_year_may_be_the_missing_one(changed: dict[str, Any]) -> None:
    found = judged([*peers(2021, 2022), report("甲县", 2021), unread(**changed)], [listed("甲县")])
    assert missing(found) == [("甲县", 2022, "report_filed", "not_assessed", "report_unidentified")]


def test_an_agency_known_only_from_a_rejected_report_is_expected_for_that_year_only() -> None:
    found = judged([*peers(2020, 2021, 2022), unread(year=2021)])
    assert missing(found) == [("甲县", 2021, "report_expected", "not_assessed", "report_unreadable")]


def test_a_year_not_yet_collected_blames_nobody() -> None:
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


def test_a_listed_agency_must_file_even_if_never_seen() -> None:
    found = judged(peers(2021, 2022), [listed("邻县"), listed("甲县", first_year=2022)])
    assert missing(found) == [("甲县", 2022, "report_filed", "fail", None)]
    (finding,) = (f for f in found.findings.to_pylist() if f["report_id"] is None)
    assert (finding["severity"], finding["message"]) == (
        "must",
        "甲县列入应报告机关名单，2023年3月31日期满，未公布2022年度报告",
    )
    held = [r["agency"] for r in found.results.to_pylist() if (r["rule"], r["status"]) == ("report_filed", "hold")]
    assert held == ["邻县"] * 2


def test_a_listed_agency_is_due_in_the_years_listed() -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2021)]
    assert missing(judged(reports)) == [("甲县", 2022, "report_expected", "fail", None)]
    for last_year in (2018, 2021):
        assert missing(judged(reports, [listed("甲县", last_year=last_year)])) == []


def test_a_report_without_a_deadline_is_missing_after_the_whole_next_year() -> None:
    town = [listed("甲镇", agency_type="town", first_year=2021)]
    assert missing(judged(peers(2021), town, dt.date(2022, 12, 31))) == []
    assert missing(judged(peers(2021, 2022), town, dt.date(2023, 1, 1))) == [
        ("甲镇", 2021, "report_filed", "fail", None)
    ]


def test_an_agency_that_may_have_filed_under_another_name_is_not_blamed() -> None:
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
def test_an_unidentified_report_may_be_the_missing_one(unknown: Extraction) -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2021)]
    for roster, rule in (([], "report_expected"), ([listed("甲县")], "report_filed")):
        assert missing(judged(reports, roster)) == [("甲县", 2022, rule, "fail", None)]
        found = judged([*reports, unknown], roster)
        assert missing(found) == [("甲县", 2022, rule, "not_assessed", "report_unidentified")]
        assert [f for f in found.findings.to_pylist() if f["report_id"] is None] == []


def test_a_report_without_an_agency_for_another_year_excuses_nobody() -> None:
    found = judged([*peers(2021, 2022), partly(report("丁县", 2021), agency=None)], [listed("甲县", first_year=2022)])
    assert missing(found) == [("甲县", 2022, "report_filed", "fail", None)]


@pytest.mark.parametrize(("year", "outcome"), [(2022, "not_assessed"), (2021, "fail")])
def test_a_report_of_an_unknown_region_may_be_the_missing_one_of_its_year(year: int, outcome: str) -> None:
    unplaced = report("财政局", year, dt.date(year + 1, 1, 20), agency_type="department")
    finance = listed("遂昌县财政局", first_year=2022, agency_type="department", region_code="331123")
    found = missing(judged([*peers(2021, 2022), unplaced], [finance]))
    assert [row[1:4] for row in found if row[0] == "遂昌县财政局"] == [(2022, "report_filed", outcome)]


def test_for_an_agency_listed_without_a_first_year_earlier_reports_of_others_count() -> None:
    reports = [*peers(2020, 2021, 2022), report("甲县", 2021)]
    assert missing(judged(reports, [listed("甲县")])) == [("甲县", 2022, "report_filed", "fail", None)]
    assert [row[1] for row in missing(judged(reports, [listed("甲县", first_year=2020)]))] == [2020, 2022]


def test_a_report_missing_from_a_government_and_its_office_is_one_finding() -> None:
    place = {"region_code": "331123"}
    years = [report("遂昌县人民政府办公室", year, agency_type="department", **place) for year in (2020, 2021)]
    reports = [*peers(2020, 2021, 2022), *years]
    assert ("遂昌县人民政府办公室", 2022) in {row[:2] for row in missing(judged(reports))}
    found = judged(reports, [listed("遂昌县人民政府", first_year=2022, **place)])
    assert missing(found) == [("遂昌县人民政府", 2022, "report_filed", "fail", None)]


def test_an_unreadable_report_is_not_missing(built: Built) -> None:
    query = (
        "select year, status, reason, report_id, unread_document from marts.mart_filing_status where agency = '己县'"
    )
    assert built.rows(query) == [(2021, "unreadable", "report_unreadable", None, "notes.txt")]


def test_an_unopenable_file_counts_under_its_name() -> None:
    closed = read(b"%PDF-1.7\n", "a/甲县2022年政府信息公开工作年度报告.pdf")
    reports = [*peers(2020, 2021, 2022), report("甲县", 2020), report("甲县", 2021)]
    assert [row[0] for row in missing(judged(reports))] == ["甲县"]
    found = judged([*reports, closed])
    assert missing(found) == [("甲县", 2022, "report_expected", "not_assessed", "report_unreadable")]
