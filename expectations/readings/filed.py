"""Rules of kind `filing`: whose report is there as the list of agencies, or reports of earlier years, let expect."""

from __future__ import annotations

import polars as pl

from expectations.landed import Landed, roster
from expectations.readings.asked import asked

_AGENCY = ["agency", "region_code"]


def read(landed: Landed) -> pl.LazyFrame:
    """A report that is there holds the rule by which it is expected; one that nothing lets expect is open."""
    reports = asked(landed, "filing").drop_nulls(["agency", "year"])
    year = pl.col("year")
    seen = reports.filter(pl.col("rule") == "report_expected", year > year.min().over("rule", *_AGENCY))
    last = pl.max_horizontal(year, *(edition.last_year for edition in landed.catalogue.editions))
    is_due = pl.any_horizontal(
        year.is_between(edition.first_year, last if edition.last_year is None else edition.last_year)
        for edition in landed.catalogue.editions
    )
    listed = (
        reports.filter(pl.col("rule") == "report_filed", is_due)
        .join(roster(landed.records), on=_AGENCY, nulls_equal=True)
        .filter(year.is_between(pl.coalesce("first_year", "year"), pl.coalesce("last_year", "year")))
    )
    found = pl.concat(frame.select("report_id", "rule") for frame in (seen, listed)).unique()
    return found.with_columns(scope=pl.lit("report"), failures=pl.lit(0))
