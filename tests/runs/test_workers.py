"""A Prefect server on PostgreSQL with workers, set up by the commands of the guide; units that systemd accepts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.runs.deployments import DEPLOYMENTS, TIMEZONE
from tests.publish.server import running
from tests.runs.listening import free_port
from tests.runs.processes import Family, family
from tests.shipped import copy_documents

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/operation.md").read_text("utf-8")
_, SERVER, DEPLOY, WORKER, RUN = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)
UNITS = re.findall(r"```ini\n(.*?)```", GUIDE, re.S)


class Office(NamedTuple):
    """A folder with documents, and a shell in which the commands of the guide are given."""

    folder: Path
    processes: Family
    ports: dict[str, str]

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.ports['4200']}/api"

    def shell(self, commands: str) -> str:
        """What commands of the guide print; they must succeed."""
        words = {**self.ports, "prefect@": "owner@", "/opt/gouji/": f"{ROOT}/"}
        for word, here in words.items():
            commands = commands.replace(word, here)
        command, place = ["bash", "-euc", commands], self.folder
        done = subprocess.run(command, cwd=place, env=self.processes.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("workers")
    copy_documents(folder / "raw", "hongze_district_2023.html", "list_of_reports.txt")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {"PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    with running() as database, family(PATH=path, **settings) as processes:
        database.execute("create database prefect")
        found = Office(folder, processes, {"4200": str(free_port()), "5432": str(database.port)})
        processes.environment["PREFECT_API_URL"] = found.api
        found.shell(SERVER)
        found.shell(DEPLOY)
        yield found
        for process in processes.running():
            os.kill(process, 9)


@pytest.mark.heavy
def test_a_worker_runs_what_was_deployed(office: Office) -> None:
    office.shell("prefect --no-prompt deploy --all --prefect-file /opt/gouji/prefect.yaml")
    with temporary_settings({PREFECT_API_URL: office.api}), get_client(sync_client=True) as client:
        found = {one.name: one for one in client.read_deployments()}
    assert set(found) == {one.name for one in DEPLOYMENTS}
    for one in DEPLOYMENTS:
        deployed = found[one.name]
        schedules = [(s.schedule.cron, s.schedule.timezone) for s in deployed.schedules]
        assert sorted(schedules) == sorted((cron, TIMEZONE) for cron in one.crons)
        assert (deployed.parameters, deployed.tags) == (one.parameters, one.tags)
        limit, options = deployed.global_concurrency_limit, deployed.concurrency_options
        assert limit is not None and options is not None
        assert (limit.limit, options.collision_strategy) == (1, "ENQUEUE")
    office.shell(WORKER)
    office.shell(RUN)
    assert (office.folder / "warehouse/built.json").exists()
    office.shell("prefect deployment run gouji-publish/publish --watch")
    assert (office.folder / "published/gouji.duckdb").is_file()
    wanted = FlowRunFilter.model_validate({"state": {"name": {"any_": ["Completed"]}}})
    with temporary_settings({PREFECT_API_URL: office.api}), get_client(sync_client=True) as client:
        names = {run.deployment_id for run in client.read_flow_runs(flow_run_filter=wanted)}
    assert {found[name].id for name in ("run", "backfill", "publish")} <= names


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: re.findall("Description=(.*)", unit)[0])
def test_systemd_accepts_the_units(unit: str, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    programs = Path(sys.executable).parent
    text = unit.replace("/opt/gouji/.venv/bin", str(programs))
    (tmp_path / "gouji.service").write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "gouji.service")]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
