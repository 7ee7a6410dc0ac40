"""What the main job remembers between runs, and what it tells of a run. No Prefect in here."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from flows import decisions
from flows.findings import Summary
from flows.fingerprint import fingerprint
from flows.land import Landing, landed

_BUILT = "built.json"
_BUILDER = ("dbt", "expectations", "flows/warehouse.py", "flows/history.py", "flows/decisions.py")

MadeOf = dict[str, str]
"""What decides what a warehouse says, by name: records, code, decisions."""


class Ran(NamedTuple):
    """What a run did and where its results lie. `built` is False where nothing had changed since the last run."""

    landing: Landing
    built: bool
    expectations: int
    summary: Summary
    folder: Path


def made_of(raw: Path, landing: Landing) -> MadeOf:
    """Of what a build would make the warehouse now. Raises DecisionError where a decision is not in order."""
    decided = hashlib.sha256(repr(decisions.read(raw)).encode()).hexdigest()[:16]
    return {"generation": landing.generation, "builder": fingerprint(_BUILDER), "decisions": decided}


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


def nothing_new(raw: Path, warehouse: Path) -> tuple[Landing, int] | None:
    """The landing in force, if a run would find no document, no reader, no rule and no decision changed."""
    landing = landed(raw)
    expectations = built_from(warehouse, made_of(raw, landing)) if landing else None
    return (landing, expectations) if landing and expectations is not None else None
