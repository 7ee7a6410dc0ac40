"""Rules of kind `notice`: how many of their notices the reader left on a report."""

from __future__ import annotations

import polars as pl

from tests.oracle.applicable import active, asked, lost, sections
from tests.oracle.landed_records import LandedRecords

_IS_PRINTED = {
    "": pl.lit(True),
    "cells": pl.col("has_cells").is_not_null(),
    "period": pl.col("period_start").is_not_null(),
    "title": pl.col("title").is_not_null(),
}
"""By what a rule needs, whether it is printed."""


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """Without the notice, a document that is cut or prints nothing of the kind is not assessed."""
    rules = active(landed.catalogue, "notice")
    named = [(rule.rule, notice) for rule in rules for notice in rule.notices.split("|")]
    notices = pl.LazyFrame(named, schema=dict.fromkeys(("rule", "notice"), pl.String), orient="row")
    left = landed.scan("notices").join(notices, on="notice").group_by("report_id", "rule").agg(failures=pl.len())
    cells = sections(landed).select("report_id", has_cells=True).unique()
    needs = sorted({rule.needs for rule in rules})
    is_printed = pl.any_horizontal(pl.lit(False), *((pl.col("needs") == need) & _IS_PRINTED[need] for need in needs))
    is_whole = ~(pl.col("is_cut") | pl.col("begins_late")).fill_null(False)
    return (
        asked(landed, "notice")
        .join(cells, on="report_id", how="left")
        .join(left, on=["report_id", "rule"], how="left")
        .join(lost(landed), on=["report_id", "rule"], how="left")
        .select(
            "report_id",
            "rule",
            pl.lit("report").alias("scope"),
            failures=pl.coalesce("failures", pl.when(is_whole & is_printed & pl.col("is_lost").is_null()).then(0)),
        )
    )
