"""Serves the main job on a schedule until it is stopped."""

from __future__ import annotations

from pathlib import Path

from prefect.schedules import Cron

from flows.run import gouji_run


class ScheduleError(ValueError):
    """A schedule that cannot be kept; the message says why."""


def serve(raw: Path, warehouse: Path, cron: str) -> None:
    """Serve the flow with a cron schedule (five fields, UTC), one run at a time. Returns when stopped."""
    try:
        schedule = Cron(cron)
    except ValueError as error:
        raise ScheduleError(f"--cron {cron!r}: {error}") from error
    gouji_run.serve(
        name="gouji",
        schedule=schedule,
        limit=1,
        parameters={"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())},
    )
