"""The main job as a Prefect flow: land, validate, build, report. Orchestration only."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_table_artifact

from expectations.checkpoint import validate
from flows import findings
from flows.fingerprint import fingerprint
from flows.land import Landing, Progress, land
from flows.warehouse import build, document

_BUILT = "built.json"
_BUILDER = ("dbt", "expectations", "flows/warehouse.py")


class Ran(NamedTuple):
    """What a run did and where its results lie. `built` is False where nothing had changed since the last run."""

    landing: Landing
    built: bool
    expectations: int
    summary: findings.Summary
    folder: Path


class DefectError(RuntimeError):
    """Records that break the landing contract: our own fault, which stops the run."""


def _is_io(task_: Any, run: Any, state: Any) -> bool:
    """Worth another try: a network drive or a disk that did not answer; our own errors are not."""
    try:
        state.result()
    except OSError:
        return True
    except BaseException:
        return False
    return False


@task(name="land", retries=2, retry_delay_seconds=10, retry_condition_fn=_is_io)
def land_documents(raw: Path, full_refresh: bool, progress: Progress | None) -> Landing:
    """Documents to records."""
    return land(raw, full_refresh=full_refresh, progress=progress)


@task(name="validate")
def validate_records(records: Path, warehouse: Path) -> int:
    """Records against the Great Expectations suites; the number of expectations evaluated."""
    validation = validate(records, warehouse / "data_docs")
    if validation.defects:
        raise DefectError("; ".join(validation.defects))
    return validation.evaluated


@task(name="build", retries=2, retry_delay_seconds=10, retry_condition_fn=_is_io)
def build_warehouse(records: Path, warehouse: Path) -> None:
    """Records to marts, and the data dictionary."""
    build(records, warehouse)
    document(warehouse)


@task(name="report", retries=2, retry_delay_seconds=10, retry_condition_fn=_is_io)
def write_findings(warehouse: Path, year: int | None, region: str | None) -> findings.Summary:
    """Marts to the page and the workbook for supervisors."""
    return findings.write(warehouse / "gouji.duckdb", warehouse / "findings", year, region)


@flow(name="gouji-run", flow_run_name="gouji run", timeout_seconds=timedelta(days=1).total_seconds())
def gouji_run(
    raw: Path,
    warehouse: Path,
    year: int | None = None,
    region: str | None = None,
    full_refresh: bool = False,
) -> Ran:
    """Land what is new, then validate, build and report; without anything new only the report is written."""
    landing = land_documents(raw, full_refresh, _progress.get("land"))
    state = {"generation": landing.generation, "builder": fingerprint(_BUILDER)}
    last = _last(warehouse)
    built = full_refresh or {**last, "expectations": None} != {**state, "expectations": None}
    evaluated = last.get("expectations", 0)
    if built:
        evaluated = validate_records(raw / "records", warehouse)
        build_warehouse(raw / "records", warehouse)
        _remember(warehouse, {**state, "expectations": evaluated})
    summary = write_findings(warehouse, year, region)
    ran = Ran(landing, built, evaluated, summary, warehouse.resolve())
    _artifacts(ran)
    return ran


_progress: dict[str, Progress] = {}
"""Who is told of progress; a terminal is no parameter of a flow."""


def with_progress(show: Progress, job: Callable[[], Ran]) -> Ran:
    """Run a job and tell `show` how far the landing has come."""
    _progress["land"] = show
    try:
        return job()
    finally:
        _progress.clear()


def _last(warehouse: Path) -> dict[str, Any]:
    path = warehouse / _BUILT
    if not path.is_file() or not (warehouse / "gouji.duckdb").is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _remember(warehouse: Path, state: dict[str, Any]) -> None:
    draft = warehouse / f"{_BUILT}.draft"
    draft.write_text(json.dumps(state), "utf-8")
    os.replace(draft, warehouse / _BUILT)


def _artifacts(ran: Ran) -> None:
    counts = {**ran.landing._asdict(), **ran.summary._asdict(), "expectations": ran.expectations}
    create_table_artifact(key="gouji-counts", table=[{"what": k, "count": str(v)} for k, v in counts.items()])
    for key, place in (("findings", "findings/index.html"), ("data-docs", "data_docs/index.html")):
        create_link_artifact(key=f"gouji-{key}", link=(ran.folder / place).as_uri(), link_text=place)
