"""Evaluates the rules over records in memory with the SQL of the dbt models, but without dbt.

`gouji check` needs an answer at once, and the same one as the warehouse: so the models are evaluated here by a DuckDB
of this process, and only those that the results need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa

from flows.warehouse.prepared import RECORDS, prepare
from flows.warehouse.project import DBT_DIR

_RESULTS = ("fct_rule_results", "fct_findings", "int_result_cells")


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
        self._connection, self._statements = prepare(_RESULTS, DBT_DIR)
        self._landed: set[str] = set()

    def __enter__(self) -> Rules:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def assess(self, tables: Mapping[str, pa.Table]) -> Assessment:
        """The same as the function `assess`."""
        self._land(tables)
        for statement in self._statements:
            self._connection.execute(statement)
        return Assessment(*map(self._read, _RESULTS))

    def _land(self, tables: Mapping[str, pa.Table]) -> None:
        for name in self._landed - tables.keys():
            self._connection.unregister(f"{RECORDS}{name}")
        for name, table in tables.items():
            self._connection.register(f"{RECORDS}{name}", table)
        self._landed = set(tables)

    def _read(self, name: str) -> pa.Table:
        """The rows of a model about rules, always in the same order."""
        query = f'select * from "{name}" order by report_id, rule, scope, columns(*)'
        return self._connection.execute(query).to_arrow_table()
