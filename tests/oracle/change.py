"""Rules of kind `change`: which figures changed since last year out of proportion to the past and to peers."""

from __future__ import annotations

import polars as pl

from expectations.form import in_edition
from expectations.rule import Rule
from tests.oracle import watched
from tests.oracle.applicable import active
from tests.oracle.divisions import divided
from tests.oracle.landed_records import LandedRecords

# For a normal distribution, this multiple of the median absolute deviation is the standard deviation.
_ROBUST = 1.4826
_AGENCY = ["agency", "region_code"]
_PEERS = ["agency_type", "level", "year"]


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A change in proportion to either holds; one with neither past nor peers is not assessed, unless it is small."""
    figures = watched.figures(landed, "change")
    frames = [
        _judged(landed, rule, figures.filter(pl.col("rule") == rule.rule))
        for rule in active(landed.catalogue, "change")
    ]
    schema = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.Int32}
    return pl.concat([pl.LazyFrame(schema=schema), *frames])


def _judged(landed: LandedRecords, rule: Rule, figures: pl.LazyFrame) -> pl.LazyFrame:
    limits = watched.thresholds(landed.catalogue, rule.rule)
    changes = _changes(landed, rule, figures).with_columns(is_large=pl.col("moved") >= limits["difference"])
    large = changes.filter("is_large")
    earlier = changes.select(*_AGENCY, "item", "change", before="year")
    past = large.drop("change").join(earlier, on=[*_AGENCY, "item"], nulls_equal=True)
    past = _usual(past.filter(pl.col("before") < pl.col("year")), ["report_id", "item"], "past", limits)
    peers = _usual(changes.drop_nulls(_PEERS), [*_PEERS, "item"], "peers", limits)
    judged = large.join(past, on=["report_id", "item"], how="left").join(peers, on=[*_PEERS, "item"], how="left")
    inside = [pl.col("change").is_between(f"{basis}_lower", f"{basis}_upper") for basis in ("past", "peers")]
    small = changes.filter(~pl.col("is_large")).select("report_id", "item", failures=pl.lit(0))
    # Null where neither measure exists: only existing ones are considered.
    found = judged.select("report_id", "item", failures=1 - pl.max_horizontal(i.cast(pl.Int32) for i in inside))
    both = pl.concat([small, found])
    return both.select("report_id", rule=pl.lit(rule.rule), scope="item", failures="failures")


def _changes(landed: LandedRecords, rule: Rule, figures: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each current report and item with a figure in both years: their difference and their ratio."""
    editions = [e.edition for e in landed.catalogue.editions if in_edition(rule, e.edition)]
    levels = divided(landed.reports).select("report_id", "level").lazy()
    compared = landed.reports.lazy().filter(
        pl.col("edition").is_in(editions), pl.col("previous_edition").is_in(editions), "is_current"
    )
    before = figures.select("item", previous_id="report_id", before="value")
    cells = (
        watched.in_editions(landed.catalogue, "change").filter(pl.col("rule") == rule.rule).select("item", "edition")
    )
    return (
        compared.join(levels, on="report_id", how="left")
        .join(figures.select("report_id", "item", "value"), on="report_id")
        .join(before, on=["previous_id", "item"])
        .join(cells, on=["edition", "item"])
        .join(cells.rename({"edition": "previous_edition"}), on=["previous_edition", "item"])
        .select(
            "report_id",
            *_AGENCY,
            *_PEERS,
            "item",
            moved=(pl.col("value") - pl.col("before")).abs(),
            change=_logarithm("value") - _logarithm("before"),
        )
    )


def _logarithm(figure: str) -> pl.Expr:
    """The logarithm of the figure plus one; negative figures count as zero."""
    return (1 + pl.col(figure).cast(pl.Float64).clip(lower_bound=0)).log()


def _usual(changes: pl.LazyFrame, by: list[str], basis: str, limits: dict[str, int]) -> pl.LazyFrame:
    """The limits between which changes of a group usually fall, where there are enough of them."""
    change = pl.col("change")
    found = changes.group_by(by).agg(
        count=pl.len(), middle=change.median(), spread=(change - change.median()).abs().median()
    )
    width = limits["deviations"] * pl.max_horizontal(_ROBUST * pl.col("spread"), limits["floor_percent"] / 100)
    return found.filter(pl.col("count") >= limits[basis]).select(
        *by,
        (pl.col("middle") - width).alias(f"{basis}_lower"),
        (pl.col("middle") + width).alias(f"{basis}_upper"),
    )
