"""Which rules apply to which reports, and what in a report decides whether they can be assessed."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue, in_edition
from expectations.rule import Loss, Rule
from tests.oracle.landed_records import LandedRecords


def active(catalogue: Catalogue, kind: str) -> list[Rule]:
    """The active rules of one kind."""
    return [rule for rule in catalogue.rules if (rule.kind, rule.state) == (kind, "active")]


def asked(landed: LandedRecords, kind: str) -> pl.LazyFrame:
    """One row for each report and each rule of a kind that applies to the edition of the report."""
    rules = [
        (edition.edition, rule.rule, rule.needs)
        for rule in active(landed.catalogue, kind)
        for edition in landed.catalogue.editions
        if in_edition(rule, edition.edition)
    ]
    frame = pl.LazyFrame(rules, schema=dict.fromkeys(("edition", "rule", "needs"), pl.String), orient="row")
    reports = landed.reports.lazy().join(frame, on="edition").join(_noticed(landed), on="report_id", how="left")
    return reports.join(_doubted(landed), on="report_id", how="left")


def lost(landed: LandedRecords) -> pl.LazyFrame:
    """One row for each report that seems to be a lossy copy, and each rule that this leaves open."""
    lines = pl.LazyFrame(landed.catalogue.losses, schema=dict.fromkeys(Loss._fields, pl.String), orient="row")
    return landed.scan("notices").join(lines, on="notice").select("report_id", "rule", is_lost=True).unique()


def sections(landed: LandedRecords) -> pl.LazyFrame:
    """One row for each report and printed section, with how many cells hold a number."""
    return landed.scan("cells").group_by("report_id", "section").agg(numbers=pl.col("value").count())


def _noticed(landed: LandedRecords) -> pl.LazyFrame:
    """The reports that end early or begin late, and those whose printed edition is not certain."""
    seen = pl.col("notice")
    return (
        landed.scan("notices")
        .group_by("report_id")
        .agg(
            is_cut=(seen == "truncated").any(),
            begins_late=(seen == "beginning_missing").any(),
            is_edition_unclear=seen.is_in(["edition_from_year", "edition_mixed", "edition_close"]).any(),
        )
    )


def _doubted(landed: LandedRecords) -> pl.LazyFrame:
    """The reports whose year is doubtful."""
    doubtful = (pl.col("field") == "year") & (pl.col("confidence") == "doubtful")
    return landed.scan("evidence").filter(doubtful).select("report_id", is_year_doubtful=True).unique()
