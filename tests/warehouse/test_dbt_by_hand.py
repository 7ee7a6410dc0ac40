"""dbt as its own users run it: the commands of the docs, in the project's folder, without a variable set."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.warehouse import dbt_runs, seeds
from tests.built_warehouse import MARTS, Built

pytestmark = pytest.mark.heavy

DOCS = Path(__file__).parents[2] / "docs" / "warehouse.md"

PROGRAM = """
import json, shlex, sys
from dbt.cli.main import dbtRunner
for line in sys.stdin.read().splitlines():
    done = dbtRunner().invoke(shlex.split(line)[1:])
    print("did", json.dumps([line, done.success]), flush=True)
"""


@pytest.fixture(scope="module")
def checkout(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the records and the warehouse of a run beside it, as in a checkout after `make run`."""
    folder = tmp_path_factory.mktemp("checkout") / "gouji"
    dbt_runs._project(folder)
    (folder / "raw").mkdir()
    (folder / "raw" / "records").symlink_to(built.records)
    shutil.copytree(built.folder / "inputs", folder / "warehouse" / "inputs")
    return folder


def documented() -> list[str]:
    (commands,) = re.findall(r"```bash\ncd dbt\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    return commands.splitlines()


@pytest.fixture(scope="module")
def printed(checkout: Path) -> str:
    """What dbt prints for the documented commands, one after the other."""
    free = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="\n".join(documented()),
        cwd=checkout / "dbt",
        env={**free, "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def test_the_documented_commands_work_without_a_variable(printed: str) -> None:
    done = [json.loads(line.removeprefix("did ")) for line in printed.splitlines() if line.startswith("did ")]
    assert done == [[command, True] for command in documented()], printed[-3000:]
    assert "gouji.intermediate.findings.int_findings" in printed and "Previewing node 'fct_findings'" in printed
    assert re.search(r"\d+ unit tests", printed)


@pytest.mark.usefixtures("printed")
def test_dbt_by_hand_makes_the_marts_that_a_run_publishes(built: Built, checkout: Path) -> None:
    with duckdb.connect(str(checkout / "warehouse" / "dev.duckdb"), read_only=True) as connection:
        connection.execute(f"attach '{built.folder / 'gouji.duckdb'}' as published (read_only)")
        for mart in MARTS:
            differing = connection.execute(
                f"""
                select count(*) from (
                    (select * from marts.{mart} except all select * from published.marts.{mart})
                    union all (select * from published.marts.{mart} except all select * from marts.{mart})
                )"""
            ).fetchone()
            assert differing == (0,), mart


@pytest.mark.heavy
@pytest.mark.usefixtures("printed")
def test_a_second_build_by_hand_is_an_update_and_makes_no_whole_table_of_it(checkout: Path, tmp_path: Path) -> None:
    database = tmp_path / "dev.duckdb"
    shutil.copyfile(checkout / "warehouse" / "dev.duckdb", database)
    counts = "select count(*) from marts.fct_cells union all select count(*) from intermediate.int_results"
    places = {"GOUJI_DATABASE": str(database), "GOUJI_RECORDS": str(checkout / "raw" / "records")}
    places |= {"GOUJI_INPUTS": str(checkout / "warehouse" / "inputs")}

    def counted() -> list[tuple[int]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(counts).fetchall()

    ((cells,), (results,)) = counted()
    dbt_runs.run_dbt(["run"], places, tmp_path / "target")
    assert counted()[0] == (cells,) and counted()[1][0] < results
    # Rows of all reports would be added to those of all reports.
    for command in (["run", "--full-refresh", "--select", "int_cells"], ["run", "--select", "fct_cells"]):
        dbt_runs.run_dbt(command, places, tmp_path / "target")
    assert counted()[0] == (cells,)
    with duckdb.connect(str(database)) as connection:
        connection.execute("drop table marts.fct_revisions")
    with pytest.raises(dbt_runs.WarehouseError, match="fct_revisions would hold the reports of the last update alone"):
        dbt_runs.run_dbt(["run", "--select", "fct_revisions"], places, tmp_path / "target")
    dbt_runs.run_dbt(["run", "--full-refresh"], places, tmp_path / "target")
    assert counted() == [(cells,), (results,)]


@pytest.mark.usefixtures("printed")
def test_dbt_loads_the_form_as_a_check_does(checkout: Path) -> None:
    with duckdb.connect(str(checkout / "warehouse" / "dev.duckdb"), read_only=True) as connection:
        loaded = connection.execute("select table_name from duckdb_tables() where schema_name = 'format'").fetchall()
        assert len(loaded) == 22
        for (seed,) in loaded:
            assert connection.execute(f'select * from format."{seed}"').to_arrow_table().equals(seeds.seed(seed)), seed


def test_the_published_database_has_the_marts_alone_each_column_with_its_description(built: Built) -> None:
    assert built.rows("select distinct table_schema from information_schema.tables") == [("marts",)]
    assert (
        built.rows("select table_name, column_name from duckdb_columns() where not internal and comment is null") == []
    )
    assert built.rows("select table_name from duckdb_tables() where not internal and comment is null") == []


@pytest.mark.usefixtures("printed")
@pytest.mark.parametrize(
    ("statement", "mart", "broken"),
    [
        (
            "delete from marts.dim_agency where agency_id in (select agency_id from marts.fct_reports)",
            "fct_reports",
            "dim_agency",
        ),
        ("insert into marts.fct_revisions select * from marts.fct_revisions", "fct_revisions", "primary_key"),
        ("insert into marts.fct_findings select * from marts.fct_findings", "fct_findings", "unique"),
    ],
)
def test_a_key_that_does_not_hold_fails_the_test_of_its_mart(
    checkout: Path, tmp_path: Path, statement: str, mart: str, broken: str
) -> None:
    database = tmp_path / "dev.duckdb"
    shutil.copyfile(checkout / "warehouse" / "dev.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)
    environment = {"GOUJI_DATABASE": str(database)}
    with pytest.raises(dbt_runs.WarehouseError, match=f"keys_hold_{mart}"):
        dbt_runs.run_dbt(["test", "--select", f"keys_hold_{mart}_"], environment, tmp_path / "target")
    (compiled,) = (tmp_path / "target" / "compiled").rglob(f"keys_hold_{mart}_.sql")
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(f"select distinct broken_key from ({compiled.read_text('utf-8')})").fetchall()
    assert (broken,) in found
