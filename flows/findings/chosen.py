"""Whether a choice of year and region can show anything: a mistyped one must not look like no findings."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.landing.files import InputError

_KNOWN = """
select count(*) filter (year = $year), count(*) filter (contains(agency, $region)), count(*)
from (
    select year, agency from marts.fct_reports
    union all
    select year, agency from marts.mart_filing_status
)"""


class ChoiceError(InputError):
    """A year or a part of a name that no report has, nor any that is missing."""


def check(database: Path, year: int | None, region: str | None) -> None:
    """Raises ChoiceError where year or region are asked for, and nothing is known of them."""
    if year is None and region is None:
        return
    with duckdb.connect(str(database), read_only=True) as connection:
        asked = {"year": year, "region": region}
        ((of_year, of_region, all_of_them),) = connection.execute(_KNOWN, asked).fetchall()
    if not all_of_them:
        return
    if region is not None and not of_region:
        raise ChoiceError(f"--region {region!r}: no agency has this in its name; the workbook is as it was")
    if year is not None and not of_year:
        raise ChoiceError(
            f"--year {year}: there is no report on it, nor one that is missing; the workbook is as it was"
        )
