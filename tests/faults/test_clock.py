"""A clock that is wrong changes dates, and nothing else; files of another time are documents like any other."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb
import pytest

from flows.landing.current import current_landing
from flows.landing.land import land
from tests.conftest import FinishedRun
from tests.runs.again import run_again
from tests.shipped import put

DATED = "select * exclude (first_seen, last_seen, gone_since) from marts.fct_finding_history order by all"
REPORTS = "select * from marts.fct_cells order by all"


def rows(lake: FinishedRun, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(lake.warehouse / "gouji.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.heavy
def test_a_clock_that_jumps_ahead_and_back_loses_nothing(copied: FinishedRun) -> None:
    first = rows(copied, "select finding_id, first_seen from marts.fct_finding_history order by all")
    cells, today = rows(copied, REPORTS), time.strftime("%Y-%m-%d", time.gmtime())
    assert run_again(copied, "--today", today) == 0
    before = rows(copied, DATED)
    for day in ("2099-07-01", "1999-01-01", today):
        assert run_again(copied, "--today", day) == 0, day
        assert rows(copied, REPORTS) == cells, day
    of_today = set(before)
    assert [row for row in rows(copied, DATED) if row in of_today] == before
    seen = dict(rows(copied, "select finding_id, first_seen from marts.fct_finding_history"))
    assert [(name, seen[name]) for name, _ in first] == first


def test_files_of_the_future_and_of_the_past_are_read_once(tmp_path: Path) -> None:
    now = time.time_ns()
    for name, modified in (("future.txt", now + 10**18), ("epoch.txt", 0), ("before.txt", -(10**18))):
        os.utime(put(tmp_path, name, name.encode()), ns=(modified, modified))
    landing = land(tmp_path)
    assert (landing.found, landing.read) == (3, 3)
    assert land(tmp_path) == landing._replace(read=0)
    assert current_landing(tmp_path) == landing._replace(read=0)


def test_a_clock_that_is_set_back_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", b"a")
    landing, now = land(tmp_path), time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 10**18)
    put(tmp_path, "b.txt", b"b")
    assert land(tmp_path).read == 1
    assert land(tmp_path) == landing._replace(generation=land(tmp_path).generation, found=2, rejected=2, read=0)
    # What changed in the future may change again unnoticed, so it is hashed again, but not read.
    assert land(tmp_path).read == 0
