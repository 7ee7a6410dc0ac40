"""The landed records, and what in a report decides which rules apply to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from expectations.form import Catalogue

_NAMELESS = "省市县区州旗镇乡本我"
"""What a name begins with that names no place: 县司法局."""
_ROSTER = "roster.parquet"


@dataclass(frozen=True)
class LandedRecords:
    """The landed records, with one row per report in `reports`.

    Besides the landed columns: `is_current`, whether no later version exists; `printing`, the one of (六)其他处理 that
    counts; `previous_id` and `previous_edition`, of the same agency's current report for the year before, null where
    the report itself is not current.
    """

    records: Path
    catalogue: Catalogue
    reports: pl.DataFrame

    def scan(self, table: str) -> pl.LazyFrame:
        """The rows of one table."""
        return scan(self.records, table)


def opened(records: Path, catalogue: Catalogue) -> LandedRecords:
    """All landed reports."""
    return LandedRecords(records, catalogue, _placed(records, catalogue).sort("year", "report_id"))


def scan(records: Path, table: str) -> pl.LazyFrame:
    """Open one landed table."""
    return pl.scan_parquet(sorted((records / table).glob("**/*.parquet")), hive_partitioning=False)


def roster(records: Path) -> pl.LazyFrame:
    """The agencies that have to file, each with its first and last year; empty if no list was landed."""
    if (records / _ROSTER).is_file():
        return pl.scan_parquet(records / _ROSTER)
    named = dict.fromkeys(("roster_id", "agency", "agency_type", "region_code"), pl.String)
    return pl.LazyFrame(schema={**named, **dict.fromkeys(("first_year", "last_year"), pl.Int16)})


def _placed(records: Path, catalogue: Catalogue) -> pl.DataFrame:
    # A report landed twice breaks the contract; for the rules it counts once.
    found = scan(records, "reports").unique("report_id", keep="any").collect()
    found = found.join(_fetched(records), on="report_id", how="left")
    newest = pl.col("report_id").sort_by("published_on", "fetched_at", "document", nulls_last=False).last()
    found = found.with_columns(is_current=pl.col("report_id") == newest.over("agency", "region_code", "year"))
    found = found.with_columns(is_certain=~pl.col("report_id").is_in(_uncertain(records, found).implode()))
    placed = (pl.col("agency").is_not_null(), pl.col("year").is_not_null())
    previous = found.filter("is_current", "is_certain", *placed).select(
        "agency", "region_code", pl.col("year") + 1, previous_id="report_id", previous_edition="edition"
    )
    default = {edition.edition: edition.closed_printing for edition in catalogue.editions}
    printing = pl.col("edition").replace_strict(default, default=None, return_dtype=pl.String)
    found = found.join(previous, on=["agency", "region_code", "year"], how="left", nulls_equal=True)
    return found.with_columns(
        printing=pl.coalesce("closed_printing", printing),
        previous_id=pl.when("is_current", "is_certain").then("previous_id"),
        previous_edition=pl.when("is_current", "is_certain").then("previous_edition"),
    )


def _fetched(records: Path) -> pl.DataFrame:
    """When each document that a report was read from was fetched."""
    read = scan(records, "documents").filter(pl.col("status") == "extracted")
    return read.select("report_id", "fetched_at").unique("report_id", keep="any").collect()


def _uncertain(records: Path, reports: pl.DataFrame) -> pl.Series:
    """The reports whose agency or year is uncertain: no other report is known to belong with them."""
    field = pl.col("field")
    doubtful = (field == "year") & (pl.col("confidence") == "doubtful")
    ambiguous = (field == "region_code") & pl.col("value").is_null()
    seen = scan(records, "evidence").filter(doubtful | ambiguous).select("report_id").unique().collect()
    nameless = pl.col("region_code").is_null() & pl.col("agency").str.slice(0, 1).is_in(list(_NAMELESS))
    return pl.concat([seen["report_id"], reports.filter(nameless)["report_id"]])
