"""The main job as a flow of Prefect's: the steps of `run.py` as tasks, with names, retries and artifacts."""

# Prefect builds the form of the parameters from their types, so annotations are not strings here.
import datetime as dt
import errno
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from httpx import HTTPError
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run

from expectations.checkpoint import Validation
from expectations.runner import Runner
from flows.findings import Summary
from flows.findings import new as new_findings
from flows.landing.current import Landing
from flows.landing.locks import BusyError
from flows.operations.steps import Step
from flows.runs import artifacts, news, notify, operators, run, unchanged
from flows.runs.attached import end_with_parent
from flows.runs.hooks import WATCHED
from flows.runs.job import MadeOf, Order, RunResult
from flows.store.kept import in_store
from flows.warehouse.days import today

F = TypeVar("F", bound=Callable[..., Any])

ASKS_AGAIN_AFTER = 15
"""Seconds that one which waits for another process to end writing lets pass."""

# Not every system has all of them.
_NO_ANSWER = {getattr(errno, name, None) for name in ("EIO", "ESTALE", "ETIMEDOUT", "EHOSTDOWN")} - {None}


def _did_not_answer(task_: Any, run_: Any, state: Any) -> bool:
    """Whether to retry: where a disk or network drive did not answer, which may be why an error of ours was raised."""
    error = state.result(raise_on_failure=False)
    while isinstance(error, BaseException):
        if isinstance(error, OSError) and error.errno in _NO_ANSWER:
            return True
        error = error.__cause__
    return False


# Nothing is cached here: a landing knows by itself what it has read before, and a build what it was made from.
_UNCACHED: dict[str, Any] = {"cache_policy": NO_CACHE}
_RETRIED = {**_UNCACHED, "retries": 2, "retry_delay_seconds": [10, 60], "retry_condition_fn": _did_not_answer}


@task(name="land", task_run_name="land what is new in {raw}", **_RETRIED)
def _land_documents(raw: Path, full_refresh: bool, cluster: str | None, step: Step) -> Landing:
    progress, report = artifacts.Progress(), run.watching.get()

    def show(done: int, total: int) -> None:
        report(done, total)
        progress.show(100 * done / max(total, 1))

    token = run.watching.set(show)
    try:
        landing = run.land_documents(raw, full_refresh, cluster, step)
    finally:
        run.watching.reset(token)
    progress.show(100.0)
    return landing


@task(name="validate", task_run_name="validate the marts", **_UNCACHED)
def _validate_results(marts: Path, runner: Runner, touched: Path | None) -> Validation:
    validation = run.validate_results(marts, runner, touched)
    if validation.doubtful:
        artifacts.publish_doubtful(validation.doubtful)
    return validation


@task(name="report", task_run_name="write site and workbook", **_RETRIED)
def _write_findings(order: Order, made: MadeOf) -> Summary:
    return run.write_findings(order, made)


_TASKS: dict[Callable[..., Any], Any] = {
    run.check_input: task(name="input", task_run_name="check agencies.csv and decisions.csv", **_UNCACHED)(
        run.check_input
    ),
    run.land_documents: _land_documents,
    run.land_batch: task(name="batch", task_run_name="read from document {first} of {total}", **_UNCACHED)(
        run.land_batch
    ),
    run.check_contract: task(name="check", task_run_name="check the records", **_UNCACHED)(run.check_contract),
    run.apply_decisions: task(name="decide", task_run_name="apply the new decisions", **_RETRIED)(run.apply_decisions),
    run.build_warehouse: task(name="build", task_run_name="build the marts", **_RETRIED)(run.build_warehouse),
    run.validate_results: _validate_results,
    run.write_findings: _write_findings,
}


def _as_task(function: F) -> F:
    called: F = _TASKS[function]
    return called


def _name() -> str:
    """What supervisors call a run: 2024年 全部地区 2025-04-01."""
    asked = flow_run.parameters
    year, region = asked.get("year"), asked.get("region")
    again = " 全部重读" if asked.get("full_refresh") else ""
    return f"{f'{year}年' if year else '全部年度'} {region or '全部地区'}{again} {asked.get('day') or today()}"


@flow(name="gouji-run", flow_run_name=_name, timeout_seconds=86_400, **WATCHED)
def gouji_run(
    raw: str = "raw",
    warehouse: str = "warehouse",
    year: int | None = None,
    region: str | None = None,
    full_refresh: bool = False,
    day: dt.date | None = None,
    cluster: str | None = None,
) -> RunResult:
    """Read what is new in `raw/documents`, build and validate the warehouse, and write site and workbook.

    Args:
        raw: folder with `documents/`.
        warehouse: folder for the results.
        year: write a workbook on this report year, too; all are read and built, and in `findings.xlsx`.
        region: write a workbook on agencies whose name contains this text, too.
        full_refresh: read and build everything again.
        day: the day on which missing reports are judged; today if there is none.
        cluster: the Dask cluster that reads, as the address of its scheduler; this machine if there is none.
    """
    end_with_parent()
    # Asked once: Prefect asks its server, which may be lost later on.
    is_deployed = bool(deployment.id)
    order = Order(Path(raw), Path(warehouse), year, region, full_refresh, day, known_as(), cluster)
    if is_deployed:
        operators.tell_killed(order.raw)
    result = _run_alone(order, is_deployed)
    new = new_findings.read(result.folder, year, region) if result.built else []
    artifacts.publish(_name(), result, new)
    if is_deployed:
        news.tell_outcome(Path(raw), Path(warehouse), result.alarms)
    if (done := artifacts.results.get()) is not None:
        done.append(result)
    return result


def known_as() -> str | None:
    """The id by which Prefect shows this run, or that of a deployment of which it is a part."""
    known: str | None = flow_run.root_flow_run_id if deployment.id else flow_run.id
    return known


def _run_alone(order: Order, is_deployed: bool) -> RunResult:
    """Run once nobody else is writing: a deployment waits for it, whoever starts a run by hand is told at once.

    Where the terminal calls the flow, it has found that there is something to do, and keeps that in a store itself.
    """
    while True:
        try:
            with in_store(order.raw, order.warehouse, notify.say):
                return unchanged.finish(order) or run.run(order, _as_task)
        except BusyError:
            if not is_deployed:
                raise
            time.sleep(ASKS_AGAIN_AFTER)


def run_on_server(order: Order) -> RunResult:
    """Run the flow; what it has done counts even where the server is lost before it is told."""
    places = str(order.raw.resolve()), str(order.warehouse.resolve())
    done: list[RunResult] = []
    token = artifacts.results.set(done)
    try:
        return gouji_run(*places, order.year, order.region, order.full_refresh, order.day, order.cluster)
    except HTTPError:
        if not done:
            raise
        artifacts.warn_of_loss()
        return done[0]
    finally:
        artifacts.results.reset(token)
