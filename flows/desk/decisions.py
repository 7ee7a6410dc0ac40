"""The decisions made since the warehouse was built, so that pages show them before the next build does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.landing.locks import BusyError
from flows.landing.refusals import in_chinese
from flows.messages import told
from flows.replies import ReplyError
from flows.replies.accept import Reply, accept
from flows.warehouse.days import today
from flows.warehouse.decide import decide
from flows.warehouse.decisions import REASONED, STATES, Decision, DecisionError, read, text_of
from flows.warehouse.reading import UnreadableMarts, marts_read

_BUILT = """
select finding_id, decision, state_reason, decided_by, decided_on from marts.fct_findings
where is_latest and decision is not null"""
_THERE = "select message, state from marts.fct_findings where is_latest is not false and finding_id = $1"
_LONGEST = 2_000


class EntryError(ValueError):
    """A decision that is not accepted; the message, in Chinese, says why, `status` is that of the answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Decisions:
    """The decisions on the findings of one warehouse."""

    def __init__(self, raw: Path, warehouse: Path) -> None:
        self._raw, self._warehouse, self._database = raw, warehouse, warehouse / "gouji.duckdb"
        self._writing = threading.Lock()

    def since_build(self) -> list[dict[str, Any]]:
        """The last decision on each finding, where the marts have another one or none. Raises EntryError."""
        try:
            ordered = sorted(read(self._raw), key=lambda line: (line[1].decided_on, line[0]))
            built = self._built()
        except (DecisionError, OSError, UnreadableMarts) as error:
            raise EntryError(told("desk_unread", why=_why(error)), 500) from error
        last = {decision.finding_id: decision for _, decision in ordered}
        return [_json(one) for one in last.values() if built.get(one.finding_id) != one[1:5]]

    def enter(self, finding: str, state: str, reason: str, by: str) -> dict[str, Any]:
        """Write a decision down. Raises EntryError where it is not complete or cannot be written."""
        self._check_by(by)
        _check(state, reason)
        self.check_seen(finding)
        with self._written():
            return _json(decide(self._raw, self._database, finding, state, by, reason, today()))

    def check_seen(self, finding: str, message: str | None = None, before: str | None = None) -> None:
        """Raises EntryError where there is no such finding to decide on, or not as somebody has seen it."""
        built = self._find(finding)
        if built is None:
            raise EntryError(told("desk_gone"), 404)
        if built[1] == "corrected":
            raise EntryError(told("desk_corrected"), 409)
        if message is not None and message != built[0]:
            raise EntryError(told("desk_changed"), 409)
        since = {made["finding_id"]: str(made["state"]) for made in self.since_build()}
        if before is not None and before != since.get(finding, built[1]):
            raise EntryError(told("desk_decided"), 409)

    def accept(self, reply: Reply, by: str) -> int:
        """Write down what a list that came back decides, and return how many decisions; none where one is refused.

        Raises EntryError; it names every row that is refused.
        """
        self._check_by(by)
        try:
            with self._written():
                return len(accept(reply, self._raw, self._warehouse, by, today()))
        except (ReplyError, UnreadableMarts) as error:
            raise EntryError(str(error), 422) from error

    @contextmanager
    def _written(self) -> Iterator[None]:
        """One writer of this desk at a time; what goes wrong in writing is an EntryError."""
        try:
            with self._writing:
                yield
        except BusyError as error:
            raise EntryError(told("desk_busy"), 503) from error
        except (DecisionError, OSError) as error:
            raise EntryError(told("desk_unwritten", why=_why(error)), 500) from error

    def _check_by(self, by: str) -> None:
        if not self._database.is_file():
            raise EntryError(told("desk_no_data"), 409)
        if not by.strip():
            raise EntryError(told("desk_no_by"))
        _check_text(by)

    def _find(self, finding: str) -> tuple[str, str] | None:
        """Message and state of a finding."""
        if not self._database.is_file():
            raise EntryError(told("desk_no_data"), 409)
        try:
            with marts_read(self._database) as connection:
                return connection.execute(_THERE, [finding]).fetchone()
        except UnreadableMarts as error:
            raise EntryError(told("desk_marts"), 500) from error

    def _built(self) -> dict[str, tuple[Any, ...]]:
        if not self._database.is_file():
            return {}
        with marts_read(self._database) as connection:
            return {finding: tuple(rest) for finding, *rest in connection.execute(_BUILT).fetchall()}


def _why(error: DecisionError | OSError | UnreadableMarts) -> str:
    if isinstance(error, DecisionError):
        return error.in_chinese
    return in_chinese(error) if isinstance(error, OSError) else str(error)


def _check(state: str, reason: str) -> None:
    if state not in STATES:
        raise EntryError(told("desk_no_state"))
    if state in REASONED and not reason.strip():
        raise EntryError(told("desk_no_reason"))
    _check_text(reason)


def _check_text(text: str) -> None:
    if len(text) > _LONGEST:
        raise EntryError(told("desk_too_long", characters=_LONGEST))
    try:
        text_of("", text)
    except DecisionError as error:
        raise EntryError(told("desk_unprintable")) from error


def _json(decision: Decision) -> dict[str, Any]:
    return {
        "finding_id": decision.finding_id,
        "state": decision.state,
        "reason": decision.reason,
        "by": decision.decided_by,
        "on": decision.decided_on.isoformat(),
    }
