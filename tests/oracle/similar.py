"""Rules of kind `similar`: which narratives match another report's, by the sketches of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl

from expectations.rule import Likeness
from tests.oracle.applicable import active, asked
from tests.oracle.landed_records import LandedRecords

_Numbers = np.ndarray[Any, np.dtype[Any]]
_Pairs = tuple[_Numbers, _Numbers]
_BAND = 4
_AT_ONCE = 100_000
_RESULT = {"report_id": pl.String, "rule": pl.String, "scope": pl.String, "failures": pl.Int32}


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A similar narrative always fails; one that is cut, short or without a counterpart is open."""
    rules = [rule.rule for rule in active(landed.catalogue, "similar")]
    frames = [_judged(landed, line) for line in landed.catalogue.likenesses if line.rule in rules]
    return pl.concat([pl.LazyFrame(schema=_RESULT), *frames])


def _judged(landed: LandedRecords, line: Likeness) -> pl.LazyFrame:
    long = pl.col("characters") >= line.characters
    narratives = landed.scan("narratives").unique("report_id", keep="any").select("report_id", is_long=long)
    reports = (
        asked(landed, "similar")
        .filter(pl.col("rule") == line.rule, "is_current")
        .drop_nulls(["agency", "year"])
        .join(narratives, on="report_id", how="left")
        .with_columns(pl.col("is_long", "is_cut").fill_null(False))
        .collect()
    )
    alike, is_compared = _COMPARED[line.compared_with](landed, line, reports)
    whole = is_compared & pl.col("is_long") & ~pl.col("is_cut")
    failures = pl.when(pl.col("report_id").is_in(alike.implode())).then(1).when(whole).then(0)
    return reports.lazy().select("report_id", "rule", scope=pl.lit("report"), failures=failures)


def _with_others(landed: LandedRecords, line: Likeness, reports: pl.DataFrame) -> tuple[pl.Series, pl.Expr]:
    """The reports that are similar, and those with another report of the year to compare with."""
    years = reports.filter("is_long").partition_by("year")
    alike = [pl.Series([], dtype=pl.String), *(_alike(landed, line, of_year) for of_year in years)]
    return pl.concat(alike), pl.col("is_long").sum().over("year") > 1


def _alike(landed: LandedRecords, line: Likeness, reports: pl.DataFrame) -> pl.Series:
    """Which reports of one year share their narrative with another agency's."""
    reports = reports.sort("report_id").with_row_index("row")
    sketches = _sketches(landed, reports["report_id"])
    rows, others = _similar(_met(sketches), sketches, sketches, line.percent)
    name = pl.col("agency").str.replace_all(r"\s", "").str.replace("(人民)?政府(办公[室厅]|办)?$", "")
    named = reports.lazy().select("row", "report_id", place="region_code", name=name)
    pairs = pl.LazyFrame({"row": rows, "other": others}, schema={"row": pl.UInt32, "other": pl.UInt32})
    pairs = pairs.join(named, on="row").join(named, left_on="other", right_on="row", suffix="_other")
    # A government and its office may be one body that files twice, as may two of the same name with an unknown region.
    is_one_place = (pl.col("place") == pl.col("place_other")).fill_null(True)
    ends = pl.col("name").str.ends_with(pl.col("name_other")) | pl.col("name_other").str.ends_with(pl.col("name"))
    kept = pairs.filter(~(is_one_place & ends)).select("report_id", "report_id_other").collect()
    return pl.concat([kept["report_id"], kept["report_id_other"]])


def _with_last_year(landed: LandedRecords, line: Likeness, reports: pl.DataFrame) -> tuple[pl.Series, pl.Expr]:
    """The reports that match their agency's report of last year, and those with one that is whole and long enough."""
    last = reports.filter("is_long").select("is_cut", previous_id="report_id")
    pairs = reports.filter("is_long").join(last, on="previous_id", how="semi")
    alike = [pl.Series([], dtype=pl.String)]
    for of_year in pairs.partition_by("year"):
        own = _sketches(landed, of_year["report_id"])
        before = _sketches(landed, of_year["previous_id"])
        rows = np.arange(len(of_year))
        found, _ = _similar([(rows, rows)], own, before, line.percent)
        alike.append(of_year["report_id"].gather(found))
    whole = last.filter(~pl.col("is_cut"))["previous_id"]
    return pl.concat(alike), pl.col("previous_id").is_in(whole.implode())


_COMPARED: dict[str, Callable[[LandedRecords, Likeness, pl.DataFrame], tuple[pl.Series, pl.Expr]]] = {
    "other_agency": _with_others,
    "previous_year": _with_last_year,
}


def _sketches(landed: LandedRecords, ids: pl.Series) -> _Numbers:
    """One row of numbers for each report, in the order of the ids."""
    found = landed.scan("narratives").unique("report_id", keep="any").select("report_id", "sketch")
    wanted = pl.LazyFrame({"report_id": ids}).join(found, on="report_id", how="left", maintain_order="left")
    return np.array(wanted.collect()["sketch"].to_arrow().flatten()).reshape(len(ids), -1)


def _met(sketches: _Numbers) -> Iterator[_Pairs]:
    """In every band, pairs of rows with equal numbers: each with the first and with the previous one."""
    width = sketches.shape[1]
    for start in range(0, width, _BAND):
        numbers = sketches[:, np.arange(start, start + 2 * _BAND) % width]
        _, group, sizes = np.unique(numbers[:, 0], return_inverse=True, return_counts=True)
        rows = np.flatnonzero(sizes[group] > 1)
        # Rows are in the order of ids: rows equal in all numbers keep it.
        rows = rows[np.lexsort(numbers[rows].T[::-1])]
        keys = numbers[rows, :_BAND]
        later = np.flatnonzero((keys[1:] == keys[:-1]).all(axis=1)) + 1
        starts = np.arange(len(rows))
        starts[later] = 0
        first = np.maximum.accumulate(starts)
        yield rows[first[later]], rows[later]
        yield rows[later - 1], rows[later]


def _similar(pairs: Iterable[_Pairs], sketches: _Numbers, others: _Numbers, percent: int) -> _Pairs:
    """The pairs of rows that share at least this percentage of their text."""
    count, width = others.shape
    codes = np.unique(np.concatenate([one * count + other for one, other in pairs]))
    kept = []
    for start in range(0, len(codes), _AT_ONCE):
        rows, theirs = np.divmod(codes[start : start + _AT_ONCE], count)
        equal = (sketches[rows] == others[theirs]).sum(axis=1)
        kept.append(codes[start : start + _AT_ONCE][200 * equal >= percent * (width + equal)])
    rows, theirs = np.divmod(np.concatenate([codes[:0], *kept]), count)
    return rows, theirs
