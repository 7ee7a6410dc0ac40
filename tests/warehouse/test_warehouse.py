"""How a warehouse is built and published: completely or not at all."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree

import duckdb
import pytest

from flows.landing.locks import BusyError
from flows.warehouse import build as warehouse
from flows.warehouse import dbt_runs, publishing
from flows.warehouse.build import WarehouseError
from flows.warehouse.history import History
from tests.built_warehouse import BUILT_ON, MARTS, Built
from tests.record_factory import agency_years, extraction, write_records

# Half a minute as a whole.
pytestmark = pytest.mark.slow


@pytest.mark.heavy
def test_an_empty_landing_makes_an_empty_warehouse_and_open_readers_keep_the_old_one(
    built: Built, tmp_path: Path
) -> None:
    write_records(tmp_path / "records", [])
    database = tmp_path / warehouse.DATABASE
    copyfile(built.folder / warehouse.DATABASE, database)
    count = "select count(*) from marts.fct_rule_results"
    with duckdb.connect(database, read_only=True) as reader:
        before = reader.execute(count).fetchone()
        warehouse.build(tmp_path / "records", tmp_path)
        assert reader.execute(count).fetchone() == before != (0,)
    with duckdb.connect(database, read_only=True) as reader:
        assert reader.execute(count).fetchone() == (0,)
    assert {path.stem for path in (tmp_path / "marts").iterdir()} == MARTS


@pytest.fixture
def published(built: Built) -> Iterator[Built]:
    """The built warehouse, checked to be unchanged afterwards."""

    def files() -> dict[str, tuple[int, int]]:
        paths = [built.folder / warehouse.DATABASE, *(built.folder / "marts").rglob("*.parquet")]
        return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    before = files()
    yield built
    assert files() == before


def test_a_failed_build_names_the_node_and_leaves_the_old_warehouse(published: Built, tmp_path: Path) -> None:
    report = extraction(agency_years(1, [2022])[0], "甲县", 2022)
    write_records(tmp_path, [report._replace(cells=[*report.cells, report.cells[0]])])
    with pytest.raises(WarehouseError, match=r"keys_hold_fct_cells_: Got 1 result"):
        warehouse.build(tmp_path, published.folder)
    assert not (published.folder / ".building").exists()


def test_marts_that_are_not_valid_are_neither_published_nor_remembered(published: Built, tmp_path: Path) -> None:
    seen: list[set[str]] = []

    def refuse(marts: Path, _: Path | None) -> None:
        seen.append({path.stem for path in marts.iterdir()})
        raise ValueError("not valid")

    with pytest.raises(ValueError, match="not valid"):
        warehouse.build(published.records, published.folder, History(tmp_path, BUILT_ON), validate=refuse)
    assert seen == [MARTS]
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_kind_of_rule_whose_results_are_lost_fails_the_build(
    published: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = copytree(dbt_runs.DBT_DIR, tmp_path / "dbt")
    united = models / "models/intermediate/results/int_results.sql"
    lost = "    select * from {{ ref('int_results_told') }}\n    union all\n"
    text = united.read_text("utf-8")
    assert lost in text
    united.write_text(text.replace(lost, ""), "utf-8")
    monkeypatch.setattr(dbt_runs, "DBT_DIR", models)
    with pytest.raises(WarehouseError, match="every_report_has_a_result_of_every_rule"):
        warehouse.build(published.records, published.folder, anew=True)


def test_a_killed_build_leaves_the_old_warehouse(published: Built) -> None:
    program = (
        "import os, sys; from pathlib import Path; from flows.warehouse import build as warehouse;"
        "warehouse.publish = lambda *_: os.kill(os.getpid(), 9);"
        "warehouse.build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", program, published.records, published.folder]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (published.folder / ".building").exists()
    with publishing.building(published.folder) as folder:
        assert list(folder.iterdir()) == []
    assert not (published.folder / ".building").exists()


def test_two_builds_do_not_run_at_once(published: Built) -> None:
    with (published.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError, match="another run is writing there"):
            warehouse.build(published.records, published.folder)


@pytest.mark.parametrize("name", ["w[1]", "{w}", "w*", "why?", "d'accord"])
def test_a_path_that_would_be_read_as_a_pattern_or_statement_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match="a folder of records cannot have any of"):
        warehouse.build(tmp_path / "records[1]", tmp_path)
    with pytest.raises(WarehouseError, match="a warehouse cannot have any of"):
        warehouse.build(tmp_path, tmp_path / name)


def test_records_that_lack_a_table_are_named(published: Built, tmp_path: Path) -> None:
    write_records(tmp_path, [])
    for path in (tmp_path / "notices").rglob("*.parquet"):
        path.unlink()
    with pytest.raises(WarehouseError, match=r"stg_notices: .*No files found"):
        warehouse.build(tmp_path, published.folder)


def test_a_project_that_nobody_may_write_to_can_be_built_from_again(tmp_path: Path) -> None:
    models = copytree(dbt_runs.DBT_DIR, tmp_path / "installed")
    for path in [models, *models.rglob("*")]:
        path.chmod(0o555)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt_runs, "DBT_DIR", models)
        copies = [dbt_runs._project(tmp_path / "project") for _ in range(2)]
    assert all(path.stat().st_mode & 0o200 for path in [copies[1], *copies[1].rglob("*")])


def test_options_of_a_user_of_dbt_do_not_reach_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DBT_PROFILE", "other"), ("DBT_TARGET", "other"), ("DBT_EMPTY", "1")):
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    dbt_runs.run_dbt(["parse"], {}, tmp_path / "target")
    assert dict(os.environ) == before


def test_what_dbt_has_parsed_serves_another_warehouse(tmp_path: Path) -> None:
    parsed, logs = "partial_parse.msgpack", []
    for folder in (tmp_path / "one", tmp_path / "deeper" / "other"):
        target = folder / ".dbt" / "build"
        target.mkdir(parents=True)
        if logs:
            copyfile(tmp_path / "one" / ".dbt" / "build" / parsed, target / parsed)
        places = {f"GOUJI_{name}": path for name, path in warehouse._places(folder / ".building").items()}
        dbt_runs.run_dbt(["parse", "--target", "run"], places, target)
        logs.append((target / "dbt.log").read_text("utf-8"))
    assert ["Unable to do partial parsing" in log for log in logs] == [True, False]
    # Seeds are loaded from the folder that is kept with them.
    assert str(tmp_path / "one").encode() not in (target / parsed).read_bytes()
