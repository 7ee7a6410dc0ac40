"""Records a run, or another command, while it goes on: that it began, its log, its steps, its end; then the page."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import metadata
from pathlib import Path
from typing import Any

from flows import logs
from flows.landing.current import Landing
from flows.landing.files import InputError
from flows.landing.locks import BusyError
from flows.landing.mark import in_force
from flows.operations import records, snapshots
from flows.operations.drift import Alarm, alarms
from flows.operations.processes import this_process
from flows.operations.steps import Clock

NOTE = "log: "
"""What a note to an error begins with that names the log of the run which it ended."""


_MOST_ALARMS = 50


class Recording:
    """What is known of a run while it goes on."""

    def __init__(self, raw: Path, warehouse: Path | None, asked: dict[str, Any], command: str) -> None:
        self._raw, self._warehouse = raw, warehouse
        self.run, self.clock = records.new_id(), Clock()
        self._line: records.Line = {"run": self.run, "began": records.now(), "command": command, "version": _version()}
        self._line["log"] = f"{self.run}.jsonl" if warehouse else ""
        self._line["asked"] = {name: value for name, value in asked.items() if value not in (None, False)}
        self.alarms: tuple[Alarm, ...] = ()

    def begin(self) -> None:
        """Record that the run has begun."""
        self._append({**self._line, "process": this_process()})
        logs.tell("run begins", command=self._line["command"], version=self._line["version"], **self._line["asked"])

    def note(self, **fields: Any) -> None:
        """Note in the record what else there is to know of it, unless that is blank."""
        self._line |= {name: value for name, value in fields.items() if value}

    def done(self, landing: Landing, built: bool) -> None:
        """Note what came of it: measures of a warehouse just built, or that nothing had changed."""
        if built:
            self._measure(landing)
            return
        self._line["outcome"] = records.NOTHING_NEW
        self._line["counts"] = {"documents": {k: v for k, v in landing._asdict().items() if k != "generation"}}

    def count(self, counts: dict[str, Any]) -> None:
        """Note what a command that builds nothing has done."""
        self._line["counts"] = counts

    def _append(self, line: records.Line) -> None:
        # A mistyped folder is not made into a lake by being told about.
        if self._warehouse or any((self._raw / name).is_dir() for name in ("documents", "history")):
            records.append(self._raw, line)

    def _measure(self, landing: Landing) -> None:
        """Measure the warehouse, and compare it with earlier ones; that this fails is logged only."""
        # Loads DuckDB, which a run has loaded by then.
        from flows.operations.measures import measure

        try:
            with self.clock.at("measure"):
                generation = in_force(self._raw)
                assert self._warehouse is not None
                found = measure(self._warehouse, landing, generation.mark.reader if generation else "")
                self._line["counts"] = found.counts
                self.alarms = tuple(alarms(found.snapshot, snapshots.recall(self._raw)))
                said = [alarm.key for alarm in self.alarms]
                snapshots.remember(self._raw, found.snapshot._replace(alarms=tuple(said)))
        except Exception as error:
            logs.tell("the warehouse could not be measured", logging.ERROR, error)
        for alarm in self.alarms:
            logs.tell("drift", logging.WARNING, alarm=alarm.text, is_new=alarm.is_new)

    def failed(self, error: BaseException, log: Path | None) -> None:
        """Note why the run ends; an error of ours, or of a library, gets a note on where the log is."""
        is_failure = isinstance(error, Exception)
        self._line["outcome"] = records.FAILED if is_failure else records.INTERRUPTED
        self._line["error"] = records.one_line(error)
        logs.tell("run ends", logging.ERROR, error, outcome=self._line["outcome"])
        if is_failure and not isinstance(error, InputError | BusyError) and _is_there(log):
            error.add_note(f"{NOTE}{log}")

    def end(self, log: Path | None) -> None:
        """Record how the run ended, and the log if there is one, and write the page of runs."""
        self._line = {"outcome": records.DONE, **self._line}
        self._line |= {"ended": records.now(), "steps": self.clock.taken(), "alarms": _few(self.alarms)}
        if not _is_there(log):
            self._line["log"] = ""
        self._append(self._line)
        if "error" not in self._line:
            logs.tell("run ends", outcome=self._line["outcome"], counts=self._line.get("counts"))
        if self._warehouse is None:
            return
        try:
            # Loads what renders it.
            from flows.operations import page

            page.write(self._raw, self._warehouse)
        except Exception as error:
            logs.tell("the page of runs could not be written", logging.ERROR, error)


@contextmanager
def recorded(
    raw: Path, warehouse: Path | None, asked: dict[str, Any], command: str = "run", at_end: bool = False
) -> Iterator[Recording]:
    """Record what a `command` that was `asked` for something does within, and how it ends; raises what is raised.

    Without a warehouse there is no log and no page, and nothing is recorded where `raw` is no folder of documents. That
    it has begun is left out if it is recorded `at_end` only.
    """
    recording = Recording(raw, warehouse, asked, command)
    with logs.writing(warehouse / "logs", recording.run) if warehouse else nullcontext() as log:
        if not at_end:
            recording.begin()
        try:
            yield recording
        except BaseException as error:
            recording.failed(error, log)
            raise
        finally:
            recording.end(log)


def _is_there(log: Path | None) -> bool:
    # `Path.is_file` raises where the folder may not be looked into.
    return log is not None and os.path.isfile(log)


def _few(found: Sequence[Alarm]) -> list[str]:
    """The texts of alarms, the first ones where a reader that has changed raises one for every layout."""
    more = [f"and {len(found) - _MOST_ALARMS} more"] if len(found) > _MOST_ALARMS else []
    return [*(alarm.text for alarm in found[:_MOST_ALARMS]), *more]


def log_of(error: BaseException) -> str | None:
    """The log of the run that an error has ended, if there is one."""
    notes: list[str] = getattr(error, "__notes__", [])
    return next((note.removeprefix(NOTE) for note in notes if note.startswith(NOTE)), None)


def run_of(error: BaseException) -> str | None:
    """The id of the run that an error has ended, if it has a log."""
    log = log_of(error)
    return Path(log).stem if log else None


def _version() -> str:
    try:
        return metadata.version("gouji")
    except metadata.PackageNotFoundError:
        return ""
