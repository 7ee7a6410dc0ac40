"""The main job as a Prefect flow: land, check the records, build, validate, report. Orchestration only."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from expectations.checkpoint import check_records, check_results
from expectations.runner import Runner
from flows import findings
from flows.landing.land import Landing, Progress, land
from flows.runs.job import RunResult, built_from, forget, made_of, remember
from flows.warehouse.build import build
from flows.warehouse.history import History, today


class DefectError(RuntimeError):
    """Records that break the landing contract: a gouji bug; aborts the run."""


def _did_not_answer(task_: Any, run: Any, state: Any) -> bool:
    """Whether to retry: for a disk or network drive that did not answer, but not for our own errors."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(name="land", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10, retry_condition_fn=_did_not_answer)
def land_documents(raw: Path, full_refresh: bool, progress: Progress | None) -> Landing:
    """Documents to records."""
    return land(raw, full_refresh=full_refresh, progress=progress)


@task(name="check", cache_policy=NO_CACHE)
def check_contract(records: Path, runner: Runner) -> None:
    """Records against the landing contract, before anything is built of them."""
    if defects := check_records(records, runner):
        raise DefectError("; ".join(defects))


@task(name="build", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10, retry_condition_fn=_did_not_answer)
def build_warehouse(raw: Path, warehouse: Path, day: dt.date, runner: Runner) -> None:
    """Records to marts, with the findings of earlier builds and the decisions on them; and the data dictionary.

    Nothing is published before it is validated.
    """

    def validate(marts: Path) -> None:
        validate_results(marts, runner)
        # From here on the old note would no longer describe the warehouse.
        forget(warehouse)

    build(raw / "records", warehouse, History(raw, day), validate=validate)


@task(name="validate", cache_policy=NO_CACHE)
def validate_results(marts: Path, runner: Runner) -> None:
    """Check what the marts say about the rules against the suites of the catalogue.

    A doubtful layout is reported but stops nothing: its reports are in the warehouse as they were read.
    """
    validation = check_results(marts, runner)
    if validation.doubtful:
        table = [found._asdict() for found in validation.doubtful]
        create_table_artifact(key="gouji-doubtful", table=table, description="疑为本系统读取有误")


@task(name="report", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10, retry_condition_fn=_did_not_answer)
def write_findings(warehouse: Path, year: int | None, region: str | None, day: dt.date) -> findings.Summary:
    """Marts to page and workbook for supervisors."""
    return findings.write(warehouse / "gouji.duckdb", warehouse / "findings", year, region, day)


@flow(name="gouji-run", timeout_seconds=timedelta(days=1).total_seconds(), validate_parameters=False)
def gouji_run(
    raw: Path,
    warehouse: Path,
    year: int | None = None,
    region: str | None = None,
    full_refresh: bool = False,
    progress: Progress | None = None,
    day: dt.date | None = None,
) -> RunResult:
    """Land what is new, then check, build, validate and report; if nothing is new, only write the report.

    A report counts as missing as of `day`, by default today.
    """
    raw, warehouse, day = Path(raw), Path(warehouse), day or today()
    if full_refresh:
        # A refresh that fails leaves records which the old warehouse was not made of, though they have its generation.
        forget(warehouse)
    landing = land_documents(raw, full_refresh, progress)
    # Taken before the build, so that a decision made while it runs is new to the next run.
    made = made_of(raw, landing, day)
    evaluated = built_from(warehouse, made)
    built = evaluated is None
    if evaluated is None:
        runner = Runner(warehouse / "data_docs")
        check_contract(raw / "records", runner)
        build_warehouse(raw, warehouse, day, runner)
        evaluated = runner.evaluated
        remember(warehouse, made, evaluated)
    summary = write_findings(warehouse, year, region, day)
    result = RunResult(landing, built, evaluated, summary, warehouse.resolve())
    _leave_artifacts(result)
    return result


def _leave_artifacts(result: RunResult) -> None:
    counts = {**result.landing._asdict(), **result.summary._asdict(), "expectations": result.expectations}
    create_table_artifact(key="gouji-counts", table=[{"what": k, "count": str(v)} for k, v in counts.items()])
    for key, place in (("findings", "findings/index.html"), ("data-docs", "data_docs/index.html")):
        create_link_artifact(key=f"gouji-{key}", link=(result.folder / place).as_uri(), link_text=place)
