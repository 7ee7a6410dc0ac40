"""The flows beside the main job: harvest before it, publish and backup after it, a backfill when somebody asks."""

# Prefect builds the form of the parameters from their types, so annotations are not strings here.
import datetime as dt
import sys
import time
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows.harvest.results import counts_of
from flows.keeping import KeepingError
from flows.keeping.backup import Outcome, back_up
from flows.landing.locks import BusyError
from flows.operations.recording import recorded
from flows.publish.built import ServerError
from flows.publish.publish import has_password, order, publish
from flows.runs import artifacts, news
from flows.runs.attached import end_with_parent
from flows.runs.flow import ASKS_AGAIN_AFTER, gouji_run, known_as
from flows.runs.hooks import WATCHED
from flows.runs.job import RunResult

_PASSWORD = "to: Prefect would store and show the password; give it as PGPASSWORD or in a password file"

# What PostgreSQL answers, as SQLSTATE, when it is starting or ending, or the way to it is lost.
_LOST = ("08", "57P", "55P")


def _may_pass(task_: Any, run_: Any, state: Any) -> bool:
    """Whether to publish again: another publish was at work, or the server did not answer."""
    error = state.result(raise_on_failure=False)
    lost = isinstance(error, ServerError) and (not error.state or error.state.startswith(_LOST))
    return lost or isinstance(error, BusyError)


@task(
    name="publish",
    task_run_name="publish the marts",
    cache_policy=NO_CACHE,
    retries=3,
    retry_delay_seconds=[60, 300, 900],
    retry_condition_fn=_may_pass,
)
def _publish(warehouse: Path, to: str, role: str | None) -> int:
    return publish(order(warehouse, to, None, role), lambda step: None)


@flow(name="gouji-publish", timeout_seconds=7_200, **WATCHED)
def gouji_publish(
    warehouse: str = "warehouse", to: str = "published", role: str | None = None, raw: str = "raw"
) -> int:
    """Publish the marts for BI tools, all or nothing; returns how many.

    Args:
        warehouse: folder with the results of runs.
        to: a folder, or postgresql://user@host/database without a password.
        role: for PostgreSQL, the role that may read the marts.
        raw: folder with the history, where it is recorded.
    """
    end_with_parent()
    if has_password(to):
        raise ValueError(_PASSWORD)
    with recorded(Path(raw), None, {"to": to, "flow_run": known_as()}, "publish") as recording:
        count = _publish(Path(warehouse), to, role)
        recording.count({"marts": count})
    return count


@task(name="backup", task_run_name="save what cannot be made again", cache_policy=NO_CACHE)
def _back_up(raw: Path, folder: Path, keep: int | None) -> Outcome:
    """Back up once nobody is writing a build, a decision or another backup."""
    while True:
        try:
            return back_up(raw, folder, dt.datetime.now(dt.UTC), keep)
        except BusyError:
            time.sleep(ASKS_AGAIN_AFTER)


@flow(name="gouji-backup", timeout_seconds=36_000, **WATCHED)
def gouji_backup(folder: str, raw: str = "raw", keep: Annotated[int, Field(ge=1)] | None = None) -> str:
    """Save what cannot be made again; returns the time of the snapshot, as `gouji restore --at` takes it.

    Fails at its end where files could not be read: all others are in the backup.

    Args:
        folder: an empty folder, or one with earlier backups, outside of `raw`.
        raw: folder with `documents/`.
        keep: of all snapshots the newest to keep, and what only older ones hold is removed; all if it is not said.
    """
    end_with_parent()
    with recorded(Path(raw), None, {"folder": folder, "flow_run": known_as()}, "backup", at_end=True) as recording:
        made = _back_up(Path(raw), Path(folder), keep)
        recording.count(made.counts)
        if made.left_out.number:
            get_run_logger().warning("%s left out: %s", made.left_out.number, made.left_out)
        if made.lost.number:
            raise KeepingError(f"{made.lost.number} could not be read and are not in the backup: {made.lost}")
    return made.snapshot.name


@flow(name="gouji-backfill", timeout_seconds=172_800, **WATCHED)
def gouji_backfill(
    year: int,
    region: str | None = None,
    raw: str = "raw",
    warehouse: str = "warehouse",
    day: dt.date | None = None,
    cluster: str | None = None,
) -> RunResult:
    """Read and build everything again, and list the findings of one report year, or of some agencies in it.

    Args:
        year: the report year.
        region: only agencies whose name contains this text.
        raw: folder with `documents/`.
        warehouse: folder for the results.
        day: the day on which missing reports are judged and findings are dated; today if there is none.
        cluster: the Dask cluster that reads, as the address of its scheduler; this machine if there is none.
    """
    end_with_parent()
    return gouji_run(raw, warehouse, year, region, True, day, cluster)


class HarvestError(news.ToldError):
    """Some sites could not be fetched whole; the message names them."""


@task(name="fetch", task_run_name="fetch what was published", cache_policy=NO_CACHE)
def _fetch(sites: Path, raw: Path, years: frozenset[int] | None, contact: str | None, minutes: int) -> list[Any]:
    from flows.harvest.bounds import Bounds
    from flows.harvest.harvest import harvest

    bounds = Bounds()._replace(seconds=60 * minutes)
    results: list[Any] = harvest(sites, raw, years, contact, tell=_say, bounds=bounds)
    return results


def _say(result: Any) -> None:
    """Print what came of a site, and log what went wrong there."""
    sys.stdout.write(f"gouji: {result.line()}\n")
    sys.stdout.flush()
    for problem in result.told():
        get_run_logger().warning("%s: %s", result.site, problem)


@flow(name="gouji-harvest", timeout_seconds=36_000, **WATCHED)
def gouji_harvest(
    sites: str = "sites.csv", raw: str = "raw", year: int | None = None, contact: str | None = None, minutes: int = 90
) -> list[str]:
    """Fetch newly published reports into `raw/documents`; returns the counts of each site.

    Fails at its end where a site could not be fetched whole.
    A request whose failure can pass is repeated. The flow as a whole is not: the next harvest goes on where it ended.

    Args:
        sites: the list of sites and list pages.
        raw: folder with `documents/`.
        year: fetch the reports on this year only.
        contact: mail or web address that servers are told for questions.
        minutes: what is not fetched by then is left to the next harvest.
    """
    end_with_parent()
    asked = {"sites": sites, "year": year, "flow_run": known_as()}
    with recorded(Path(raw), None, asked, "harvest") as recording:
        results = _fetch(Path(sites), Path(raw), frozenset({year}) if year else None, contact, minutes)
        recording.count(counts_of(results))
        artifacts.publish_harvest([(result.site, result.line(), result.told()) for result in results])
        news.tell_harvest(Path(raw), results)
        if failing := [result.site for result in results if result.failing]:
            raise HarvestError(f"not all could be fetched from {', '.join(failing)}; the next harvest tries again")
    return [result.line() for result in results]
