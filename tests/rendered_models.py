"""The SQL of models and macros for DuckDB and for Spark, rendered without a database to ask."""

from __future__ import annotations

import csv
import re
from types import SimpleNamespace
from typing import Any

import jinja2

from expectations.catalogue import FORMAT_DIR
from flows.warehouse.project import DBT_DIR

MODELS = sorted(DBT_DIR.glob("models/**/*.sql"))
MACROS = sorted(DBT_DIR.glob("macros/*.sql"))
PREFIXES = {"duckdb": ["default__"], "spark": ["spark__", "default__"]}
# In dbt, a macro can return a list.
_LISTS = re.compile(r"\{% macro (?:indicators|kept_tables)\(.*?\{%- endmacro %\}", re.DOTALL)


def indicators(kinds: list[str]) -> list[dict[str, str]]:
    with (FORMAT_DIR / "indicators.csv").open(encoding="utf-8") as file:
        return [line for line in csv.DictReader(file) if line["kind"] in kinds]


def environment(database: str) -> jinja2.Environment:
    """What renders SQL with the macros of the project, with names of tables as they are in the project."""

    @jinja2.pass_context
    def dispatch(context: Any, name: str, _package: str) -> Any:
        found = (context.resolve(prefix + name) for prefix in PREFIXES[database])
        return next(macro for macro in found if not isinstance(macro, jinja2.Undefined))

    jinja = jinja2.Environment(undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    jinja.globals |= {
        "adapter": SimpleNamespace(dispatch=dispatch),
        "config": lambda **_: "",
        "execute": False,
        "indicators": indicators,
        "kept_tables": list,
        "ref": lambda name: name,
        "source": lambda source, table: f"{source}.{table}",
    }
    macros = "".join(_LISTS.sub("", path.read_text("utf-8")) for path in MACROS)
    jinja.globals |= vars(jinja.from_string(macros).module)
    return jinja


def rendered(database: str) -> dict[str, str]:
    """The SQL of each model, in full."""
    jinja = environment(database)
    return {path.stem: jinja.from_string(path.read_text("utf-8")).render() for path in MODELS}
