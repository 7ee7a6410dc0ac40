"""Writes the supervisors' page and workbook, and knows whether those that are there answer the same question."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from flows.findings import Summary
from flows.landing.fingerprint import fingerprint
from flows.landing.locks import only_writer
from flows.landing.replacing import replace

_NOTE = "findings/written.json"
_FILES = ("gouji.duckdb", "findings/index.html", "findings/findings.xlsx")
_WRITER = ("flows/findings",)


def write_report(
    warehouse: Path, made: dict[str, str], year: int | None, region: str | None, day: dt.date | None
) -> Summary:
    """Write page and workbook of a warehouse made from `made`, unless they are there; returns their counts.

    Without a `day` they are written as of today, and stay as they are until a deadline has passed. Raises BusyError
    where another run is writing them.
    """
    question = _question(made, year, region, day)
    if (summary := _written(warehouse, question)) is not None:
        return summary
    # Loads what renders them.
    from flows.findings.files import write

    with only_writer(warehouse / "findings"):
        (warehouse / _NOTE).unlink(missing_ok=True)
        summary = write(warehouse / "gouji.duckdb", warehouse / "findings", year, region, day)
        note = {"question": question, "files": _states(warehouse), "summary": summary._asdict()}
        replace(warehouse / _NOTE, json.dumps(note, ensure_ascii=False).encode())
    return summary


def _question(made: dict[str, str], year: int | None, region: str | None, day: dt.date | None) -> dict[str, Any]:
    asked_as_of = day and day.isoformat()
    return {"made": made, "writer": fingerprint(_WRITER), "year": year, "region": region, "day": asked_as_of}


def _written(warehouse: Path, question: dict[str, Any]) -> Summary | None:
    """The counts of the page and the workbook that are there, if they answer this question and nobody changed them."""
    try:
        note = json.loads((warehouse / _NOTE).read_text("utf-8"))
        return (
            Summary(**note["summary"]) if [note["question"], note["files"]] == [question, _states(warehouse)] else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _states(warehouse: Path) -> list[list[int]]:
    """What tells that database, page and workbook are as they were then. Raises OSError where one is missing."""
    return [[found.st_size, found.st_mtime_ns] for found in ((warehouse / name).stat() for name in _FILES)]
