"""Great Expectations on records without a dbt build: the marts it checks come from the models' SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.checkpoint import Validation, check_records, check_results
from expectations.runner import Runner
from flows.reading.records import Extraction
from tests.made_models import Models
from tests.record_factory import write_records

EVERY = 1_000_000
"""Lists all rows that fail: a run lists the first ones and counts the rest."""

MARTS = ("fct_reports", "fct_rule_results", "mart_layout_health")


def validated(folder: Path, reports: Iterable[Extraction]) -> Validation:
    """The outcome of a run on these reports, which meet the landing contract; Data Docs are in `docs`."""
    return validate(folder, write_records(folder / "records", reports))


def validate(folder: Path, tables: Mapping[str, pa.Table]) -> Validation:
    """The outcome of a run on the tables landed in `records` of the folder."""
    return check(folder, write_marts(folder / "marts", tables))


def check(folder: Path, marts: Path) -> Validation:
    """The outcome of a run on the records of the folder and on these marts."""
    runner = Runner(folder / "docs", EVERY)
    assert check_records(folder / "records", runner) == []
    return check_results(marts, runner)


def write_marts(folder: Path, tables: Mapping[str, pa.Table]) -> Path:
    """Write the marts as Parquet files, as a build publishes them, and return the folder."""
    folder.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        models = Models(connection, tables)
        for name in MARTS:
            connection.sql(f"select * from {models.ref(name)}").write_parquet(str(folder / f"{name}.parquet"))
    return folder
