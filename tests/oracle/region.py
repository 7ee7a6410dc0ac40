"""Rules of kind `region`: which figures of a government are below the sum of those directly below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from expectations.form import Catalogue
from tests.oracle import watched
from tests.oracle.applicable import asked
from tests.oracle.divisions import divided, divisions, standing
from tests.oracle.landed_records import LandedRecords

_FIGURE = ["report_id", "rule", "item"]


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """Where not every government below has the figure, nothing is compared."""
    governments = _governments(landed)
    figures = watched.figures(landed, "region")
    cells = watched.cells(landed.catalogue, "region").select("rule", "item")
    own = watched.in_editions(landed.catalogue, "region")
    current = governments.filter("is_current")
    below = (
        _below(current)
        .join(cells, how="cross")
        .join(figures, left_on=["child_id", "rule", "item"], right_on=_FIGURE, how="left")
        .group_by(_FIGURE)
        .agg(children=pl.len(), known=pl.col("value").count(), total=pl.col("value").sum())
        .filter(pl.col("known") == pl.col("children"))
    )
    return (
        asked(landed, "region")
        .join(current.select("report_id"), on="report_id", how="semi")
        .join(own, on=["rule", "edition"])
        .join(figures, on=_FIGURE)
        .join(below, on=_FIGURE)
        .select("report_id", "rule", scope="item", failures=(pl.col("value") < pl.col("total")).cast(pl.Int32))
    )


def _below(governments: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each report of a government and each division directly below it, with that division's report."""
    children = divisions().lazy().select("parent", "first_year", "last_year", child="code")
    filed = governments.select("year", child="region_code", child_id="report_id")
    return (
        governments.select("report_id", "region_code", "year", "division_year")
        .join(children, left_on="region_code", right_on="parent")
        .filter(standing())
        .join(filed, on=["child", "year"], how="left")
    )


def _governments(landed: LandedRecords) -> pl.LazyFrame:
    """The reports of division governments themselves: their names say nothing but the place."""
    found = divided(landed.reports.filter(pl.col("agency_type") == "government").drop_nulls("agency"))
    columns = ["agency", "region_code", "division_year"]
    own = pl.col("region_code"), pl.col("parent"), pl.col("region_code").str.head(2) + "0000"
    named = found.select(*columns, "name", "short_name", above=own[1], province=own[2]).unique(columns)
    for above in ("above", "province"):
        forms = divisions().select("code", "first_year", "last_year", *(_as(above, c) for c in ("name", "short_name")))
        held = named.select(*columns, above).join(forms, left_on=above, right_on="code").filter(standing())
        named = named.join(held.drop(above, "first_year", "last_year"), on=columns, how="left")
    kept = [row for row in named.to_dicts() if _is_government(landed.catalogue, row)]
    schema = {name: found.schema[name] for name in columns}
    return found.join(pl.DataFrame(kept, schema=schema), on=columns, how="semi").lazy()


def _as(above: str, column: str) -> pl.Expr:
    return pl.col(column).alias(f"{above}_{column}")


def _is_government(catalogue: Catalogue, row: dict[str, Any]) -> bool:
    """Whether a name is a division's, optionally preceded by its parents and followed by a government ending."""
    name = "".join(row["agency"].split())
    endings = [line for line in catalogue.agency_endings if name.endswith(line.ending)]
    if endings:
        longest = max(endings, key=lambda line: len(line.ending))
        if longest.stands_for:
            return False
        name = name.removesuffix(longest.ending)
    for above in ("province_", "above_"):
        if name not in _forms(row, ""):
            name = _without(name, _forms(row, above))
    return name in _forms(row, "")


def _without(name: str, forms: Iterable[str]) -> str:
    return next((name.removeprefix(form) for form in forms if name.startswith(form)), name)


def _forms(row: dict[str, Any], of: str) -> tuple[str, ...]:
    """延边朝鲜族自治州, 延边自治州, 延边州, 延边: the names of a division, fullest first."""
    name, short = row[f"{of}name"], row[f"{of}short_name"]
    return (name, f"{short}自治{name[-1]}", short + name[-1], short) if name else ()
