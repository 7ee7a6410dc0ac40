"""The same models on Spark make the same marts, whole and by an update."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.checkpoint import Validation, check_records, check_results
from expectations.runner import Runner
from flows.warehouse.build import build
from flows.warehouse.history import History
from flows.warehouse.publishing import DATABASE, INPUTS
from tests import spark_builds
from tests.built_warehouse import MARTS, Built
from tests.changing_lake import Lake
from tests.equal_marts import Compared, compared

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def on_spark(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    spark_builds.need_spark()
    return spark_builds.build(tmp_path_factory.mktemp("spark"), built.records, built.folder / INPUTS)


def unequal(database: Path, marts: Path) -> list[Compared]:
    found = list(compared(database, marts))
    assert {one.mart for one in found} == MARTS
    return [one for one in found if not one.is_equal]


def test_every_mart_is_that_of_duckdb_row_for_row(built: Built, on_spark: Path) -> None:
    assert unequal(built.folder / DATABASE, on_spark) == []


def test_great_expectations_says_the_same_of_both(built: Built, on_spark: Path, tmp_path: Path) -> None:
    def validation(marts: Path, docs: Path) -> Validation:
        runner = Runner(docs)
        assert check_records(built.records, runner) == []
        return check_results(marts, runner)

    of_duckdb, of_spark = validation(built.folder / "marts", tmp_path / "1"), validation(on_spark, tmp_path / "2")
    assert of_spark.evaluated == of_duckdb.evaluated > 0
    assert of_spark.failures == of_duckdb.failures != frozenset()
    assert of_spark.doubtful == of_duckdb.doubtful


@pytest.mark.heavy
def test_an_update_on_spark_makes_what_a_run_publishes(tmp_path: Path) -> None:
    spark_builds.need_spark()
    lake, warehouse = Lake(tmp_path, 11), tmp_path / "warehouse"
    for step in range(2):
        changes = lake.change(warehouse / DATABASE) if step else []
        build(lake.raw / "records", warehouse, History(lake.raw, lake.day))
        marts = spark_builds.build(tmp_path / "spark", lake.raw / "records", warehouse / INPUTS, tested=True)
        assert unequal(warehouse / DATABASE, marts) == [], (step, changes)


@pytest.mark.heavy
def test_a_server_makes_the_same_marts(built: Built, tmp_path: Path) -> None:
    spark_builds.need_spark()
    pytest.importorskip("pyhive.hive", reason="a server needs PyHive: pip install 'dbt-spark[PyHive]'")
    with spark_builds.served(tmp_path) as named:
        spark_builds.run_dbt("cluster", tmp_path, built.records, built.folder / INPUTS, named, tested=True)
    assert unequal(built.folder / DATABASE, tmp_path / "warehouse" / spark_builds.MARTS) == []
