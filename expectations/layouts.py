"""Counts rules by layout: one that hardly any report of a layout holds tells of our reading, not of the agencies."""

from __future__ import annotations

import pandas as pd
import polars as pl

from expectations.landed import Landed

MINIMUM = 20
"""Of how many reports of a layout a rule must be assessed before it tells of the layout."""


def counted(landed: Landed, results: pl.DataFrame) -> pl.DataFrame:
    """By layout and rule: `reports` assessed on any scope, and of those how many are `failing` on any."""
    reports = results.group_by("report_id", "rule").agg(is_failing=(pl.col("failures") > 0).any())
    of_layout = reports.join(landed.reports.select("report_id", "layout"), on="report_id")
    return of_layout.group_by("layout", "rule").agg(
        reports=pl.len().cast(pl.Int64), failing=pl.col("is_failing").sum().cast(pl.Int64)
    )


def shares(counts: pl.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """One row per layout, and for each rule a column: the percentage of its reports that hold it; null for too few."""
    share = (pl.col("reports") - pl.col("failing")) * 100 / pl.col("reports")
    enough = counts.with_columns(share=pl.when(pl.col("reports") >= MINIMUM).then(share))
    wide = enough.pivot("rule", on_columns=list(columns), index="layout", values="share").sort("layout")
    return wide.rename(columns).to_pandas().set_index("layout").rename_axis(None)
