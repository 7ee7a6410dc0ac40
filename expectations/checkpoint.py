"""What Great Expectations checks in a run: the landed records, and the rule results in the warehouse built from them.

The suites come from the catalogue. No rule is evaluated here: results are read from the marts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import polars as pl

from expectations import catalogue, contract, suites
from expectations.failures import ExpectValuesInRange
from expectations.form import Catalogue
from expectations.runner import Runner, ValidationError

__all__ = ["Doubtful", "Outcome", "Validation", "ValidationError", "check_records", "check_results"]

BATCH = 10_000
"""How many reports are checked in one batch: bounds memory, and the length of a page of Data Docs."""

_ALL = "全部报告"
_FAILURES = pl.when(pl.col("status") == "fail").then(1.0).otherwise(0.0)


class Outcome(NamedTuple):
    """One rule on one scope over one batch: of `reports` reports, `assessed` had all terms, `failing` failed."""

    rule: str
    scope: str
    batch: str
    reports: int
    assessed: int
    failing: tuple[str, ...]


class Doubtful(NamedTuple):
    """A rule that fails so often in one layout that our reading must be at fault: of `reports`, `failing` fail."""

    rule: str
    layout: str
    reports: int
    failing: int


class Validation(NamedTuple):
    """The results of the rule suites: `docs` is the index of Data Docs.

    `evaluated` counts the expectations of the whole run once per batch, those on the records included.
    """

    outcomes: list[Outcome]
    doubtful: list[Doubtful]
    evaluated: int
    docs: Path

    @property
    def failures(self) -> frozenset[tuple[str, str, str]]:
        """Every failing (report_id, rule, scope)."""
        return frozenset((report, one.rule, one.scope) for one in self.outcomes for report in one.failing)


def check_records(records: Path, runner: Runner) -> list[str]:
    """Check the landed records against the landing contract; return in Chinese what breaks it, and in which reports.

    Data Docs are built if anything does. Raises ValidationError where nothing has been landed, or the library failed
    internally: neither is a result.
    """
    reports = contract.landed_reports(records, catalogue.load())
    if reports.empty:
        raise ValidationError(f"{records}: no report has been landed, so there is nothing to validate")
    defects = [
        f"{result.description}（{len(result.failing)} 份：{'、'.join(result.failing[:5])}）"
        for name, suite in suites.contract_suites().items()
        for result in runner.run(name, suite, reports, _ALL)
        if result.failing
    ]
    if defects:
        runner.build_docs()
    return defects


def check_results(marts: Path, runner: Runner) -> Validation:
    """Check the results of every rule in the marts, a folder of Parquet files, and build Data Docs.

    Raises ValidationError where no rule was evaluated although cells were read, where results are on scopes that the
    catalogue does not have, or where the library failed internally.
    """
    form = catalogue.load()
    reports = pl.read_parquet(marts / "fct_reports.parquet", columns=["report_id", "year", "cells_printed"])
    outcomes = list(_check_rules(marts, form, reports.sort("year", "report_id"), runner))
    if reports["cells_printed"].sum() and not any(outcome.assessed for outcome in outcomes):
        raise ValidationError(f"{marts}: cells were read, but no rule of the catalogue was evaluated on them")
    doubtful = _check_layouts(marts, form, runner)
    return Validation(outcomes, doubtful, runner.evaluated, runner.build_docs())


def _check_rules(marts: Path, form: Catalogue, reports: pl.DataFrame, runner: Runner) -> Iterator[Outcome]:
    """The outcome of every rule on every batch of the reports."""
    by_level = {name: suite for name, suite in suites.rules_suites(form).items() if suite}
    results = pl.scan_parquet(marts / "fct_rule_results.parquet").filter(
        pl.col("status").is_in(["hold", "fail"]), pl.col("report_id").is_not_null()
    )
    _refuse_unknown(marts, results, [expectation for suite in by_level.values() for expectation in suite])
    for number, part in enumerate(reports.iter_slices(BATCH), start=1):
        batch = f"{_span(part['year'])} 第{number}批"
        of_part = results.join(part.lazy().select("report_id"), on="report_id", how="semi")
        judged = of_part.select("report_id", "rule", "scope", failures=_FAILURES).collect()
        for name, suite in by_level.items():
            for found in runner.run(name, suite, _frame(part, judged, suite), batch):
                meta = found.meta
                yield Outcome(meta["rule"], meta["scope"], batch, found.rows, found.assessed, found.failing)


def _refuse_unknown(marts: Path, results: pl.LazyFrame, expectations: Sequence[ExpectValuesInRange]) -> None:
    """Make sure that no result is ignored because no expectation looks at it."""
    on = ["rule", "scope"]
    unknown = results.select(on).unique().join(_columns(expectations).lazy(), on=on, how="anti").collect()
    if len(unknown):
        raise ValidationError(f"{marts}: results on scopes that the catalogue does not give: {unknown.rows()}")


def _columns(expectations: Sequence[ExpectValuesInRange]) -> pl.DataFrame:
    """The column that each expectation looks at, by rule and scope."""
    columns = [(e.meta["rule"], e.meta["scope"], e.column) for e in expectations]
    return pl.DataFrame(columns, schema=dict.fromkeys(("rule", "scope", "column"), pl.String), orient="row")


def _frame(part: pl.DataFrame, judged: pl.DataFrame, suite: Sequence[ExpectValuesInRange]) -> pd.DataFrame:
    """One row per report, labelled by its id, and a column for each expectation: 1 fails, 0 holds, null is open."""
    columns = _columns(suite)
    named = judged.join(columns, on=["rule", "scope"])
    wide = named.pivot("column", on_columns=columns["column"].to_list(), index="report_id", values="failures")
    return _labelled(part.select("report_id").join(wide, on="report_id", how="left"), "report_id")


def _check_layouts(marts: Path, form: Catalogue, runner: Runner) -> list[Doubtful]:
    """The rules that too few reports of a layout pass, from one row per layout with the percentage that do."""
    suite = suites.layouts_suite(form)
    columns = {expectation.meta["rule"]: expectation.column for expectation in suite}
    assessed, failing = pl.col("assessed"), pl.col("failing")
    health = pl.read_parquet(marts / "mart_layout_health.parquet")
    shares = health.with_columns(share=pl.when(assessed >= suites.MINIMUM).then((assessed - failing) * 100 / assessed))
    wide = shares.pivot("rule", on_columns=list(columns), index="layout", values="share").sort("layout")
    found = {(line["rule"], line["layout"]): line for line in health.iter_rows(named=True)}
    lines = [
        found[result.meta["rule"], layout]
        for result in runner.run("批次·读取方式", suite, _labelled(wide.rename(columns), "layout"), _ALL)
        for layout in result.failing
    ]
    return [Doubtful(line["rule"], line["layout"], line["assessed"], line["failing"]) for line in lines]


def _labelled(frame: pl.DataFrame, label: str) -> pd.DataFrame:
    return frame.to_pandas().set_index(label).rename_axis(None)


def _span(years: pl.Series) -> str:
    known = years.drop_nulls().to_list()
    if not known:
        return "年度不明"
    first, last = min(known), max(known)
    return f"{first}年" if first == last else f"{first}–{last}年"
