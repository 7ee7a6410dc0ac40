"""An upgrade of what the version before left: nothing is lost, everything is read again; and of a newer one: told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli import main
from flows.warehouse import decisions
from flows.warehouse.history import LEFT, History, HistoryError
from flows.warehouse.project import marts
from tests.conftest import FinishedRun
from tests.upgrades.left import rows, unpack
from tests.upgrades.make import FIRST, GONE, LAST

HISTORY = "select finding_id, first_seen from marts.fct_finding_history where gone_since is null"


@pytest.mark.slow
def test_what_the_version_before_left_goes_on(upgraded: FinishedRun, tmp_path: Path) -> None:
    assert (upgraded.code, upgraded.err) == (0, "")
    # The reader is another one, but what it reads is not gone.
    assert "3 found = 3 extracted" in upgraded.out and "3 read now" in upgraded.out and "gone" not in upgraded.out
    before = pq.read_table(unpack(tmp_path) / "history/findings.parquet").to_pylist()
    assert {found["first_seen"] for found in before} == {dt.date.fromisoformat(FIRST)}
    now = dict(rows(upgraded.warehouse, HISTORY))  # type: ignore[arg-type]
    seen = {found["finding_id"]: found["first_seen"] for found in before if found["gone_since"] is None}
    assert seen and now == now | seen


@pytest.mark.slow
def test_what_was_decided_and_what_is_gone_stays(upgraded: FinishedRun) -> None:
    ((_, decided),) = decisions.read(upgraded.raw)
    state = f"select state, decided_by, state_reason from marts.fct_findings where finding_id = '{decided.finding_id}'"
    assert set(rows(upgraded.warehouse, state)) == {("accepted", "王某", "两处口径不同")}
    gone = (
        "select distinct document, gone_since, gone_because from marts.fct_finding_history where gone_since is not null"
    )
    assert rows(upgraded.warehouse, gone) == [(GONE, dt.date.fromisoformat(LAST), "report_gone")]


def test_a_history_of_a_newer_version_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    raw = unpack(tmp_path)
    path = raw / "history/findings.parquet"
    table = pq.read_table(path)
    pq.write_table(table.append_column("of_tomorrow", pa.nulls(table.num_rows)), path)
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="is what a newer version left: it has of_tomorrow, which this version"):
        History(raw, dt.date(2025, 5, 20)).recall()
    assert path.read_bytes() == before


def test_all_columns_that_a_build_leaves_are_known() -> None:
    (mart,) = (mart for mart in marts() if mart["name"] == "fct_finding_history")
    assert {column["name"] for column in mart["columns"]} == LEFT


def test_decisions_of_a_newer_version_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = unpack(tmp_path)
    path = raw / "decisions.csv"
    path.write_bytes(path.read_bytes().replace(b"message\r\n", b"message,of_tomorrow\r\n", 1))
    assert main(["run", "--raw", str(raw), "--warehouse", str(tmp_path / "warehouse")]) == 2
    assert "the header must be finding_id,state," in capsys.readouterr().err
