"""Every total of an agency or a region and year is what the bodies of a generated country add up to."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from expectations import catalogue
from expectations.metrics import LEVELS, of_kind
from flows.warehouse import build as warehouse
from tests import metricflow
from tests.generated_country import CUSTOMS, REGIONS, WHOLE, YEARS, Country, Region
from tests.record_factory import APPLICANTS, OUTCOMES, PROCEEDINGS, THREE_ROWS, Figures, write_records

pytestmark = pytest.mark.slow

DENIED, UNAVAILABLE, REFUSED = (
    [item for item in OUTCOMES if item.startswith(group)] for group in ("denied_", "unavailable_", "refused_")
)


class Made(NamedTuple):
    """A country and the warehouse built from its reports."""

    country: Country
    database: Path

    def rows(self, query: str) -> list[dict[str, Any]]:
        with duckdb.connect(self.database, read_only=True) as connection:
            answer = connection.execute(query)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder, country = tmp_path_factory.mktemp("country"), Country(7)
    write_records(folder / "records", country.reports())
    warehouse.build(folder / "records", folder / "warehouse", day=dt.date(2025, 1, 15))
    return Made(country, folder / "warehouse" / warehouse.DATABASE)


def indicators(several: Iterable[Figures]) -> dict[str, Decimal]:
    """What reports add up to, by the words of the form."""
    cells: Counter[tuple[int, str, str]] = Counter()
    for figures in several:
        cells.update(figures)  # type: ignore[arg-type] # Decimal counts as well

    def requests(*items: str) -> Decimal:
        return Decimal(sum(cells[3, item, "total"] for item in items))

    def cases(proceedings: Iterable[str], *results: str) -> Decimal:
        return Decimal(sum(cells[4, one, result] for one in proceedings for result in results))

    found = {item: requests(item) for item in ("received", "carried_in", "carried_out", *OUTCOMES[:2], *DENIED)}
    found |= {"processed": requests("processed_total"), "denied": requests(*DENIED)}
    found |= {"unavailable": requests(*UNAVAILABLE), "refused": requests(*REFUSED)}
    found["closed"] = requests("closed", *THREE_ROWS)
    for name, of in (("reviews", PROCEEDINGS[:1]), ("litigations", PROCEEDINGS[1:]), ("cases", PROCEEDINGS)):
        found[f"{name}_closed"] = cases(of, "upheld", "corrected", "other")
        found[f"{name}_corrected"] = cases(of, "corrected")
        if name != "cases":
            found[name] = cases(of, "total")
    return found


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def regions_and_years(country: Country) -> list[tuple[Region, int]]:
    return [(region, year) for region in REGIONS for year in country.years_of(region)]


def test_the_country_has_every_kind_of_report_and_basis(made: Made) -> None:
    assert len(set(made.country.styles.values())) == 7
    bases = made.rows("select level, basis, count(*) as n from marts.mart_region_year group by all")
    assert {(row["level"], row["basis"]) for row in bases} >= {
        ("county", "report"),
        ("county", "bodies"),
        ("prefecture", "report"),
        ("prefecture", "lower"),
        ("province", "lower"),
        ("county", None),
    }


def test_every_regional_total_is_the_truth(made: Made) -> None:
    rows = {(row["region_id"], row["year"]): row for row in made.rows("from marts.mart_region_year")}
    for region, year in regions_and_years(made.country):
        row, counted = rows[region.code, year], made.country.counted(region, year)
        expected = indicators(counted)
        if not counted:
            assert (row["basis"], row["received"]) == (None, None)
            continue
        assert {name: row[name] for name in expected} == expected, (region, year)
        assert row["reports_counted"] == len(counted)
        assert row["share_denied"] == percent(expected["denied"], expected["processed"])
        assert row["share_cases_corrected"] == percent(expected["cases_corrected"], expected["cases_closed"])


def test_where_a_report_speaks_for_the_region_the_sum_of_the_others_stands_beside_it(made: Made) -> None:
    columns = "received, received_reported, received_summed, received_difference"
    rows = {
        (row["region_id"], row["year"]): row
        for row in made.rows(f"select region_id, year, basis, {columns} from marts.mart_region_year")
    }
    for region, year in regions_and_years(made.country):
        row, summed = rows[region.code, year], made.country.summed(region, year)
        others = indicators(summed)["received"] if summed else None
        assert row["received_summed"] == others, (region, year)
        if made.country.styles[region.code, year] in WHOLE:
            assert row["basis"] == "report"
            assert row["received_difference"] == (row["received"] - others if others is not None else None)
        else:
            below, here = made.country.below(region, year), made.country.bodies_of(region, year)
            assert row["basis"] == ("lower" if below else "bodies" if here else None)
            assert (row["received"], row["received_reported"]) == (others, None)


def test_bodies_expected_there_and_unreadable_are_counted_where_they_are(made: Made) -> None:
    filed = [report for report in made.country.filed if report.agency != CUSTOMS]
    first = {report.agency: report.year for report in reversed(filed) if report.figures}
    rows = made.rows("from marts.mart_region_year")
    for row in (row for row in rows if row["region_id"] in {region.code for region in REGIONS}):
        own = [report for report in filed if report.region.code == row["region_id"]]
        now = {report.agency: report.figures for report in own if report.year == row["year"]}
        expected = {report.agency for report in own if first.get(report.agency, 9999) <= row["year"]} | now.keys()
        assert row["bodies_there"] == sum(figures is not None for figures in now.values())
        assert row["bodies_unreadable"] == sum(figures is None for figures in now.values())
        assert row["bodies_expected"] == len(expected), row


def test_regions_are_there_in_the_years_in_which_they_exist_under_one_identity(made: Made) -> None:
    query = "select year, region_code, name from marts.mart_region_year where region_id = '{}' order by 1"
    codes = [(row["year"], row["region_code"]) for row in made.rows(query.format("320613"))]
    assert codes == [(year, "320602" if year < 2020 else "320613") for year in YEARS]
    assert [row["year"] for row in made.rows(query.format("320611"))] == [2019]
    # Expected, though nobody there has ever filed.
    empty = made.rows(
        "select basis, null_reason, bodies_expected from marts.mart_region_year where region_id = '420700'"
    )
    assert empty == [{"basis": None, "null_reason": "no_report", "bodies_expected": 0}] * len(YEARS)
    assert made.rows("from marts.mart_region_year where substring(region_id, 1, 2) not in ('32', '42')") == []


def test_every_agency_has_its_figures_and_the_change_on_the_very_year_before(made: Made) -> None:
    rows = {(row["agency"], row["year"]): row for row in made.rows("from marts.mart_agency_year")}
    filed = {(report.agency, report.year): report.figures for report in made.country.filed}
    assert {key for key, row in rows.items() if row["report_id"]} == {key for key, figures in filed.items() if figures}
    for (agency, year), figures in filed.items():
        row = rows[agency, year]
        if agency == CUSTOMS:
            continue
        if figures is None:
            assert (row["status"], row["received"], row["null_reasons"]) == ("unreadable", None, None)
            continue
        expected, before = indicators([figures]), filed.get((agency, year - 1))
        assert {name: row[name] for name in expected} == expected
        assert row["share_granted"] == percent(expected["granted"], expected["processed"])
        assert row["processed_is_small"] == (expected["processed"] < 30)
        change = expected["received"] - indicators([before])["received"] if before else None
        assert (row["received_change"], row["change_reason"]) == (change, None if before else "no_previous_report")
        assert (row["null_reasons"], row["share_complete"], row["cells_null"]) == (None, 100, 0)


def test_a_figure_is_null_with_a_reason(made: Made) -> None:
    columns = "year, denied, share_granted, null_reasons, received_change"
    rows = made.rows(f"select {columns} from marts.mart_agency_year where agency = '{CUSTOMS}' order by year")
    reasons = {
        row["year"]: dict(each.split(":") for each in (row["null_reasons"] or "").split(";") if each) for row in rows
    }
    assert reasons[2019] == reasons[2023] == {}
    assert reasons[2020] == dict.fromkeys(("denied", "denied_state_secret", "share_denied"), "no_figure")
    assert rows[1]["denied"] is None
    counts = {
        f"{name}{end}" for name in ("reviews", "litigations") for end in ("", "_closed", "_corrected", "_per_100")
    }
    shares = {f"share_{name}_corrected" for name in ("reviews", "litigations", "cases")}
    assert reasons[2021] == dict.fromkeys({*counts, *shares, "cases_closed", "cases_corrected"}, "no_figure")
    divided = [row["indicator"] for row in made.rows("from marts.dim_indicator") if row["denominator"]]
    assert reasons[2022] == dict.fromkeys(divided, "nothing_to_divide")
    assert [row["received_change"] is None for row in rows] == [True, False, False, False, False]


def test_customs_are_in_no_total(made: Made) -> None:
    flags = "is_in_county_total, is_in_prefecture_total, is_in_province_total"
    rows = made.rows(f"select distinct region_id, {flags} from marts.mart_agency_year where agency = '{CUSTOMS}'")
    assert [list(row.values()) for row in rows] == [["320600", False, False, False]]


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
def test_outcomes_by_applicant_add_up_to_the_truth_by_the_flag_of_a_level(made: Made, level: str) -> None:
    query = (
        f"select {level}_id as region, year, outcome, applicant, sum(requests) as requests"
        f" from marts.mart_requests_year where is_in_{level}_total group by all"
    )
    found = {tuple(row.values())[:4]: row["requests"] for row in made.rows(query)}
    expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    of_level = {row["code"] for row in made.rows(f"select code from marts.dim_region where level = '{level}'")}
    for region, year in regions_and_years(made.country):
        for figures in made.country.counted(region, year) if region.code in of_level else []:
            for (section, item, applicant), value in figures.items():
                outcome = "closed" if item in THREE_ROWS else item
                if section == 3 and applicant in APPLICANTS and outcome in (*OUTCOMES, "closed") and value:
                    expected[region.code, year, outcome, applicant] += value
    assert found == expected


def test_no_table_has_a_row_that_is_the_total_of_others(made: Made) -> None:
    (row,) = made.rows(
        "select sum(requests) as naive from marts.mart_requests_year where is_in_province_total and year = 2023"
    )
    provinces = [region for region in REGIONS if region.above is None]
    truth = [figures for region in provinces for figures in made.country.counted(region, 2023)]
    assert row["naive"] == indicators(truth)["processed"]
    outcomes = made.rows("select count(*) as n, count(distinct outcome_group) as groups from marts.dim_outcome")
    assert outcomes == [{"n": 19, "groups": 6}]


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
        assert figures_of(rows, f"{level}__code", [start + name for name in names]) == expected
    known = made.rows("from marts.mart_agency_year where is_in_province_total")
    expected = {(row["agency_id"], row["year"]): [row[name] for name in names] for row in known}
    assert figures_of(of_agencies, "agency_year__agency_id", names) == expected


@metricflow.needed
def test_a_share_leaves_out_a_report_without_one_of_its_two_figures(made: Made, tmp_path: Path) -> None:
    counted = "from marts.mart_agency_year where is_in_province_total and province_id = '320000' and year = 2021"
    shutil.copyfile(made.database, tmp_path / "gouji.duckdb")
    known = made.rows(f"select agency_id, denied, processed {counted} and processed > 0 order by agency_id")
    without_denied, without_processed, *whole = known
    with duckdb.connect(tmp_path / "gouji.duckdb") as connection:
        change = "update marts.mart_agency_year set {} = null where year = 2021 and agency_id = ?"
        connection.execute(change.format("denied"), [without_denied["agency_id"]])
        connection.execute(change.format("processed"), [without_processed["agency_id"]])
    asked = "--metrics received,share_denied --group-by province__code,metric_time__year"
    (rows,) = metricflow.asked(tmp_path / "gouji.duckdb", tmp_path / "project", asked)
    (share,) = figures_of(rows, "province__code", ["share_denied"])["320000", 2021]
    assert share == percent(sum(row["denied"] for row in whole), sum(row["processed"] for row in whole))


def figures_of(rows: list[dict[str, str]], key: str, names: list[str]) -> dict[tuple[str, int], list[Decimal | None]]:
    """The figures of each region or agency and year, rounded as in the marts."""
    return {
        (row[key], int(row["metric_time__year"][:4])): [
            Decimal(row[name]).quantize(Decimal("0.0001"), ROUND_HALF_UP) if row[name] else None for name in names
        ]
        for row in rows
    }
