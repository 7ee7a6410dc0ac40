"""The commands of gouji: parse, call, print. Heavy libraries are loaded by the command that needs them."""

from __future__ import annotations

import argparse
import codecs
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from flows import settings
from flows.commands import harvesting, keeping, scheduling, shared, status, supervisors, version
from flows.commands.shared import (
    BAD_USAGE,
    DONE,
    FAILED,
    FINDINGS,
    command,
    discard_output,
    fail,
    places,
    reading_on,
    say,
    steps,
)
from flows.commands.usage import Parser
from flows.desk.options import add_options
from flows.landing.files import LandingError
from flows.landing.refusals import in_chinese, in_english
from flows.messages import told
from flows.runs.startup import at_once

_MANY = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code that `docs/commands.md` lists."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="escaped")
    # Whatever is usual here, what is written can be changed by its owner and group alone.
    os.umask(os.umask(0) | 0o002)
    options, unknown = _parser().parse_known_args(arguments)
    if unknown:
        options.refuse(f"unrecognized arguments: {' '.join(unknown)}")
    call: Callable[[argparse.Namespace], int] = options.command
    try:
        return call(options)
    except KeyboardInterrupt:
        said = "interrupted; what was published before is untouched"
        return fail(told("interrupted") if options.in_chinese else said, FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except LandingError as error:
        return fail(str(error), FAILED)
    except OSError as error:
        discard_output()
        return fail(in_chinese(error, error.filename) if options.in_chinese else in_english(error), FAILED)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What a stream cannot show, as JSON escapes it: so that JSON stays JSON in any locale."""
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error("escaped", _escaped)


def _run(options: argparse.Namespace) -> int:
    settings.apply(options.warehouse)
    from flows.landing.bucket import SETTING
    from flows.landing.files import InputError
    from flows.runs.job import Order
    from flows.runs.terminal import run

    if options.store:
        os.environ[SETTING] = options.store
    if problem := _problem(options):
        return fail(problem, BAD_USAGE)
    places = options.raw, options.warehouse
    order = Order(*places, options.year, options.region, options.full_refresh, options.today, cluster=options.cluster)
    try:
        if options.preview:
            return keeping.preview(order)
        result = run(order)
    except InputError as error:
        return fail(str(error), BAD_USAGE)
    except Exception as error:
        return shared.failed(error)
    failing = result.summary.must + (result.summary.should if options.fail_on == "should" else 0)
    return FINDINGS if options.fail_on and failing else DONE


def _problem(options: argparse.Namespace) -> str | None:
    """Why a run cannot begin, as far as its parameters and folders tell."""
    from flows.landing.bucket import StoreError, configured
    from flows.landing.files import entries
    from flows.runs.unchanged import warn_of_others

    documents = options.raw / "documents"
    try:
        if configured() is None and not documents.is_dir():
            return f"{documents}: there is no such folder; put the documents there"
    except StoreError as error:
        return str(error)
    if configured() is None and next(entries(documents), None) is None:
        warn_of_others(options.raw)
        return f"{documents}: there is no document in it yet"
    if options.preview and (options.year or options.region or options.fail_on):
        return "--preview: leave --year, --region and --fail-on out; it compares everything"
    return None


def _check(options: argparse.Namespace) -> int:
    if options.previous and len(options.files) > 1:
        return fail(told("check_one_file"), BAD_USAGE)
    with at_once():
        from flows.checking.check import check_each, to_json
        from flows.checking.check_table import table_of

        unread: list[int] = []
        must = 0
        files = _with_progress(options.files, told("check_reading"))
        for found in check_each(files, options.previous, lambda message: unread.append(fail(message, BAD_USAGE))):
            must += found.must
            if found.doubt:
                fail(found.doubt, DONE)
            say(f"{to_json([found])}\n" if options.json else table_of(found))
    return BAD_USAGE if unread else FINDINGS if must else DONE


def _extract(options: argparse.Namespace) -> int:
    from flows.checking.extract import lines_of, paths_of

    files = paths_of(options.files)
    if not files:
        return fail(f"{options.files[0]}: there is no document in it", BAD_USAGE)
    opened = False
    for line in lines_of(_with_progress(files, "reading"), lambda message: fail(message, BAD_USAGE)):
        opened = True
        sys.stdout.write(line + "\n")
    return DONE if opened else BAD_USAGE


def _with_progress(paths: Sequence[Path], doing: str) -> Iterable[Path]:
    """The paths one by one, with a bar on the terminal where many are read and the output goes elsewhere."""
    if len(paths) < _MANY or not sys.stderr.isatty() or sys.stdout.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=doing, console=Console(stderr=True))


def _publish(options: argparse.Namespace) -> int:
    from flows.landing.locks import BusyError
    from flows.operations.recording import recorded
    from flows.publish.built import PublishError
    from flows.publish.folder import PlaceError
    from flows.publish.publish import UsageError, order, publish

    try:
        asked = order(options.warehouse, options.to, options.format, options.role)
        with recorded(options.raw, None, {"to": options.to}, "publish") as recording, steps("publishing") as tell:
            count = publish(asked, tell)
            recording.count({"marts": count})
    except (UsageError, PlaceError) as error:
        return fail(str(error), BAD_USAGE)
    except (PublishError, BusyError) as error:
        return fail(str(error), FAILED)
    sys.stdout.write(f"published {count} marts\n")
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from flows.desk.serve import ServeError, run

    try:
        run(options)
    except ServeError as error:
        return fail(str(error), BAD_USAGE)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(
        prog="gouji", description="勾稽: reads and checks 政府信息公开工作年度报告."
    )
    version.add(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = command(commands, "run", _run, "documents to records, marts and the supervisors' findings",
                   "gouji run --raw raw --warehouse warehouse --year 2023 --fail-on must")  # fmt: skip
    places(run)
    run.add_argument("--year", type=int, help="list the findings of this report year in a workbook of its own")
    run.add_argument("--region", help="and those of agencies whose name contains this text")
    run.add_argument("--full-refresh", action="store_true", help="read and build everything again")
    run.add_argument("--preview", action="store_true", help="change nothing; tell what a run would change")
    run.add_argument("--today", type=_day, metavar="DATE", help="report what is missing as of this day, not today")
    run.add_argument("--fail-on", choices=("must", "should"), help="exit with 3 when there are findings of this kind")
    reading_on(run)
    run.add_argument("--store", metavar="ADDRESS", help="keep all in s3://bucket/prefix (default: GOUJI_STORE, if set)")
    check = command(commands, "check", _check, "check reports, or drafts before they are published",
                     "gouji check draft.html --previous last_year.html --json", in_chinese=True)  # fmt: skip
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--previous", type=Path, metavar="FILE", help="last year's report, for the cross-year rules")
    check.add_argument("--json", action="store_true", help="print JSON Lines for programs")
    extract = command(commands, "extract", _extract, "print what was read, as JSON Lines",
                       "gouji extract report.html folder/ archive.zip > records.jsonl")  # fmt: skip
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE")
    publish = command(commands, "publish", _publish, "the built marts for BI tools, all or nothing",
                       "gouji publish --to export --format duckdb,csv")  # fmt: skip
    publish.add_argument("--to", required=True, metavar="TARGET", help="a folder, or postgresql://user@host/database")
    publish.add_argument("--format", metavar="LIST", help="for a folder, of duckdb,parquet,csv (default: all)")
    publish.add_argument("--role", metavar="NAME", help="for PostgreSQL, the role that may read the marts")
    places(publish)
    supervisors.add(commands)
    status.add(commands)
    harvesting.add(commands)
    keeping.add(commands)
    scheduling.add(commands)
    _add_serve(commands)
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = command(commands, "serve", _serve, "the site, and the desk for drafts and decisions, in a browser",
                    "gouji serve --warehouse warehouse --port 8765", in_chinese=True)  # fmt: skip
    places(serve)
    add_options(serve)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2024-04-01") from error


if __name__ == "__main__":
    sys.exit(main())
