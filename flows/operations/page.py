"""Writes the page of runs for operators: one file that opens from its folder and asks for nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from flows.landing.backups import backups_of
from flows.landing.locks import BusyError, only_writer
from flows.landing.replacing import draft_of, replace
from flows.operations import records
from flows.operations.records import Run

FOLDER = "operations"
_PAGE = "index.html"
_CHINA = timezone(timedelta(hours=8))
_RUNS, _DRAWN, _STEPS, _FAILED, _LINES = 30, 200, 20, 5, 12
_WIDTH, _HEIGHT = 600, 120


class Chart(NamedTuple):
    """A line of figures over time: its points in a box of 600 by 120, and what stands at the ends of the axes."""

    title: str
    points: str
    least: int
    most: int
    first: str
    last: str


class Failure(NamedTuple):
    """A run that failed, and the last lines of its log."""

    run: Run
    lines: list[str]


def write(raw: Path, warehouse: Path) -> None:
    """Write the page from the records of runs and their logs, unless another run is writing it."""
    known = records.read(raw)
    with suppress(BusyError), only_writer(warehouse / FOLDER):
        replace(warehouse / FOLDER / _PAGE, render(known, warehouse, backups_of(raw)).encode())


def renew(raw: Path, warehouse: Path) -> None:
    """Write the page if the last run was killed before it could; a disk that does not take it is no reason to fail."""
    with suppress(OSError):
        page = warehouse / FOLDER / _PAGE
        logs = (warehouse / "logs").glob("*.jsonl")
        # What is told of a run comes before the page.
        written = page.stat().st_mtime_ns if page.exists() else -1
        if draft_of(page).exists() or any(log.stat().st_mtime_ns > written for log in logs):
            write(raw, warehouse)


def render(known: Sequence[Run], warehouse: Path, backups: Mapping[str, str]) -> str:
    """The page of all that is on record, the last one first; `backups` are folders, and when each was backed up to."""
    # A run that finds nothing new has no use for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    runs = records.folded(run for run in known if run.is_run)[::-1]
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "time": _time,
        "duration": _duration,
        "count": _count,
        "table": _table,
        "counted": records.counted,
    }
    built = [run for run in runs if run.outcome == records.DONE and run.counts]
    logs = {path.name: path for path in (warehouse / "logs").glob("*.jsonl")}
    runs = [run if run.log in logs else run._replace(log="") for run in runs]
    failed = [run for run in runs if run.outcome in (records.FAILED, records.KILLED) and run.log][:_FAILED]
    return environment.get_template("operations.html").render(
        runs=runs[:_RUNS],
        known=len(runs),
        last=built[0] if built else None,
        before=built[1] if len(built) > 1 else None,
        charts=list(_charts(built[:_DRAWN][::-1])),
        timed=_timed([run for run in runs if run.steps][:_STEPS]),
        others=list(records.last_of_others(known).values()),
        sites=sorted(records.last_of_sites(known).items()),
        backups=backups,
        failures=[Failure(run, _last_lines(logs[run.log])) for run in failed],
        written=records.now(),
    )


def figure(table: Any, *names: str) -> int | None:
    """A count of a record by its names, None where it has no such one."""
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table if isinstance(table, int) else None


def _charts(built: Sequence[Run]) -> Iterator[Chart]:
    for title, names in (
        ("Documents found", ("documents", "found")),
        ("Documents read by a run", ("documents", "read")),
        ("Cells printed", ("cells",)),
        ("Findings that must be corrected", ("findings", "must")),
    ):
        found = [(run.began, value) for run in built if (value := figure(run.counts, *names)) is not None]
        if len(found) > 1:
            values = [value for _, value in found]
            yield Chart(title, _points(values), min(values), max(values), found[0][0], found[-1][0])


def _points(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    apart, scale = _WIDTH / (len(values) - 1), _HEIGHT / (high - low) if high > low else 0
    middle = 0 if scale else _HEIGHT / 2
    return " ".join(f"{n * apart:.1f},{_HEIGHT - middle - (v - low) * scale:.1f}" for n, v in enumerate(values))


class Timed(NamedTuple):
    """A run with what its steps took: seconds in all; of each step name, seconds, megabytes, share in per cent."""

    run: Run
    seconds: float
    steps: list[tuple[str, float, int, float]]


def _timed(runs: Sequence[Run]) -> list[Timed]:
    found = []
    for run in runs:
        taken = [(name, _number(step, "seconds"), int(_number(step, "megabytes"))) for name, step in run.steps.items()]
        total = sum(seconds for _, seconds, _ in taken)
        steps = [(name, s, mb, 100 * s / total if total else 0) for name, s, mb in taken]
        found.append(Timed(run, total, steps))
    return found


def _number(step: Any, name: str) -> float:
    value = step.get(name) if isinstance(step, dict) else None
    return value if isinstance(value, int | float) else 0


def _last_lines(log: Path) -> list[str]:
    """The last lines of a log as text, without what is only needed to look for them."""
    try:
        lines = log.read_text("utf-8", "replace").splitlines()[-_LINES:]
    except OSError:
        return []
    return [_as_text(line) for line in lines]


def _as_text(line: str) -> str:
    try:
        told = json.loads(line)
        fields = {k: v for k, v in told.items() if k not in ("time", "level", "run", "step", "event", "traceback")}
        said = "; ".join(f"{name}: {value}" for name, value in fields.items() if value not in (None, "", {}))
        where = f"[{told['step']}] " if told["step"] else ""
        at = datetime.fromisoformat(told["time"]).astimezone(_CHINA)
        return f"{at:%H:%M:%S} {told['level'].lower()} {where}{told['event']}{f' ({said})' if said else ''}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return line


def _time(text: str) -> str:
    """A time in China, to the minute."""
    try:
        return f"{datetime.fromisoformat(text).astimezone(_CHINA):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min {rest:02} s"


def _count(table: Any, *names: str) -> str:
    value = figure(table, *names)
    return "" if value is None else f"{value:,}"


def _table(counts: Any, name: str) -> dict[str, Any]:
    """A table of a record, empty where it has none."""
    return table if isinstance(table := counts.get(name), dict) else {}
