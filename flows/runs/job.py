"""What the main job is asked, what it remembers between runs, and what it reports. Loads no library."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from expectations.catalogue import FORMAT_DIR, load
from flows.findings import Summary, workbook_name
from flows.landing.current import Landing, current_landing
from flows.landing.fingerprint import fingerprint
from flows.landing.notes import sealed, unsealed
from flows.landing.replacing import replace
from flows.landing.seen import unchanged
from flows.warehouse import decisions
from flows.warehouse.days import today
from flows.warehouse.project import PROJECT
from flows.warehouse.states import states

if TYPE_CHECKING:
    from flows.operations.drift import Alarm

_BUILT = "built.json"
_RESULTS = ("gouji.duckdb", "marts", "inputs", "docs/index.html", "data_docs/index.html")
_BUILDER = (*PROJECT, "expectations", FORMAT_DIR.as_posix(), "flows/warehouse")

MadeOf = dict[str, str]
"""What determines the content of a warehouse, by name: records, code, decisions, the last deadline passed."""


class Order(NamedTuple):
    """What a run is asked to do. Reports count as missing as of `day`, by default today.

    `flow_run` is Prefect's id of the run of a flow, where that is what asks; `cluster` the address of the Dask cluster
    that reads, if one does.
    """

    raw: Path
    warehouse: Path
    year: int | None = None
    region: str | None = None
    full_refresh: bool = False
    day: dt.date | None = None
    flow_run: str | None = None
    cluster: str | None = None

    @property
    def workbook(self) -> str:
        """Where in the warehouse the workbook is that has what was asked for."""
        return f"findings/{workbook_name(self.year, self.region)}"

    @property
    def asked(self) -> dict[str, Any]:
        """What a record of the run says of it."""
        day = self.day and self.day.isoformat()
        chosen = {"year": self.year, "region": self.region, "full_refresh": self.full_refresh, "day": day}
        return {**chosen, "flow_run": self.flow_run, "cluster": self.cluster}


class RunResult(NamedTuple):
    """What a run did and where its results are. `built` is False where nothing had changed since the last run.

    `run` is the id of its record, blank where it had nothing to do; `alarms` tell where it differs from earlier runs.
    `workbook` is the one with what was asked for, within `folder`.
    """

    landing: Landing
    built: bool
    expectations: int
    summary: Summary
    folder: Path
    run: str = ""
    alarms: tuple[Alarm, ...] = ()
    workbook: str = f"findings/{workbook_name(None, None)}"


def made_of(raw: Path, landing: Landing, day: dt.date | None = None) -> MadeOf:
    """What a build on a day, by default today, would make the warehouse from.

    Raises DecisionError for a malformed decision.
    """
    decided = hashlib.sha256(repr(decisions.read(raw)).encode()).hexdigest()[:16]
    return {
        "generation": landing.generation,
        "builder": fingerprint(_BUILDER),
        "decisions": decided,
        "passed": _passed(day or today()).isoformat(),
    }


def _passed(day: dt.date) -> dt.date:
    """The last day before `day` on which a deadline or a year ended: until the next one, no other report is missing."""
    ends = {(line.month, line.day) for line in load().deadlines} | {(12, 31)}
    return max(end for month, last in ends for y in (day.year, day.year - 1) if (end := dt.date(y, month, last)) < day)


def remember(warehouse: Path, made: MadeOf, expectations: int) -> None:
    """Record what the warehouse was made from, once it is built and validated."""
    note = {**made, "expectations": expectations, "files": states(warehouse)}
    replace(warehouse / _BUILT, sealed(note))


def forget(warehouse: Path) -> None:
    """Drop that record, so that the next run builds again."""
    (warehouse / _BUILT).unlink(missing_ok=True)


def built_from(warehouse: Path, made: MadeOf, but_for: str | None = None) -> int | None:
    """How many expectations were evaluated for the warehouse, if it was made from this and validated; else None.

    It may have been made from other decisions, say, where they are what it is asked `but_for`.
    """
    if not all((warehouse / place).exists() for place in _RESULTS):
        return None
    try:
        found = unsealed((warehouse / _BUILT).read_bytes())
        expectations: int = found.pop("expectations")
        if found.pop("files") != states(warehouse):
            return None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    differing = {name for name in {*found, *made} if found.get(name) != made.get(name)}
    return expectations if differing <= {but_for} else None


class UpToDate(NamedTuple):
    """The current landing, the expectations evaluated for its warehouse, and what that was made from."""

    landing: Landing
    expectations: int
    made: MadeOf


def nothing_new(raw: Path, warehouse: Path, day: dt.date | None = None) -> UpToDate | None:
    """What is up to date, if a run would find nothing new; else None.

    A document, the reader, a rule or a decision may be new, or a deadline may have passed. Raises RosterError or
    DecisionError, before any document is opened, for what a person wrote beside them.
    """
    if not (warehouse / _BUILT).is_file():
        return None
    decisions.read(raw)
    if unchanged(raw) is None:
        # It needs a library, which a run without a new file does without.
        from flows.landing import roster

        roster.read(raw)
    if (landing := current_landing(raw)) is None:
        return None
    made = made_of(raw, landing, day)
    expectations = built_from(warehouse, made)
    return None if expectations is None else UpToDate(landing, expectations, made)
