"""The deployments: one description in code, prefect.yaml and what is served the same, at times in China."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prefect.exceptions import ParameterTypeError
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import Failed

from flows.cli import main
from flows.keeping.snapshots import snapshots_of
from flows.landing.locks import BusyError
from flows.publish.built import PublishError, ServerError
from flows.publish.publish import UsageError
from flows.runs import flow, other_flows
from flows.runs.deployments import DEPLOYMENTS, TIMEZONE, Deployment, as_yaml
from flows.runs.schedule import ScheduleError, Wanted, chosen

ROOT = Path(__file__).parents[2]
HERE = ZoneInfo(TIMEZONE)
BY_NAME = {one.name: one for one in DEPLOYMENTS}


def test_prefect_yaml_is_written_from_the_description() -> None:
    assert (ROOT / "prefect.yaml").read_text("utf-8") == as_yaml(), "python -m flows.runs.deployments"


def times(name: str, day: dt.date) -> list[str]:
    """When a deployment is due on a day in China."""
    start = dt.datetime.combine(day, dt.time(), HERE)
    end = start + dt.timedelta(days=1, seconds=-1)
    due: set[dt.datetime] = set()
    for cron in BY_NAME[name].crons:
        schedule = CronSchedule(cron=cron, timezone=TIMEZONE)
        due |= set(asyncio.run(schedule.get_dates(n=50, start=start, end=end)))
    return [f"{one.astimezone(HERE):%H:%M}" for one in sorted(due)]


@pytest.mark.parametrize("day", ["2026-04-01", "2026-07-15", "2026-12-31"])
def test_the_job_runs_at_night_between_harvest_and_publish_and_backup(day: str) -> None:
    night = dt.date.fromisoformat(day)
    assert [times(name, night) for name in ("harvest", "run", "publish", "backup", "backfill")] == [
        ["00:30"], ["02:30"], ["04:30"], ["05:00"], [],
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-28", "2026-03-31"])
def test_while_reports_are_due_the_job_runs_every_hour(day: str) -> None:
    assert times("run", dt.date.fromisoformat(day)) == [f"{hour:02}:30" for hour in range(24)]


@pytest.mark.parametrize("one", DEPLOYMENTS, ids=lambda one: one.name)
def test_a_deployment_has_a_flow_that_takes_its_parameters_and_is_watched(one: Deployment) -> None:
    flow = one.load()
    assert set(one.parameters) <= set(flow.parameters.properties)
    assert flow.timeout_seconds and flow.on_failure_hooks and flow.on_crashed_hooks and flow.on_cancellation_hooks


def test_what_is_not_asked_for_is_not_served(tmp_path: Path) -> None:
    places = tmp_path / "raw", tmp_path / "warehouse"
    sites = tmp_path / "sites.csv"
    sites.touch()
    assert [one.name for one in chosen(Wanted(*places))] == ["run", "backfill"]
    target, backup = "postgresql://gouji@127.0.0.1/db", tmp_path / "backup"
    everything = chosen(Wanted(*places, "0 3 * * *", sites, target, backup=backup, backup_keep=90))
    assert [one.name for one in everything] == ["harvest", "run", "publish", "backup", "backfill"]
    assert [one.crons for one in everything] == [("30 0 * * *",), ("0 3 * * *",), ("30 4 * * *",), ("0 5 * * *",), ()]
    assert everything[0].parameters == {"sites": str(sites), "raw": str(places[0]), "contact": None}
    assert everything[2].parameters == {
        "warehouse": str(places[1]),
        "to": target,
        "raw": str(places[0]),
    }
    assert everything[3].parameters == {"folder": str(backup), "raw": str(places[0]), "keep": 90}
    with pytest.raises(ScheduleError, match="there is no such file"):
        chosen(Wanted(*places, sites=tmp_path / "none.csv"))
    with pytest.raises(ScheduleError, match=r"^--backup .*/raw/backup: a backup of .* has to be outside of it"):
        chosen(Wanted(*places, backup=places[0] / "backup"))


def test_a_scheduled_backup_removes_what_is_not_to_be_kept(tmp_path: Path) -> None:
    raw, backup = tmp_path / "raw", tmp_path / "backup"
    raw.mkdir()
    for number in range(4):
        (raw / "decisions.csv").write_text(f"{number} decisions", "utf-8")
        other_flows._back_up.fn(raw, backup, 2 if number == 3 else None)
        assert len(snapshots_of(backup)) == (number + 1 if number < 3 else 2)


@pytest.mark.parametrize("keep", [0, -1])
def test_a_backup_that_would_keep_nothing_is_no_run(tmp_path: Path, keep: int) -> None:
    with pytest.raises(ParameterTypeError, match="greater than or equal to 1"):
        other_flows.gouji_backup.validate_parameters({"folder": str(tmp_path), "keep": keep})
    with pytest.raises(SystemExit, match="2"):
        main(["schedule", "--backup", str(tmp_path), "--backup-keep", str(keep)])


@pytest.mark.parametrize(
    "to", ["postgresql://gouji:geheim@host.example/db", "postgres://host.example/db?password=geheim"]
)
def test_a_password_is_not_given_to_prefect(to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "--warehouse", str(tmp_path), "--publish-to", to]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and err.startswith("gouji: --publish-to: ") and "geheim" not in err


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (ServerError("connection refused"), True),
        (ServerError("the database system is starting up", "57P03"), True),
        (BusyError("another publish"), True),
        (ServerError("permission denied", "42501"), False),
        (PublishError("No space left on device"), False),
        (UsageError("there is no warehouse yet"), False),
    ],
    ids=str,
)
def test_a_publish_is_tried_again_where_that_can_help(error: Exception, again: bool) -> None:
    assert other_flows._may_pass(None, None, Failed(data=error)) is again


def test_what_is_retried_is_left_alone_for_longer_the_second_time() -> None:
    retried = {task.name: (task.retries, task.retry_delay_seconds) for task in flow._TASKS.values() if task.retries}
    assert retried == dict.fromkeys(["land", "decide", "build", "report"], (2, [10, 60]))
