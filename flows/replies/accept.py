"""Turns the rows of a list that came back into decisions, all of them or none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from flows.findings import wording
from flows.findings.seal import plain
from flows.messages import told
from flows.replies import ReplyError, originals
from flows.replies.rows import Row
from flows.warehouse import decisions
from flows.warehouse.decisions import REASONED, STATES, Decision
from flows.warehouse.reading import marts_read

_SHOWN = 50
_FOUND = """
select finding_id, reported, computed, message, state = 'corrected' as is_corrected
from marts.fct_findings where is_latest and finding_id in (select unnest(cast($numbers as varchar[])))"""


class Found(NamedTuple):
    """A finding as the warehouse has it."""

    finding_id: str
    reported: Decimal | None
    computed: Decimal | None
    message: str
    is_corrected: bool


class Reply(NamedTuple):
    """A list that came back: what its owner calls it, the file, and the rows in it."""

    name: str
    data: bytes
    rows: Sequence[Row]


def accept(reply: Reply, raw: Path, warehouse: Path, by: str, on: dt.date) -> list[Decision]:
    """Record what a list decides, and return that; what is recorded already is not recorded again.

    The file is kept beside what was decided.

    Raises ReplyError, with every row that cannot be accepted, before anything is written, or UnreadableMarts.
    """
    name, _, rows = reply
    if not (by := decisions.text_of("--by", by)):
        raise ReplyError(told("by_missing"))
    filled_in = [row for row in rows if row.is_filled_in]
    found, last = _found(warehouse / "gouji.duckdb", filled_in), _last(raw)
    if refused := [*_altered(rows), *_refused(filled_in, found, last)]:
        more = [told("list_more", count=len(refused) - _SHOWN)] if len(refused) > _SHOWN else []
        said = told("list_refused", name=name, count=len(refused))
        raise ReplyError("\n".join([said, *refused[:_SHOWN], *more]))
    made = [_decision(row, found[row.finding_id], by, on) for row in filled_in
            if _wanted(row) != _now(found[row.finding_id], last.get(row.finding_id))]  # fmt: skip
    if made:
        originals.keep(raw, name, reply.data, by, len(made))
        decisions.append(raw, *made)
    return made


def _found(database: Path, rows: Sequence[Row]) -> dict[str, Found]:
    with marts_read(database) as connection:
        answer = connection.execute(_FOUND, {"numbers": [row.finding_id for row in rows]})
        return {row[0]: Found._make(row) for row in answer.fetchall()}


def _last(raw: Path) -> dict[str, Decision]:
    """The last decision on each finding."""
    made = sorted(decisions.read(raw), key=lambda line: (line[1].decided_on, line[0]))
    return {one.finding_id: one for _, one in made}


def _altered(rows: Sequence[Row]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for row in rows:
        if not re.fullmatch("[0-9a-f]{16}", row.finding_id):
            yield told("list_no_number", row=row.place)
        elif row.is_altered:
            yield told("list_altered", row=row.place)
        elif row.finding_id in seen:
            yield told("list_twice", row=row.place, other=seen[row.finding_id])
        seen.setdefault(row.finding_id, row.place)


def _refused(rows: Sequence[Row], found: dict[str, Found], last: dict[str, Decision]) -> Iterator[str]:
    for row in rows:
        if not row.is_altered and (why := _objection(row, found.get(row.finding_id), last.get(row.finding_id))):
            yield f"{row.place}：{why}"


def _objection(row: Row, finding: Found | None, decision: Decision | None) -> str:
    """Why what was filled in cannot be accepted; empty if it can."""
    if finding is None:
        return told("list_unknown", finding=row.finding_id)
    if plain(finding.message) != row.message:
        return told("list_outdated")
    state = _code(row.state)
    if state not in STATES:
        offered = "、".join(wording.STATES[code] for code in STATES)
        return told("list_state", state=row.state, offered=offered)
    if state in REASONED and not row.feedback:
        return told("list_no_reason", state=row.state)
    now = _now(finding, decision)
    if now not in (_wanted(row), (_code(row.state_before), row.feedback_before)):
        return told("list_decided", state=wording.STATES[now[0]])
    return ""


def _code(word: str) -> str:
    return next((code for code, known in wording.STATES.items() if known == word), "")


def _wanted(row: Row) -> tuple[str, str]:
    return _code(row.state), row.feedback


def _now(finding: Found, decision: Decision | None) -> tuple[str, str]:
    """State and reason that a finding has, with the decisions that no run has applied yet."""
    if finding.is_corrected:
        return "corrected", ""
    if decision is None or _has_lapsed(finding, decision):
        return "open", ""
    return decision.state, plain(decision.reason)


def _has_lapsed(finding: Found, decision: Decision) -> bool:
    """As `fct_findings` says: it was on other figures, or on another message where none are compared."""
    if (finding.reported, finding.computed) != (decision.reported, decision.computed):
        return True
    return finding.reported is None and finding.message != decision.message


def _decision(row: Row, finding: Found, by: str, on: dt.date) -> Decision:
    figures = finding.reported, finding.computed, finding.message
    return Decision(finding.finding_id, _code(row.state), row.feedback, by, on, *figures)
