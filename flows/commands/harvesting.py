"""The command that fetches published reports."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.shared import BAD_USAGE, DONE, FAILED, FINDINGS, command, fail, say

if TYPE_CHECKING:
    from flows.harvest.results import Result


def _harvest(options: argparse.Namespace) -> int:
    from flows.harvest.harvest import harvest
    from flows.harvest.results import counts_of
    from flows.landing.files import InputError
    from flows.landing.locks import BusyError
    from flows.operations.recording import recorded
    from flows.runs import news

    years = frozenset(options.year) if options.year else None
    try:
        asked = {"sites": str(options.sites), "years": options.year, "all": options.all}
        with recorded(options.raw, None, asked, "harvest") as recording:
            results = harvest(options.sites, options.raw, years, options.contact, puts_off=not options.all, tell=_tell)
            recording.count(counts_of(results))
    except InputError as error:
        return fail(str(error), BAD_USAGE)
    except BusyError as error:
        return fail(str(error), FAILED)
    news.tell_harvest(options.raw, results)
    if any(result.failing for result in results):
        return FAILED
    return FINDINGS if any(result.fewer for result in results) else DONE


def _tell(result: Result) -> None:
    say(f"{result.line()}\n")
    for problem in result.told():
        fail(f"{result.site}: {problem}", DONE)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    harvest = command(commands, "harvest", _harvest, "fetch reports from the sites of agencies, politely",
                       "gouji harvest sites.csv --raw raw --year 2025 --contact someone@office.example")  # fmt: skip
    harvest.add_argument("sites", type=Path, metavar="SITES", help="CSV: site,region_code,agency,url of a list page")
    harvest.add_argument("--raw", type=Path, default=Path("raw"), help="folder with documents/ (default: raw)")
    harvest.add_argument("--year", type=int, action="append", help="only reports on this year; may be repeated")
    harvest.add_argument("--all", action="store_true", help="put nothing off: ask for what always differs, too")
    harvest.add_argument("--contact", metavar="ADDRESS", help="mail or web address that servers are told for questions")
