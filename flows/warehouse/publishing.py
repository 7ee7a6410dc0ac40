"""The folder of a warehouse: where a new one is made beside the published one, and how it takes its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.landing.generations import ROSTER_FILE
from flows.landing.locks import only_writer
from flows.landing.replacing import put_in_place
from flows.reading.records import ROSTER
from flows.warehouse import marts

DATABASE = "gouji.duckdb"
MARTS = "marts"
INPUTS = "inputs"


@contextmanager
def building(warehouse: Path) -> Iterator[Path]:
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


def hand_over(known: Mapping[str, pa.Table], records: Path, folder: Path) -> None:
    """Write what models read beside records: what is `known` of earlier builds, the day, and who has to file."""
    folder.mkdir()
    listed = records / ROSTER_FILE
    roster = pq.read_table(listed) if listed.is_file() else ROSTER.empty_table()
    for name, table in {**known, "roster": roster}.items():
        pq.write_table(table, folder / f"{name}.parquet")


def publish(folder: Path, warehouse: Path) -> None:
    """Put what was made in `folder` in the place of what was published, the database last."""
    # With the inputs, dbt by hand makes the same marts.
    for name in (INPUTS, MARTS):
        built = set(marts.files(folder / name))
        for file in sorted(built):
            (warehouse / name / file).parent.mkdir(parents=True, exist_ok=True)
            put_in_place(folder / name / file, warehouse / name / file)
        for old in set(marts.files(warehouse / name)) - built:
            (warehouse / name / old).unlink()
    # A write-ahead log left by someone who wrote to the old file would be replayed into the new one.
    (warehouse / f"{DATABASE}.wal").unlink(missing_ok=True)
    put_in_place(folder / DATABASE, warehouse / DATABASE)
