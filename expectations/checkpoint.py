"""Validates the landed records: the suites of the catalogue run as checkpoints, and Data Docs show the outcome."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import polars as pl

from expectations import catalogue, contract, layouts, suites
from expectations.failures import ExpectValuesInRange
from expectations.form import Catalogue
from expectations.landed import Landed
from expectations.readings import kinds
from expectations.runner import Runner, ValidationError

__all__ = ["Doubtful", "Outcome", "Validation", "ValidationError", "validate"]


class Outcome(NamedTuple):
    """One rule on one scope over one batch: of `reports` reports, `assessed` had all terms, `failing` failed."""

    rule: str
    scope: str
    batch: str
    reports: int
    assessed: int
    failing: tuple[str, ...]


class Doubtful(NamedTuple):
    """A rule that so few reports of one layout hold that our reading is at fault: of `reports`, `failing` fail."""

    rule: str
    layout: str
    reports: int
    failing: int


class Validation(NamedTuple):
    """The outcome of a run: `docs` is the index of Data Docs, `evaluated` counts expectations once per batch.

    `defects` tells in Chinese which records break the landing contract.
    """

    outcomes: list[Outcome]
    defects: list[str]
    evaluated: int
    docs: Path
    doubtful: list[Doubtful]

    @property
    def failures(self) -> frozenset[tuple[str, str, str]]:
        """Every failing (report_id, rule, scope)."""
        return frozenset((report, one.rule, one.scope) for one in self.outcomes for report in one.failing)


def validate(records: Path, data_docs: Path) -> Validation:
    """Validate the landed records against the catalogue and build Data Docs in the folder `data_docs`.

    Raises ValidationError where nothing was evaluated or the library failed inside: neither is a result.
    """
    form = catalogue.load()
    reports = contract.landed_reports(records, form)
    if reports.empty:
        raise ValidationError(f"{records}: no report has been landed, so there is nothing to validate")
    runner = Runner(data_docs)
    defects = [
        f"{result.description}（{len(result.failing)} 份：{'、'.join(result.failing[:5])}）"
        for name, suite in suites.contract_suites().items()
        for result in runner.run(name, suite, reports, "全部报告")
        if result.failing
    ]
    outcomes, counts = _validate_rules(records, form, runner)
    if reports["cells"].any() and not any(outcome.assessed for outcome in outcomes):
        raise ValidationError(f"{records}: cells were landed, but no rule of the catalogue was evaluated on them")
    doubtful = _validate_layouts(form, counts, runner)
    return Validation(outcomes, defects, runner.evaluated, runner.build_docs(), doubtful)


def _validate_rules(records: Path, form: Catalogue, runner: Runner) -> tuple[list[Outcome], pl.DataFrame]:
    """The outcome of every rule on every part of the reports, and how many of each layout fail it."""
    outcomes, counts = [], []
    by_level = {name: suite for name, suite in suites.rules_suites(form).items() if suite}
    for batch, part, results in kinds.read(records, form):
        counts.append(layouts.counted(part, results))
        for name, suite in by_level.items():
            frame = _frame(part, results, suite)
            outcomes += [
                Outcome(result.meta["rule"], result.meta["scope"], batch, result.rows, result.assessed, result.failing)
                for result in runner.run(name, suite, frame, batch)
            ]
    return outcomes, pl.concat(counts).group_by("layout", "rule").sum()


def _frame(part: Landed, results: pl.DataFrame, suite: list[ExpectValuesInRange]) -> pd.DataFrame:
    """One row per report, labelled by its id, and a column for each expectation."""
    columns = [(e.meta["rule"], e.meta["scope"], e.column) for e in suite]
    named = results.join(pl.DataFrame(columns, schema=["rule", "scope", "column"], orient="row"), on=["rule", "scope"])
    wide = named.pivot("column", on_columns=[column for *_, column in columns], index="report_id", values="failures")
    found = part.reports.select("report_id").join(wide, on="report_id", how="left")
    return found.to_pandas().set_index("report_id").rename_axis(None)


def _validate_layouts(form: Catalogue, counts: pl.DataFrame, runner: Runner) -> list[Doubtful]:
    suite = suites.layouts_suite(form, layouts.MINIMUM)
    frame = layouts.shares(counts, {expectation.meta["rule"]: expectation.column for expectation in suite})
    found = {(line["rule"], line["layout"]): line for line in counts.iter_rows(named=True)}
    return [
        Doubtful(**found[result.meta["rule"], layout])
        for result in runner.run("批次·读取方式", suite, frame, "全部报告")
        for layout in result.failing
    ]
