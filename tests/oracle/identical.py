"""Rules of kind `identical`: which reports have the same figures in one table as another report."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl

from expectations.form import Catalogue, in_edition
from expectations.rule import Rule, Watched
from tests.oracle import watched
from tests.oracle.applicable import active, asked
from tests.oracle.landed_records import LandedRecords

_Matrix = np.ndarray[Any, np.dtype[np.uint64]]
_Flags = np.ndarray[Any, np.dtype[np.bool_]]
_BLANK, _ZERO = np.uint64(0), np.uint64(1)
_FIGURES = {
    "report_id": pl.String,
    "rule": pl.String,
    "figures": pl.Binary,
    "is_usable": pl.Boolean,
    "repeated": pl.Boolean,
}


def evaluate(landed: LandedRecords) -> pl.LazyFrame:
    """A table with too few numbers, or almost only zeros or equal numbers, proves nothing and is open."""
    rules = active(landed.catalogue, "identical")
    found = _figures(landed, rules)
    reports = asked(landed, "identical").filter("is_current").join(found.lazy(), on=["report_id", "rule"])
    repeated = reports.filter(pl.col("rule") == "figures_repeated", "is_usable").select("report_id", "rule", "repeated")
    others = reports.filter(pl.col("rule") == "figures_shared").drop_nulls(["agency", "year"])
    others = others.with_columns(filed=pl.len().over("year")).filter(pl.col("filed") > 1, "is_usable")
    shared = others.select("report_id", "rule", repeated=pl.len().over("year", "figures") > 1)
    scope = pl.col("rule").replace_strict({rule.rule: str(section_of(landed.catalogue, rule)) for rule in rules})
    return pl.concat([repeated, shared]).select(
        "report_id", "rule", scope=scope, failures=pl.col("repeated").cast(pl.Int32)
    )


def section_of(catalogue: Catalogue, rule: Rule) -> int:
    """The section of the table that a rule compares."""
    return _watched(catalogue, rule).section


def _watched(catalogue: Catalogue, rule: Rule) -> Watched:
    return next(line for line in catalogue.watched if line.rule == rule.rule)


def _figures(landed: LandedRecords, rules: list[Rule]) -> pl.DataFrame:
    """For each report and rule: a fingerprint of its figures, if they are enough, and if they are last year's."""
    reports = landed.reports
    found = [pl.DataFrame(schema=_FIGURES)]
    by_section = {section: _both(landed, section) for section in {section_of(landed.catalogue, rule) for rule in rules}}
    for rule in rules:
        own, last = by_section[section_of(landed.catalogue, rule)]
        names = [blake2b(row.tobytes(), digest_size=16).digest() for row in np.where(own == _ZERO, _BLANK, own)]
        limits = watched.thresholds(landed.catalogue, rule.rule)
        columns = {
            "report_id": reports["report_id"],
            "rule": [rule.rule] * len(reports),
            "figures": names,
            "is_usable": _is_whole(landed.catalogue, rule, own, reports["edition"]) & _is_distinctive(own, limits),
            "repeated": _repeated(
                own, last, _is_whole(landed.catalogue, rule, last, reports["previous_edition"]), limits
            ),
        }
        found.append(pl.DataFrame(columns, schema=_FIGURES))
    return pl.concat(found)


def _both(landed: LandedRecords, section: int) -> tuple[_Matrix, _Matrix]:
    """The figures of one table, and last year's."""
    own = _matrix(landed.catalogue, section, landed.scan("cells"), landed.reports["report_id"])
    return own, _matrix(landed.catalogue, section, landed.scan("cells"), landed.reports["previous_id"])


def _matrix(catalogue: Catalogue, section: int, cells: pl.LazyFrame, ids: pl.Series) -> _Matrix:
    """One row per report, one column per cell of rows that all reports print: equal numbers for equal figures."""
    rows = [row.item for row in catalogue.rows if row.section == section and not row.printing]
    measures = [column.measure for column in catalogue.columns if column.section == section]
    keys = list(dict.fromkeys((item, measure) for item in rows for measure in measures))
    columns = pl.LazyFrame(keys, schema=["item", "measure"], orient="row").with_row_index("column")
    places = pl.LazyFrame({"report_id": ids}).with_row_index("row")
    value = pl.col("value")
    found = (
        cells.filter(pl.col("section") == section, value.is_not_null())
        .select("report_id", "item", "measure", figure=pl.when(value == 0).then(int(_ZERO)).otherwise(value.hash() | 2))
        .join(columns, on=["item", "measure"])
        .join(places, on="report_id")
        .select("row", "column", "figure")
        .collect()
    )
    matrix = np.full((len(ids), len(keys)), _BLANK, dtype=np.uint64)
    matrix[found["row"].to_numpy(), found["column"].to_numpy()] = found["figure"].to_numpy()
    return matrix


def _is_whole(catalogue: Catalogue, rule: Rule, figures: _Matrix, editions: pl.Series) -> _Flags:
    """Whether almost all cells that an edition requires have a number; false for editions without the rule."""
    compared = section_of(catalogue, rule)
    twice = {row.item for row in catalogue.rows if row.printing}
    cells = {
        edition.edition: sum(
            len(measures)
            for (valid_in, section, item), measures in catalogue.measures.items()
            if (valid_in, section) == (edition.edition, compared) and item not in twice
        )
        for edition in catalogue.editions
        if in_edition(rule, edition.edition) and in_edition(_watched(catalogue, rule), edition.edition)
    }
    expected = editions.replace_strict(cells, default=None, return_dtype=pl.Float64).to_numpy()
    blank_percent = watched.thresholds(catalogue, rule.rule)["blank_percent"]
    printed = (figures != _BLANK).sum(axis=1)
    whole: _Flags = printed * 100 >= expected * (100 - blank_percent)
    return whole


def _is_distinctive(figures: _Matrix, limits: dict[str, int]) -> _Flags:
    """Whether enough figures are nonzero, and enough of those differ."""
    nonzero = np.sort(np.where(figures == _ZERO, _BLANK, figures), axis=1)
    is_first = np.diff(nonzero, axis=1, prepend=_BLANK) != 0
    enough: _Flags = (nonzero != _BLANK).sum(axis=1) >= limits["not_zero"]
    different: _Flags = is_first.sum(axis=1) >= limits["different"]
    return enough & different


def _repeated(own: _Matrix, last: _Matrix, is_whole: _Flags, limits: dict[str, int]) -> list[bool | None]:
    """False where a figure present in both years differs; null where too few agree to decide."""
    both = (own != _BLANK) & (last != _BLANK)
    differs = (both & (own != last)).any(axis=1)
    proven = _is_distinctive(np.where(both, own, _BLANK), limits)
    judged = zip(is_whole.tolist(), differs.tolist(), proven.tolist(), strict=True)
    return [not differing if whole and (differing or enough) else None for whole, differing, enough in judged]
