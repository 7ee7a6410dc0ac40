"""What the flows of deployments tell operators when a run of theirs ends badly, even where its process was killed.

A run that somebody started by hand tells by itself.
"""

from __future__ import annotations

from typing import Any

from flows.runs import news


def _tell(flow: Any, flow_run: Any, state: Any) -> None:
    if flow_run.deployment_id is not None:
        error = state.result(raise_on_failure=False) if state.is_failed() else None
        why = str(error) if isinstance(error, Exception) else state.message or state.name
        news.failed(flow.name, why, f"{flow_run.name}, {flow_run.id}")


WATCHED: dict[str, Any] = {"on_failure": [_tell], "on_crashed": [_tell], "on_cancellation": [_tell]}
"""The options of a flow whose failures, crashes and cancellations are told."""
