"""What became of all documents, step by step, what waits for the next run, what runs did, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flows.landing.backups import backups_of
from flows.landing.current import READER
from flows.landing.files import InputError, LandingError
from flows.landing.fingerprint import fingerprint
from flows.landing.mark import in_force
from flows.landing.seen import peek
from flows.operations import records
from flows.operations.held import held
from flows.operations.lake import DamagedError, Lake
from flows.warehouse import decisions

T = TypeVar("T")

_RUNS = 5
_FILES = "select distinct file, file_sha256 from landed"
_REPORTS = """
select count(*) as reports, count(*) filter (is_current) as current,
    cast(coalesce(sum(cells_printed), 0) as bigint) as cells
from marts.fct_reports"""
_FINDINGS = """
select severity, state, count(*) as findings from marts.fct_findings where is_latest is not false
group by all order by all"""


def overview(raw: Path, warehouse: Path) -> dict[str, Any]:
    """Everything that `gouji status` tells, as JSON holds it: None where it could not be read, `problems` tell why."""
    lake = Lake(raw, warehouse)
    problems: list[str] = []

    def unless_damaged(ask: Callable[[], T]) -> T | None:
        try:
            return ask()
        except (DamagedError, InputError, LandingError, OSError) as error:
            if (problem := records.one_line(error)) not in problems:
                problems.append(problem)
            return None

    known = unless_damaged(lambda: records.read(raw)) or []
    runs = records.folded(run for run in known if run.is_run)
    return {
        "raw": str(raw),
        "warehouse": str(warehouse),
        "documents": unless_damaged(lambda: _documents(raw)),
        "reports": unless_damaged(lambda: next(iter(lake.marts(_REPORTS)), {})),
        "findings": unless_damaged(lambda: lake.marts(_FINDINGS)) or [],
        "waiting": {
            **(unless_damaged(lambda: _files_waiting(lake)) or {}),
            "decisions": unless_damaged(lambda: _decisions_waiting(lake)),
        },
        "runs": [_as_json(run) for run in runs[-_RUNS:][::-1]],
        "others": {command: _as_json(run) for command, run in records.last_of_others(known).items()},
        "sites": records.last_of_sites(known),
        "backups": backups_of(raw),
        "locks": [{"what": lock.what, "path": str(lock.path), "pid": lock.pid} for lock in held(raw, warehouse)],
        "problems": problems,
    }


def _as_json(run: records.Run) -> dict[str, Any]:
    return run._asdict() | {"alarms": list(run.alarms)}


def _documents(raw: Path) -> dict[str, Any]:
    current = in_force(raw)
    if current is None:
        return {}
    mark = current.mark
    if not mark.name:
        raise DamagedError(f"{current.folder}: its mark cannot be read; the next run reads everything again")
    statuses = {status: mark.statuses.get(status, 0) for status in ("extracted", "rejected", "duplicate")}
    return {
        "found": sum(mark.statuses.values()),
        **statuses,
        "generation": mark.name,
        "reader": mark.reader,
        "is_of_this_reader": mark.reader == fingerprint(READER),
    }


def _files_waiting(lake: Lake) -> dict[str, int]:
    """Files that are not landed as they are; where only their times tell, they may turn out to be the same."""
    landed = {row["file"]: row["file_sha256"] for row in lake.landed(_FILES)}
    counts = {"new": 0, "changed": 0, "perhaps_changed": 0, "gone": 0}
    seen = set()
    for file in peek(lake.raw):
        seen.add(file.document)
        if file.document not in landed:
            counts["new"] += 1
        elif file.sha256 != landed[file.document]:
            counts["changed" if file.sha256 else "perhaps_changed"] += 1
    return counts | {"gone": len(landed.keys() - seen)}


def _decisions_waiting(lake: Lake) -> int:
    """How many lines of decisions.csv the warehouse was not built with."""
    known = {tuple(row[name] for name in decisions.Decision._fields) for row in lake.applied()}
    return sum(tuple(decision) not in known for _, decision in decisions.read(lake.raw))
