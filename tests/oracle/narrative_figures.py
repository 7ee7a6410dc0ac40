"""Rules of kind `told`: how many sentences on one fact give a figure that no sum of cells gives."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue, Fact, in_edition
from expectations.shape import totals_of
from tests.oracle.applicable import active
from tests.oracle.landed_records import LandedRecords

_CELL = {"section": pl.Int8, "item": pl.String, "measure": pl.String}
_SUMS = {"edition": pl.String, "printing": pl.String, "rule": pl.String, "fact": pl.String, "number": pl.Int32, **_CELL}


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A sentence is right if it gives any of the sums, wrong if all are known and it gives none of them."""
    of_sentence = _compared(landed).group_by("report_id", "rule", "fact", "sentence")
    judged = of_sentence.agg(is_right=pl.col("holds").any(), is_wrong=pl.col("fails").fill_null(False).all())
    wrong = pl.col("is_wrong").sum()
    assessed = (pl.col("is_wrong") | pl.col("is_right")).any()
    return judged.group_by("report_id", "rule", scope="fact").agg(failures=pl.when(assessed).then(wrong))


def _compared(landed: LandedRecords) -> pl.LazyFrame:
    """One row for each sentence on the report's own body and each fully known sum that it can mean.

    The other cells of a row are a lower bound for a total without a number.
    """
    cells = landed.scan("cells").select("report_id", *_CELL, "value").drop_nulls("value")
    placed = cells.join(landed.reports.lazy().select("report_id", "edition"), on="report_id")
    least = pl.coalesce("value", pl.when(pl.col("measure") == pl.col("total_measure")).then("others"))
    is_whole = pl.col("value").is_not_null() | (pl.col("printed") == pl.col("parts"))
    stated, total = pl.col("stated"), pl.col("total")
    return (
        _sentences(landed)
        .join(pl.LazyFrame(_sums(landed.catalogue), schema=_SUMS, orient="row"), on=["edition", "printing", "fact"])
        .join(cells, on=["report_id", *_CELL], how="left")
        .join(_rows(landed.catalogue, placed), on=["report_id", "section", "item"], how="left")
        .group_by("report_id", "rule", "fact", "sentence", "number")
        .agg(
            stated=stated.first(),
            total=pl.when(least.is_not_null().all()).then(least.sum()),
            is_whole=is_whole.fill_null(False).all(),
        )
        .with_columns(holds=stated == total, fails=(stated < total) | ((stated > total) & pl.col("is_whole")))
    )


def _sentences(landed: LandedRecords) -> pl.LazyFrame:
    """The figures of the report's own body: a government reports for its region, any other for itself."""
    reports = landed.reports.lazy().select("report_id", "edition", "printing", "agency_type")
    is_government = pl.col("agency_type").eq_missing(pl.lit("government"))
    own = pl.when(is_government).then(pl.lit("region")).otherwise(pl.lit("office"))
    return (
        landed.scan("statements")
        .join(reports, on="report_id")
        .filter(pl.col("coverage").is_null() | (pl.col("coverage") == own))
        .select("report_id", "edition", "printing", "fact", stated="value")
        .with_row_index("sentence")
    )


def _rows(catalogue: Catalogue, cells: pl.LazyFrame) -> pl.LazyFrame:
    """The other cells of each row: their sum, how many are printed, and how many there should be."""
    totals = totals_of(catalogue)
    parts = [
        (edition, section, item, measure, len(measures) - 1, totals[section])
        for (edition, section, item), measures in catalogue.measures.items()
        for measure in measures
        if totals.get(section, measure) != measure
    ]
    schema = {"edition": pl.String, **_CELL, "parts": pl.UInt32, "total_measure": pl.String}
    frame = pl.LazyFrame(parts, schema=schema, orient="row")
    rows = cells.join(frame, on=["edition", *_CELL]).group_by("report_id", "section", "item")
    of_row = {name: pl.col(name).first() for name in ("parts", "total_measure")}
    return rows.agg(others=pl.col("value").sum(), printed=pl.len(), **of_row)


def _sums(catalogue: Catalogue) -> list[tuple[str, str, str, str, int, int, str, str]]:
    """Every cell of every sum that a fact can mean in a form: rows of a printing count as printed, in any edition."""
    printing = {(row.section, row.item): row.printing for row in catalogue.rows}
    rules = {rule.rule: rule for rule in active(catalogue, "told")}
    printings = sorted({"", *printing.values()})

    def has(edition: str, printed: str, cell: tuple[int, str, str]) -> bool:
        own = printing[cell[:2]]
        return own == printed if own else cell[2] in catalogue.measures.get((edition, *cell[:2]), ())

    def meant(fact: Fact, edition: str, printed: str) -> list[tuple[int, list[tuple[int, str, str]]]]:
        return [(n, [cell for cell in cells if has(edition, printed, cell)]) for n, cells in enumerate(fact.sums)]

    return [
        (edition.edition, printed, fact.rule, fact.fact, number, *cell)
        for edition in catalogue.editions
        for printed in printings
        for fact in catalogue.facts
        if fact.rule in rules and in_edition(rules[fact.rule], edition.edition)
        for number, cells in meant(fact, edition.edition, printed)
        for cell in cells
    ]
