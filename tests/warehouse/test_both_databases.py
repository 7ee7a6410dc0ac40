"""Every model is written once, and is SQL of DuckDB and of Spark; without a database to ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from flows.warehouse.project import DBT_DIR
from tests.rendered_models import MACROS, MODELS, PREFIXES, rendered

sqlglot = pytest.importorskip("sqlglot", reason="sqlglot is not installed")

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
ON_SPARK = {"format_number", "get", "make_date", "octet_length", "raise_error", "range", "xxhash64", "zip_with"}
SETTINGS = {"decimalOperations.allowPrecisionLoss", "parquet.mergeSchema", "session.timeZone", "timestampType"}


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


def test_a_server_of_spark_is_given_the_settings_of_a_session() -> None:
    profiles = yaml.safe_load((DBT_DIR / "profiles.yml").read_text("utf-8"))["gouji"]["outputs"]
    of_session, of_server = (profiles[name]["server_side_parameters"] for name in ("spark", "cluster"))
    expected = {f"spark.sql.{name}": of_session[f"spark.sql.{name}"] for name in SETTINGS}
    assert of_server == {
        f"set:hiveconf:{name}": value for name, value in {**expected, "spark.sql.ansi.enabled": "true"}.items()
    }
