"""The command that tells what became of documents, what waits, and what runs did."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any

from flows.commands.shared import BAD_USAGE, DONE, FAILED, command, fail, places, say


def _status(options: argparse.Namespace) -> int:
    from flows.operations import said
    from flows.operations.overview import overview

    if not options.raw.is_dir():
        return fail(f"{options.raw}: there is no such folder", BAD_USAGE)
    if options.document:
        return _of_documents(options)
    told = overview(options.raw, options.warehouse)
    _print(options.json, told, said.overview(told))
    return FAILED if told["problems"] else DONE


def _of_documents(options: argparse.Namespace) -> int:
    from flows.operations import said
    from flows.operations.journey import Journeys

    journeys = Journeys(options.raw, options.warehouse, options.document)
    for problem in dict.fromkeys(journeys.problems):
        fail(problem, FAILED)
    if not journeys.found:
        missing = f"{options.document}: no document has that path, part of a name, SHA-256 or number of a report"
        return FAILED if journeys.problems else fail(missing, BAD_USAGE)
    told = {"found": journeys.found, "documents": journeys.documents}
    _print(options.json, told, said.journeys(journeys.found, journeys.documents))
    return FAILED if journeys.problems else DONE


def _print(as_json: bool, told: dict[str, Any], lines: Iterable[str]) -> None:
    # Days and exact figures, which JSON does not know, as text.
    say(json.dumps(told, ensure_ascii=False, default=str) + "\n" if as_json else "".join(f"{line}\n" for line in lines))


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    status = command(commands, "status", _status, "what became of documents, what waits, and what runs did",
                      "gouji status hongze_district_2023.html")  # fmt: skip
    status.add_argument(
        "document", nargs="?", metavar="DOCUMENT", help="its path, part of its name, SHA-256 or number of its report"
    )
    status.add_argument("--json", action="store_true", help="print JSON for programs")
    places(status)
