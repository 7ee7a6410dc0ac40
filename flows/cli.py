"""The commands of gouji: parse, call, print. Heavy libraries are loaded by the command that needs them."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows import settings
from flows.desk.options import add_options
from flows.runs.startup import at_once

_MANY = 20
DONE, FAILED, BAD_USAGE, FINDINGS = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code that `docs/commands.md` lists."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return _fail("interrupted; what was published before is untouched", FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as error:
        _discard_output()
        return _fail(": ".join(str(part) for part in (error.filename, error.strerror or error) if part), FAILED)


def _fail(message: str, code: int) -> int:
    # None where the parent process closed it.
    if sys.stderr is not None:
        sys.stderr.write(f"gouji: {message}\n")
    return code


def _run(options: argparse.Namespace) -> int:
    settings.apply(options.warehouse)
    from flows.landing.files import InputError, entries
    from flows.runs.job import Order
    from flows.runs.terminal import run

    documents = options.raw / "documents"
    if not documents.is_dir():
        return _fail(f"{documents}: there is no such folder; put the documents there", BAD_USAGE)
    if next(entries(documents), None) is None:
        return _fail(f"{documents}: there is no document in it yet", BAD_USAGE)
    places = options.raw, options.warehouse
    try:
        result = run(Order(*places, options.year, options.region, options.full_refresh, options.today))
    except InputError as error:
        return _fail(str(error), BAD_USAGE)
    except Exception as error:
        return _fail(" ".join(str(error).split()) or type(error).__name__, FAILED)
    failing = result.summary.must + (result.summary.should if options.fail_on == "should" else 0)
    return FINDINGS if options.fail_on and failing else DONE


def _check(options: argparse.Namespace) -> int:
    if options.previous and len(options.files) > 1:
        return _fail("--previous is last year's report of one file; name one FILE with it", BAD_USAGE)
    with at_once():
        from flows.checking.check import check_each, to_json
        from flows.checking.check_table import table_of

        unread: list[int] = []
        must = 0
        files = _with_progress(options.files)
        for found in check_each(files, options.previous, lambda message: unread.append(_fail(message, BAD_USAGE))):
            must += found.must
            if found.doubt:
                _fail(found.doubt, DONE)
            _print(f"{to_json([found])}\n" if options.json else table_of(found))
    return BAD_USAGE if unread else FINDINGS if must else DONE


def _print(text: str) -> None:
    """Write to standard output at once; if the reader has closed it, only the exit code is left."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()


def _discard_output() -> None:
    """Discard all further output: the buffer would otherwise be flushed again as the process exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _extract(options: argparse.Namespace) -> int:
    from flows.checking.extract import lines_of, paths_of

    files = paths_of(options.files)
    if not files:
        return _fail(f"{options.files[0]}: there is no document in it", BAD_USAGE)
    opened = False
    for line in lines_of(_with_progress(files), lambda message: _fail(message, BAD_USAGE)):
        opened = True
        sys.stdout.write(line + "\n")
    return DONE if opened else BAD_USAGE


def _with_progress(paths: Sequence[Path]) -> Iterable[Path]:
    """The paths one by one, with a bar on the terminal where many are read and the output goes elsewhere."""
    if len(paths) < _MANY or not sys.stderr.isatty() or sys.stdout.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description="reading", console=Console(stderr=True))


def _decide(options: argparse.Namespace) -> int:
    from flows.landing.locks import BusyError
    from flows.warehouse.days import today
    from flows.warehouse.decide import decide
    from flows.warehouse.decisions import FILE, DecisionError

    database = options.warehouse / "gouji.duckdb"
    try:
        decided = decide(options.raw, database, options.finding, options.state, options.by, options.reason, today())
    except (DecisionError, BusyError, OSError) as error:
        return _fail(str(error), BAD_USAGE)
    sys.stdout.write(f"{decided.finding_id} {decided.state}: {decided.message}\n")
    sys.stdout.write(f"written to {options.raw / FILE}; the next run applies it\n")
    return DONE


def _publish(options: argparse.Namespace) -> int:
    from flows.landing.locks import BusyError
    from flows.publish.built import PublishError
    from flows.publish.folder import PlaceError
    from flows.publish.publish import UsageError, order, publish

    try:
        with _steps() as tell:
            count = publish(order(options.warehouse, options.to, options.format, options.role), tell)
    except (UsageError, PlaceError) as error:
        return _fail(str(error), BAD_USAGE)
    except (PublishError, BusyError) as error:
        return _fail(str(error), FAILED)
    sys.stdout.write(f"published {count} marts\n")
    return DONE


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """What tells a person at a terminal what is being published, and nobody elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    with Console(stderr=True).status("publishing") as status:
        yield lambda step: status.update(f"publishing {step}")


