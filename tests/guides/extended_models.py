"""Builds a warehouse from a copy of the models with a kind of rule and a mart more, by the form the environment names.

For a process of its own: `main` takes the folder of the models, one like `raw/` and one for the results, and prints as
JSON what `tests.with_other_form.said` gives, and the rows of the new mart as it is published and exported.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from expectations.rule_checks import KINDS, Kind
from flows.warehouse import build, dbt_runs, rules
from tests.with_other_form import said

KINDS["all_zero"] = Kind(("report",), ("figures",))


def main() -> None:
    """Print what is said of the documents and what the new mart has of them."""
    models, raw, built = map(Path, sys.argv[1:])
    dbt_runs.DBT_DIR = rules.DBT_DIR = models
    documents = said(raw, built)
    page = (built / "docs/index.html").read_text("utf-8")
    with duckdb.connect(built / build.DATABASE, read_only=True) as connection:
        published = connection.execute("select * from marts.mart_zeros order by all").fetchall()
        exported = connection.execute(
            "select * from read_parquet(?) order by all", [str(built / "marts/mart_zeros.parquet")]
        ).fetchall()
    found = {"said": documents, "published": published, "exported": exported, "documented": "mart_zeros" in page}
    sys.stdout.write(json.dumps(found, default=str, ensure_ascii=False))
