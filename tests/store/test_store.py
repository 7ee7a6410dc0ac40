"""Whole runs on a store: from nothing, on another machine, with a new document; and readers of what is in force."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from flows.cli import main
from flows.landing.bucket import SETTING
from flows.landing.land import land
from flows.store.manifest import key_of, numbers_in
from tests.conftest import FinishedRun
from tests.dask_cluster import dask_cluster
from tests.fresh_builds import prepare
from tests.runs.test_cluster import landed
from tests.shipped import DOCUMENTS
from tests.store.conftest import Place, place_in
from tests.store.s3_server import BUCKET, KEYS, Server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NEW = "suichang_county_2023.txt"


class Machine(NamedTuple):
    """Local folders that nothing else uses."""

    raw: Path
    warehouse: Path

    def run(self, address: str, *options: str) -> tuple[int, str, str]:
        """The exit code, output and errors of a run."""
        out, err = io.StringIO(), io.StringIO()
        arguments = ["run", "--store", address, "--raw", str(self.raw), "--warehouse", str(self.warehouse), *options]
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            # Which the option sets for as long as the process lives.
            patch.setenv(SETTING, "")
            code = main(arguments)
        return code, out.getvalue(), err.getvalue()


def machine(folder: Path) -> Machine:
    return Machine(folder / "raw", folder / "warehouse")


class Lake(NamedTuple):
    """A lake in a store with all shipped documents but one, and the machine that made it."""

    place: Place
    machine: Machine
    out: str


@pytest.fixture(scope="module")
def lake(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    place, here = place_in(server), machine(tmp_path_factory.mktemp("first"))
    prepare(here.warehouse)
    for path in DOCUMENTS.iterdir():
        if path.name != NEW:
            place.put(f"documents/{path.name}", path.read_bytes())
    code, out, err = here.run(place.address)
    assert (code, err) == (0, "")
    return Lake(place, here, out)


def documents_fetched(server: Server) -> int:
    return sum(bool(re.match(rf"GET /{BUCKET}/\w+/documents/", line)) for line in server.requests())


def marts(warehouse: Path) -> dict[str, tuple[int, int]]:
    """The rows of every mart as Parquet, as a number that is equal for equal rows."""
    tables = {path.name.removesuffix(".parquet") for path in (warehouse / "marts").iterdir()}
    found = {}
    for table in sorted(tables):
        files = f"{warehouse}/marts/{table}{'/*' if (warehouse / 'marts' / table).is_dir() else ''}.parquet"
        rows = f"select count(*), sum(hash(t)::hugeint) from read_parquet('{files}', hive_partitioning = false) as t"
        found[table] = duckdb.sql(rows).fetchall()[0]
    return found


def test_a_run_reads_documents_in_place(lake: Lake) -> None:
    assert "documents  11 found = 8 extracted + 2 rejected + 1 duplicate; 10 read now\n" in lake.out
    assert not (lake.machine.raw / "documents").exists()
    assert numbers_in(lake.place.bucket) == [1]


def test_another_machine_goes_on_without_reading_anything(
    lake: Lake,
    tmp_path: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.requests()
    second = machine(tmp_path)
    code, out, err = second.run(lake.place.address)
    assert (code, err) == (0, "") and "0 read now (nothing new" in " ".join(out.split())
    assert documents_fetched(server) == 0
    assert marts(second.warehouse) == marts(lake.machine.warehouse) and len(marts(second.warehouse)) > 10
    assert numbers_in(lake.place.bucket) == [1]
    monkeypatch.setenv(SETTING, lake.place.address)
    assert main(["status", "--json", "--raw", str(second.raw), "--warehouse", str(second.warehouse)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["documents"]["found"] == 11 and not any(told["waiting"].values())
    assert main(["status", "ruijin_city_2022.txt", "--json", "--raw", str(second.raw)]) == 0
    assert all(found["is_there"] for found in json.loads(capsys.readouterr().out)["documents"])


def test_a_new_document_is_the_only_one_that_is_read_and_the_marts_are_those_of_a_local_run(
    lake: Lake, tmp_path: Path, server: Server, finished_run: FinishedRun
) -> None:
    second = machine(tmp_path)
    lake.place.put(f"documents/{NEW}", (DOCUMENTS / NEW).read_bytes())
    server.requests()
    code, out, err = second.run(lake.place.address)
    # Once to be hashed, once to be read.
    assert (code, err) == (0, "") and "; 1 read now" in out and documents_fetched(server) == 2
    assert marts(second.warehouse) == marts(finished_run.warehouse)
    code, out, err = lake.machine.run(lake.place.address)
    assert (code, err) == (0, "") and "0 read now (nothing new" in " ".join(out.split())
    assert marts(lake.machine.warehouse) == marts(finished_run.warehouse)
    assert lake.place.keys("manifests") == [key_of(1), key_of(2)]


def test_workers_of_a_cluster_read_what_is_in_the_store(
    lake: Lake, tmp_path: Path, server: Server, finished_run: FinishedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.place.put(f"documents/{NEW}", (DOCUMENTS / NEW).read_bytes())
    monkeypatch.setenv(SETTING, lake.place.address)
    with dask_cluster(tmp_path, workers=1) as cluster:
        land(tmp_path / "raw", cluster=cluster.address)
    assert landed(tmp_path / "raw") == landed(finished_run.raw)


def test_no_secret_is_left_anywhere(lake: Lake) -> None:
    secret = KEYS["AWS_SECRET_ACCESS_KEY"].encode()
    left = [path for folder in lake.machine for path in folder.rglob("*") if path.is_file()]
    assert left and not [path for path in left if secret in path.read_bytes()]
    kept = [key for folder in ("files", "manifests") for key in lake.place.keys(folder)]
    assert kept and not [key for key in kept if secret in lake.place.read(key)]


def test_readers_find_the_files_in_force_as_the_guide_says(lake: Lake, server: Server) -> None:
    """The examples of the guide, run as they are."""
    section = (ROOT / "docs/scale.md").read_text("utf-8").partition("## On an object store\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(block.replace("s3://bucket/reports", lake.place.address), names)
    sizes = {name: names[f"with_{name}"] for name in ("polars", "pyarrow", "duckdb")}
    cells = str(lake.machine.warehouse / "marts/fct_cells/*.parquet")
    ((expected,),) = duckdb.execute("select count(*) from read_parquet(?)", [cells]).fetchall()
    assert sizes == dict.fromkeys(sizes, expected) and expected > 1_000


def test_a_bucket_that_is_not_there_is_one_line(server: Server, tmp_path: Path) -> None:
    code, out, err = machine(tmp_path).run("s3://missing/lake")
    assert (code, out) == (1, "")
    assert re.fullmatch(r"gouji: s3://missing/lake/documents: the store refuses \(NoSuchBucket\): .*\n", err)


def test_an_empty_place_is_one_line(server: Server, tmp_path: Path) -> None:
    place = place_in(server)
    code, out, err = machine(tmp_path).run(place.address)
    assert (code, out) == (1, "") and err.count("\n") == 1 and "there is no document in it yet" in err
