"""The command that serves the deployments on their schedules."""

from __future__ import annotations

import argparse
from pathlib import Path

from flows import settings
from flows.commands.shared import BAD_USAGE, DONE, command, fail, how_many, places, reading_on


def _schedule(options: argparse.Namespace) -> int:
    settings.apply(options.warehouse, "WARNING")
    settings.make_prefect_home()
    from flows.runs.schedule import ScheduleError, Wanted, serve
    from flows.runs.server import ServerError

    try:
        places = options.raw, options.warehouse
        what = options.cron, options.sites, options.publish_to, options.contact, options.cluster
        serve(Wanted(*places, *what, options.backup, options.backup_keep))
    except (ScheduleError, ServerError) as error:
        return fail(str(error), BAD_USAGE)
    return DONE


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    schedule = command(commands, "schedule", _schedule, "harvest, run, publish and back up on a schedule until stopped",
                        "gouji schedule --sites sites.csv --publish-to export --backup /mnt/backup")  # fmt: skip
    places(schedule)
    schedule.add_argument(
        "--cron",
        help="when to run, five cron fields in the time of Asia/Shanghai (default: 2:30, and from January to March"
        " every hour)",
    )
    schedule.add_argument("--sites", type=Path, metavar="FILE", help="harvest these sites each night")
    schedule.add_argument("--contact", metavar="ADDRESS", help="what servers of sites are told for questions")
    schedule.add_argument("--publish-to", metavar="TARGET", help="publish there each night, as gouji publish --to")
    schedule.add_argument("--backup", type=Path, metavar="FOLDER", help="back up there each night, as gouji backup")
    schedule.add_argument(
        "--backup-keep", type=how_many, metavar="N", help="there, as gouji backup --keep (default: all snapshots stay)"
    )
    reading_on(schedule)
