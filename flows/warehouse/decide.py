"""Records a supervisor's decision on one finding of the warehouse, where the next run reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from flows.warehouse.decisions import REASONED, Decision, DecisionError, append, text_of

_FOUND = """
select reported, computed, message from marts.fct_finding_history where finding_id = $finding and gone_since is null"""


def decide(raw: Path, database: Path, finding: str, state: str, by: str, reason: str, on: dt.date) -> Decision:
    """Decide on a finding as it is now. Raises DecisionError without such a finding or a complete decision."""
    finding, by, reason = finding.lower(), text_of("--by", by), text_of("--reason", reason)
    if not by:
        raise DecisionError("--by: say who decides")
    if state in REASONED and not reason:
        raise DecisionError(f"--reason: say why the finding is {state}")
    decision = Decision(finding, state, reason, by, on, *_figures(database, finding))
    append(raw, decision)
    return decision


def _figures(database: Path, finding: str) -> Any:
    if not database.is_file():
        raise DecisionError(f"{database}: is not there; run gouji run first")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found = connection.execute(_FOUND, {"finding": finding}).fetchone()
    except duckdb.Error as error:
        reason = " ".join(str(error).split())
        raise DecisionError(f"{database}: cannot be read ({reason})") from error
    if found is None:
        raise DecisionError(f"{finding}: no finding of {database} has this number; site and workbook list them")
    return found
