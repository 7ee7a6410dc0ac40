"""The main job on a real Prefect server, used from outside as the guide for users of Prefect says."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import Artifact, FlowRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from expectations import checkpoint
from expectations.checkpoint import Doubtful, Validation
from flows.findings import Summary
from flows.landing import files, originals
from flows.runs import flow, job
from flows.warehouse import build as warehouse
from flows.warehouse.days import today
from tests.fresh_builds import prepare
from tests.runs.processes import Family, family, happens
from tests.shipped import copy_documents, put

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]
START, RUN, LOOK, SERVE = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/prefect.md").read_text("utf-8"), re.S)
DAY = today()
BUSY = re.compile(r"gouji: \S+/raw/\.records: another run is writing there; try again after it\n")


class Server(NamedTuple):
    """A Prefect server, and a folder in which the commands of the guide are run against it."""

    folder: Path
    port: int
    processes: Family

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def start(self, commands: str) -> subprocess.Popen[str]:
        """Start commands of the guide in a shell."""
        command = ["bash", "-euc", commands.replace("4200", str(self.port))]
        environment, pipe = self.processes.environment, subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def shell(self, commands: str) -> str:
        """What commands of the guide print; they must succeed."""
        process = self.start(commands)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    def gouji(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flows.cli", "run", *options]
        environment = {**self.processes.environment, "PREFECT_API_URL": self.url}
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    copy_documents(folder / "raw")
    prepare(folder / "warehouse")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    settings = {"PREFECT_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    with family(PATH=path, COLUMNS="200", **settings) as processes:
        found = Server(folder, port, processes)
        processes.environment["PREFECT_API_URL"] = found.url
        found.shell(START)
        yield found


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[SyncPrefectClient]:
    with temporary_settings({PREFECT_API_URL: server.url}), get_client(sync_client=True) as found:
        assert happens(lambda: found.api_healthcheck() is None, 120)
        yield found


class Ran(NamedTuple):
    """The run of the guide, what it printed, and what a second one got that was started meanwhile."""

    out: str
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def ran(server: Server, client: SyncPrefectClient) -> Ran:
    first = server.start(RUN)
    assert happens((server.folder / "raw/.records/.run.lock").exists, 120)
    # However slow the machine, the first run is not done before the second one starts.
    os.killpg(first.pid, signal.SIGSTOP)
    second = server.gouji()
    os.killpg(first.pid, signal.SIGCONT)
    out, err = first.communicate()
    assert (first.returncode, err) == (0, "")
    return Ran(out, second)


def run_of(client: SyncPrefectClient, name: str) -> FlowRun:
    (found,) = (one for one in client.read_flow_runs() if one.name == f"{name} {DAY}")
    return found


def artifacts_of(client: SyncPrefectClient, flow_run: FlowRun) -> dict[str | None, Artifact]:
    return {found.key: found for found in client.read_artifacts() if found.flow_run_id == flow_run.id}


def test_a_run_shows_its_name_parameters_and_tasks(server: Server, ran: Ran, client: SyncPrefectClient) -> None:
    assert "12 found = 9 extracted + 2 rejected + 1 duplicate; 11 read now" in ran.out
    found = run_of(client, "2023年 全部地区")
    assert found.state_name == "Completed"
    assert found.parameters == {
        "raw": str(server.folder / "raw"),
        "warehouse": str(server.folder / "warehouse"),
        "year": 2023,
        "region": None,
        "full_refresh": False,
        "day": None,
        "cluster": None,
    }
    tasks = sorted((t for t in client.read_task_runs() if t.flow_run_id == found.id), key=lambda t: str(t.start_time))
    assert [(task.name, task.state_name) for task in tasks] == [
        (name, "Completed")
        for name in (
            "check agencies.csv and decisions.csv",
            f"land what is new in {server.folder / 'raw'}",
            "read from document 1 of 12",
            "check the records",
            "build the marts",
            "validate the marts",
            "write site and workbook",
        )
    ]


def test_a_run_leaves_artifacts_for_supervisors_and_for_operators(
    server: Server, ran: Ran, client: SyncPrefectClient
) -> None:
    found = artifacts_of(client, run_of(client, "2023年 全部地区"))
    names = {"overview", "site", "workbook", "progress", "counts", "data-docs"}
    assert set(found) == {f"gouji-{name}" for name in names}
    overview = str(found["gouji-overview"].data)
    title = f"# 2023年 全部地区 {DAY}".replace("-", "\\-")
    assert overview.startswith(f"{title}\n") and "共有文档 12 份：已读取 9 份" in overview
    assert "| 未能核验（项次） |" in overview
    assert overview.endswith("此前没有核验记录，本次的问题均为首次发现，逐项见问题清单。")
    counts = {line["what"]: line["count"] for line in json.loads(str(found["gouji-counts"].data))}
    assert {*Summary._fields, "found", "extracted", "read", "expectations"} <= set(counts)
    assert (counts["found"], counts["read"]) == ("12", "11")
    assert found["gouji-progress"].data == 100
    assert (server.folder / "warehouse/site/index.html").as_uri() in str(found["gouji-site"].data)


def test_of_two_runs_at_once_one_writes_and_the_other_says_so(ran: Ran, client: SyncPrefectClient) -> None:
    assert (ran.second.returncode, ran.second.stdout) == (1, "")
    assert BUSY.fullmatch(ran.second.stderr)
    assert run_of(client, "全部年度 全部地区").state_name == "Failed"


def test_what_a_run_did_shows_in_the_terminal(server: Server, ran: Ran) -> None:
    told = server.shell(LOOK)
    assert f"2023年 全部地区 {DAY}" in told and "gouji-overview" in told and "核验结果概览" in told


@pytest.mark.heavy
def test_the_deployment_is_run_with_other_parameters(server: Server, ran: Ran, client: SyncPrefectClient) -> None:
    server.shell(SERVE)
    found = run_of(client, "2023年 洪泽")
    assert found.state_name == "Completed" and found.deployment_id is not None
    deployment = client.read_deployment(found.deployment_id)
    assert deployment.global_concurrency_limit is None
    properties = deployment.parameter_openapi_schema["properties"]
    kinds = {name: [one["type"] for one in p.get("anyOf", [p])] for name, p in properties.items()}
    texts = {name: ["string", "null"] for name in ("region", "day", "cluster")}
    places = {"raw": ["string"], "warehouse": ["string"]}
    assert kinds == {**places, **texts, "year": ["integer", "null"], "full_refresh": ["boolean"]}
    assert "本次没有新发现必须更正的问题。" in str(artifacts_of(client, found)["gouji-overview"].data)


@pytest.fixture
def again(server: Server, ran: Ran, monkeypatch: pytest.MonkeyPatch) -> Iterator[job.Order]:
    """An order for which there is much to do, of which only landing is real; the server is told in this process."""

    def building(*_: Any, validate: Any, **__: bool) -> None:
        validate(Path(), None)

    monkeypatch.setattr(checkpoint, "check_records", lambda *_: [])
    monkeypatch.setattr(warehouse, "build", building)
    monkeypatch.setattr(checkpoint, "check_results", lambda *_: Validation([], [], 1, Path()))
    for step, task in flow._TASKS.items():
        monkeypatch.setitem(flow._TASKS, step, task.with_options(retry_delay_seconds=0))
    yield job.Order(server.folder / "raw", server.folder / "warehouse", full_refresh=True)


def run_flow(order: job.Order) -> job.RunResult:
    return flow.gouji_run(str(order.raw), str(order.warehouse), full_refresh=order.full_refresh)


def failing(monkeypatch: pytest.MonkeyPatch, order: job.Order, error: Exception) -> list[Path]:
    """Let a document that must be read anew fail to be read twice; returns the list in which its readings are noted."""
    calls: list[Path] = []
    os.utime(order.raw / "documents" / "list_of_reports.txt")

    def digest_of(path: Path) -> tuple[str, int]:
        calls.append(path)
        if len(calls) <= 2:
            raise error
        return files.digest_of(path)

    monkeypatch.setattr(originals, "digest_of", digest_of)
    return calls


def test_an_unresponsive_drive_is_retried(
    client: SyncPrefectClient, again: job.Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = failing(monkeypatch, again, OSError(errno.EIO, "Input/output error"))
    assert run_flow(again).landing.read == 11
    assert len(calls) == 3


@pytest.mark.parametrize(
    "error",
    [PermissionError(errno.EACCES, "broken"), OSError(errno.ENOSPC, "broken"), ValueError("broken")],
    ids=lambda error: type(error).__name__,
)
def test_what_waiting_does_not_mend_is_not_retried(
    client: SyncPrefectClient, again: job.Order, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    calls = failing(monkeypatch, again, error)
    with pytest.raises((files.LandingError, ValueError), match="broken"):
        run_flow(again)
    assert len(calls) == 1


def test_a_doubtful_layout_is_reported_and_stops_nothing(
    client: SyncPrefectClient, again: job.Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful = [Doubtful("proceedings_sum", "text/plain", 24, 23)]
    monkeypatch.setattr(checkpoint, "check_results", lambda *_: Validation([], doubtful, 1, Path()))
    assert run_flow(again).built
    (found,) = (str(one.data) for one in client.read_artifacts() if one.key == "gouji-doubtful")
    assert "proceedings_sum" in found and "text/plain" in found


def test_a_run_that_is_killed_leaves_no_process_behind(server: Server, ran: Ran) -> None:
    with family() as processes:
        environment = {**server.processes.environment, **processes.environment}
        command = [sys.executable, "-m", "flows.cli", "run", "--full-refresh"]
        started = subprocess.Popen(command, cwd=server.folder, env=environment, stdout=subprocess.DEVNULL)
        lock = server.folder / "raw/.records/.run.lock"
        before = lock.stat().st_mtime_ns
        assert happens(lambda: lock.stat().st_mtime_ns > before, 60)
        started.kill()
        started.wait()
        assert processes.has_ended()


def test_a_server_that_does_not_answer_is_told_in_one_line(server: Server, ran: Ran) -> None:
    put(server.folder / "other/raw", "new.txt", b"new")
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", "other/raw", "--warehouse", "other/warehouse"]
    environment = {**server.processes.environment, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    answer = subprocess.run(command, cwd=server.folder, env=environment, capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert re.fullmatch(r"gouji: PREFECT_API_URL http://127\.0\.0\.1:9/api: the server does not .*\n", answer.stderr)


@pytest.mark.heavy
def test_a_run_goes_on_without_a_server_that_is_lost(server: Server, ran: Ran) -> None:
    """The last one: it ends the server."""
    copy_documents(server.folder / "lost/raw", "hongze_district_2023.html")
    command = [sys.executable, "-m", "flows.cli", "run", "--raw", "lost/raw", "--warehouse", "lost/warehouse"]
    with family() as processes:
        environment, pipe = {**server.processes.environment, **processes.environment}, subprocess.PIPE
        started = subprocess.Popen(command, cwd=server.folder, env=environment, stdout=pipe, stderr=pipe, text=True)
        assert happens((server.folder / "lost/raw/.records/.run.lock").exists, 120)
        for process in server.processes.running():
            os.kill(process, signal.SIGKILL)
        out, err = started.communicate(timeout=180)
    assert started.returncode == 0 and "1 found" in out, err
    assert err == f"gouji: PREFECT_API_URL {server.url}: the server no longer answers; the run goes on without it\n"
