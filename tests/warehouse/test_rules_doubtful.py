"""Where a report's agency or year is uncertain, no rule blames it for another report's figures."""

from __future__ import annotations

from flows.reading.records import Evidence, Locator, to_tables
from flows.warehouse.rules import assess
from tests.record_factory import agency_years, extraction


def test_reports_with_a_doubtful_agency_or_year_have_no_previous_report() -> None:
    """县司法局 of two counties, a district of four cities, and a year that is doubtful."""
    before, after = agency_years(3, [2021, 2022])
    wrong = {**after, (3, "carried_in", "total"): after[3, "carried_in", "total"] + 1}

    def reasons(agency: str, *evidence: Evidence) -> set[tuple[str, str | None]]:
        reports = [extraction(before, agency, 2021), extraction(wrong, agency, 2022)._replace(evidence=evidence)]
        rows = assess(to_tables(reports)).results.to_pylist()
        return {(r["status"], r["reason"]) for r in rows if r["rule"] == "carry_over" and r["year"] == 2022}

    alone = {("not_applicable", "no_previous_report")}
    assert reasons("县司法局") == alone
    assert reasons("甲县司法局", Evidence("region_code", None, "name", "doubtful", "a、b", Locator())) == alone
    assert reasons("甲县司法局", Evidence("year", "2022", "title", "doubtful", None, Locator())) == alone
    assert ("fail", None) in reasons("甲县司法局")


def test_the_edition_is_not_judged_by_a_doubtful_year() -> None:
    doubt = Evidence("year", "2020", "title", "doubtful", None, Locator())
    values = agency_years(3, [2022])[0]
    rows = [extraction(values, "甲县", 2020, edition="2021"), extraction(values, "乙县", 2020, edition="2021")]
    found = assess(to_tables([rows[0]._replace(evidence=[doubt]), rows[1]])).results.to_pylist()
    judged = {r["agency"]: (r["status"], r["reason"]) for r in found if r["rule"] == "edition_due"}
    assert judged == {"甲县": ("not_assessed", "edition_uncertain"), "乙县": ("fail", None)}
