"""A record of every run: a line when it begins and one when it ends, in `raw/history`. Loads no library.

A run that has begun and not ended was killed, unless its process is still there. Lines are only ever appended, each by
one write; when the file has grown to its limit it becomes `runs.1.jsonl`, and what that held is dropped: of runs that
did something, the last thousand or two are known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from flows import logs
from flows.landing.locks import BusyError, only_writer
from flows.landing.refusals import in_english
from flows.operations.processes import is_alive

FILE, _BEFORE = Path("history", "runs.jsonl"), Path("history", "runs.1.jsonl")
_MOST_BYTES, _LONGEST = 4_000_000, 1_000
DONE, NOTHING_NEW, FAILED, INTERRUPTED, KILLED, RUNNING = (
    "done", "nothing new", "failed", "interrupted", "killed", "running",
)  # fmt: skip

OTHERS = ("harvest", "backup", "publish")
"""Commands beside runs that are recorded."""

_TEXTS = ("began", "ended", "outcome", "error", "command", "version", "log")
_TABLES = ("asked", "counts", "steps")

Line = dict[str, Any]


class Run(NamedTuple):
    """What is known of a run. Times are in UTC, as ISO; `ended` is blank where it has not.

    `steps` gives for each step the seconds it took without those within it, and the most megabytes of memory that the
    process held in it. `alarms` are texts. `times` counts runs in a row that found nothing new: `began` is then the
    first of them, `ended` the last.
    """

    run: str
    began: str
    ended: str
    outcome: str
    error: str
    command: str
    version: str
    log: str
    asked: dict[str, Any]
    counts: dict[str, Any]
    steps: dict[str, Any]
    alarms: tuple[str, ...]
    times: int = 1

    @property
    def is_run(self) -> bool:
        """Whether it is one of documents to a warehouse, not one of `OTHERS`."""
        return self.command not in OTHERS

    @property
    def seconds(self) -> float | None:
        """How long it took; None where that is not known."""
        try:
            return (datetime.fromisoformat(self.ended) - datetime.fromisoformat(self.began)).total_seconds()
        except (ValueError, TypeError):
            return None


def new_id() -> str:
    """An id for a run that begins: by these, runs sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.urandom(3).hex()}"


def now() -> str:
    """The time in UTC, as ISO, to the tenth of a second."""
    text = datetime.now(UTC).isoformat(timespec="milliseconds")
    return f"{text[:21]}Z"


def append(raw: Path, line: Line) -> None:
    """Add a line, durably; a disk that does not take it stops no run."""
    path = raw / FILE
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        size = _append(path, content + b"\n")
        if size > _MOST_BYTES:
            _begin_another(path, raw / _BEFORE)


def _append(path: Path, line: bytes) -> int:
    """Write a line to the end, after what a kill or a full disk may have left of one; returns the size of the file."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        size = os.fstat(descriptor).st_size
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            line = line if os.read(descriptor, 1) == b"\n" else b"\n" + line
        os.write(descriptor, line)
        os.fsync(descriptor)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def _begin_another(path: Path, before: Path) -> None:
    # A process that is just writing to the file writes to the renamed one: nothing of it is lost.
    with suppress(BusyError), only_writer(path.parent, ".runs.lock"):
        if path.stat().st_size > _MOST_BYTES:
            os.replace(path, before)


def read(raw: Path) -> list[Run]:
    """All runs that are known, in the order in which they began; what a kill left of a line is passed over.

    Raises OSError where the file is there and cannot be read.
    """
    begun: dict[str, Line] = {}
    for line in _lines(raw):
        begun[line["run"]] = {**begun.get(line["run"], {}), **line}
    return sorted((_run(line) for line in begun.values()), key=lambda run: run.began)


def _lines(raw: Path) -> Iterator[Line]:
    for place in (_BEFORE, FILE):
        try:
            content = (raw / place).read_bytes()
        except FileNotFoundError:
            continue
        for text in content.split(b"\n"):
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and isinstance(line.get("run"), str):
                yield line


def _run(line: Line) -> Run:
    """A run from its lines, of which any value may be missing or another than expected."""
    found: Line = {name: str(line.get(name) or "") for name in _TEXTS}
    found |= {name: value if isinstance(value := line.get(name), dict) else {} for name in _TABLES}
    if not found["outcome"]:
        found["outcome"] = RUNNING if is_alive(line.get("process")) else KILLED
    alarms = line.get("alarms")
    return Run(run=line["run"], **found, alarms=tuple(map(str, alarms)) if isinstance(alarms, list) else ())


def counted(counts: Line) -> str:
    """The numbers of a record as text."""
    return ", ".join(f"{value:,} {name}" for name, value in counts.items() if type(value) is int)


def last_of_others(runs: Iterable[Run]) -> dict[str, Run]:
    """The last one of each of `OTHERS` that is on record."""
    return {run.command: run for run in runs if not run.is_run}


def last_of_sites(runs: Iterable[Run]) -> dict[str, Line]:
    """What each site brought when it was last harvested, and when that ended, by its name."""
    found: dict[str, Line] = {}
    for run in runs:
        sites = run.counts.get("sites") if run.command == "harvest" else None
        for site, counts in sites.items() if isinstance(sites, dict) else ():
            if isinstance(counts, dict):
                found[site] = {"ended": run.ended, **counts}
    return found


def folded(runs: Iterable[Run]) -> list[Run]:
    """Runs with those in a row that found nothing new as one."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and last.outcome == run.outcome == NOTHING_NEW and last.command == run.command:
            found[-1] = last._replace(ended=run.ended, times=last.times + run.times)
        else:
            found.append(run)
    return found


@contextmanager
def recorded_briefly(raw: Path, asked: dict[str, Any]) -> Iterator[None]:
    """Record in one line a run that finds nothing new, unless it meets another one; raises what is raised within."""
    line: Line = {"run": new_id(), "began": now(), "command": "run"}
    try:
        yield
    except BusyError:
        raise
    except BaseException as error:
        outcome = FAILED if isinstance(error, Exception) else INTERRUPTED
        append(raw, {**line, "ended": now(), "asked": asked, "outcome": outcome, "error": one_line(error)})
        raise
    append(raw, {**line, "ended": now(), "outcome": NOTHING_NEW})


def one_line(error: BaseException) -> str:
    """What an error says, in one line without passwords."""
    return logs.redact(in_english(error)[: 10 * _LONGEST])[:_LONGEST]
