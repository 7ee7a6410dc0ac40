"""What a run calls new is what the build before did not have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.findings import new
from flows.warehouse.history import FINDINGS
from tests.findings.test_findings_files import finding, report, warehouse

TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse with two findings of each of two reports, all first seen on the same day."""
    found = [finding(name, scope=scope, finding_id=f"{name}-{scope}") for name in "ab" for scope in "12"]
    rows = {"fct_findings": [{**row, "agency": "甲县", "year": 2023, "first_seen": TODAY} for row in found]}
    warehouse(tmp_path / "gouji.duckdb", {**rows, "fct_reports": [report("a"), report("b")]})
    (tmp_path / "inputs").mkdir()
    return tmp_path


def knew(folder: Path, *finding_ids: str, gone_since: dt.date | None = None) -> None:
    """What the build before had, as its successor was told."""
    rows = [{"finding_id": name, "first_seen": TODAY, "gone_since": gone_since} for name in finding_ids]
    pq.write_table(pa.Table.from_pylist(rows, FINDINGS), folder / "inputs/findings.parquet")


def found(folder: Path, year: int | None = None) -> list[str]:
    listed = new.read(folder, year, None)
    assert listed is not None
    return [line.finding_id for line in listed]


def test_a_finding_is_new_if_the_build_before_did_not_have_it_even_on_the_same_day(folder: Path) -> None:
    knew(folder, "a-1", "a-2", "b-1")
    assert found(folder) == ["b-2"]
    knew(folder, "a-1", "a-2", "b-1", "b-2")
    assert found(folder) == []


def test_a_finding_that_was_gone_and_is_back_is_new(folder: Path) -> None:
    knew(folder, "a-1", "a-2", "b-1", "b-2", gone_since=TODAY)
    assert found(folder) == ["a-1", "b-1", "a-2", "b-2"]


def test_only_the_reports_asked_for_count(folder: Path) -> None:
    knew(folder, "a-1")
    assert found(folder, 2022) == [] and len(found(folder, 2023)) == 3


def test_a_first_build_lists_nothing_since_all_of_it_is_new(folder: Path) -> None:
    knew(folder)
    assert new.read(folder, None, None) is None
