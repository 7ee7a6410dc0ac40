"""Whether a choice of year and region can show anything: a mistyped one must not look like no findings."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.landing.files import InputError

_SHOWN = 3
_KNOWN = """
with known as (
    select year, agency from marts.fct_reports
    union
    select year, agency from marts.mart_filing_status
)
"""
_COUNTS = (
    f"{_KNOWN} select count(*) filter (year = $year), count(*) filter (contains(agency, $region)), count(*) from known"
)
_LIKE_REGION = f"""{_KNOWN}
select agency from known where agency is not null
group by agency
order by jaro_winkler_similarity(left(agency, length($asked)), $asked) desc, length(agency), agency
limit {_SHOWN}"""
_LIKE_YEAR = f"""{_KNOWN}
select cast(year as varchar) from known where year is not null
group by year order by abs(year - $asked), year desc limit {_SHOWN}"""


class ChoiceError(InputError):
    """A year or a part of a name that no report has, nor any that is missing; the message has the nearest."""


def check(database: Path, year: int | None, region: str | None) -> None:
    """Raises ChoiceError where year or region are asked for, and nothing is known of them."""
    if year is None and region is None:
        return
    with duckdb.connect(str(database), read_only=True) as connection:
        ((of_year, of_region, all_of_them),) = connection.execute(_COUNTS, {"year": year, "region": region}).fetchall()
        if not all_of_them:
            return
        if region is not None and not of_region:
            nearest = _nearest(connection, _LIKE_REGION, region)
            raise ChoiceError(f"--region {region!r}: no agency has this in its name; {nearest}")
        if year is not None and not of_year:
            nearest = _nearest(connection, _LIKE_YEAR, year)
            raise ChoiceError(f"--year {year}: there is no report on it, nor one that is missing; {nearest}")


def _nearest(connection: duckdb.DuckDBPyConnection, query: str, asked: object) -> str:
    names = [name for (name,) in connection.execute(query, {"asked": asked}).fetchall()]
    return f"the nearest are {', '.join(names)}; the workbook is as it was"
