"""Every total of an agency or a region and year is what the bodies of a generated country add up to."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import catalogue
from expectations.metrics import LEVELS, of_kind
from tests import metricflow
from tests.built_country import Made
from tests.country_comparisons import change_reason
from tests.country_filed import VERTICAL, Filed
from tests.country_truth import indicators, of_the_earlier_form, percent
from tests.generated_country import LEFT_OUT, STYLES, WHOLE
from tests.record_factory import APPLICANTS, OUTCOMES, THREE_ROWS

SMALL = pytest.mark.parametrize("made", [pytest.param("small", marks=pytest.mark.slow)], indirect=True)


def test_the_country_has_every_kind_of_report_and_basis(made: Made) -> None:
    found = made.rows("select distinct concat_ws(' ', level, basis) as kind from marts.mart_region_year")
    kinds = "county, county report, county bodies, prefecture report, prefecture lower, province lower"
    assert {row["kind"] for row in found} >= set(kinds.split(", "))
    assert {report.counts for report in made.country.filed} == {"region", "departments", "zone", "itself"}
    assert {report.is_read for report in made.country.filed} == {True, False}
    styles = {made.country.style(one, year) for year, several in made.country.regions.items() for one in several}
    assert styles == set(STYLES)


def test_every_regional_total_is_the_truth(made: Made) -> None:
    for year in made.country.years:
        rows = made.regions(year)
        for region in made.country.regions[year]:
            row, counted = rows[region.id], made.country.counted(region, year)
            if not counted.reports:
                assert (row["basis"], row["received"]) == (None, None)
                continue
            expected = indicators(counted.figures, year)
            assert {name: row[name] for name in expected} == expected, (region, year)
            assert (row["reports_counted"], row["reports_incomplete"]) == (counted.reports, counted.incomplete)
            assert row["share_denied"] == percent(expected["denied"], expected["processed"])
            assert row["share_cases_corrected"] == percent(expected["cases_corrected"], expected["cases_closed"])


def test_where_a_report_speaks_for_the_region_the_sum_of_the_others_stands_beside_it(made: Made) -> None:
    for year in made.country.years:
        rows = made.regions(year)
        for region in made.country.regions[year]:
            row, summed = rows[region.id], made.country.summed(region, year)
            others = indicators(summed.figures, year)["received"] if summed.reports else None
            assert row["received_summed"] == others, (region, year)
            if made.country.style(region, year) in WHOLE:
                assert row["basis"] == "report"
                assert row["received_difference"] == (row["received"] - others if others is not None else None)
            else:
                below = any(made.country.counted(lower, year).reports for lower in made.country.lower(region, year))
                here = made.country.bodies_counted(region, year)
                assert row["basis"] == ("lower" if below else "bodies" if here else None)
                assert (row["received"], row["received_reported"]) == (others, None)


def test_a_region_has_a_change_where_the_same_is_counted_as_the_year_before(made: Made) -> None:
    reasons = set()
    before: dict[str, dict[str, Any]] = {}
    for year in made.country.years:
        rows = made.regions(year)
        for region in made.country.regions[year]:
            row, then = rows[region.id], before.get(region.id, {})
            reason = change_reason(made.country, region, year, row, then)
            change = row["received"] - then["received"] if row["basis"] and not reason else None
            assert (row["received_change"], row["change_reason"]) == (change, reason), (region, year)
            reasons.add((row["basis"], reason))
        before = rows
    assert {(basis, reason) for basis in ("bodies", "lower") for reason in (None, "reports_differ")} <= reasons


def test_bodies_expected_there_and_unreadable_are_counted_where_they_are(made: Made) -> None:
    """An agency is expected from its first report on, under each name that it has had."""
    first: dict[tuple[str, str, str], int] = {}
    for report in made.country.filed:
        if report.is_read and report.is_placed:
            first.setdefault(report.known_as, report.year)
    known: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for name in first:
        known[name[0]].add(name)
    for year in made.country.years:
        rows = made.regions(year)
        for region in made.country.regions[year]:
            own = [report for report in made.country.here(region, year) if report.is_placed and not report.is_outside]
            expected = {name for name in known[region.id] if first[name] <= year and name[2] not in VERTICAL}
            row = rows[region.id]
            assert row["bodies_there"] == sum(report.is_read for report in own)
            assert row["bodies_unreadable"] == sum(not report.is_read for report in own)
            assert row["bodies_expected"] == len(expected | {report.known_as for report in own}), (region, year)


def test_findings_of_a_region_are_those_of_all_reports_in_it_each_once(made: Made) -> None:
    for year in made.country.years:
        query = (
            "select report_id, severity, count(*) as n from marts.fct_findings"
            f" where year = {year} and report_id is not null and not is_doubtful group by all"
        )
        findings: dict[str, Counter[str]] = defaultdict(Counter)
        for row in made.rows(query):
            findings[row["report_id"]][row["severity"]] = row["n"]
        above = {region.id: region.above for region in made.country.regions[year]}
        expected: dict[str, Counter[str]] = defaultdict(Counter)
        for report in made.country.filed:
            region_id = report.region.id if report.year == year and report.is_counted else None
            while region_id:
                expected[region_id].update(findings[report.report_id], reports=1)
                region_id = above[region_id]
        for region_id, row in made.regions(year).items():
            found = row["reports_assessed"], row["findings_must"], row["findings_should"]
            assert found == tuple(expected[region_id][name] for name in ("reports", "must", "should")), row


def test_regions_are_there_in_the_years_in_which_they_exist_under_one_identity(made: Made) -> None:
    found = made.rows("select region_id, year, region_code, name from marts.mart_region_year")
    rows = {(row["region_id"], row["year"]): (row["region_code"], row["name"]) for row in found}
    for year, regions in made.country.regions.items():
        for region in regions:
            assert rows[region.id, year] == (region.code, region.name)
    codes = [rows["320613", year][0] for year in made.country.years]
    assert codes == ["320602" if year < 2020 else "320613" for year in made.country.years]
    assert [year for year in made.country.years if ("320611", year) in rows] == [*range(made.country.years[0], 2020)]
    provinces = {region.id[:2] for regions in made.country.regions.values() for region in regions}
    assert {region_id[:2] for region_id, _ in rows} == provinces


def test_every_agency_has_its_figures_and_the_change_on_the_very_year_before(made: Made) -> None:
    before: dict[str, tuple[Filed, Decimal]] = {}
    for year in made.country.years:
        rows = made.rows(f"from marts.mart_agency_year where year = {year} and report_id is not null")
        by_report = {row["report_id"]: row for row in rows}
        filed = {r.report_id: r for r in made.country.filed if r.year == year and r.is_read}
        # A name that several regions have, without a region: whose report it is stays open.
        filed = {key: report for key, report in filed.items() if report.is_placed or key in by_report}
        assert by_report.keys() == filed.keys()
        now: dict[str, tuple[Filed, Decimal]] = {}
        for report_id, report in filed.items():
            row, expected = by_report[report_id], indicators(made.country.figures(report), year)
            now[row["agency_id"]] = report, expected["received"] or Decimal()
            if report.body == "海关":
                continue
            assert {name: row[name] for name in expected} == expected
            assert row["share_granted"] == percent(expected["granted"], expected["processed"])
            assert row["processed_is_small"] == (None if (base := expected["processed"]) is None else base < 30)
            last = before.get(row["agency_id"])
            change = now[row["agency_id"]][1] - last[1] if last else None
            assert (row["received_change"], row["change_reason"]) == (change, None if last else "no_previous_report")
            assert (row["share_complete"] == 100, row["cells_null"]) == (not made.country.left_out(report), 0)
        before = now


def test_a_figure_is_null_where_the_form_of_its_edition_lacks_it(made: Made) -> None:
    rows = made.rows(
        "select year, null_reasons, count(*) as n from marts.mart_agency_year"
        " where report_id is not null and agency not like '%海关' group by all"
    )
    absent = [name for name, value in of_the_earlier_form(defaultdict(Decimal)).items() if value is None]
    for row in rows:
        reasons = dict(each.split(":") for each in (row["null_reasons"] or "").split(";") if each)
        counts = {name for name in reasons if not name.startswith("share_") and not name.endswith("_per_100")}
        is_early = row["year"] < 2019
        assert {reasons[name] for name in counts} <= {"not_in_edition" if is_early else "no_figure"}
        assert counts == (set(absent) if is_early else counts & set(LEFT_OUT)), row


def test_a_figure_is_null_with_a_reason(made: Made) -> None:
    found = made.rows(
        "select year, denied, null_reasons from marts.mart_agency_year"
        " where agency like '%海关' and report_id is not null and year >= 2019"
    )
    divided = [row["indicator"] for row in made.rows("from marts.dim_indicator") if row["denominator"]]
    counts = {
        f"{name}{end}" for name in ("reviews", "litigations") for end in ("", "_closed", "_corrected", "_per_100")
    }
    shares = {f"share_{name}_corrected" for name in ("reviews", "litigations", "cases")}
    expected = {
        2020: dict.fromkeys(("denied", "denied_state_secret", "share_denied"), "no_figure"),
        2021: dict.fromkeys({*counts, *shares, "cases_closed", "cases_corrected"}, "no_figure"),
        2022: dict.fromkeys(divided, "nothing_to_divide"),
    }
    assert expected.keys() < {row["year"] for row in found}
    for row in found:
        reasons = dict(each.split(":") for each in (row["null_reasons"] or "").split(";") if each)
        assert (reasons, row["denied"] is None) == (expected.get(row["year"], {}), row["year"] == 2020)


def test_no_agency_is_joined_wrongly_and_nearly_all_are_joined(made: Made) -> None:
    agency_of = {row["report_id"]: row["agency_id"] for row in made.rows("from marts.fct_reports")}
    owners: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
    reports: dict[tuple[str, str], list[Filed]] = defaultdict(list)
    for report in made.country.filed:
        if report.is_read:
            owners[agency_of[report.report_id]].add(report.owner)
            reports[report.owner].append(report)
    assert [found for agency_id, found in owners.items() if agency_id and len(found) > 1] == []
    pairs = [pair for found in reports.values() for pair in pairwise(found)]
    apart = [pair for pair in pairs if agency_of[pair[0].report_id] != agency_of[pair[1].report_id]]
    assert len(pairs) - len(apart) >= 0.98 * len(pairs)
    rows = made.rows("select agency_id, other_agency_id from marts.mart_agency_matches")
    listed = {frozenset(row.values()) for row in rows}
    for one, other in apart:
        # Where two things changed at once, nothing tells that it is the same agency.
        if one.changes(other) == 1 and None not in (ids := {agency_of[one.report_id], agency_of[other.report_id]}):
            assert ids in listed, (one, other)


def test_bodies_under_vertical_management_are_in_no_total(made: Made) -> None:
    vertical = "from marts.mart_agency_year where body = 'vertical' and report_id is not null"
    flags = "counted_in, is_in_county_total, is_in_prefecture_total, is_in_province_total"
    outside = made.rows(f"select distinct {flags} {vertical}")
    assert [list(row.values()) for row in outside] == [["line", False, False, False]]
    expected = {report.report_id for report in made.country.filed if report.is_outside}
    assert {row["report_id"] for row in made.rows(f"select report_id {vertical}")} == expected


def test_what_could_not_be_read_is_there_without_figures(made: Made) -> None:
    rows = made.rows(
        "select region_id, year, received, null_reasons from marts.mart_agency_year where status = 'unreadable'"
    )
    assert {(row["received"], row["null_reasons"]) for row in rows} == {(None, None)}
    unread = [(report.region.id, report.year) for report in made.country.filed if not report.is_read]
    assert sorted((row["region_id"], row["year"]) for row in rows) == sorted(unread)


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
def test_outcomes_by_applicant_add_up_to_the_truth_by_the_flag_of_a_level(made: Made, level: str) -> None:
    for year in made.country.years:
        query = (
            f"select {level}_id as region, outcome, applicant, sum(requests) as requests"
            f" from marts.mart_requests_year where is_in_{level}_total and year = {year} group by all"
        )
        found = {tuple(row.values())[:3]: row["requests"] for row in made.rows(query)}
        expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
        for region in (region for region in made.country.regions[year] if region.level == level):
            for (section, item, applicant), value in made.country.counted(region, year).figures.items():
                outcome = "closed" if item in THREE_ROWS else item
                if section == 3 and applicant in APPLICANTS and outcome in (*OUTCOMES, "closed") and value:
                    expected[region.id, outcome, applicant] += value
        assert found == expected


def test_no_table_has_a_row_that_is_the_total_of_others(made: Made) -> None:
    (row,) = made.rows(
        "select sum(requests) as naive from marts.mart_requests_year where is_in_province_total and year = 2023"
    )
    provinces = [region for region in made.country.regions[2023] if region.above is None]
    found = [indicators(made.country.counted(region, 2023).figures, 2023)["processed"] for region in provinces]
    assert row["naive"] == sum(filter(None, found))
    outcomes = made.rows("select count(*) as n, count(distinct outcome_group) as groups from marts.dim_outcome")
    assert outcomes == [{"n": 19, "groups": 6}]


@SMALL
@metricflow.needed
def test_metrics_are_the_figures_of_the_marts(made: Made, tmp_path: Path) -> None:
    """By region at each level, and by agency among those that a level counts, shares as exactly as counts."""
    names = [line.indicator for line in of_kind(catalogue.load(), "count", "share", "rate")]
    by_region = [
        f"--metrics {','.join(start + name for name in names)} --group-by {level}__code,metric_time__year"
        for start, level in LEVELS.items()
    ]
    by_agency = f"--metrics {','.join(names)} --group-by agency_year__agency_id,metric_time__year"
    *of_regions, of_agencies = metricflow.asked(made.database, tmp_path, *by_region, by_agency)
    for (start, level), rows in zip(LEVELS.items(), of_regions, strict=True):
        known = made.rows(f"from marts.mart_region_year where level = '{level}' and basis is not null")
        assert len(known) >= 10
        expected = {(row["region_id"], row["year"]): [row[name] for name in names] for row in known}
        assert metricflow.figures_of(rows, f"{level}__code", [start + name for name in names]) == expected
    known = made.rows("from marts.mart_agency_year where is_in_province_total")
    expected = {(row["agency_id"], row["year"]): [row[name] for name in names] for row in known}
    assert metricflow.figures_of(of_agencies, "agency_year__agency_id", names) == expected


@SMALL
@metricflow.needed
def test_a_share_leaves_out_a_report_without_one_of_its_two_figures(made: Made, tmp_path: Path) -> None:
    counted = "from marts.mart_agency_year where is_in_province_total and province_id = '320000' and year = 2023"
    shutil.copyfile(made.database, tmp_path / "gouji.duckdb")
    known = made.rows(f"select agency_id, denied, processed {counted} and processed > 0 order by agency_id")
    without_denied, without_processed, *whole = known
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        change = "update marts.mart_agency_year set {} = null where year = 2023 and agency_id = ?"
        connection.execute(change.format("denied"), [without_denied["agency_id"]])
        connection.execute(change.format("processed"), [without_processed["agency_id"]])
    asked = "--metrics received,share_denied --group-by province__code,metric_time__year"
    (rows,) = metricflow.asked(tmp_path / "gouji.duckdb", tmp_path / "project", asked)
    (share,) = metricflow.figures_of(rows, "province__code", ["share_denied"])["320000", 2023]
    assert share == percent(sum(row["denied"] for row in whole), sum(row["processed"] for row in whole))
