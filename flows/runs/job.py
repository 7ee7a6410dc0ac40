"""What the main job remembers between runs, and what it tells of a run. No Prefect in here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from expectations.catalogue import FORMAT_DIR, load
from flows.findings import Summary
from flows.landing.fingerprint import fingerprint
from flows.landing.land import Landing, landed
from flows.warehouse import decisions
from flows.warehouse.history import today

_BUILT = "built.json"
_BUILDER = ("dbt", "expectations", FORMAT_DIR.as_posix(), "flows/warehouse")

MadeOf = dict[str, str]
"""What decides what a warehouse says, by name: records, code, decisions, the last deadline passed."""


class Ran(NamedTuple):
    """What a run did and where its results lie. `built` is False where nothing had changed since the last run."""

    landing: Landing
    built: bool
    expectations: int
    summary: Summary
    folder: Path


def made_of(raw: Path, landing: Landing, day: dt.date | None = None) -> MadeOf:
    """Of what a build would make the warehouse on a day, by default today.

    Raises DecisionError where a decision is not in order.
    """
    decided = hashlib.sha256(repr(decisions.read(raw)).encode()).hexdigest()[:16]
    return {
        "generation": landing.generation,
        "builder": fingerprint(_BUILDER),
        "decisions": decided,
        "passed": _passed(day or today()).isoformat(),
    }


def _passed(day: dt.date) -> dt.date:
    """The last day before a day with which a deadline, or a year, ended: until the next one nothing is missing anew."""
    ends = {(line.month, line.day) for line in load().deadlines} | {(12, 31)}
    return max(end for month, last in ends for y in (day.year, day.year - 1) if (end := dt.date(y, month, last)) < day)


def remember(warehouse: Path, made: MadeOf, expectations: int) -> None:
    """Note of what the warehouse was made."""
    draft = warehouse / f"{_BUILT}.draft"
    draft.write_text(json.dumps({**made, "expectations": expectations}), "utf-8")
    os.replace(draft, warehouse / _BUILT)


def built_from(warehouse: Path, made: MadeOf) -> int | None:
    """How many expectations were evaluated when the warehouse was built, if it was made of this."""
    path = warehouse / _BUILT
    if not path.is_file() or not (warehouse / "gouji.duckdb").is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    expectations: int = found.pop("expectations")
    return expectations if found == made else None


def nothing_new(raw: Path, warehouse: Path, day: dt.date | None = None) -> tuple[Landing, int] | None:
    """The landing in force, if a run would find no document, reader, rule, decision or deadline that is new."""
    landing = landed(raw)
    expectations = built_from(warehouse, made_of(raw, landing, day)) if landing else None
    return (landing, expectations) if landing and expectations is not None else None
