"""The bounds on a history: what runs leave is within them, and whatever has grown beyond is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.grown import FINDINGS, GONE, MEASURE, MEASURES, QUIET_RECORD, RECORD, RECORDS, TOLD, UNTOLD, Lived, history
from flows.operations import records, snapshots
from flows.operations.recording import recorded
from tests.conftest import FinishedRun

LIVED = Lived(quiet=300, others=100, gone=20)
DOCUMENTS = 50
MOST = FINDINGS * (DOCUMENTS + LIVED.gone)


def ids(count: int) -> pa.Table:
    return pa.table({"finding_id": [f"{n:016x}" for n in range(count)], "message": ["合计不符"] * count})


def write(folder: Path, table: pa.Table) -> None:
    pq.write_table(table, folder / "findings.parquet", compression="zstd", write_page_checksum=True)


TABLE = ids(MOST - 10)
GROWN: dict[str, Callable[[Path], object]] = {
    "history/findings.parquet": lambda folder: pq.write_table(TABLE, folder / "findings.parquet", row_group_size=1),
    "findings in the history": lambda folder: write(folder, ids(MOST + 1)),
    "findings in the history, twice": lambda folder: write(folder, pa.concat_tables([TABLE, TABLE[:1]])),
    "history/runs*.jsonl": lambda folder: blow_up(folder / "runs.jsonl", 300 * QUIET_RECORD + 100 * RECORD + 1),
    "history/measures.jsonl": lambda folder: blow_up(folder / "measures.jsonl", MEASURES * MEASURE + 1),
    "history/measures.jsonl, lines": lambda folder: (folder / "measures.jsonl").write_bytes(b"{}\n" * (MEASURES + 1)),
    "history/gone*.csv": lambda folder: blow_up(folder / "gone-earlier.csv", 21 * GONE + 1),
    "history/told.json": lambda folder: blow_up(folder / "told.json", TOLD * MOST + 10_001),
    "history/untold.json": lambda folder: blow_up(folder / "untold.json", UNTOLD + 1),
    "history/*.lock": lambda folder: blow_up(folder / ".told.lock", 1),
    "history, other files": lambda folder: (folder / "findings.draft").touch(),
}


def blow_up(path: Path, size: int) -> None:
    path.write_bytes(b"x" * size)


def grown(raw: Path, lived: Lived = LIVED) -> list[str]:
    return [size.what for size in history(raw, lived) if size.found > size.most]


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    (tmp_path / "history").mkdir()
    write(tmp_path / "history", TABLE)
    (tmp_path / "documents").mkdir()
    for number in range(DOCUMENTS):
        (tmp_path / "documents" / f"{number}.html").touch()
    return tmp_path


@pytest.mark.parametrize("kind", GROWN)
def test_what_has_grown_is_told_and_nothing_else(lake: Path, kind: str) -> None:
    assert grown(lake) == []
    GROWN[kind](lake / "history")
    assert grown(lake) == [kind]


def test_records_have_a_bound_however_many_runs_there_were(lake: Path) -> None:
    for name in ("runs.jsonl", "runs.1.jsonl"):
        blow_up(lake / "history" / name, RECORDS // 2 + 1)
    assert grown(lake, Lived(0, 1_000_000, LIVED.gone)) == ["history/runs*.jsonl"]


def test_what_runs_record_is_within_the_bounds(lake: Path) -> None:
    layouts = {f"layout {number}": [30, 30, 30] for number in range(20)}
    snapshot = snapshots.Snapshot("reader", 9_000, 80, 9_000, 9_000, 90_000, 90_000, 9_000, {"note": 1}, layouts)
    for _ in range(40):
        with recorded(lake, None, {}):
            snapshots.remember(lake, snapshot)
    for _ in range(60):
        with records.recorded_briefly(lake, {}):
            pass
    assert grown(lake, Lived(quiet=60, others=40, gone=LIVED.gone)) == []


def test_what_one_run_leaves_is_within_the_bounds(finished_run: FinishedRun) -> None:
    assert grown(finished_run.raw, Lived(quiet=0, others=1, gone=0)) == []
