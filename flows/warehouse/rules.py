"""Evaluates the rules over records in memory with the SQL of the dbt models, but without dbt.

`gouji check` needs an answer at once, and the same one as the warehouse: so the models are rendered here with their
refs bound to tables of an in-memory DuckDB, and only those that the results need.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import jinja2
import pyarrow as pa
from pyarrow import csv

from expectations import catalogue
from flows.reading.records import ROSTER
from flows.warehouse import history
from flows.warehouse.dbt_runs import DBT_DIR, TABLES

_TABLES = {path.stem: path for path in TABLES}
_NUMBERS = {"first_year": pa.int32(), "last_year": pa.int32()}

# Nothing is downloaded for a check, not even an extension of DuckDB; with a report or two, more threads would only wait
# for one another.
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1"}

# A check has no history and no list of agencies that have to file.
_NOTHING = {**history.NOTHING, "roster": ROSTER.empty_table()}


class Assessment(NamedTuple):
    """The results of all rules on a batch of reports; columns as in `fct_rule_results` and `fct_findings`.

    `cells` are the evidence for each result, with columns as in `int_result_cells`.
    """

    results: pa.Table
    findings: pa.Table
    cells: pa.Table


def assess(tables: Mapping[str, pa.Table]) -> Assessment:
    """Evaluate every rule on the reports in `tables`, keyed and typed as `flows.reading.records.SCHEMAS`."""
    with Rules() as rules:
        return rules.assess(tables)


class Rules:
    """The rules, set up once for any number of batches; no batch sees another."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config=dict(_CONFIG))
        self._models: _Models | None = None

    def __enter__(self) -> Rules:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def assess(self, tables: Mapping[str, pa.Table]) -> Assessment:
        """The same as the function `assess`."""
        if self._models is None:
            self._models = _Models(self._connection, tables)
        else:
            self._models.renew(tables)
        names = ("fct_rule_results", "fct_findings", "int_result_cells")
        return Assessment(*(self._models.read(name) for name in names))


class _Models:
    """The dbt models as tables of one connection, each made when the first of the others refers to it.

    Those that depend on seeds alone are made once, those that depend on records once for each batch.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, records: Mapping[str, pa.Table]) -> None:
        self._connection = connection
        self._land(records)
        self._made: set[str] = set()
        self._making: list[str] = []
        self._on_records: set[str] = set()
        self._statements: list[str] = []
        self._files = {path.stem: path for path in DBT_DIR.glob("models/**/*.sql")}
        self._jinja = jinja2.Environment(undefined=jinja2.StrictUndefined)
        self._jinja.globals.update(ref=self.ref, source=self.source, config=lambda **_: "")
        # Compiled once: with the macros in front of each model, compiling takes most of the time of a check.
        macros = "".join(path.read_text("utf-8") for path in sorted(DBT_DIR.glob("macros/*.sql")))
        self._jinja.globals.update(vars(self._jinja.from_string(macros).module))

    def read(self, name: str) -> pa.Table:
        """The rows of a model about rules, always in the same order."""
        query = f"select * from {self.ref(name)} order by report_id, rule, scope, columns(*)"
        return self._connection.execute(query).to_arrow_table()

    def renew(self, records: Mapping[str, pa.Table]) -> None:
        """Make the models that depend on records again, from other records, in the order of the first time."""
        self._land(records)
        for statement in self._statements:
            self._connection.execute(statement)

    def ref(self, name: str) -> str:
        """The quoted name of a model or seed, which exists once this returns."""
        if name not in self._made:
            self._made.add(name)
            if name in self._files:
                self._make(name)
            else:
                self._connection.register(name, _seed(name))
        if name in self._on_records:
            self._on_records.update(self._making)
        return f'"{name}"'

    def source(self, _: str, table: str) -> str:
        """The quoted name of one table of records."""
        self._on_records.update(self._making)
        return f'"landing_{table}"'

    def _land(self, records: Mapping[str, pa.Table]) -> None:
        for name, table in {**_NOTHING, **records}.items():
            self._connection.register(f"landing_{name}", table)

    def _make(self, name: str) -> None:
        self._making.append(name)
        query = self._jinja.from_string(self._files[name].read_text("utf-8")).render()
        self._making.pop()
        statement = f'create or replace temp table "{name}" as {query}'
        self._connection.execute(statement)
        if name in self._on_records:
            self._statements.append(statement)


def _seed(name: str) -> pa.Table:
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
