"""What the flows of deployments tell operators when a run of theirs ends badly, even where its process was killed.

A run that somebody started by hand tells by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows import logs
from flows.operations import records
from flows.operations.recording import run_of
from flows.operations.records import one_line
from flows.runs import operators
from flows.runs.news import ToldError


def _tell(flow: Any, flow_run: Any, state: Any) -> None:
    error = state.result(raise_on_failure=False) if state.is_failed() else None
    if flow_run.deployment_id is None or isinstance(error, ToldError):
        return
    if isinstance(error, Exception):
        tell(flow.name, flow_run, one_line(error), run_of(error))
    else:
        tell(flow.name, flow_run, logs.redact(state.message or state.name))


def tell(what: str, flow_run: Any, why: str, run: str | None = None) -> None:
    """Tell that a run of a flow ended badly, with its id on record and with Prefect's name and id for it."""
    place = flow_run.parameters.get("raw")
    raw = Path(place) if isinstance(place, str) else None
    run = run or (on_record(raw, str(flow_run.id)) if raw else None)
    operators.failed(raw, what, why, run, f"in Prefect {flow_run.name}, {flow_run.id}")


def on_record(raw: Path, flow_run: str) -> str | None:
    """The id of the run on record that was this one of Prefect's."""
    try:
        found = [run.run for run in records.read(raw) if run.asked.get("flow_run") == flow_run]
    except OSError:
        return None
    return found[-1] if found else None


WATCHED: dict[str, Any] = {"on_failure": [_tell], "on_crashed": [_tell], "on_cancellation": [_tell]}
"""The options of a flow whose failures, crashes and cancellations are told."""
