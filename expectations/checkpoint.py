"""What Great Expectations checks in a run: the landed records, and the marts built from them before they are published.

The suites are those of the project that anyone can open: `expectations/project.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from expectations import catalogue
from expectations.batches import COUNTS, EXAMPLES, contradictions, own_batch
from expectations.form import Catalogue
from expectations.runner import Result, Runner, ValidationError
from expectations.sql import parquet

__all__ = ["Doubtful", "Outcome", "Validation", "ValidationError", "check_records", "check_results"]


class Outcome(NamedTuple):
    """One rule: of `assessed` results, `failing` failed; `listed` are the first of these, by report and scope."""

    rule: str
    assessed: int
    failing: int
    listed: tuple[tuple[str, str], ...]


class Doubtful(NamedTuple):
    """A rule that fails so often in one layout that our reading must be at fault: of `reports`, `failing` fail."""

    rule: str
    layout: str
    reports: int
    failing: int


class Validation(NamedTuple):
    """The results of the rule suites: `docs` is the index of Data Docs.

    `evaluated` counts the expectations of the whole run, those on the records included.
    """

    outcomes: list[Outcome]
    doubtful: list[Doubtful]
    evaluated: int
    docs: Path

    @property
    def failures(self) -> frozenset[tuple[str, str, str]]:
        """The failing (report_id, rule, scope) that are listed."""
        return frozenset((report, one.rule, scope) for one in self.outcomes for report, scope in one.listed)


def check_records(records: Path, runner: Runner) -> list[str]:
    """Check the landed records against the landing contract; return in Chinese what breaks it, and in which reports.

    Data Docs are built if anything does. Raises ValidationError where nothing has been landed, or the library failed
    internally: neither is a result.
    """
    if not all(any((records / table).glob("**/*.parquet")) for table in ("cells", "reports", "notices", "statements")):
        raise ValidationError(f"{records}: nothing has been landed; run the landing step first")
    runner.look_at(records, records)
    found = runner.run("landing")
    if found["landed_reports"][0].rows == 0:
        raise ValidationError(f"{records}: no report has been landed, so there is nothing to validate")
    defects = [_defect(result) for results in found.values() for result in results if not result.success]
    if defects:
        runner.build_docs()
    return defects


def _defect(result: Result) -> str:
    named = dict.fromkeys(name for row in result.listed for name in row["examples"].split("、"))
    return f"{result.description}（{result.failing} 处；见报告 {'、'.join([*named][:EXAMPLES])}）"


def check_results(marts: Path, runner: Runner) -> Validation:
    """Check every rule on the records and on its results in the marts, a folder of Parquet files; build Data Docs.

    `check_records` comes first. Raises ValidationError where no rule was evaluated although cells were read, where
    results are on scopes that the catalogue does not have, where records and marts contradict one another, or where the
    library failed internally.
    """
    if runner.records is None:
        raise ValidationError(f"{marts}: the records they were built from have not been checked")
    form = catalogue.load()
    runner.look_at(runner.records, marts)
    found = runner.run("rules")
    _refuse_unknown(marts, found.pop("rule_scopes"))
    outcomes = [_outcome(result) for results in found.values() for result in results]
    cells = _rows(f"select sum(cells_printed) from {parquet(marts / 'fct_reports.parquet')}")
    if cells[0][0] and not any(outcome.assessed for outcome in outcomes):
        raise ValidationError(f"{marts}: cells were read, but no rule of the catalogue was evaluated on them")
    _refuse_other_counts(marts, form, outcomes)
    _refuse_other_failures(marts, form, runner)
    doubtful = list(_doubtful(marts, runner.run("layouts")["layouts"]))
    return Validation(outcomes, doubtful, runner.evaluated, runner.build_docs())


def _rows(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(config={"threads": 2}) as connection:
        return connection.execute(query).fetchall()


def _refuse_unknown(marts: Path, results: Iterable[Result]) -> None:
    """Make sure that no result is ignored because no expectation looks at it."""
    unknown = [row["scope"] for result in results for row in result.listed]
    if unknown:
        raise ValidationError(f"{marts}: results on scopes that the catalogue does not give: {unknown}")


def _outcome(result: Result) -> Outcome:
    listed = tuple((row["report_id"], row["scope"]) for row in result.listed)
    return Outcome(result.meta["rule"], result.assessed, result.failing, listed)


def _refuse_other_counts(marts: Path, form: Catalogue, outcomes: Iterable[Outcome]) -> None:
    """Make sure that of each rule as many results were evaluated, and fail, as the marts have."""
    query = f"""
        select rule, count(*) filter (status in ('hold', 'fail')), count(*) filter (status = 'fail')
        from {parquet(marts / "fct_rule_results.parquet")} where report_id is not null group by rule"""
    said = {rule: (assessed, failing) for rule, assessed, failing in _rows(query)}
    rules = {rule.rule: rule for rule in form.rules}
    for one in outcomes:
        assessed, failing = said.get(one.rule, (0, 0))
        # A table whose end is missing is not assessed, but its counts are looked at.
        is_range = own_batch(form, rules[one.rule]) == COUNTS
        if (one.assessed if not is_range else assessed, one.failing) != (assessed, failing):
            raise ValidationError(
                f"{marts}: of {one.rule}, {one.failing} of {one.assessed} results fail by the records,"
                f" {failing} of {assessed} by the marts"
            )


def _refuse_other_failures(marts: Path, form: Catalogue, runner: Runner) -> None:
    """Make sure that what fails by the records is what fails by the marts: the same scopes of the same reports."""
    if not any(own_batch(form, rule) for rule in form.rules if rule.state == "active"):
        return
    found = runner.select(f"from ({contradictions(form, marts)}) order by all limit {EXAMPLES}")
    if found:
        named = ", ".join(" ".join(row) for row in found)
        raise ValidationError(f"{marts}: these fail either by the records or by the marts, but not by both: {named}")


def _doubtful(marts: Path, results: Iterable[Result]) -> Iterator[Doubtful]:
    """The rules that too few reports of a layout hold, with how many do not."""
    lines = _rows(f"select rule, layout, assessed, failing from {parquet(marts / 'mart_layout_health.parquet')}")
    known = {(rule, layout): Doubtful(rule, layout, *counts) for rule, layout, *counts in lines}
    for result in results:
        yield from (known[row["rule"], row["layout"]] for row in result.listed)
