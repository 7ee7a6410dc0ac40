"""The figures that rules compare between reports, and from which values on they count."""

from __future__ import annotations

import polars as pl

from expectations.form import Catalogue
from expectations.rule import Watched
from tests.oracle.applicable import active
from tests.oracle.landed_records import LandedRecords

_CELL = ["section", "item", "measure"]


def cells(catalogue: Catalogue, kind: str) -> pl.LazyFrame:
    """Every cell watched by an active rule of a kind."""
    rules = [rule.rule for rule in active(catalogue, kind)]
    lines = [line for line in catalogue.watched if line.rule in rules]
    schema = dict(zip(Watched._fields, (pl.String, pl.Int8, pl.String, pl.String), strict=True))
    return pl.LazyFrame(lines, schema=schema, orient="row")


def figures(landed: LandedRecords, kind: str) -> pl.LazyFrame:
    """One row for each report, rule and item whose watched cell has a number."""
    found = landed.scan("cells").drop_nulls("value").join(cells(landed.catalogue, kind), on=_CELL)
    return found.select("report_id", "rule", "item", "value").collect(engine="streaming").lazy()


def thresholds(catalogue: Catalogue, rule: str) -> dict[str, int]:
    """The thresholds of a rule by name."""
    return {line.threshold: line.value for line in catalogue.thresholds if line.rule == rule}
