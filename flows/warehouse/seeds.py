"""The seeds of the dbt project as Arrow tables, as dbt loads them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from expectations import catalogue
from flows.warehouse.dbt_runs import TABLES

_TABLES = {path.stem: path for path in TABLES}
_NUMBERS = {"first_year": pa.int32(), "last_year": pa.int32()}


def seed(name: str) -> pa.Table:
    """One seed as dbt loads it: numbers as integers, the rest as text, blank fields as null."""
    if name in _TABLES:
        return _table(_TABLES[name])
    lines = getattr(catalogue.load(), name)
    kind = type(lines[0])
    columns = {
        field: pa.array(
            [None if getattr(line, field) == "" else getattr(line, field) for line in lines],
            type=pa.int32() if "int" in str(annotation) else pa.string(),
        )
        for field, annotation in kind.__annotations__.items()
    }
    return pa.table(columns)


def _table(path: Path) -> pa.Table:
    with path.open(encoding="utf-8") as file:
        types = {column: _NUMBERS.get(column, pa.string()) for column in file.readline().strip().split(",")}
    options = csv.ReadOptions(use_threads=False)
    return csv.read_csv(path, options, convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=True))
