"""What a build left is used only for the reader, models and files that it was made with; without dbt, as it is fast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.landing.mark import Mark
from flows.runs import run
from flows.runs.job import Order
from flows.warehouse import build, kept, marts
from flows.warehouse.dbt_runs import OutOfMemory


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Landed records without a report, of some reader."""
    folder = tmp_path / "raw" / ".records" / "a"
    folder.mkdir(parents=True)
    Mark("a", "some reader", {}).write(folder)
    (tmp_path / "raw" / "records").symlink_to(Path(".records") / "a")
    return tmp_path / "raw"


@pytest.fixture
def warehouse(raw: Path) -> Path:
    """A warehouse as a build of these records left it."""
    warehouse, built = raw.parent / "warehouse", raw.parent / "built"
    for file in ("gouji.duckdb", "marts/fct_reports.parquet", "marts/fct_cells/2022.parquet"):
        (warehouse / file).parent.mkdir(parents=True, exist_ok=True)
        (warehouse / file).write_text(file, "utf-8")
    built.mkdir()
    (built / kept.KEPT).write_text("kept", "utf-8")
    kept.leave(raw / "records", warehouse, built)
    return warehouse


def test_what_was_kept_is_used_for_the_same_reader_alone(raw: Path, warehouse: Path) -> None:
    # A build resolves the link, so that a landing cannot move the records away.
    resolved = (raw / "records").resolve()
    for records in (raw / "records", resolved):
        assert kept.place(records, warehouse) == warehouse / ".kept" / kept.KEPT
    Mark("a", "another reader", {}).write(resolved)
    for records in (raw / "records", resolved):
        assert kept.place(records, warehouse) is None


CHANGES: list[Callable[[Path], None]] = [Path.unlink, lambda path: path.write_text("by hand", "utf-8") and None]


@pytest.mark.parametrize("change", CHANGES, ids=["gone", "changed"])
@pytest.mark.parametrize(
    "name", ["gouji.duckdb", ".kept/kept.duckdb", "marts/fct_reports.parquet", "marts/fct_cells/2022.parquet"]
)
def test_what_was_kept_is_used_only_with_the_files_published_with_it(
    raw: Path, warehouse: Path, name: str, change: Callable[[Path], None]
) -> None:
    change(warehouse / name)
    assert kept.place(raw / "records", warehouse) is None


def test_what_was_kept_is_not_used_by_another_version_of_duckdb(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb, "__version__", "9.9.9")
    assert kept.place(raw / "records", warehouse) is None


def test_a_full_refresh_that_fails_leaves_nothing_to_update(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(run, "land_documents", fail)
    with pytest.raises(RuntimeError, match="killed"):
        run.run(Order(raw, warehouse, full_refresh=True))
    assert kept.place(raw / "records", warehouse) is None


def test_an_update_that_needs_more_memory_begins_again_with_what_was_published(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, attempts = raw.parent / "building", []
    folder.mkdir()

    def run_dbt(command: list[str], settings: object, target: Path) -> None:
        attempts.append({path.name: path.read_text("utf-8") for path in folder.glob("*.duckdb*")})
        for name in ("gouji.duckdb", "kept.duckdb", "kept.duckdb.wal", "intermediate.duckdb"):
            (folder / name).write_text("done but for one table", "utf-8")
        if len(attempts) == 1:
            raise OutOfMemory

    monkeypatch.setattr(build, "_run_dbt", run_dbt)
    monkeypatch.setattr(kept, "unknown", lambda *_: 1)
    monkeypatch.setattr(marts, "export", lambda *_: None)
    assert build._make(build._places(folder), raw / "records", warehouse, anew=False)
    assert attempts == [{"gouji.duckdb": "gouji.duckdb", "kept.duckdb": "kept"}] * 2
