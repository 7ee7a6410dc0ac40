"""The figures that rules compare between reports, and from which values on they count."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue
from expectations.rule import Watched
from tests.oracle.applicable import active
from tests.oracle.landed_records import LandedRecords

_CELL = ["section", "item", "measure"]


def in_editions(catalogue: Catalogue, kind: str) -> pl.LazyFrame:
    """One row for each rule of a kind, item that it watches, and edition in which it does."""
    editions = [edition.edition for edition in catalogue.editions]
    lines = cells(catalogue, kind).with_columns(edition=pl.lit(editions)).explode("edition")
    begun = pl.col("from_edition") <= pl.col("edition")
    ended = (pl.col("to_edition") != "") & (pl.col("to_edition") < pl.col("edition"))
    return lines.filter(begun & ~ended).select("rule", "item", "edition")


def cells(catalogue: Catalogue, kind: str) -> pl.LazyFrame:
    """Every cell watched by an active rule of a kind."""
    rules = [rule.rule for rule in active(catalogue, kind)]
    lines = [line for line in catalogue.watched if line.rule in rules]
    schema = dict.fromkeys(Watched._fields, pl.String) | {"section": pl.Int8}
    return pl.LazyFrame(lines, schema=schema, orient="row")


def figures(landed: LandedRecords, kind: str) -> pl.LazyFrame:
    """One row for each report, rule and item whose watched cell has a number."""
    found = landed.scan("cells").drop_nulls("value").join(cells(landed.catalogue, kind), on=_CELL)
    return found.select("report_id", "rule", "item", "value").collect(engine="streaming").lazy()


def thresholds(catalogue: Catalogue, rule: str) -> dict[str, int]:
    """The thresholds of a rule by name."""
    return {line.threshold: line.value for line in catalogue.thresholds if line.rule == rule}