def _schedule(options: argparse.Namespace) -> int:
    settings.apply(options.warehouse, "WARNING")
    settings.make_prefect_home()
    from flows.runs.schedule import ScheduleError, serve

    try:
        serve(options.raw, options.warehouse, options.cron)
    except ScheduleError as error:
        return _fail(str(error), BAD_USAGE)
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from flows.desk.serve import ServeError, run

    try:
        run(options)
    except ServeError as error:
        return _fail(str(error), BAD_USAGE)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gouji", description="勾稽: reads and checks 政府信息公开工作年度报告.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", _run, "documents to records, marts and the supervisors' findings",
                   "gouji run --raw raw --warehouse warehouse --year 2023 --fail-on must")  # fmt: skip
    _places(run)
    run.add_argument("--year", type=int, help="write the findings of this report year only")
    run.add_argument("--region", help="write the findings of agencies whose name contains this text only")
    run.add_argument("--full-refresh", action="store_true", help="read and build everything again")
    run.add_argument("--today", type=_day, metavar="DATE", help="report what is missing as of this day, not today")
    run.add_argument("--fail-on", choices=("must", "should"), help="exit with 3 when there are findings of this kind")
    check = _command(commands, "check", _check, "check reports, or drafts before they are published",
                     "gouji check draft.html --previous last_year.html --json")  # fmt: skip
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--previous", type=Path, metavar="FILE", help="last year's report, for the cross-year rules")
    check.add_argument("--json", action="store_true", help="print JSON Lines for programs")
    extract = _command(commands, "extract", _extract, "print what was read, as JSON Lines",
                       "gouji extract report.html folder/ archive.zip > records.jsonl")  # fmt: skip
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE")
    decide = _command(commands, "decide", _decide, "record a supervisor's decision on a finding",
                      "gouji decide 0f3c9a6b7d21e854 accepted --by 王某 --reason 另有说明")  # fmt: skip
    decide.add_argument("finding", metavar="FINDING", help="its number, as listed in page and workbook")
    decide.add_argument("state", choices=("confirmed", "accepted", "open"), help="open takes a decision back")
    decide.add_argument("--by", required=True, metavar="NAME", help="who decides")
    decide.add_argument("--reason", default="", metavar="TEXT", help="why; accepted needs one")
    _places(decide)
    publish = _command(commands, "publish", _publish, "the built marts for BI tools, all or nothing",
                       "gouji publish --to export --format duckdb,csv")  # fmt: skip
    publish.add_argument("--to", required=True, metavar="TARGET", help="a folder, or postgresql://user@host/database")
    publish.add_argument("--format", metavar="LIST", help="for a folder, of duckdb,parquet,csv (default: all)")
    publish.add_argument("--role", metavar="NAME", help="for PostgreSQL, the role that may read the marts")
    publish.add_argument("--warehouse", type=Path, default=Path("warehouse"), help="default: warehouse")
    schedule = _command(commands, "schedule", _schedule, "serve the main job on a schedule until stopped",
                        "gouji schedule --cron '30 2 * * *'")  # fmt: skip
    _places(schedule)
    schedule.add_argument("--cron", default="30 2 * * *", help="five cron fields, UTC (default: %(default)s)")
    _add_serve(commands)
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = _command(commands, "serve", _serve, "the site, and the desk for drafts and decisions, in a browser",
                     "gouji serve --warehouse warehouse --port 8765")  # fmt: skip
    _places(serve)
    add_options(serve)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    call: Callable[[argparse.Namespace], int],
    does: str,
    example: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=does, description=does, epilog=f"example: {example}")
    parser.set_defaults(command=call)
    return parser


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--raw", type=Path, default=Path("raw"), help="folder with documents/ (default: raw)")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"), help="default: warehouse")


if __name__ == "__main__":
    sys.exit(main())
