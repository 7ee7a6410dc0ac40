"""What was restored is as good as what was lost: the same marts; from documents alone, all but decisions and days."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from flows.keeping.backup import back_up
from flows.keeping.restore import restore
from flows.warehouse.marts import attach
from tests.built_warehouse import MARTS
from tests.conftest import FinishedRun
from tests.upgrades.left import run_on

pytestmark = pytest.mark.heavy
DECIDED = {"first_seen", "state", "is_lapsed", "decision", "state_reason", "decided_by", "decided_on"}


def differing(one: Path, other: Path, without: set[str]) -> set[str]:
    """The marts of two warehouses that differ in any row, but for some columns."""
    with duckdb.connect() as connection:
        attach(connection, one=one / "gouji.duckdb", other=other / "gouji.duckdb")
        found = set()
        for mart in MARTS:
            names = [name for name in connection.table(f"one.marts.{mart}").columns if name not in without]
            columns = ", ".join(names)
            sides = [f"select {columns} from {side}.marts.{mart}" for side in ("one", "other")]
            query = f"({sides[0]} except all {sides[1]}) union all ({sides[1]} except all {sides[0]})"
            if connection.execute(query).fetchone() is not None:
                found.add(mart)
        return found


def test_all_marts_of_what_was_restored_are_equal(upgraded: FinishedRun, tmp_path: Path) -> None:
    back_up(upgraded.raw, tmp_path / "backup", dt.datetime.now(dt.UTC))
    restore(tmp_path / "backup", tmp_path / "raw")
    again = run_on(tmp_path / "raw", tmp_path / "warehouse")
    assert (again.code, again.err) == (0, "")
    assert differing(upgraded.warehouse, again.warehouse, set()) == set()


@pytest.mark.heavy
def test_documents_alone_give_all_but_decisions_and_days(upgraded: FinishedRun, tmp_path: Path) -> None:
    shutil.copytree(upgraded.raw / "documents", tmp_path / "raw/documents")
    again = run_on(tmp_path / "raw", tmp_path / "warehouse")
    assert again.code == 0
    assert differing(upgraded.warehouse, again.warehouse, DECIDED) == {"fct_finding_history", "mart_rule_year"}
