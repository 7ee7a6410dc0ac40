"""Validates the landed records: the suites of the catalogue run as checkpoints, and Data Docs show the outcome."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from expectations import catalogue, suites, wide
from expectations.form import Catalogue
from expectations.runner import Runner, ValidationError

__all__ = ["Outcome", "Validation", "ValidationError", "validate"]


class Outcome(NamedTuple):
    """One rule on one scope over one batch: of `reports` reports, `assessed` had all terms, `failing` failed."""

    rule: str
    scope: str
    form: suites.Form
    reports: int
    assessed: int
    failing: tuple[str, ...]


class Validation(NamedTuple):
    """The outcome of a run: `docs` is the index of Data Docs, `evaluated` counts expectations once per batch.

    `defects` tells in Chinese which records break the landing contract.
    """

    outcomes: list[Outcome]
    defects: list[str]
    evaluated: int
    docs: Path

    @property
    def failures(self) -> frozenset[tuple[str, str, str]]:
        """Every failing (report_id, rule, scope)."""
        return frozenset((report, one.rule, one.scope) for one in self.outcomes for report in one.failing)


def validate(records: Path, data_docs: Path) -> Validation:
    """Validate the landed records against the catalogue and build Data Docs in the folder `data_docs`.

    Raises ValidationError where nothing was evaluated or the library failed inside: neither is a result.
    """
    form_catalogue = catalogue.load()
    reports = wide.landed_reports(records, form_catalogue)
    if reports.empty:
        raise ValidationError(f"{records}: no report has been landed, so there is nothing to validate")
    runner = Runner(data_docs)
    defects = [
        f"{result.description}（{len(result.failing)} 份：{'、'.join(result.failing[:5])}）"
        for result in runner.run("落地记录", suites.records_suite(), reports, "全部报告")
        if result.failing
    ]
    outcomes = _validate_rules(records, form_catalogue, runner)
    if not outcomes and reports["cells"].any():
        raise ValidationError(f"{records}: cells were landed, but no rule of the catalogue was evaluated on them")
    return Validation(outcomes, defects, runner.evaluated, runner.build_docs())


def _validate_rules(records: Path, form_catalogue: Catalogue, runner: Runner) -> list[Outcome]:
    found = {form: suites.rules_suite(form_catalogue, form) for form in wide.forms(records, form_catalogue)}
    by_form = {form: rules for form, rules in found.items() if rules}
    columns = {form: sorted({name for rule in rules for name in rule.column_list}) for form, rules in by_form.items()}
    return [
        Outcome(result.meta["rule"], result.meta["scope"], batch.form, result.rows, result.assessed, result.failing)
        for batch in wide.batches(records, form_catalogue, columns)
        for result in runner.run(suites.suite_name(batch.form), by_form[batch.form], batch.reports, batch.name)
    ]
