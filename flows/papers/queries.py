"""What the papers of a region and year need from the marts: a few queries, whatever the number of agencies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from flows.papers.regions import Region


class Due(NamedTuple):
    """One finding to be dealt with, on the last version of a report that has it, or on a report that is missing.

    What is more likely an error of reading is never one. `address` is where the report was fetched, at a moment in UTC.
    """

    finding_id: str
    matter_id: str
    agency_id: str
    report_id: str | None
    document: str | None
    rule: str
    title: str
    failure: str
    severity: str
    section: int | None
    scope_label: str | None
    row_label: str | None
    column_label: str | None
    raw: str | None
    reported: Decimal | None
    computed: Decimal | None
    is_suspect: bool
    expected: Decimal | None
    reread: str | None
    message: str
    basis: str
    remedy: str
    table_number: int | None
    row_number: int | None
    column_number: int | None
    page_number: int | None
    line_number: int | None
    address: str | None
    fetched_at: dt.datetime | None


class Agency(NamedTuple):
    """One agency in the year and its report.

    `reason` says why a missing one is left open, `basis` why one is expected; `child_id` is the region directly below
    the one asked for that the agency belongs to.
    """

    agency_id: str
    agency: str
    status: str
    reason: str | None
    deadline: dt.date | None
    published_on: dt.date | None
    child_id: str | None
    basis: str

    @property
    def has_filed(self) -> bool:
        """Whether there is a report that could be read."""
        return self.status in ("filed", "late")

    @property
    def is_missing(self) -> bool:
        """Whether the agency has to answer for it that there is no report: one was due, and none can be elsewhere."""
        return self.status == "missing" and self.reason is None and self.deadline is not None

    @property
    def is_undecided(self) -> bool:
        """Whether it is open if a report was published, or whether one was due."""
        return self.status == "missing" and not self.is_missing


class Scope(NamedTuple):
    """The papers' subject: region, year, the day it was judged for, and the edition of the form with its basis."""

    region: Region
    year: int
    day: dt.date
    basis: str | None


# The region of the year counts: an agency whose county has moved since is still in the papers of those years.
_AREA = """
create or replace temporary table area as
select agency_id, year, level, region_id, county_id, prefecture_id, province_id
from marts.mart_agency_year
where year = $year and $region in (region_id, county_id, prefecture_id, province_id)"""

_OF_REPORT = ("address", "fetched_at")
_DUE = f"""
select {", ".join(f"{'r' if name in _OF_REPORT else 'f'}.{name}" for name in Due._fields)}
from marts.fct_findings as f
inner join area using (agency_id, year)
left join marts.fct_reports as r on f.report_id = r.report_id
where f.is_latest and f.state in ('open', 'confirmed') and f.is_doubtful is not true
order by f.agency, f.severity, f.section nulls last, f.table_number, f.row_number, f.column_number,
    f.rule, f.scope, f.finding_id"""

# The region directly below the one asked for in which an agency is; none for its own bodies.
_AGENCIES = """
select status.agency_id, status.agency, status.status, status.reason, status.deadline, status.published_on,
    case
        when $region = area.province_id then coalesce(area.prefecture_id, area.county_id)
        when $region = area.prefecture_id then area.county_id
    end as child_id,
    status.basis
from marts.mart_filing_status as status
inner join area using (agency_id, year)
order by status.agency, status.agency_id"""

_FIGURES = """
select * from marts.mart_region_year where region_id = $region and year = $year"""

_INDICATORS = """
select indicator, label_zh, unit, denominator from marts.dim_indicator where kind <> 'report' order by display_order"""

_CHILDREN = """
select region_id, name, received from marts.mart_region_year
where year = $year and (
    ($region = prefecture_id and level = 'county')
    or ($region = province_id and (level = 'prefecture' or (level = 'county' and prefecture_id is null)))
)
order by region_id"""

# What is kept apart from what agencies have to answer for.
_OPEN = """
select
    (select count(*) from marts.fct_findings as f inner join area using (agency_id, year)
        where f.is_latest and f.state in ('open', 'confirmed') and f.is_doubtful) as doubtful,
    (select count(*) from marts.fct_rule_results as r
        inner join area using (agency_id, year)
        inner join marts.fct_reports as reports using (report_id)
        where reports.is_current and r.status = 'not_assessed') as not_assessed,
    (select count(distinct r.report_id) from marts.fct_rule_results as r
        inner join area using (agency_id, year)
        inner join marts.fct_reports as reports using (report_id)
        where reports.is_current and r.status = 'not_assessed') as reports_not_assessed"""

_DAY = "select coalesce(max(last_seen), current_date) from marts.fct_findings"
_BASIS = "select basis from marts.dim_year where year = $year"


def choose(connection: DuckDBPyConnection, region: Region, year: int) -> Scope:
    """Make the table `area`, the agencies of the region and of all below it, and say what the papers are about."""
    connection.execute(_AREA, {"year": year, "region": region.region_id})
    ((day,),) = connection.execute(_DAY).fetchall()
    basis = connection.execute(_BASIS, {"year": year}).fetchone()
    return Scope(region, year, day, basis[0] if basis else None)


def due(connection: DuckDBPyConnection) -> list[Due]:
    """All findings of the area to be dealt with, by agency."""
    return [Due._make(row) for row in connection.execute(_DUE).fetchall()]


def agencies(connection: DuckDBPyConnection, region: Region) -> list[Agency]:
    """All agencies of the area that have filed or had to."""
    rows = connection.execute(_AGENCIES, {"region": region.region_id}).fetchall()
    return [Agency._make(row) for row in rows]


class Figures(NamedTuple):
    """The region's own line of `mart_region_year`, indicators, the regions directly below, and what is left open."""

    region: dict[str, Any]
    indicators: list[dict[str, Any]]
    children: list[dict[str, Any]]
    left_open: dict[str, Any]


def figures(connection: DuckDBPyConnection, scope: Scope) -> Figures:
    """What the briefing tells about the area as a whole; `region` is empty where the mart has no such line."""
    where = {"region": scope.region.region_id, "year": scope.year}
    (own,) = _rows(connection, _FIGURES, where) or [{}]
    (left_open,) = _rows(connection, _OPEN)
    return Figures(own, _rows(connection, _INDICATORS), _rows(connection, _CHILDREN, where), left_open)


def _rows(connection: DuckDBPyConnection, sql: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    answer = connection.execute(sql, values)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
