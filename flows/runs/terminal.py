"""What a person at a terminal sees: progress, and the outcome with where results are."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows import findings
from flows.runs.job import RunResult, nothing_new
from flows.warehouse.history import today


def run(options: argparse.Namespace) -> RunResult:
    """Do what `gouji run` asks, with a progress bar on a terminal, and print the outcome and where it is.

    If nothing is new, only the findings are written, without Prefect, which is slow to start.
    """
    out, day = Console(highlight=False), options.today or today()
    known = None if options.full_refresh else nothing_new(options.raw, options.warehouse, day)
    if known is not None:
        landing, expectations = known
        folder = options.warehouse.resolve()
        summary = findings.write(folder / "gouji.duckdb", folder / "findings", options.year, options.region, day)
        result = RunResult(landing, False, expectations, summary, folder)
    else:
        result = _run_flow(options, day, out.is_terminal)
    _print_result(out, result)
    return result


def _run_flow(options: argparse.Namespace, day: dt.date, on_terminal: bool) -> RunResult:
    from flows.runs.run import gouji_run

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not on_terminal) as bar:
        task = bar.add_task("starting", total=None)

        def show(done: int, total: int) -> None:
            step = "reading" if done < total else "building, validating, reporting"
            bar.update(task, completed=done, total=total, description=step)

        return gouji_run(options.raw, options.warehouse, options.year, options.region, options.full_refresh, show, day)


def _print_result(out: Console, result: RunResult) -> None:
    landing, summary = result.landing, result.summary
    state = "" if result.built else " (nothing new: records and marts are as they were)"
    out.print(
        f"documents  {landing.found} found = {landing.extracted} extracted + {landing.rejected} rejected"
        f" + {landing.duplicate} duplicate; {landing.read} read now{state}"
    )
    out.print(f"cells      {summary.cells} printed in {summary.reports} reports")
    settled = f"; {summary.settled} accepted or corrected" if summary.settled else ""
    out.print(
        f"findings   {summary.must} must, {summary.should} should{settled}; {summary.not_assessed} rules not assessed"
    )
    if summary.doubtful:
        out.print(f"doubtful   {summary.doubtful} more findings, probably our reading: most reports of a layout fail")
    out.print(f"checked    {result.expectations} expectations of Great Expectations evaluated")
    for what, place in (
        ("page", "findings/index.html"),
        ("workbook", "findings/findings.xlsx"),
        ("database", "gouji.duckdb"),
        ("marts", "marts"),
        ("data docs", "data_docs/index.html"),
        ("dictionary", "docs/index.html"),
    ):
        out.print(f"{what:<10} {_shown(result.folder / place)}", soft_wrap=True)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
