"""Rules of kind `time`: which reports are published too late, or before their year has ended."""

from __future__ import annotations

import polars as pl

from expectations.rule import Deadline
from tests.oracle.applicable import active, asked
from tests.oracle.divisions import divided
from tests.oracle.landed_records import LandedRecords

_AFTER_YEAR = "published_after_year"
_VERSIONS = ["agency", "region_code", "year"]
_DEADLINES = dict(
    zip(
        Deadline._fields,
        (pl.String, pl.String, pl.Int32, pl.Int32, pl.String, pl.String, pl.Int32, pl.Int32),
        strict=True,
    )
)
_YEAR_ENDED = pl.date(pl.col("year").cast(pl.Int32) + 1, 1, 1)


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A report whose date or year is missing or doubtful is not assessed."""
    reports = asked(landed, "time").join(_doubts(landed), on="report_id", how="left")
    found = pl.concat([_after_year(reports), _by_deadline(landed, reports)])
    return found.select("report_id", "rule", scope=pl.lit("report"), failures=pl.col("fails").cast(pl.Int32))


def _after_year(reports: pl.LazyFrame) -> pl.LazyFrame:
    certain = reports.filter(pl.col("rule") == _AFTER_YEAR, ~pl.col("is_year_doubtful").fill_null(False))
    earliest = pl.min_horizontal("published_on", "written_on")
    return certain.select("report_id", "rule", fails=earliest < _YEAR_ENDED)


def _by_deadline(landed: LandedRecords, reports: pl.LazyFrame) -> pl.LazyFrame:
    """The earliest date of all versions counts; a version without a date may have been published earlier."""
    date = pl.col("published_on")
    must = [rule.rule for rule in active(landed.catalogue, "time") if landed.catalogue.severity_of(rule) == "must"]
    versions = reports.drop_nulls(["agency", "year"]).with_columns(
        first=date.min().over("rule", *_VERSIONS),
        are_all_dated=date.is_not_null().all().over("rule", *_VERSIONS),
        is_date_unsure=pl.col("is_date_unsure").fill_null(False).any().over("rule", *_VERSIONS),
    )
    is_open = (
        pl.col("is_year_doubtful").fill_null(False)
        | (pl.col("first") < _YEAR_ENDED)
        | (pl.col("rule").is_in(must) & pl.col("is_date_unsure"))
    )
    is_late = pl.col("first") > pl.col("deadline")
    return (
        versions.filter("is_current")
        .join(_deadlines(landed), on=["report_id", "rule"])
        .filter(~is_open, ~is_late | pl.col("are_all_dated"))
        .select("report_id", "rule", fails=is_late)
    )


def _deadlines(landed: LandedRecords) -> pl.LazyFrame:
    """For each report and rule the deadline of the smallest division that contains the agency."""
    region = pl.col("region_code")
    parents = divided(landed.reports).select("report_id", "parent")
    placed = landed.reports.lazy().join(parents.lazy(), on="report_id", how="left")
    within = [region, pl.col("parent"), region.str.head(2) + "0000", pl.lit("")]
    breadth = pl.coalesce(
        pl.when(pl.col("jurisdiction") == division).then(number) for number, division in enumerate(within)
    )
    lines = pl.LazyFrame(landed.catalogue.deadlines, schema=_DEADLINES, orient="row")
    year = pl.col("year").cast(pl.Int32)
    return (
        placed.join(lines, on="agency_type")
        .filter(year >= pl.col("first_year"), (year <= pl.col("last_year")).fill_null(True), breadth.is_not_null())
        .with_columns(breadth=breadth, deadline=pl.date(year + 1, pl.col("month"), pl.col("day")))
        .group_by("report_id", "rule")
        .agg(pl.col("deadline").sort_by("breadth").first())
    )


def _doubts(landed: LandedRecords) -> pl.LazyFrame:
    """Whether a year is doubtful, whether a date of publication is not certain, and when the report was signed."""
    field, confidence = pl.col("field"), pl.col("confidence")
    return (
        landed.scan("evidence")
        .group_by("report_id")
        .agg(
            is_year_doubtful=((field == "year") & (confidence == "doubtful")).any(),
            is_date_unsure=((field == "published_on") & (confidence != "certain")).any(),
            written_on=pl.col("value").filter(field == "written_on").max().str.to_date(),
        )
    )
