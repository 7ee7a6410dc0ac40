"""Records a supervisor's decision on one finding of the warehouse, where the next run reads it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.messages import told
from flows.warehouse.decisions import REASONED, Decision, DecisionError, append, text_of
from flows.warehouse.reading import UnreadableMarts, marts_read

_FOUND = """
select reported, computed, message from marts.fct_finding_history where finding_id = $finding and gone_since is null"""


def decide(raw: Path, database: Path, finding: str, state: str, by: str, reason: str, on: dt.date) -> Decision:
    """Decide on a finding as it is now. Raises DecisionError without such a finding or a complete decision."""
    finding, by, reason = finding.lower(), text_of("--by", by), text_of("--reason", reason)
    if not by:
        raise DecisionError(told("by_missing"))
    if state in REASONED and not reason:
        raise DecisionError(told("reason_missing"))
    decision = Decision(finding, state, reason, by, on, *_figures(database, finding))
    append(raw, decision)
    return decision


def _figures(database: Path, finding: str) -> Any:
    try:
        with marts_read(database) as connection:
            found = connection.execute(_FOUND, {"finding": finding}).fetchone()
    except UnreadableMarts as error:
        raise DecisionError(str(error)) from error
    if found is None:
        raise DecisionError(told("finding_unknown", finding=finding))
    return found
