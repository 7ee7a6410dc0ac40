"""Writes the project that Great Expectations opens: data sources, suites, validation definitions and checkpoints.

`python -m expectations.project` writes `expectations/gx`, from the catalogue alone and the same on each run, over the
records and marts of a run with its default folders. A run writes one of its own with other places.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import uuid
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from expectations import catalogue
from expectations.batches import queries
from expectations.form import Catalogue
from expectations.sql import Places
from expectations.suites import Suite, landing_suites, layouts_suites, rules_suites

SITE = "gouji"

LISTED = 200
"""How many of the rows that fail an expectation are listed; all are counted."""

_MEMORY = "450MB"
# With its defaults Great Expectations reads results after their transaction has been rolled back, and finds none.
_ENGINE = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
_STORES = {
    "expectations_store": ("ExpectationsStore", "expectations/"),
    "validation_results_store": ("ValidationResultsStore", "uncommitted/validations/"),
    "checkpoint_store": ("CheckpointStore", "checkpoints/"),
    "validation_definition_store": ("ValidationDefinitionStore", "validation_definitions/"),
}
_BY_YEAR = frozenset({"fct_rule_results"})
"""The marts that a run publishes as a folder with a file for each year."""
_WRITTEN = ("expectations", "checkpoints", "validation_definitions")


class Check(NamedTuple):
    """One checkpoint: its suites, and the columns that name a row of their batches; how many of these are listed."""

    suites: list[Suite]
    named_by: list[str]
    listed: int


def checks(form: Catalogue, listed: int, is_all: bool) -> dict[str, Check]:
    """The checkpoints by name: before the build, and on what was built before it is published."""
    return {
        "landing": Check(landing_suites(form), ["examples"], listed),
        "rules": Check(rules_suites(form, is_all), ["report_id", "scope"], listed),
        # No layout in doubt may be missing.
        "layouts": Check(layouts_suites(), ["layout", "rule"], 1_000_000),
    }


def write(folder: Path, places: Places, site: Path, listed: int = LISTED, *, is_all: bool = True) -> dict[str, Check]:
    """Write the project of the catalogue to `folder`/gx, replacing an earlier one; return its checkpoints.

    Rules have no alarm unless the places have all reports: few reports say nothing about how many hold a rule.
    Data Docs are to be built in `site`; a path of it, or of the places, that is relative is so to the folder from which
    Great Expectations is started, or for the site to `gx`.
    """
    form, project = catalogue.load(), folder / "gx"
    for name in _WRITTEN:
        shutil.rmtree(project / name, ignore_errors=True)
    sources = queries(form, places)
    _yaml(project / "great_expectations.yml", _configuration(sources, site, places.spill, is_all))
    _text(project / ".gitignore", "/plugins/\nuncommitted/\n")
    of_batch = {batch: source for source, batches in sources.items() for batch in batches}
    made = checks(form, listed, is_all)
    for name, check in made.items():
        for suite in check.suites:
            _json(project / "expectations" / f"{suite.batch}.json", _suite(suite))
            definition = _definition(suite, of_batch[suite.batch])
            _json(project / "validation_definitions" / f"{suite.batch}.json", definition)
        _json(project / "checkpoints" / f"{name}.json", _checkpoint(name, check))
    return made


def _id(kind: str, name: str) -> str:
    """The same on each run, so that the files are."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"gouji/{kind}/{name}"))


def _named(kind: str, name: str) -> dict[str, str]:
    return {"id": _id(kind, name), "name": name}


def _configuration(sources: dict[str, dict[str, str]], site: Path, spill: Path, is_all: bool) -> dict[str, Any]:
    """Without telemetry and progress bars."""
    stores = {
        name: {"class_name": kind, "store_backend": {**_backend(folder), "suppress_store_backend_id": True}}
        for name, (kind, folder) in _STORES.items()
    }
    docs = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        # A dollar in a path is not that of a variable.
        "store_backend": _backend(str(site).replace("$", "\\$")),
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    return {
        "config_version": 4.0,
        "plugins_directory": "plugins/",
        "stores": stores,
        **{f"{name}_name": name for name in ("expectations_store", "validation_results_store", "checkpoint_store")},
        "data_docs_sites": {SITE: docs},
        "fluent_datasources": {
            name: _source(name, batches, spill, is_copied=name != "marts" or not is_all)
            for name, batches in sources.items()
        },
        "progress_bars": {"globally": False},
        "analytics_enabled": False,
        "data_context_id": _id("project", "gouji"),
    }


def _backend(folder: str) -> dict[str, Any]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": folder}


def _source(name: str, batches: dict[str, str], spill: Path, *, is_copied: bool) -> dict[str, Any]:
    """A DuckDB of its own in memory. Its batches are made once for all expectations if copied, else read in place."""
    assets = {
        batch: {
            "type": "query",
            "id": _id("asset", batch),
            "query": LiteralScalarString(query),
            "batch_definitions": {"all": {"id": _id("batch", batch), "partitioner": None}},
        }
        for batch, query in batches.items()
    }
    settings = {"threads": 2, "memory_limit": _MEMORY, "temp_directory": spill.as_posix()}
    return {
        "type": "sql",
        "id": _id("source", name),
        "connection_string": f"duckdb:///:memory:?{urlencode(settings)}",
        "kwargs": dict(_ENGINE),
        "create_temp_table": is_copied,
        "assets": assets,
    }


def _suite(suite: Suite) -> dict[str, Any]:
    expectations = [
        {**one, "id": _id("expectation", f"{suite.batch}/{number}/{one['meta'].get('rule', '')}")}
        for number, one in enumerate(suite.expectations)
    ]
    return {**_named("suite", suite.batch), "notes": suite.title, "meta": {}, "expectations": expectations}


def _definition(suite: Suite, source: str) -> dict[str, Any]:
    data = {
        "datasource": _named("source", source),
        "asset": _named("asset", suite.batch),
        "batch_definition": {"id": _id("batch", suite.batch), "name": "all"},
    }
    return {**_named("definition", suite.batch), "data": data, "suite": _named("suite", suite.batch)}


def _checkpoint(name: str, check: Check) -> dict[str, Any]:
    result_format = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": check.named_by,
        "partial_unexpected_count": check.listed,
        "exclude_unexpected_values": True,
        "return_unexpected_index_query": False,
    }
    definitions = [_named("definition", suite.batch) for suite in check.suites]
    return {
        **_named("checkpoint", name),
        "validation_definitions": definitions,
        "actions": [],
        "result_format": result_format,
    }


def _json(path: Path, content: dict[str, Any]) -> None:
    _text(path, json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def _yaml(path: Path, content: dict[str, Any]) -> None:
    """Queries are written as they are, line by line."""
    writer, written = YAML(), io.StringIO()
    writer.width = 120
    writer.dump(content, written)
    _text(path, written.getvalue())


def _text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def main() -> None:
    """Write the project over the default folders of a run, to `expectations` or the folder that the argument names."""
    raw, warehouse = Path("raw"), Path("warehouse")
    places = Places(raw / "records", warehouse / "marts", warehouse / ".spill", _BY_YEAR)
    write(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent), places, Path("uncommitted/data_docs"))


if __name__ == "__main__":
    main()
