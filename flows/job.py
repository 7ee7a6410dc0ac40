"""What the main job remembers between runs, and what it tells of a run. No Prefect in here."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from flows.findings import Summary
from flows.fingerprint import fingerprint
from flows.land import Landing, landed

_BUILT = "built.json"
_BUILDER = ("dbt", "expectations", "flows/warehouse.py")


class Ran(NamedTuple):
    """What a run did and where its results lie. `built` is False where nothing had changed since the last run."""

    landing: Landing
    built: bool
    expectations: int
    summary: Summary
    folder: Path


def remember(warehouse: Path, landing: Landing, expectations: int) -> None:
    """Note of which records and by which code the warehouse was built."""
    draft = warehouse / f"{_BUILT}.draft"
    draft.write_text(json.dumps({**_state(landing), "expectations": expectations}), "utf-8")
    os.replace(draft, warehouse / _BUILT)


def built_from(warehouse: Path, landing: Landing) -> int | None:
    """How many expectations were evaluated when the warehouse was built, if it is of these records and this code."""
    path = warehouse / _BUILT
    if not path.is_file() or not (warehouse / "gouji.duckdb").is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    expectations: int = found.pop("expectations")
    return expectations if found == _state(landing) else None


def nothing_new(raw: Path, warehouse: Path) -> tuple[Landing, int] | None:
    """The landing in force, if a run would find no document, no reader and no rule changed."""
    landing = landed(raw)
    expectations = built_from(warehouse, landing) if landing else None
    return (landing, expectations) if landing and expectations is not None else None


def _state(landing: Landing) -> dict[str, str]:
    return {"generation": landing.generation, "builder": fingerprint(_BUILDER)}
