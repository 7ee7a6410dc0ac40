"""Evaluates the rules over records in memory, by the very SQL text of the dbt models and without dbt.

`gouji check` needs an answer in a moment, and the same one as the warehouse: so the models are rendered here
with their refs bound to tables of an in-memory DuckDB, and only those that the results need.
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
from flows.documents import folding
from flows.records import ROSTER
from flows.regions import DIVISIONS

DBT_DIR = Path(__file__).parent.parent / "dbt"

# Tables of the reader that are seeds of dbt too, and their columns of numbers.
_TABLES = {"divisions": DIVISIONS, "traditional": folding.TABLE}
_NUMBERS = {"first_year": pa.int32(), "last_year": pa.int32()}

# Nothing is fetched for a check, not even an extension of DuckDB.
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class Assessment(NamedTuple):
    """What the rules say of a batch of reports; columns as in `fct_rule_results` and `fct_findings`.

    `cells` are those each result rests on, columns as in `int_cells_concerned`.
    """

    results: pa.Table
    findings: pa.Table
    cells: pa.Table


def assess(tables: Mapping[str, pa.Table]) -> Assessment:
    """Evaluate every rule on the reports in `tables`, keyed and typed as `flows.records.SCHEMAS`."""
    with duckdb.connect(config=dict(_OFFLINE)) as connection:
        models = _Models(connection, tables)
        names = ("fct_rule_results", "fct_findings", "int_cells_concerned")
        return Assessment(*(models.read(name) for name in names))


class _Models:
    """The dbt models as tables of one connection, each made when the first of the others refers to it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, records: Mapping[str, pa.Table]) -> None:
        self._connection = connection
        # Without a list of the agencies that have to file, nobody is on it.
        self._records = {"roster": ROSTER.empty_table(), **records}
        self._made: set[str] = set()
        self._files = {path.stem: path for path in DBT_DIR.glob("models/*/*.sql")}
        self._macros = "".join(path.read_text("utf-8") for path in sorted(DBT_DIR.glob("macros/*.sql")))
        self._jinja = jinja2.Environment(undefined=jinja2.StrictUndefined)

    def read(self, name: str) -> pa.Table:
        """The rows of a model about rules, always in the same order."""
        query = f"select * from {self.ref(name)} order by report_id, rule, scope, columns(*)"
        return self._connection.execute(query).to_arrow_table()

    def ref(self, name: str) -> str:
        """The quoted name of a model or seed, which exists once this returns."""
        if name not in self._made:
            self._made.add(name)
            if name in self._files:
                self._connection.execute(f'create temp table "{name}" as {self._render(name)}')
            else:
                self._connection.register(name, _seed(name))
        return f'"{name}"'

    def source(self, _: str, table: str) -> str:
        """The quoted name of one table of records."""
        name = f"landing_{table}"
        self._connection.register(name, self._records[table])
        return f'"{name}"'

    def _render(self, name: str) -> str:
        text = self._macros + self._files[name].read_text("utf-8")
        return self._jinja.from_string(text).render(ref=self.ref, source=self.source, config=lambda **_: "")


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
    return csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=True))
