"""Serves the main job on a schedule until it is stopped."""

from __future__ import annotations

from pathlib import Path

from flows.run import gouji_run


def serve(raw: Path, warehouse: Path, cron: str) -> None:
    """Serve the flow with a cron schedule (five fields, local time of the machine); one run at a time."""
    gouji_run.serve(
        name="gouji",
        cron=cron,
        limit=1,
        parameters={"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())},
    )
