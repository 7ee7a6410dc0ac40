"""The data dictionary is the one place for what a column is called and means, and says all that applies.

That its examples are true is tested where there is a run: `tests/runs/test_run.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from expectations import catalogue
from expectations.indicators import meanings
from flows.warehouse.dictionary import Entry, entries, entry
from flows.warehouse.dictionary_pages import PAGES
from flows.warehouse.project import marts

INDICATORS = {meaning.column for meaning in meanings(catalogue.load().indicators)}
ORDINAL = re.compile(r"(^|_)(year|number|order|section|version|small_below)$")
"""Whole numbers that count nothing."""


def columns() -> Iterator[tuple[str, dict[str, Any], Entry]]:
    """Every column of every mart: the mart, the column as its contract has it, and its entry."""
    for mart in marts():
        for column in mart["columns"]:
            yield mart["name"], column, entry(mart["name"], column["name"])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_is_written_from_the_dictionary_is_current(path: Any) -> None:
    command = "python -m flows.warehouse.dictionary_pages"
    assert path.read_text("utf-8") == PAGES[path](), f"the dictionary has changed: run `{command}`"


def test_every_column_of_every_mart_is_described_by_its_entry_and_every_entry_is_of_one() -> None:
    used = set()
    for mart, column, line in columns():
        assert column["description"] == f"{{{{ doc('{line.block}') }}}}", (mart, column["name"])
        used.add(line.block)
    assert used == {line.block for line in entries() if line.column}
    about = [(mart, line.column) for line in entries() for mart in line.marts.split() or [""]]
    assert len(about) == len(set(about))


def test_every_mart_has_its_name_and_grain_in_chinese() -> None:
    known = {line.marts: line for line in entries() if not line.column}
    assert set(known) == {mart["name"] for mart in marts()}
    assert all(line.label_zh and line.label_en and line.definition_zh for line in known.values())


def test_every_column_has_all_that_applies() -> None:
    for mart, column, line in columns():
        place = (mart, column["name"])
        assert all((line.label_zh, line.label_en, line.definition_zh, line.definition_en, line.example)), place
        assert line.definition_en.endswith(".") and not line.definition_zh.endswith("。"), place
        assert bool(line.caveat_zh) == bool(line.caveat_en), place
        kind = column["data_type"]
        counted = kind == "integer" and not ORDINAL.search(line.column)
        measured = kind.startswith(("decimal", "double")) or line.column == "small_below"
        assert bool(line.unit) == (counted or measured), place


def test_a_column_says_when_it_is_null_and_one_that_never_is_says_nothing_of_it() -> None:
    """For indicators `null_reasons` does, row by row."""
    for mart, column, line in columns():
        needed = any(constraint["type"] == "not_null" for constraint in column.get("constraints", []))
        if line.column not in INDICATORS:
            said = ("null" in line.caveat_en.lower(), "为空" in line.caveat_zh)
            assert said == (not needed, not needed), (mart, column["name"])


def test_labels_are_unique_within_a_mart() -> None:
    for mart in marts():
        lines = [entry(mart["name"], column["name"]) for column in mart["columns"]]
        for labels in ([line.label_zh for line in lines], [line.label_en for line in lines]):
            assert sorted(labels) == sorted(set(labels)), mart["name"]


def test_each_indicator_is_a_column_of_the_marts() -> None:
    names = {mart["name"]: {column["name"] for column in mart["columns"]} for mart in marts()}
    of_reports = [line for line in catalogue.load().indicators if line.kind == "report"]
    of_figures = [line for line in catalogue.load().indicators if line.kind != "report"]
    shared = {meaning.column for meaning in meanings(of_figures)}
    assert shared <= names["mart_region_year"]
    assert shared | {meaning.column for meaning in meanings(of_reports)} <= names["mart_agency_year"]
