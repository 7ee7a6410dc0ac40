"""Lays the landed records out for validation: one row per report, one column per cell that a rule needs.

Reports of one form stand together, so that every row of a batch is one to which the same rules apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import polars as pl

from expectations.form import Catalogue
from expectations.runner import ValidationError
from expectations.suites import Form, column

# Bounds memory: a wide row of 400 exact decimals takes 6 KB, the cells it is made of ten times as much.
CHUNK = 10_000

_YEAR = "report_year="
_REPORT = ["report_id", "document", "agency", "region_code", "year", "edition", "published_on", "closed_printing"]
_CELL = pl.format("{}.{}.{}", "section", "item", "measure")


class Batch(NamedTuple):
    """Reports of one form, one row each, labelled by report_id; `name` says in Chinese which years."""

    form: Form
    name: str
    reports: pd.DataFrame


def landed_reports(records: Path, catalogue: Catalogue) -> pd.DataFrame:
    """Return one row per landed report with how many of its cells contradict the landing contract."""
    known = {column(s, item, name) for (_, s, item), names in catalogue.measures.items() for name in names}
    cells = (
        _scan(records, "cells")
        .group_by("report_id")
        .agg(
            cells=pl.len(),
            cells_unknown=(~_CELL.is_in(known)).sum(),
            cells_unexplained=(pl.col("value").is_null() == pl.col("note").is_null()).sum(),
        )
    )
    reports = _scan(records, "reports").select("report_id")
    counted = reports.join(cells, on="report_id", how="left").fill_null(0).sort("report_id").collect(engine="streaming")
    return counted.to_pandas().set_index("report_id", drop=False).rename_axis(None)


def forms(records: Path, catalogue: Catalogue) -> list[Form]:
    """List the forms that landed reports are of; editions the catalogue does not know have no rules."""
    known = [edition.edition for edition in catalogue.editions]
    reports = _with_form(records, catalogue).filter(pl.col("edition").is_in(known))
    of_reports = reports.select("edition", "printing").unique().sort("edition", "printing")
    across_years = (
        reports.filter(pl.col("previous_edition").is_not_null()).select(Form._fields).unique().sort(Form._fields)
    )
    return [Form(*row) for frame in (of_reports, across_years) for row in frame.iter_rows()]


def _with_form(records: Path, catalogue: Catalogue) -> pl.DataFrame:
    """Every landed report with its form and, where it is the current version, last year's current report."""
    found = _scan(records, "reports").select(_REPORT).collect()
    newest = pl.col("report_id").sort_by("published_on", "document", nulls_last=False).last()
    found = found.with_columns(is_current=pl.col("report_id") == newest.over("agency", "region_code", "year"))
    previous = found.filter("is_current", pl.col("agency").is_not_null(), pl.col("year").is_not_null()).select(
        "agency", "region_code", pl.col("year") + 1, previous_id="report_id", previous_edition="edition"
    )
    default = {edition.edition: edition.closed_printing for edition in catalogue.editions}
    printing = pl.col("edition").replace_strict(default, default=None, return_dtype=pl.String)
    current = pl.col("is_current")
    return found.join(previous, on=["agency", "region_code", "year"], how="left", nulls_equal=True).with_columns(
        printing=pl.coalesce("closed_printing", printing),
        previous_id=pl.when(current).then("previous_id"),
        previous_edition=pl.when(current).then("previous_edition"),
    )


def batches(records: Path, catalogue: Catalogue, columns: dict[Form, list[str]]) -> Iterator[Batch]:
    """Yield all reports of the forms in `columns`, with those columns, at most CHUNK of them at a time."""
    reports = _with_form(records, catalogue).sort("year", "report_id")
    for form, names in columns.items():
        of_form = (pl.col("edition") == form.edition) & (pl.col("printing") == form.printing)
        if form.previous_edition is not None:
            of_form &= pl.col("previous_edition") == form.previous_edition
        matching = reports.filter(of_form)
        for part, chunk in enumerate(matching.iter_slices(CHUNK), start=1):
            yield Batch(form, f"{_span(chunk['year'])} 第{part}批", _wide(records, chunk, names))


def _span(years: pl.Series) -> str:
    known = years.drop_nulls().to_list()
    if not known:
        return "年度不明"
    first, last = min(known), max(known)
    return f"{first}年" if first == last else f"{first}–{last}年"


def _wide(records: Path, reports: pl.DataFrame, names: list[str]) -> pd.DataFrame:
    own = _pivot(records, reports["report_id"], reports["year"], [n for n in names if not n.endswith("@-1")])
    last = [name for name in names if name.endswith("@-1")]
    previous = _pivot(records, reports["previous_id"], reports["year"] - 1, [n.removesuffix("@-1") for n in last])
    previous = previous.rename({name.removesuffix("@-1"): name for name in last})
    wide = (
        reports.select("report_id", "previous_id")
        .join(own, on="report_id", how="left")
        .join(previous, left_on="previous_id", right_on="report_id", how="left")
    )
    cells = wide.select(names).to_arrow().to_pandas(types_mapper=pd.ArrowDtype)
    return cells.set_axis(wide["report_id"].to_list(), axis="index")


def _pivot(records: Path, ids: pl.Series, years: pl.Series, names: list[str]) -> pl.DataFrame:
    """One row per report, one exact decimal column per name; a cell that is absent or blank is null."""
    cells = (
        _scan(records, "cells", years)
        .filter(pl.col("report_id").is_in(ids.drop_nulls().implode()))
        .select("report_id", "value", cell=_CELL)
        .filter(pl.col("cell").is_in(names))
    )
    try:
        return cells.pivot("cell", on_columns=names, index="report_id", values="value").collect()
    except pl.exceptions.ComputeError as error:
        raise ValidationError(
            f"{records / 'cells'}: a cell is landed twice for one report: {error}; land the documents again"
        ) from error


def _scan(records: Path, table: str, years: pl.Series | None = None) -> pl.LazyFrame:
    """Open one landed table; with `years`, only the partitions of those years."""
    files = sorted((records / table).glob(f"{_YEAR}*/*.parquet"))
    if not files:
        raise ValidationError(f"{records / table}: nothing has been landed; run the landing step first")
    if years is not None:
        wanted = {f"{_YEAR}{'unknown' if year is None else year}" for year in years.unique()}
        # A year without any cell has no partition: then any file serves, for its schema.
        files = [path for path in files if path.parent.name in wanted] or files[:1]
    return pl.scan_parquet(files, hive_partitioning=False)
