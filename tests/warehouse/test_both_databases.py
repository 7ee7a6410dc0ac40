"""Every model is written once, and is SQL of DuckDB and of Spark; without a database to ask."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from expectations.catalogue import FORMAT_DIR
from flows.warehouse.project import DBT_DIR

sqlglot = pytest.importorskip("sqlglot", reason="sqlglot is not installed")

MODELS = sorted(DBT_DIR.glob("models/**/*.sql"))
MACROS = sorted(DBT_DIR.glob("macros/*.sql"))
PREFIXES = {"duckdb": ["default__"], "spark": ["spark__", "default__"]}
FALSE_FRIENDS = {
    "concat": "null on Spark where any argument is null: concat_ws('', …)",
    "hash": "skips nulls on Spark: digest",
    "split": "at a pattern on Spark: parts",
    "string_agg": "in an order of its own on Spark: joined_text",
    "len": "the length of a text on Spark: entries",
    "rtrim": "what is trimmed, then the text, on Spark: trim(trailing … from …)",
    "ltrim": "as rtrim",
    "regexp_replace": "the first match on DuckDB, all on Spark: a pattern that ends with $",
    "unnest": "explode on Spark: each_entry",
}


# sqlglot does not know them, Spark does.
ON_SPARK = {"format_number", "make_date", "octet_length", "raise_error", "range", "xxhash64", "zip_with"}
# In dbt, a macro can return a list.
_LISTS = re.compile(r"\{% macro (?:indicators|kept_tables)\(.*?\{%- endmacro %\}", re.DOTALL)


def indicators(kinds: list[str]) -> list[dict[str, str]]:
    with (FORMAT_DIR / "indicators.csv").open(encoding="utf-8") as file:
        return [line for line in csv.DictReader(file) if line["kind"] in kinds]


def rendered(database: str) -> dict[str, str]:
    """The SQL of each model, in full, with names of tables as they are in the project."""

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
    return {path.stem: jinja.from_string(path.read_text("utf-8")).render() for path in MODELS}


@pytest.mark.parametrize("database", PREFIXES)
def test_every_model_is_sql_of_the_database(database: str) -> None:
    models = rendered(database)
    assert len(models) == len(MODELS) > 100
    for name, query in models.items():
        assert len(sqlglot.parse(query, dialect=database)) == 1, name


def functions(query: str, database: str) -> set[str]:
    """The functions of a query that sqlglot does not know in this database."""
    (parsed,) = sqlglot.parse(query, dialect=database)
    return {function.name.lower() for function in parsed.find_all(sqlglot.exp.Anonymous)}


def test_spark_is_asked_for_no_function_of_duckdb_alone() -> None:
    unknown = set().union(*(functions(query, "spark") for query in rendered("spark").values()))
    assert unknown <= ON_SPARK


# A macro that is spelled for each database may ask for what the other one lacks.
_SPELLED = re.compile(r"\{% macro (?:default|spark)__.*?\{%- endmacro %\}", re.DOTALL)
_REMARK = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)


@pytest.mark.parametrize("path", [*MODELS, *MACROS], ids=lambda path: path.stem)
def test_what_both_databases_read_means_the_same_to_both(path: Path) -> None:
    code = _REMARK.sub("", _SPELLED.sub("", path.read_text("utf-8")))
    # At the end of a text there is one match.
    code = re.sub(r"regexp_replace\([^,]+, '[^']+\$'", "", code)
    called = set(re.findall(r"(?<![.\w])(\w+)\(", code)) & FALSE_FRIENDS.keys()
    assert not called, {name: FALSE_FRIENDS[name] for name in called}
    # Spark takes it for the beginning of another character.
    assert "\\" not in code
