"""Builds the warehouse from the records with dbt, and publishes it so that readers never see half of it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.catalogue import FORMAT_DIR
from flows.landing.fingerprint import fingerprint
from flows.landing.generations import ROSTER_FILE
from flows.landing.locks import only_writer
from flows.landing.replacing import put_in_place
from flows.reading.records import ROSTER
from flows.warehouse.days import today
from flows.warehouse.dbt_runs import WarehouseError, run_dbt
from flows.warehouse.history import NOTHING, History, day_table
from flows.warehouse.project import PROJECT

DATABASE = "gouji.duckdb"
MARTS = "marts"
INPUTS = "inputs"


def build(
    records: Path,
    warehouse: Path,
    history: History | None = None,
    day: dt.date | None = None,
    validate: Callable[[Path], None] = lambda _: None,
) -> None:
    """Build the warehouse from the Parquet under `records`, and publish it under `warehouse`.

    Publishes `docs/index.html` (dbt's data dictionary), `inputs/<table>.parquet` (what the build knew beyond the
    records), `marts/<table>.parquet` for each mart, then `gouji.duckdb`. Everything is built aside first: a build that
    fails or is killed leaves what was published unchanged, and the next one removes its remains. `validate` gets the
    folder of the new marts; if it raises, they are not published and no history is kept.
    With a history, findings have the days on which they were seen and their state; without one, they are all
    open and were never seen. Reports count as missing as of the day of the history; without one as of `day`, or today.
    """
    records, warehouse = records.resolve(), warehouse.resolve()
    if set("*?[]{}") & set(str(records)):
        raise WarehouseError(f"{records}: a folder of records cannot have any of * ? [ ] {{ }} in its path")
    with _building(warehouse) as folder, only_writer(history.folder) if history else nullcontext():
        places = {
            "DATABASE": folder / "intermediate.duckdb",
            "MARTS": folder / DATABASE,
            "RECORDS": records,
            "INPUTS": folder / INPUTS,
        }
        known = history.recall() if history else {**NOTHING, "days": day_table(day or today())}
        _hand_over({**known, "roster": _roster(records)}, folder / INPUTS)
        # The unit tests check the models, not these records: they belong to the test suite.
        _run_dbt(["build", "--exclude-resource-type", "unit_test"], places, warehouse)
        _export(folder)
        validate(folder / MARTS)
        # Findings are true even if they are not published; if published first, they could be forgotten.
        if history:
            history.keep(folder / MARTS)
        _document(places, warehouse)
        _publish(folder, warehouse)


@contextmanager
def _building(warehouse: Path) -> Iterator[Path]:
    """An empty folder for this build, removed afterwards; one build at a time."""
    folder = warehouse / ".building"
    with only_writer(warehouse):
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _run_dbt(command: list[str], places: Mapping[str, Path], warehouse: Path) -> Path:
    """Run a dbt command of the target `run` on these places, and return the folder with what dbt wrote."""
    target = warehouse / ".dbt" / command[0]
    environment = {f"GOUJI_{name}": str(place) for name, place in places.items()}
    run_dbt([*command, "--target", "run"], environment, target)
    return target


def _document(places: Mapping[str, Path], warehouse: Path) -> None:
    """Write dbt's data dictionary as one static page, if there is none of these models."""
    page, mark = warehouse / "docs" / "index.html", warehouse / "docs" / ".made_of"
    models = fingerprint((*PROJECT, FORMAT_DIR.as_posix()))
    if page.is_file() and mark.is_file() and mark.read_text("utf-8") == models:
        return
    # The page shows where the records are read from: a relative path is the same on every machine.
    places = {**places, "RECORDS": Path("raw/records"), "INPUTS": Path("warehouse/inputs")}
    # Not to parse the models a second time saves three seconds.
    parsed = warehouse / ".dbt" / "build" / "partial_parse.msgpack"
    written = _run_dbt(["docs", "generate", "--static", f"--partial-parse-file-path={parsed}"], places, warehouse)
    page.parent.mkdir(exist_ok=True)
    put_in_place(written / "static_index.html", page)
    mark.write_text(models, "utf-8")


def _hand_over(known: Mapping[str, pa.Table], folder: Path) -> None:
    """Write what the records do not tell, such as the findings of earlier builds and the day, where dbt reads it."""
    folder.mkdir()
    for name, table in known.items():
        pq.write_table(table, folder / f"{name}.parquet")


def _roster(records: Path) -> pa.Table:
    """The list of the agencies that have to file; an empty one where the records have none."""
    listed = records / ROSTER_FILE
    return pq.read_table(listed) if listed.is_file() else ROSTER.empty_table()


def _export(folder: Path) -> None:
    """Write each mart of the database in `folder` to a Parquet file beside it."""
    (folder / MARTS).mkdir()
    with duckdb.connect(folder / DATABASE, read_only=True) as connection:
        # The order of rows says nothing, and keeping it takes three times the memory.
        connection.execute("set preserve_insertion_order = false")
        query = "select table_name from information_schema.tables where table_schema = ?"
        for (table,) in connection.execute(query, [MARTS]).fetchall():
            connection.table(f"{MARTS}.{table}").to_parquet(str(folder / MARTS / f"{table}.parquet"))


def _publish(folder: Path, warehouse: Path) -> None:
    # With the inputs, dbt by hand makes the same marts.
    for name in (INPUTS, MARTS):
        published = warehouse / name
        published.mkdir(exist_ok=True)
        built = sorted((folder / name).iterdir())
        for path in built:
            put_in_place(path, published / path.name)
        for old in set(published.glob("*.parquet")) - {published / path.name for path in built}:
            old.unlink()
    # A write-ahead log left by someone who wrote to the old file would be replayed into the new one.
    (warehouse / f"{DATABASE}.wal").unlink(missing_ok=True)
    put_in_place(folder / DATABASE, warehouse / DATABASE)
