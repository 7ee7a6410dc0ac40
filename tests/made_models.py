"""Single dbt models made from records in memory, as `gouji check` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import duckdb
import pyarrow as pa

from flows.reading.records import ROSTER
from flows.warehouse import history
from flows.warehouse.prepared import RECORDS
from flows.warehouse.project import DBT_DIR
from flows.warehouse.rendering import Rendered, render
from flows.warehouse.seeds import seed


class Models:
    """The models as tables of one connection, each made when it is first asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, records: Mapping[str, pa.Table]) -> None:
        self._connection = connection
        self._made: set[str] = set()
        for name, table in {**history.NOTHING, "roster": ROSTER.empty_table(), **records}.items():
            connection.register(f"{RECORDS}{name}", table)

    def ref(self, name: str) -> str:
        """The quoted name of a model, which exists once this returns."""
        rendered = _rendered(name)
        for needed in rendered.seeds:
            if needed not in self._made:
                self._connection.register(needed, seed(needed))
        for model in rendered.models:
            if model.name not in self._made:
                self._connection.execute(f'create temp table "{model.name}" as {model.query}')
        self._made.update(rendered.seeds, (model.name for model in rendered.models))
        return f'"{name}"'


@lru_cache(maxsize=32)
def _rendered(name: str) -> Rendered:
    return render([name], DBT_DIR)
