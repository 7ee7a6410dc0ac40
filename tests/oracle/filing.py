"""Rules of kind `filing`: whose report is there as expected from the list of agencies or from earlier reports.

Missing reports are not evaluated: that would require knowing an agency under every spelling of its name.
"""

from __future__ import annotations

import polars as pl

from tests.oracle.applicable import asked
from tests.oracle.landed_records import LandedRecords, roster

_AGENCY = ["agency", "region_code"]


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A report that is there meets the rule by which it is expected; an unexpected one is open."""
    reports = asked(landed, "filing").drop_nulls(["agency", "year"])
    year = pl.col("year")
    seen = reports.filter(pl.col("rule") == "report_expected", year > year.min().over("rule", *_AGENCY))
    due = [on for on in landed.reports["year"].unique().drop_nulls() if landed.catalogue.edition_due(on)]
    listed = (
        reports.filter(pl.col("rule") == "report_filed", year.is_in(due))
        .join(roster(landed.records), on=_AGENCY, nulls_equal=True)
        .filter(year.is_between(pl.coalesce("first_year", "year"), pl.coalesce("last_year", "year")))
    )
    found = pl.concat(frame.select("report_id", "rule") for frame in (seen, listed)).unique()
    return found.with_columns(scope=pl.lit("report"), failures=pl.lit(0))
