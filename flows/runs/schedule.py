"""Serves the deployments on their schedules until it is stopped, one run at a time.

Prefect needs a server to schedule; unless PREFECT_API_URL names one, one is started on loopback for as long as the
schedule is served.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from flows.keeping import PlaceError
from flows.keeping.backup import expect_outside
from flows.publish.publish import has_password
from flows.runs import server
from flows.runs.deployments import DEPLOYMENTS, TIMEZONE, Deployment


class ScheduleError(RuntimeError):
    """A schedule that cannot be kept; the message says why."""


class Wanted(NamedTuple):
    """What is to be served: nothing is harvested without `sites`, nor published or backed up without a place for it.

    `cron` is when the main job runs, if not when its deployment says; `contact` is what servers of sites are told;
    `cluster` is the address of the Dask cluster that reads, if one does; of a backup the newest `backup_keep` snapshots
    stay, if it is said how many.
    """

    raw: Path
    warehouse: Path
    cron: str | None = None
    sites: Path | None = None
    publish_to: str | None = None
    contact: str | None = None
    cluster: str | None = None
    backup: Path | None = None
    backup_keep: int | None = None


def serve(wanted: Wanted) -> None:
    """Serve the deployments that are wanted. Returns when stopped.

    Raises ScheduleError for what cannot be served, and ServerError where there is no server to schedule on.
    """
    # A shell that runs a script starts what is to run in the background with SIGINT ignored, by which Prefect stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A service manager stops with SIGTERM: the server started here must then end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    served = chosen(wanted)
    port = server.choose_port()
    schedules = {one.name: [_schedule(one, cron) for cron in one.crons] for one in served}
    with server.running(port), suppress(KeyboardInterrupt):
        if port is not None:
            from flows.runs import leftovers

            leftovers.clear({one.name for one in served})
        _serve_until_stopped(served, schedules)


def chosen(wanted: Wanted) -> list[Deployment]:
    """The deployments that are wanted, with times and parameters. Raises ScheduleError for what makes no sense."""
    _expect_sense(wanted)
    given = {
        "raw": _absolute(wanted.raw),
        "warehouse": _absolute(wanted.warehouse),
        "contact": wanted.contact,
        "cluster": wanted.cluster,
        "keep": wanted.backup_keep,
    }
    if wanted.sites is not None:
        given["sites"] = _absolute(wanted.sites)
    if wanted.publish_to is not None:
        given["to"] = wanted.publish_to if "://" in wanted.publish_to else _absolute(Path(wanted.publish_to))
    if wanted.backup is not None:
        given["folder"] = _absolute(wanted.backup)
    found = [one._replace(parameters={name: given[name] for name in one.parameters})
             for one in DEPLOYMENTS if set(one.parameters) <= set(given)]  # fmt: skip
    if wanted.cron is None:
        return found
    return [one._replace(crons=(wanted.cron,)) if one.name == "run" else one for one in found]


def _expect_sense(wanted: Wanted) -> None:
    if wanted.sites is not None and not wanted.sites.is_file():
        raise ScheduleError(f"--sites {wanted.sites}: there is no such file")
    if wanted.publish_to is not None and has_password(wanted.publish_to):
        problem = "Prefect would store and show the password"
        raise ScheduleError(f"--publish-to: {problem}; give it as PGPASSWORD or in a password file")
    if wanted.backup is not None:
        try:
            expect_outside(wanted.raw, wanted.backup)
        except PlaceError as error:
            raise ScheduleError(f"--backup {error}") from error


def _absolute(path: Path) -> str:
    return str(path.resolve())


def _schedule(one: Deployment, cron: str) -> Any:
    from prefect.schedules import Cron

    try:
        return Cron(cron, timezone=TIMEZONE)
    except ValueError as error:
        raise ScheduleError(f"--cron {cron!r}: {error}") from error


def _serve_until_stopped(served: Sequence[Deployment], schedules: dict[str, list[Any]]) -> None:
    from prefect.runner import Runner

    class Stoppable(Runner):
        """Ends the run in progress, then itself; Prefect's own shutdown lets the run time out and prints tracebacks."""

        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            for process in multiprocessing.active_children():
                if process.name != server.NAME:
                    process.terminate()
            signal.raise_signal(signal.SIGINT)

    # The limit is of all deployments together, and ends with this process: those of deployments, each of one, would
    # outlive it by minutes, and a run in progress would be ended where its server is lost.
    runner = Stoppable(name="gouji", limit=1)
    sys.stdout.write(f"gouji: serving until stopped, times in {TIMEZONE}; Prefect: {server.address()}\n")
    for one in served:
        options: dict[str, Any] = {"description": one.description, "tags": one.tags, "parameters": one.parameters}
        runner.add_flow(one.load(), name=one.name, schedules=schedules[one.name], **options)
        sys.stdout.write(f"gouji: {one.name:<9}{' and '.join(map(repr, one.crons)) or 'when asked for'}\n")
    sys.stdout.flush()
    asyncio.run(runner.start())
