"""Models that contradict the catalogue stop a check: no result is lost and no message is cut short in silence."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from flows.reading.records import to_tables
from flows.warehouse import rules
from tests.record_factory import agency_years, extraction


@pytest.mark.parametrize(
    ("model", "printed", "broken", "message"),
    [
        ("int_results_told", "'not_told'", "'not_tould'", "no such reason: not_tould"),
        ("int_results_sum", "'computed': \"concat", "'computd': \"concat", r"no text for {computed}"),
    ],
)
def test_a_code_that_the_catalogue_does_not_know_stops_the_check(
    model: str, printed: str, broken: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = copytree(rules.DBT_DIR, tmp_path / "dbt")
    (path,) = (models / "models").rglob(f"{model}.sql")
    text = path.read_text("utf-8")
    assert printed in text
    path.write_text(text.replace(printed, broken), "utf-8")
    monkeypatch.setattr(rules, "DBT_DIR", models)
    values = agency_years(1, [2022])[0]
    values[3, "granted", "research"] += 1
    with pytest.raises(duckdb.Error, match=message):
        rules.assess(to_tables([extraction(values, "甲县", 2022)]))
