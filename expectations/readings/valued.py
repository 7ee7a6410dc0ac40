"""Rules of kind `value`: how many counts of a section are not what a count can be."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue
from expectations.landed import Landed
from expectations.readings.asked import active, asked, sections

_VALUE = pl.col("value")
_KIND = pl.col("kind")
_ODD = {
    "counts_not_negative": (_KIND == "count") & (_VALUE < 0),
    "counts_whole": _KIND.is_in(["count", "change"]) & (_VALUE % 1 != 0),
}
_COUNTED = {"report_id": pl.String, "section": pl.Int8, "failures": pl.UInt32, "rule": pl.String}


def read(landed: Landed) -> pl.LazyFrame:
    """A section without a number is not assessed, nor one that goes on behind the end of a cut document."""
    odd = _odd(landed)
    printed = sections(landed)
    last = printed.group_by("report_id").agg(last_section=pl.col("section").max())
    is_open = pl.col("is_cut").fill_null(False) & (pl.col("section") >= pl.col("last_section"))
    return (
        asked(landed, "value")
        .join(_sections(landed.catalogue), on="edition")
        .join(last, on="report_id")
        .join(printed, on=["report_id", "section"], how="left")
        .join(odd, on=["report_id", "section", "rule"], how="left")
        .select(
            "report_id",
            "rule",
            scope=pl.col("section").cast(pl.String),
            failures=pl.coalesce("failures", pl.when(~is_open & (pl.col("numbers") > 0)).then(0)),
        )
    )


def _odd(landed: Landed) -> pl.LazyFrame:
    kinds = {(column.section, column.measure, column.kind) for column in landed.catalogue.columns}
    measures = pl.LazyFrame(
        sorted(kinds), schema={"section": pl.Int8, "measure": pl.String, "kind": pl.String}, orient="row"
    )
    counts = landed.scan("cells").join(measures, on=["section", "measure"])
    frames = [
        counts.filter(_ODD[rule.rule])
        .group_by("report_id", "section")
        .agg(failures=pl.len())
        .with_columns(rule=pl.lit(rule.rule))
        for rule in active(landed.catalogue, "value")
    ]
    return pl.concat(frames) if frames else pl.LazyFrame(schema=_COUNTED)


def _sections(catalogue: Catalogue) -> pl.LazyFrame:
    found = sorted({(edition, section) for edition, section, _ in catalogue.measures})
    return pl.LazyFrame(found, schema={"edition": pl.String, "section": pl.Int8}, orient="row")
