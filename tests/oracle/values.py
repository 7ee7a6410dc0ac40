"""Rules of kind `value`: how many counts of a section are impossible as counts."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue, in_edition
from tests.oracle.applicable import active, asked, sections
from tests.oracle.landed_records import LandedRecords

_VALUE = pl.col("value")
_KIND = pl.col("kind")
_UNUSUAL = {
    "counts_not_negative": (_KIND == "count") & (_VALUE < 0),
    "counts_whole": _KIND.is_in(["count", "change"]) & (_VALUE % 1 != 0),
}
_AMOUNTS = "units_as_form"
_CELL = {"section": pl.Int8, "item": pl.String, "measure": pl.String}


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A section without a number is not assessed, nor one cut off with the document.

    For units, neither is a section without an amount or with an uncertain unit.
    """
    amounts = _amounts(landed)
    unusual = pl.concat([*_unusual(landed), amounts.select("report_id", "section", "failures", rule=pl.lit(_AMOUNTS))])
    printed = sections(landed)
    last = printed.group_by("report_id").agg(last_section=pl.col("section").max())
    is_open = pl.col("is_cut").fill_null(False) & (pl.col("section") >= pl.col("last_section"))
    is_known = pl.when(pl.col("rule") == _AMOUNTS).then("are_units_known").otherwise(pl.col("numbers") > 0)
    return (
        asked(landed, "value")
        .join(_sections(landed.catalogue), on="edition")
        .join(last, on="report_id")
        .join(printed, on=["report_id", "section"], how="left")
        .join(amounts.drop("failures"), on=["report_id", "section"], how="left")
        .join(unusual.filter(pl.col("failures") > 0), on=["report_id", "section", "rule"], how="left")
        .select(
            "report_id",
            "rule",
            scope=pl.col("section").cast(pl.String),
            failures=pl.coalesce("failures", pl.when(~is_open & is_known).then(0)),
        )
    )


def _unusual(landed: LandedRecords) -> list[pl.LazyFrame]:
    kinds = {(column.section, column.measure, column.kind) for column in landed.catalogue.columns}
    measures = pl.LazyFrame(
        sorted(kinds), schema={"section": pl.Int8, "measure": pl.String, "kind": pl.String}, orient="row"
    )
    counts = landed.scan("cells").join(measures, on=["section", "measure"])
    return [
        counts.filter(_UNUSUAL[rule.rule])
        .group_by("report_id", "section")
        .agg(failures=pl.len())
        .with_columns(rule=pl.lit(rule.rule))
        for rule in active(landed.catalogue, "value")
        if rule.rule != _AMOUNTS
    ]


def _amounts(landed: LandedRecords) -> pl.LazyFrame:
    """One row for each report and section with an amount whose unit the form prints: how many use a different one."""
    form = landed.catalogue
    units = [
        (edition.edition, row.section, row.item, column.measure, column.unit)
        for edition in form.editions
        for row in form.rows
        if in_edition(row, edition.edition)
        for column in form.columns_of(edition.edition, row.section, row.block)
        if column.unit
    ]
    printed = pl.LazyFrame(units, schema={"edition": pl.String, **_CELL, "unit_due": pl.String}, orient="row")
    cells = landed.scan("cells").drop_nulls("value").join(printed, on=list(_CELL))
    amounts = cells.join(landed.reports.lazy().select("report_id", "edition"), on=["report_id", "edition"])
    unit = pl.col("unit")
    return amounts.group_by("report_id", "section").agg(
        failures=(unit != pl.col("unit_due")).sum(), are_units_known=unit.is_not_null().all()
    )


def _sections(catalogue: Catalogue) -> pl.LazyFrame:
    found = sorted({(edition, section) for edition, section, _ in catalogue.measures})
    return pl.LazyFrame(found, schema={"edition": pl.String, "section": pl.Int8}, orient="row")
