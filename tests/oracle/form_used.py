"""Rules of kind `form`: whether the form used is the one that was due."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue
from tests.oracle.applicable import active, asked, lost
from tests.oracle.landed_records import LandedRecords


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """Not assessed where the printed edition or the year is uncertain, or no form is due."""
    certain = ~(pl.col("is_edition_unclear").fill_null(False) | pl.col("is_year_doubtful").fill_null(False))
    printing = {edition.edition: edition.closed_printing for edition in landed.catalogue.editions}
    fails = {
        "edition_due": pl.when(certain).then(pl.col("edition") != _due(landed.catalogue)),
        "closed_rows": pl.col("closed_printing") != pl.col("edition").replace_strict(printing, default=None),
    }
    rules = [rule.rule for rule in active(landed.catalogue, "form")]
    failing = pl.coalesce(pl.lit(None), *(pl.when(pl.col("rule") == rule).then(fails[rule]) for rule in rules))
    reports = asked(landed, "form").join(lost(landed), on=["report_id", "rule"], how="left")
    is_whole = pl.col("is_lost").is_null()
    return reports.select("report_id", "rule", scope=pl.lit("report"), failures=pl.when(is_whole).then(failing))


def _due(catalogue: Catalogue) -> pl.Expr:
    year = pl.col("year")
    return pl.coalesce(
        pl.when(year.is_between(e.first_year, 9999 if e.last_year is None else e.last_year)).then(pl.lit(e.edition))
        for e in catalogue.editions
    )
