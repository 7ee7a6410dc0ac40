"""What a newer version left is told in one line, and left as it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli import main
from flows.warehouse.history import LEFT, History, HistoryError
from flows.warehouse.project import marts
from tests.upgrades.left import NEWEST, unpack


def test_a_history_of_a_newer_version_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    raw = unpack(NEWEST, tmp_path)
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
    raw = unpack(NEWEST, tmp_path)
    path = raw / "decisions.csv"
    path.write_bytes(path.read_bytes().replace(b"message\r\n", b"message,of_tomorrow\r\n", 1))
    assert main(["run", "--raw", str(raw), "--warehouse", str(tmp_path / "warehouse")]) == 2
    assert "the header must be finding_id,state," in capsys.readouterr().err
