"""The deployments: which flows, when, and with what. `gouji schedule` serves them; workers get them from prefect.yaml.

`python -m flows.runs.deployments` writes prefect.yaml from this description.
"""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

TIMEZONE = "Asia/Shanghai"
"""Of all schedules: supervisors, sites and deadlines are there."""

POOL = "gouji"
"""The work pool of `process` type whose workers run the deployments."""

_HEAD = f"""\
# Written by `python -m flows.runs.deployments`; `prefect deploy --all` reads it: docs/operation.md.
# The workers of the pool {POOL} run in the folder in which that was called.
"""
# A run that does not start, or is killed, loses its place after five minutes.
_PLACE = {"limit": 1, "collision_strategy": "ENQUEUE", "grace_period_seconds": 300}


class Deployment(NamedTuple):
    """A flow, by its dotted name, and when it runs, as cron fields in TIMEZONE."""

    name: str
    flow: str
    crons: tuple[str, ...]
    parameters: dict[str, Any]
    description: str

    @property
    def tags(self) -> list[str]:
        return ["gouji", self.name]

    def load(self) -> Any:
        """The flow itself."""
        module, _, name = self.flow.rpartition(".")
        return getattr(import_module(module), name)


DEPLOYMENTS = (
    Deployment(
        "harvest",
        "flows.runs.other_flows.gouji_harvest",
        ("30 0 * * *",),
        {"sites": "sites.csv", "raw": "raw", "contact": None},
        "Fetches newly published reports into raw/documents, each night before the run.",
    ),
    Deployment(
        "run",
        "flows.runs.flow.gouji_run",
        # Most reports are published in the first quarter, and due by 31 January and 31 March.
        ("30 2 * 4-12 *", "30 * * 1-3 *"),
        {"raw": "raw", "warehouse": "warehouse", "cluster": None},
        "Reads what is new, builds and validates the warehouse, writes site and workbook: each night, and each hour"
        " from 1 January to 31 March.",
    ),
    Deployment(
        "publish",
        "flows.runs.other_flows.gouji_publish",
        ("30 4 * * *",),
        {"warehouse": "warehouse", "to": "published", "raw": "raw"},
        "Publishes the marts for BI tools, each night after the run.",
    ),
    Deployment(
        "backup",
        "flows.runs.other_flows.gouji_backup",
        ("0 5 * * *",),
        {"folder": "backup", "raw": "raw", "keep": None},
        "Saves what cannot be made again, each night after the run; what is overwritten later stays in the backup.",
    ),
    Deployment(
        "backfill",
        "flows.runs.other_flows.gouji_backfill",
        (),
        {"raw": "raw", "warehouse": "warehouse", "cluster": None},
        "Reads and builds everything again and lists one report year, or some agencies in it: when somebody asks.",
    ),
)


def as_yaml() -> str:
    """The text of prefect.yaml."""
    text = io.StringIO()
    writer = YAML()
    writer.width = 1_000
    writer.indent(mapping=2, sequence=4, offset=2)
    # The code is installed where the workers are, so there is none to pull.
    writer.dump({"name": "gouji", "pull": [], "deployments": [_described(one) for one in DEPLOYMENTS]}, text)
    return _HEAD + text.getvalue()


def _described(one: Deployment) -> dict[str, Any]:
    return {
        "name": one.name,
        "entrypoint": one.flow,
        "description": one.description,
        "tags": one.tags,
        "parameters": one.parameters,
        "schedules": [{"cron": cron, "timezone": TIMEZONE} for cron in one.crons],
        "concurrency_limit": dict(_PLACE),
        "work_pool": {"name": POOL, "job_variables": {"working_dir": "{{ $PWD }}"}},
    }


if __name__ == "__main__":
    Path("prefect.yaml").write_text(as_yaml(), "utf-8")
