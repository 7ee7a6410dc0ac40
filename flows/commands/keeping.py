"""The commands that save what cannot be made again, and bring it back."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.shared import BAD_USAGE, DONE, FAILED, command, fail, how_many, say, steps

if TYPE_CHECKING:
    from flows.keeping import Told
    from flows.keeping.backup import Outcome
    from flows.runs.job import Order


def _backup(options: argparse.Namespace) -> int:
    from flows.keeping import KeepingError, PlaceError
    from flows.keeping.backup import back_up
    from flows.landing.locks import BusyError
    from flows.operations.recording import recorded

    try:
        if options.verify:
            return _verify(options.folder)
        # At its end: what is restored would tell of a backup that never ended.
        with recorded(options.raw, None, {"folder": str(options.folder)}, "backup", at_end=True) as recording:
            now = dt.datetime.now(dt.UTC)
            made = back_up(options.raw, options.folder, now, options.keep, options.anew)
            recording.count(made.counts)
    except PlaceError as error:
        return fail(str(error), BAD_USAGE)
    except (KeepingError, BusyError) as error:
        return fail(str(error), FAILED)
    say(_said(made))
    _name("left out", made.left_out)
    _name("could not be read and are not in the backup", made.lost)
    return FAILED if made.lost.number else DONE


def _said(made: Outcome) -> str:
    new = f"{made.copied} new, {made.copied_bytes:,} bytes" if made.copied else "nothing new to copy"
    removed = f"; {made.removed} older snapshots removed" if made.removed else ""
    since = "" if made.is_new else ", unchanged since then"
    return f"backup {made.snapshot.name}{since}: {made.files} files, {made.size:,} bytes; {new}{removed}\n"


def _name(what: str, told: Told) -> None:
    """Tell on standard error what is not as it should be."""
    if told.number:
        fail(f"{told.number} {what}: {told}", DONE)


def _verify(folder: Path) -> int:
    from flows.keeping.verify import verify

    found = verify(folder)
    if found.wrong.number:
        _name("damaged or missing", found.wrong)
        return fail(f"{folder}: the next backup copies again what is still there; then verify again", FAILED)
    say(f"backup whole: {found.snapshots} snapshots, {found.objects} objects, {found.size:,} bytes read\n")
    return DONE


def _restore(options: argparse.Namespace) -> int:
    from flows.keeping import KeepingError, PlaceError
    from flows.keeping.restore import restore
    from flows.landing.locks import BusyError

    try:
        made = restore(options.folder, options.raw, options.at)
    except PlaceError as error:
        return fail(str(error), BAD_USAGE)
    except (KeepingError, BusyError) as error:
        return fail(str(error), FAILED)
    say(f"restored {made.snapshot.name} as {options.raw}: {made.files} files, {made.size:,} bytes\n")
    say(f"next: gouji run --raw {options.raw}\n")
    return DONE


def preview(order: Order) -> int:
    """Tell what a run would change, and where the lists are. Raises what a run raises."""
    from flows.keeping import PlaceError
    from flows.runs import notify
    from flows.runs.preview import preview
    from flows.store.kept import in_store

    try:
        with steps("previewing"), in_store(order.raw, order.warehouse, notify.say, is_preview=True):
            found = preview(order)
    except PlaceError as error:
        return fail(str(error), BAD_USAGE)
    say("nothing to preview: a run would change nothing\n" if found is None else found)
    return DONE


def _time(text: str) -> dt.datetime:
    """A time as a backup names it, or in ISO 8601, UTC where it does not say; a day stands for its end."""
    try:
        if len(text) == len("2026-01-31"):
            return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, dt.UTC)
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 20260131T190000Z or 2026-01-31") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for backups."""
    backup = command(commands, "backup", _backup, "save what cannot be made again: documents, decisions, history",
                      "gouji backup /mnt/backup --raw raw")  # fmt: skip
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="an empty folder, or one with earlier backups")
    backup.add_argument("--raw", type=Path, default=Path("raw"), help="what to save (default: raw)")
    backup.add_argument("--verify", action="store_true", help="save nothing; read the backup and tell if it is whole")
    backup.add_argument(
        "--keep", type=how_many, metavar="N", help="remove all snapshots but the newest N (default: none)"
    )
    backup.add_argument("--anew", action="store_true", help="begin again where the backups a folder had are gone")
    restore = command(commands, "restore", _restore, "bring a backup back into an empty folder",
                       "gouji restore /mnt/backup --raw raw --at 2026-01-31")  # fmt: skip
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the backup")
    restore.add_argument("--raw", type=Path, default=Path("raw"), help="an empty or new folder (default: raw)")
    restore.add_argument("--at", type=_time, metavar="TIME", help="the newest until then, not the newest of all; UTC")
