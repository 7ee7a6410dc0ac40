"""The administrative divisions in the years they existed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

_TABLE = Path(__file__).parents[2] / "flows" / "reading" / "regions" / "divisions.csv"
_YEARS = ("first_year", "last_year")


@lru_cache(maxsize=1)
def divisions() -> pl.DataFrame:
    """One row per code, name and parent, from `first_year` to `last_year`, as the table has them."""
    found = pl.read_csv(_TABLE, infer_schema=False)
    return found.with_columns(pl.col(_YEARS).cast(pl.Int32))


def standing() -> pl.Expr:
    """Whether a division existed in `division_year`."""
    return pl.col("division_year").is_between("first_year", "last_year")


def dated(reports: pl.DataFrame) -> pl.DataFrame:
    """With `division_year`: the report's year, or the table's last year if that is later or unknown."""
    latest = divisions()["last_year"].max()
    return reports.with_columns(division_year=pl.min_horizontal(pl.col("year").cast(pl.Int32), pl.lit(latest)))


def divided(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports whose region is a division in its year, with `division_year` and the columns of the division."""
    return dated(reports).join(divisions(), left_on="region_code", right_on="code").filter(standing())
