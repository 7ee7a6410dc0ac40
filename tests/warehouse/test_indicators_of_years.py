"""Each indicator is defined once: columns of the marts have name, label and meaning from `indicators.csv`."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from expectations import catalogue
from expectations.indicator_docs import page
from expectations.indicators import Indicator, descriptions
from flows.warehouse.project import DBT_DIR

MARTS = DBT_DIR / "models" / "marts"


def columns(file: str) -> dict[str, Any]:
    (model,) = yaml.safe_load((MARTS / file).read_text("utf-8"))["models"]
    return {column["name"]: column for column in model["columns"]}


def indicators(*kinds: str) -> list[Indicator]:
    return [line for line in catalogue.load().indicators if line.kind in kinds]


def test_the_descriptions_that_marts_share_are_those_of_the_indicators() -> None:
    written = (DBT_DIR / "models" / "_indicators__docs.md").read_text("utf-8")
    command = "python -m expectations.indicator_docs > dbt/models/_indicators__docs.md"
    assert written == page(catalogue.load()), f"indicators have changed: run `{command}`"


@pytest.mark.parametrize("file", ["_agency_years__models.yml", "_region_years__models.yml"])
def test_a_mart_has_each_indicator_with_its_label(file: str) -> None:
    found = columns(file)
    for name, label, _ in descriptions(indicators("count", "share", "rate")):
        assert found[name]["description"] == f"{{{{ doc('{name}') }}}}"
        assert found[name]["config"]["meta"]["label_zh"] == label


def test_what_is_said_of_a_report_has_its_label_and_meaning() -> None:
    found = columns("_agency_years__models.yml")
    for name, label, meaning in descriptions(indicators("report")):
        assert (found[name]["description"], found[name]["config"]["meta"]["label_zh"]) == (meaning, label)


@pytest.mark.parametrize("file", ["_agency_years__models.yml", "_region_years__models.yml"])
def test_every_column_has_a_label_in_chinese(file: str) -> None:
    labels = [column["config"]["meta"]["label_zh"] for column in columns(file).values()]
    assert len(labels) == len(set(labels))
