"""The decisions made since the warehouse was built, so that pages show them before the next build does."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import duckdb

from flows.landing.locks import BusyError
from flows.warehouse.days import today
from flows.warehouse.decide import decide
from flows.warehouse.decisions import STATES, Decision, DecisionError, read, text_of

_BUILT = """
select finding_id, decision, state_reason, decided_by, decided_on from marts.fct_findings
where is_latest and decision is not null"""
_THERE = "select true from marts.fct_finding_history where finding_id = $1 and gone_since is null"
_WITHOUT_REASON, _LONGEST = ("confirmed", "open"), 2_000


class EntryError(ValueError):
    """A decision that is not accepted; the message, in Chinese, says why, `status` is that of the answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Decisions:
    """The decisions on the findings of one warehouse."""

    def __init__(self, raw: Path, warehouse: Path) -> None:
        self._raw, self._database = raw, warehouse / "gouji.duckdb"
        self._writing = threading.Lock()

    def since_build(self) -> list[dict[str, Any]]:
        """The last decision on each finding, where the marts have another one or none. Raises EntryError."""
        try:
            ordered = sorted(read(self._raw), key=lambda line: (line[1].decided_on, line[0]))
            built = self._built()
        except (DecisionError, OSError, duckdb.Error) as error:
            raise EntryError(f"处理记录无法读取：{error}", 500) from error
        last = {decision.finding_id: decision for _, decision in ordered}
        return [_json(one) for one in last.values() if built.get(one.finding_id) != one[1:5]]

    def enter(self, finding: str, state: str, reason: str, by: str) -> dict[str, Any]:
        """Write a decision down. Raises EntryError where it is not complete or cannot be written."""
        self._check(state, reason, by)
        if not self._is_there(finding):
            raise EntryError("没有这个问题，可能已在新的数据中消失，请刷新页面", 404)
        try:
            with self._writing:
                return _json(decide(self._raw, self._database, finding, state, by, reason, today()))
        except BusyError as error:
            raise EntryError("另一程序正在写入处理记录，请稍后再试", 503) from error
        except (DecisionError, OSError) as error:
            raise EntryError(f"处理记录无法写入：{error}", 500) from error

    def _check(self, state: str, reason: str, by: str) -> None:
        if not self._database.is_file():
            raise EntryError("还没有数据，请先运行 gouji run", 409)
        if state not in STATES:
            raise EntryError("没有这种处理意见")
        if not by.strip():
            raise EntryError("请填写处理人")
        if state not in _WITHOUT_REASON and not reason.strip():
            raise EntryError("请填写理由")
        if max(len(by), len(reason)) > _LONGEST:
            raise EntryError(f"理由和处理人不得超过{_LONGEST}字")
        try:
            text_of("by", by), text_of("reason", reason)
        except DecisionError as error:
            raise EntryError("理由或处理人中有无法显示的字符") from error

    def _is_there(self, finding: str) -> bool:
        with duckdb.connect(str(self._database), read_only=True) as connection:
            return connection.execute(_THERE, [finding]).fetchone() is not None

    def _built(self) -> dict[str, tuple[Any, ...]]:
        if not self._database.is_file():
            return {}
        with duckdb.connect(str(self._database), read_only=True) as connection:
            return {finding: tuple(rest) for finding, *rest in connection.execute(_BUILT).fetchall()}


def _json(decision: Decision) -> dict[str, Any]:
    return {
        "finding_id": decision.finding_id,
        "state": decision.state,
        "reason": decision.reason,
        "by": decision.decided_by,
        "on": decision.decided_on.isoformat(),
    }
