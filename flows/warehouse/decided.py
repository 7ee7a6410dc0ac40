"""Puts decisions into the published warehouse without a build: they change the state of findings, and nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from flows.landing.locks import only_writer
from flows.warehouse import kept, marts
from flows.warehouse.history import History
from flows.warehouse.prepared import RECORDS
from flows.warehouse.project import DBT_DIR
from flows.warehouse.publishing import DATABASE, INPUTS, MARTS, building, hand_over, publish
from flows.warehouse.rendering import render

_CHANGED = ("fct_findings", "fct_finding_history", "mart_rule_year")
_THERE = "select table_name from duckdb_tables() where schema_name <> 'main'"


def apply_decisions(records: Path, warehouse: Path, history: History) -> bool:
    """Publish findings and their history with the decisions made since the last build; False where one is needed.

    To be called where nothing else has changed. The SQL is that of the dbt models.
    """
    records, warehouse = records.resolve(), warehouse.resolve()
    with building(warehouse) as folder, only_writer(history.folder):
        database = kept.place(records, warehouse)
        if database is None:
            return False
        # A copy, as readers may have the published file open.
        shutil.copyfile(warehouse / DATABASE, folder / DATABASE)
        hand_over(history.recall(), records, folder / INPUTS)
        _link(warehouse / MARTS, folder / MARTS)
        with duckdb.connect(folder / DATABASE) as connection:
            _fill(connection, database, folder / INPUTS)
            for mart in _CHANGED:
                (folder / MARTS / f"{mart}.parquet").unlink(missing_ok=True)
                connection.table(f"gouji.marts.{mart}").to_parquet(str(folder / MARTS / f"{mart}.parquet"))
        history.keep(folder / MARTS)
        kept.drop(warehouse)
        publish(folder, warehouse)
        kept.leave(records, warehouse, folder)
    return True


def _link(published: Path, folder: Path) -> None:
    for file in marts.files(published):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        os.link(published / file, folder / file)


def _fill(connection: duckdb.DuckDBPyConnection, database: Path, inputs: Path) -> None:
    """Make the changed marts again, and before them the models that are neither published nor kept."""
    marts.attach(connection, kept=database)
    connection.execute("set search_path = 'gouji.marts,kept.intermediate,kept.format'")
    for table in inputs.glob("*.parquet"):
        connection.read_parquet(str(table)).create_view(f"{RECORDS}{table.stem}", replace=True)
    there = {name for (name,) in connection.execute(_THERE).fetchall()} - {*_CHANGED}
    for model in render(_CHANGED, DBT_DIR, there).models:
        if model.name in _CHANGED:
            mart = f'gouji.marts."{model.name}"'
            connection.execute(f"begin; delete from {mart}; insert into {mart} by name {model.query}; commit")
        else:
            connection.execute(f'create temp table "{model.name}" as {model.query}')
