"""A build that evaluates only what is new makes the marts that a build from nothing makes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.warehouse import build as building
from flows.warehouse import dbt_runs, decided, marts
from flows.warehouse.history import History
from flows.warehouse.publishing import DATABASE
from tests.built_warehouse import MARTS, parquet_of
from tests.changing_lake import Lake
from tests.fresh_builds import build

pytestmark = pytest.mark.slow

STEPS = 4


def differing(folder: Path, other: Path) -> list[str]:
    """The marts of two warehouses that do not have the same rows, and those whose Parquet differs from the database."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / DATABASE}' as one (read_only)")
        connection.execute(f"attach '{other / DATABASE}' as another (read_only)")

        def differ(one: str, another: str) -> bool:
            minus = f"(from {one} except all from {another}) union all (from {another} except all from {one})"
            return connection.execute(f"select count(*) from ({minus})").fetchone() != (0,)

        found = []
        for mart in sorted(MARTS):
            pattern = parquet_of(mart)
            found += [mart] if differ(f"one.marts.{mart}", f"another.marts.{mart}") else []
            found += [pattern] if differ(f"one.marts.{mart}", f"read_parquet('{folder}/marts/{pattern}')") else []
        return found


def from_nothing(lake: Lake, folder: Path) -> Path:
    """A warehouse built from nothing of what the lake has, with the history of the builds before."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(lake.raw, folder / "raw")
    build(folder / "raw" / "records", folder / "warehouse", History(folder / "raw", lake.day), anew=True)
    return folder / "warehouse"


@pytest.mark.parametrize(
    ("seed", "steps"), [(2, 1), *(pytest.param(seed, STEPS, marks=pytest.mark.heavy) for seed in (11, 12, 13))]
)
def test_updates_make_what_a_build_from_nothing_makes(tmp_path: Path, seed: int, steps: int) -> None:
    lake, warehouse = Lake(tmp_path, seed), tmp_path / "warehouse"
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    for step in range(steps):
        changes = lake.change(warehouse / DATABASE)
        expected = from_nothing(lake, tmp_path / "again")
        build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
        assert differing(warehouse, expected) == [], (step, changes)


@pytest.mark.heavy
def test_a_decision_alone_makes_what_a_build_makes(tmp_path: Path) -> None:
    lake, warehouse = Lake(tmp_path, 1), tmp_path / "warehouse"
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    before = (warehouse / "marts" / "fct_reports.parquet").stat().st_ino
    lake.decide(warehouse / DATABASE)
    expected = from_nothing(lake, tmp_path / "again")
    assert decided.apply_decisions(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    assert differing(warehouse, expected) == []
    assert (warehouse / "marts" / "fct_reports.parquet").stat().st_ino == before
    lake.add()
    lake.land()
    expected = from_nothing(lake, tmp_path / "again")
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    assert differing(warehouse, expected) == []


@pytest.mark.heavy
def test_an_update_adds_a_file_to_the_year_that_has_more_and_writes_the_year_that_has_less(tmp_path: Path) -> None:
    lake, warehouse = Lake(tmp_path, 2), tmp_path / "warehouse"

    def files_after_a_build() -> dict[str, int]:
        build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
        return {path.name: path.stat().st_ino for path in (warehouse / "marts" / "fct_cells").iterdir()}

    before = files_after_a_build()
    lake.add()
    lake.land()
    added = files_after_a_build()
    with duckdb.connect(warehouse / DATABASE, read_only=True) as connection:
        (year,) = connection.execute("select year from marts.fct_reports where document = '15.html'").fetchone() or ()
    name = year or "unknown"
    assert f"{name}.parquet" in before
    assert added == {**before, f"{name}-1.parquet": added[f"{name}-1.parquet"]}
    ran = json.loads((warehouse / ".dbt" / "build" / "run_results.json").read_text("utf-8"))["results"]
    assert "test.gouji.every_report_has_a_result_of_every_rule" in [node["unique_id"] for node in ran]
    lake.remove(-1)
    lake.land()
    removed = files_after_a_build()
    assert set(removed) == set(before)
    assert [file for file, inode in before.items() if removed[file] != inode] == [f"{name}.parquet"]


def test_a_year_that_was_added_to_often_is_written_again(tmp_path: Path) -> None:
    folder, published = tmp_path / "marts", tmp_path / "published"
    tables = {tmp_path / DATABASE: "marts.fct_cells", tmp_path / "built.duckdb": "intermediate.int_touched_reports"}
    counts = []
    for report in range(20):
        for path, table in tables.items():
            with duckdb.connect(path) as connection:
                connection.execute(f"create schema if not exists {table.partition('.')[0]}")
                connection.execute(f"create table if not exists {table} (report_id varchar, year integer)")
                connection.execute(f"insert into {table} values (?, 2024)", [str(report)])
        database, intermediate = tables
        marts.export(database, folder, intermediate, published if report else None, "1GB")
        rows = f"select count(distinct report_id), count(*) from '{folder}/fct_cells/2024*.parquet'"
        assert duckdb.sql(rows).fetchall() == [(report + 1, report + 1)]
        counts.append(len(list((folder / "fct_cells").iterdir())))
        shutil.rmtree(published, ignore_errors=True)
        published.mkdir()
        folder.rename(published / "marts")
        shutil.copyfile(tmp_path / DATABASE, published / DATABASE)
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8] * 2 + [1, 2, 3, 4]


@pytest.mark.heavy
def test_an_update_that_runs_out_of_memory_late_makes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, warehouse, attempts = Lake(tmp_path, 2), tmp_path / "warehouse", []
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    lake.add()
    lake.land()
    expected = from_nothing(lake, tmp_path / "again")

    def run_dbt(command: list[str], *arguments: Any) -> Any:
        attempts.append(command)
        dbt_runs.run_dbt(command, *arguments)
        if len(attempts) == 1:
            raise dbt_runs.OutOfMemory

    monkeypatch.setattr(building, "run_dbt", run_dbt)
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    assert len(attempts) == 2 and differing(warehouse, expected) == []


SPOILT = {
    "note": lambda warehouse: (warehouse / ".kept" / "note.json").write_text("{}"),
    "no note": lambda warehouse: (warehouse / ".kept" / "note.json").unlink(),
    "published file": lambda warehouse: (warehouse / DATABASE).touch(),
}


@pytest.mark.heavy
@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_was_kept_for_another_file_or_model_is_not_used(tmp_path: Path, spoilt: str) -> None:
    lake, warehouse = Lake(tmp_path, 3), tmp_path / "warehouse"
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    SPOILT[spoilt](warehouse)
    assert not decided.apply_decisions(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
    assert decided.apply_decisions(lake.raw / "records", warehouse, History(lake.raw, lake.day))
