"""What a schedule does by itself and when asked: it fires, runs one thing at a time, cancels cleanly, and tells."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from prefect.states import Cancelling

from flows.keeping.snapshots import read, snapshots_of
from flows.landing.locks import BusyError, only_writer
from flows.operations import records
from tests.runs.listening import Received, webhook
from tests.runs.processes import family, happens
from tests.runs.served import Served

ROOT = Path(__file__).parents[2]


class Office(NamedTuple):
    """A schedule on which nothing is due for long, and who is told."""

    schedule: Served
    client: SyncPrefectClient
    told: list[Received]

    def start(self, name: str, **parameters: object) -> UUID:
        """Start a run of a deployment by hand."""
        deployment = self.client.read_deployment_by_name(f"gouji-{name}/{name}")
        return self.client.create_flow_run_from_deployment(deployment.id, parameters=parameters).id

    def every_minute(self, name: str) -> Callable[[], None]:
        """Let a deployment be due every minute, until what is returned is called."""
        deployment = self.client.read_deployment_by_name(f"gouji-{name}/{name}")
        schedule, cron = deployment.schedules[0].id, CronSchedule(cron="* * * * *", timezone="Asia/Shanghai")
        self.client.update_deployment_schedule(deployment.id, schedule, schedule=cron)

        def ends() -> bool:
            # An embedded database that a run writes to may have no time.
            with suppress(PrefectHTTPStatusError):
                self.client.update_deployment_schedule(deployment.id, schedule, active=False)
                return True
            return False

        def stop() -> None:
            assert happens(ends, 120)

        return stop

    @property
    def folder(self) -> Path:
        return self.schedule.warehouse.parent

    def running(self) -> list[FlowRun]:
        return [one for one in self.client.read_flow_runs() if one.state_type == StateType.RUNNING]

    def run(self, number: UUID) -> FlowRun:
        return self.client.read_flow_run(number)

    def reaches(self, number: UUID, kind: StateType, within: int = 600) -> bool:
        return happens(lambda: self.run(number).state_type == kind, within)

    def is_at_work(self) -> bool:
        """Whether a run is in progress, or late."""
        due = {StateType.PENDING, StateType.RUNNING}
        return any(one.state_type in due or one.state_name == "Late" for one in self.client.read_flow_runs())

    def is_writing(self) -> bool:
        with suppress(BusyError), only_writer(self.schedule.warehouse.parent / "raw/.records", ".run.lock"):
            return False
        return True


@contextmanager
def client_of(schedule: Served) -> Iterator[SyncPrefectClient]:
    access = schedule.access
    settings = {PREFECT_API_URL: access["PREFECT_API_URL"], PREFECT_API_AUTH_STRING: access["PREFECT_API_AUTH_STRING"]}
    with temporary_settings(settings), get_client(sync_client=True) as client:
        yield client


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with webhook() as hook, family(GOUJI_NOTIFY=hook.address) as processes:
        # No harvest goes to this machine.
        (folder / "sites.csv").write_text("site,region_code,agency,url\nhere,,,http://127.0.0.1/list.html\n", "utf-8")
        places = "--publish-to", "published", "--sites", "sites.csv", "--backup", "backup", "--backup-keep", "9"
        schedule = Served(folder, processes, "--cron", "0 0 1 1 *", *places)
        try:
            with client_of(schedule) as client:
                yield Office(schedule, client, hook.received)
        finally:
            schedule.process.kill()
            schedule.process.wait()


@pytest.fixture
def marts(office: Office) -> None:
    """There are some, even where no test before has had them built."""
    if not (office.schedule.warehouse / "built.json").exists():
        assert office.reaches(office.start("run"), StateType.COMPLETED), office.schedule.log
        assert happens(lambda: bool(office.told), 60)


@pytest.mark.slow
def test_it_fires_by_itself_and_tells_what_it_found(office: Office) -> None:
    stop = office.every_minute("run")
    office.schedule.wait_for(office.is_writing, 180)
    stop()
    (first,) = office.running()
    assert first.auto_scheduled and first.start_time and first.expected_start_time
    # The server plans a little ahead, by its own clock.
    assert -5 < (first.start_time - first.expected_start_time).total_seconds() < 90
    assert office.reaches(first.id, StateType.COMPLETED)
    assert happens(lambda: not office.is_at_work(), 120)
    (received,) = office.told
    assert received.title.startswith("勾稽：新发现必须更正的问题") and "1. 洪泽区人民政府，2023年：" in received.body


@pytest.mark.slow
def test_nobody_is_let_in_without_the_login(office: Office) -> None:
    access, home = office.schedule.access, office.schedule.warehouse / ".prefect"
    api, login = access["PREFECT_API_URL"], access["PREFECT_API_AUTH_STRING"]
    asked = httpx.post(f"{api}/deployments/filter", json={}, headers={"Origin": "http://page.example"})
    assert asked.status_code == 401 and "access-control-allow-origin" not in asked.headers
    user, _, password = login.partition(":")
    allowed = httpx.post(f"{api}/deployments/filter", json={}, auth=(user, password))
    assert {one["name"] for one in allowed.json()} == {"harvest", "run", "publish", "backup", "backfill"}
    assert httpx.post(f"{api}/deployments/filter", json={}, auth=(user, password[:-1])).status_code == 401
    assert (home / "schedule.env").stat().st_mode & 0o777 == 0o600 and home.stat().st_mode & 0o077 == 0
    assert len(password) > 30 and password not in office.schedule.log
    command = Path(f"/proc/{office.schedule.process.pid}/cmdline").read_text("utf-8")
    assert password not in command


@pytest.mark.heavy
def test_commands_reach_it_as_the_guide_says(office: Office) -> None:
    guide = (ROOT / "docs/operation.md").read_text("utf-8")
    commands = re.findall(r"```sh\n(.*?)```", guide, re.S)[0]
    path, home = f"{Path(sys.executable).parent}:{os.environ['PATH']}", str(office.schedule.warehouse.parent / "home")
    variables = {**office.schedule.processes.environment, "PATH": path, "PREFECT_HOME": home}
    place = office.schedule.warehouse.parent
    done = subprocess.run(["bash", "-euc", commands], cwd=place, env=variables, capture_output=True, text=True)
    assert done.returncode == 0 and "Completed" in done.stdout, done.stdout + done.stderr


@pytest.mark.heavy
def test_a_run_that_finds_nothing_new_is_one_line_of_the_record(office: Office) -> None:
    file, logs = office.schedule.warehouse.parent / "raw" / records.FILE, office.schedule.warehouse / "logs"
    assert office.reaches(office.start("run"), StateType.COMPLETED)
    before, logged = file.read_bytes(), len(list(logs.iterdir()))
    assert office.reaches(office.start("run"), StateType.COMPLETED)
    added = file.read_bytes().removeprefix(before)
    assert added.count(b"\n") == 1 and len(added) < 200 and len(list(logs.iterdir())) == logged


@pytest.mark.heavy
@pytest.mark.usefixtures("marts")
def test_a_harvest_that_could_not_fetch_all_has_failed_and_is_told_once(office: Office) -> None:
    told = len(office.told)
    number = office.start("harvest")
    assert office.reaches(number, StateType.FAILED), office.schedule.log
    assert happens(lambda: len(office.told) > told, 30)
    following = office.start("publish")
    assert office.reaches(following, StateType.COMPLETED) or office.reaches(following, StateType.FAILED, 1)
    (received,) = office.told[told:]
    assert received.title.startswith("gouji: a harvest found fewer") and received.body.startswith("here: ")
    assert "gouji: here: 0 found" in office.schedule.log and received.body in office.schedule.log
    run = next(run for run in records.read(office.schedule.warehouse.parent / "raw") if run.command == "harvest")
    assert (run.outcome, run.asked["flow_run"]) == (records.FAILED, str(number))
    (artifact,) = (one for one in office.client.read_artifacts() if one.key == "gouji-harvest")
    assert received.body.removeprefix("here: ") in str(artifact.data)


@pytest.mark.heavy
def test_runs_wait_for_one_another(office: Office) -> None:
    numbers = [office.start("run", full_refresh=True), office.start("run"), office.start("publish")]
    assert all(office.reaches(number, StateType.COMPLETED) for number in numbers), office.schedule.log
    runs = sorted((office.run(number) for number in numbers), key=lambda run: str(run.start_time))
    for earlier, later in pairwise(runs):
        assert earlier.end_time and later.start_time and earlier.end_time <= later.start_time
    assert (office.schedule.warehouse.parent / "published/gouji.duckdb").is_file()


@pytest.mark.heavy
def test_a_run_that_is_due_waits_until_one_started_by_hand_has_ended(office: Office) -> None:
    with only_writer(office.schedule.warehouse.parent / "raw/.records", ".run.lock"):
        number = office.start("run")
        assert office.reaches(number, StateType.RUNNING)
        assert not office.reaches(number, StateType.FAILED, within=20)
    assert office.reaches(number, StateType.COMPLETED)


@pytest.mark.heavy
def test_a_backup_that_is_due_waits_for_who_is_writing_and_one_that_fails_is_told(office: Office) -> None:
    raw, told = office.folder / "raw", len(office.told)
    with only_writer(raw / "history"):
        stop = office.every_minute("backup")
        assert happens(lambda: bool(office.running()), 180), office.schedule.log
        stop()
        (due,) = office.running()
        assert due.auto_scheduled and not office.reaches(due.id, StateType.FAILED, within=20)
    assert office.reaches(due.id, StateType.COMPLETED), office.schedule.log
    (snapshot,) = snapshots_of(office.folder / "backup")
    assert "documents/hongze_district_2023.html" in {entry.path for entry in read(snapshot)}
    (office.folder / "theirs").mkdir()
    (office.folder / "theirs/letter.txt").touch()
    refused = office.start("backup", folder=str(office.folder / "theirs"))
    assert office.reaches(refused, StateType.FAILED) and happens(lambda: len(office.told) > told, 30)
    (received,) = office.told[told:]
    done, failed = (run for run in records.read(raw) if run.command == "backup")
    assert (done.outcome, done.asked["flow_run"]) == (records.DONE, str(due.id))
    assert (failed.outcome, failed.asked["flow_run"]) == (records.FAILED, str(refused))
    assert received.title.startswith(f"gouji: gouji-backup failed (run {failed.run}, in Prefect ")
    assert "theirs: holds letter.txt and is no backup" in received.body


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(StateType.CANCELLED, marks=pytest.mark.heavy, id="cancelled"),
        pytest.param(StateType.CRASHED, marks=pytest.mark.heavy, id="killed"),
    ],
)
def test_a_run_that_is_ended_leaves_nothing_and_the_next_is_as_usual(office: Office, ending: StateType) -> None:
    before, told = set(office.schedule.processes.running()), len(office.told)
    number = office.start("run", full_refresh=True)
    office.schedule.wait_for(office.is_writing, 120)
    if ending == StateType.CANCELLED:
        office.client.set_flow_run_state(number, Cancelling(), force=True)
    else:
        for process in set(office.schedule.processes.running()) - before:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    assert office.reaches(number, ending), office.schedule.log
    assert happens(lambda: set(office.schedule.processes.running()) <= before, 60)
    assert not office.is_writing()
    assert happens(lambda: len(office.told) > told, 30)
    following = office.start("run")
    assert office.reaches(following, StateType.COMPLETED), office.schedule.log
    assert (office.schedule.warehouse / "built.json").exists()
    (received,) = (one for one in office.told[told:] if "问题" not in one.title)
    assert received.title.startswith("gouji: gouji-run failed") and str(number) in received.title
    # The record of the run can be found by what is told, and the other way round.
    (run,) = (run for run in records.read(office.schedule.warehouse.parent / "raw") if run.run in received.title)
    assert run.asked["flow_run"] == str(number)


@pytest.mark.heavy
def test_a_run_in_progress_when_the_schedule_is_killed_is_told_when_it_starts_again(office: Office) -> None:
    """The last one: it kills the schedule."""
    told = len(office.told)
    number = office.start("run", full_refresh=True)
    office.schedule.wait_for(office.is_writing, 120)
    office.schedule.process.kill()
    office.schedule.process.wait()
    assert office.schedule.processes.has_ended(), office.schedule.log
    office.schedule.start()
    with client_of(office.schedule) as client:
        assert client.read_flow_run(number).state_type == StateType.CRASHED
    (received,) = office.told[told:]
    assert received.title.startswith("gouji: a scheduled run failed") and str(number) in received.title
