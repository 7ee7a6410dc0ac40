"""Metrics are written from the indicators: what MetricFlow reads, and the tables of the docs."""

from __future__ import annotations

from pathlib import Path

from expectations import catalogue
from expectations.metrics import LEVELS, document, written
from expectations.metrics_page import tables
from flows.warehouse.project import DBT_DIR

ROOT = Path(__file__).parents[2]


def test_what_metricflow_reads_is_current() -> None:
    command = "python -m expectations.metrics > dbt/metrics/metrics.yml"
    found = (DBT_DIR / "metrics" / "metrics.yml").read_text("utf-8")
    assert found == written(catalogue.load()), f"indicators have changed: run `{command}`"


def test_the_tables_of_the_docs_are_current() -> None:
    command = "python -m expectations.metrics_page"
    _, found = (ROOT / "docs" / "metrics.md").read_text("utf-8").split(f"<!-- metrics: {command} -->\n")
    assert found == f"{tables(catalogue.load())}<!-- /metrics -->\n", (
        f"indicators have changed: paste what `{command}` prints"
    )


def test_every_metric_of_requests_and_cases_has_the_flag_of_its_level() -> None:
    """A share has it in the metrics that it divides."""
    metrics = {metric["name"]: metric for metric in document(catalogue.load())["metrics"]}
    for line in catalogue.load().indicators:
        for start, level in LEVELS.items() if line.kind != "report" else ():
            metric = metrics[start + line.indicator]
            parts = [metrics[part["name"]] for part in metric["type_params"].get("metrics", [])] or [metric]
            assert {part["filter"] for part in parts} == {f"{{{{ Dimension('agency_year__is_in_{level}_total') }}}}"}
            assert metric["type"] == ("derived" if line.numerator else "simple")
