"""What a person at a terminal sees: progress, and the outcome with where results are."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from flows import settings
from flows.landing.current import GONE
from flows.landing.locks import BusyError
from flows.logs import redact
from flows.operations.recording import run_of
from flows.operations.records import one_line
from flows.runs import news, notify, operators, unchanged
from flows.runs.job import Order, RunResult
from flows.store.kept import in_store

_ALARMS = 10


class ServerError(RuntimeError):
    """There is no Prefect server where there should be one; the message says where."""


def run(order: Order) -> RunResult:
    """Do what `gouji run` asks, with a progress bar on a terminal, and print the outcome and where it is.

    If nothing is new, only site and workbook are written, and those only if they are not there. Otherwise the job runs
    as a flow of Prefect's where PREFECT_API_URL names its server, and without Prefect where it does not. Whoever
    GOUJI_NOTIFY names is told that it failed, or what must be corrected.
    """
    operators.tell_killed(order.raw)
    try:
        with in_store(order.raw, order.warehouse, notify.say):
            result = unchanged.finish(order) or _run_with_progress(order)
    except BusyError:
        # Another run does what this one would have done.
        raise
    except Exception as error:
        operators.failed(order.raw, "gouji run", one_line(error), run_of(error))
        raise
    _print_result(result, order.raw)
    news.tell_outcome(order.raw, order.warehouse, result.alarms)
    return result


def _run_with_progress(order: Order) -> RunResult:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from flows.runs import run as job

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task("starting", total=None)

        def show(done: int, total: int) -> None:
            step = "reading" if done < total else "building, validating, reporting"
            bar.update(task, completed=done, total=total, description=step)

        token = job.watching.set(show)
        try:
            return _run_as_flow(order, server) if (server := os.environ.get("PREFECT_API_URL")) else job.run(order)
        finally:
            job.watching.reset(token)


def _run_as_flow(order: Order, server: str) -> RunResult:
    _expect_an_answer(server)
    settings.make_prefect_home()
    # It warns at the end of a run that events are still being sent, on a logger that is not below Prefect's own.
    logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)
    from flows.runs.flow import run_on_server

    return run_on_server(order)


def _expect_an_answer(server: str) -> None:
    import httpx

    try:
        # Whatever it answers; Prefect itself knows how to log in.
        httpx.get(f"{server}/health", timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = one_line(error)
        problem = f"PREFECT_API_URL {redact(server)}: the server does not answer ({why})"
        raise ServerError(f"{problem}; start it, or unset the variable to run without Prefect") from error


def _print_result(result: RunResult, raw: Path) -> None:
    from rich.console import Console
    from rich.markup import escape

    out = Console(highlight=False)
    landing, summary = result.landing, result.summary
    state = "" if result.built else " (nothing new: records and marts are as they were)"
    out.print(
        f"documents  {landing.found} found = {landing.extracted} extracted + {landing.rejected} rejected"
        f" + {landing.duplicate} duplicate; {landing.read} read now{state}"
    )
    if landing.unusable:
        out.print("records    those there were of another version of gouji, or damaged: every document was read again")
    if landing.gone:
        what = f"{landing.gone} documents landed before are gone or changed: {_shown(raw / GONE)}"
        out.print(f"gone       {what}", soft_wrap=True)
    out.print(f"cells      {summary.cells} printed in {summary.reports} reports")
    settled = f"; {summary.settled} unfounded, accepted or corrected" if summary.settled else ""
    out.print(
        f"findings   {summary.must} must, {summary.should} should{settled}; {summary.not_assessed} rules not assessed"
    )
    if summary.doubtful:
        out.print(f"doubtful   {summary.doubtful} more findings, probably our reading: most reports of a layout fail")
    out.print(f"checked    {result.expectations} expectations of Great Expectations evaluated")
    for what, place in (
        ("site", "site/index.html"),
        ("workbook", result.workbook),
        ("database", "gouji.duckdb"),
        ("marts", "marts"),
        ("data docs", "data_docs/index.html"),
        ("dictionary", "docs/index.html"),
    ):
        out.print(f"{what:<10} {_shown(result.folder / place)}", soft_wrap=True)
    for alarm in result.alarms[:_ALARMS]:
        out.print(f"drift      {escape(alarm.text)}{'' if alarm.is_new else ' (told before)'}", soft_wrap=True)
    if (more := len(result.alarms) - _ALARMS) > 0:
        out.print(f"drift      {more} more: {_shown(result.folder / 'operations/index.html')}", soft_wrap=True)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
