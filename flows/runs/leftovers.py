"""What an earlier schedule left in the database of its Prefect server, where it was killed or served other things."""

from __future__ import annotations

from collections.abc import Collection

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.runs import hooks

_IN_PROGRESS = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
_MESSAGE = "The schedule ended in the middle of the run, which ended with it."


def clear(served: Collection[str]) -> None:
    """Before a schedule is served by the only one who uses its server: end and drop what nobody sees to any more.

    Runs in progress ended with the process that had started them, which is told. Deployments but those `served` would
    have runs that are late for ever.
    """
    with get_client(sync_client=True) as client:
        _end_runs(client)
        for deployment in client.read_deployments():
            if deployment.name not in served:
                client.delete_deployment(deployment.id)


def _end_runs(client: SyncPrefectClient) -> None:
    wanted = FlowRunFilter.model_validate({"state": {"type": {"any_": _IN_PROGRESS}}})
    for run in client.read_flow_runs(flow_run_filter=wanted):
        client.set_flow_run_state(run.id, Crashed(message=_MESSAGE), force=True)
        if run.deployment_id is not None:
            hooks.tell("a scheduled run", run, _MESSAGE)
