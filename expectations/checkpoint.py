"""What Great Expectations checks in a run: the landed records, and the marts built from them before they are published.

The suites are those of the project that anyone can open: `expectations/project.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from expectations import catalogue, narrowing
from expectations.batches import COUNTS, EXAMPLES, contradictions, own_batch
from expectations.checked import Checked
from expectations.form import Catalogue
from expectations.runner import Result, Runner, ValidationError
from expectations.sql import mart_of

__all__ = ["Doubtful", "Outcome", "Validation", "ValidationError", "check_records", "check_results"]

_ONLY_NEW = "读取记录：本次只核验新增或有变动的记录，其余记录此前已核验，未变动。报告编号是否重复，仍在全部报告中核验。"
_ONLY_TOUCHED = (
    "规则：本次只核验结果有更新的 {:,} 份报告（共有报告 {:,} 份），其余报告的结果此前已核验，未变动。"
    "读取方式仍按全部报告核验。"
)


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


def check_records(records: Path, runner: Runner, note: Path | None = None) -> list[str]:
    """Check the landed records against the landing contract; return in Chinese what breaks it, and in which reports.

    Files that the note says have been checked are not looked at again; where nothing breaks the contract it is
    replaced. Data Docs are built if anything does. Raises ValidationError where nothing has been landed, or the library
    failed internally: neither is a result.
    """
    if not all(any((records / table).glob("**/*.parquet")) for table in ("cells", "reports", "notices", "statements")):
        raise ValidationError(f"{records}: nothing has been landed; run the landing step first")
    checked = Checked(note) if note else None
    if checked:
        new = narrowing.unchecked(records, checked.__contains__, runner.work / "unchecked")
        runner.prepare(new, records, note=_ONLY_NEW)
    else:
        runner.prepare(records, records)
    found = runner.run("landing")
    if found["landed_reports"][0].rows == 0:
        raise ValidationError(f"{records}: no report has been landed, so there is nothing to validate")
    defects = [_defect(result) for results in found.values() for result in results if not result.success]
    if defects:
        runner.build_docs()
    elif checked is not None:
        checked.remember(records)
    runner.records = records
    return defects


def _defect(result: Result) -> str:
    named = dict.fromkeys(name for row in result.listed for name in row["examples"].split("、"))
    return f"{result.description}（{result.failing} 处；见报告 {'、'.join([*named][:EXAMPLES])}）"


def check_results(marts: Path, runner: Runner, touched: Path | None = None) -> Validation:
    """Check every rule on the records and on its results in the marts, a folder of Parquet files; build Data Docs.

    `touched` is a Parquet file with a column `report_id`: only results of these reports are looked at, as all others
    are those of marts that have been checked by the same rules. `check_records` comes first. Raises ValidationError
    where no rule was evaluated although cells were read, where results are on scopes that the catalogue does not have,
    where records and marts contradict one another, or where the library failed internally.
    """
    if runner.records is None:
        raise ValidationError(f"{marts}: the records they were built from have not been checked")
    looked_at = marts
    if touched is None:
        runner.prepare(runner.records, marts)
    else:
        few = narrowing.touched(runner.records, marts, touched, runner.work / "touched")
        looked_at = few.marts
        runner.prepare(few.records, looked_at, is_all=False, note=_ONLY_TOUCHED.format(few.looked_at, few.reports))
    found = runner.run("rules")
    unknown = found.pop("rule_scopes")
    outcomes = [_outcome(result) for results in found.values() for result in results]
    for wrong in _errors(looked_at, runner, unknown, outcomes, is_all=touched is None):
        raise ValidationError(f"{marts}: {wrong}")
    doubtful = list(_doubtful(looked_at, runner.run("layouts")["layouts"]))
    return Validation(outcomes, doubtful, runner.evaluated, runner.build_docs())


def _rows(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(config={"threads": 2}) as connection:
        return connection.execute(query).fetchall()


def _errors(
    marts: Path, runner: Runner, unknown: Sequence[Result], outcomes: Sequence[Outcome], *, is_all: bool
) -> Iterator[str]:
    """Why what was evaluated cannot be the result; there are few reports on which no rule can be evaluated."""
    form = catalogue.load()
    # A result must not be ignored because no expectation looks at it.
    if scopes := [row["scope"] for result in unknown for row in result.listed]:
        yield f"results on scopes that the catalogue does not give: {scopes}"
    ((cells,),) = _rows(f"select sum(cells_printed) from {mart_of(marts, 'fct_reports')}")
    if is_all and cells and not any(outcome.assessed for outcome in outcomes):
        yield "cells were read, but no rule of the catalogue was evaluated on them"
    yield from _other_counts(marts, form, outcomes)
    yield from _other_failures(marts, form, runner)


def _outcome(result: Result) -> Outcome:
    listed = tuple((row["report_id"], row["scope"]) for row in result.listed)
    return Outcome(result.meta["rule"], result.assessed, result.failing, listed)


def _other_counts(marts: Path, form: Catalogue, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Of which rules other numbers of results were evaluated, or fail, than the marts have."""
    query = f"""
        select rule, count(*) filter (status in ('hold', 'fail')), count(*) filter (status = 'fail')
        from {mart_of(marts, "fct_rule_results")} where report_id is not null group by rule"""
    said = {rule: (assessed, failing) for rule, assessed, failing in _rows(query)}
    rules = {rule.rule: rule for rule in form.rules}
    for one in outcomes:
        assessed, failing = said.get(one.rule, (0, 0))
        # A table whose end is missing is not assessed, but its counts are looked at.
        is_range = own_batch(form, rules[one.rule]) == COUNTS
        if (one.assessed if not is_range else assessed, one.failing) != (assessed, failing):
            yield (
                f"of {one.rule}, {one.failing} of {one.assessed} results fail by the records,"
                f" {failing} of {assessed} by the marts"
            )


def _other_failures(marts: Path, form: Catalogue, runner: Runner) -> Iterator[str]:
    """What fails by the records must be what fails by the marts: the same scopes of the same reports."""
    if not any(own_batch(form, rule) for rule in form.rules if rule.state == "active"):
        return
    if found := runner.select(f"from ({contradictions(form, marts)}) order by all limit {EXAMPLES}"):
        named = ", ".join(" ".join(row) for row in found)
        yield f"these fail either by the records or by the marts, but not by both: {named}"


def _doubtful(marts: Path, results: Iterable[Result]) -> Iterator[Doubtful]:
    """The rules that too few reports of a layout hold, with how many do not."""
    lines = _rows(f"select rule, layout, assessed, failing from {mart_of(marts, 'mart_layout_health')}")
    known = {(rule, layout): Doubtful(rule, layout, *counts) for rule, layout, *counts in lines}
    for result in results:
        yield from (known[row["rule"], row["layout"]] for row in result.listed)
