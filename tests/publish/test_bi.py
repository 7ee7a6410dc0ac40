"""The page for BI tools: its queries and programs run, its picture is that of the models, tools see the keys."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

from flows.publish.keys import keys_of_models
from flows.publish.star import star
from tests.built_warehouse import MARTS
from tests.publish.conftest import ROOT, Warehouses, publish
from tests.publish.server import Postgres

# Half a minute as a whole.
pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/bi.md").read_text("utf-8")
SQL, PYTHON = (re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) for language in ("sql", "python"))

# What the page warns of: the sum of all current reports.
BY_CURRENT = """
    select year, requests from marts.fct_requests inner join marts.fct_reports using (report_id, year)
    where is_current and item = 'received' and applicant = 'total'
"""
DENIED = """
    select year, requests from marts.mart_requests_year
    where is_in_province_total and outcome_group = 'denied' and year >= 2021
"""


@pytest.fixture(scope="module")
def export(warehouses: Warehouses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bi") / "export"
    assert publish(warehouses.one, folder) == (0, "")
    return folder


def test_the_picture_is_that_of_the_models() -> None:
    (shown,) = re.findall(r"```mermaid\n(.*?)\n```", PAGE, re.DOTALL)
    assert shown == star(), "models have changed: replace the diagram by what `python -m flows.publish.star` prints"
    assert all(re.search(rf"\b{mart}\b", shown) for mart in MARTS)


def totals(rows: Iterable[tuple[int, Decimal | None]]) -> dict[int, Decimal]:
    """The sums of figures by year."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for year, figure in rows:
        found[year] += figure or 0
    return {year: figure for year, figure in found.items() if figure}


def test_the_programs_of_the_page_run(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(export.parent)
    found: dict[str, Any] = {}
    for program in PYTHON:
        exec(program, found)
    with duckdb.connect(export / "gouji.duckdb", read_only=True) as published:
        facts, changes, regions, outcomes, findings = (published.execute(query).fetchall() for query in SQL)
        current = published.execute(BY_CURRENT).fetchall()
        denied = published.execute(DENIED).fetchall()
    first = {(year, severity): count for year, severity, count in findings}
    # The same chart by pandas; a year and severity without any finding is 0 there.
    assert first and {key: count for key, count in found["chart"].stack().items() if count} == first
    # Whichever way they are added up, no request is counted twice.
    by_year = found["received"].group_by("year").agg(pl.col("received").sum()).rows()
    assert {year: count for year, count in by_year if count} == totals((row[0], row[2]) for row in regions) != {}
    assert {year for year, *_ in outcomes} == {year for year, count in by_year if count}
    assert totals(facts) == totals((row[0], row[2]) for row in regions) != totals(current)
    assert totals(found["denied"].select("year", "requests").rows()) == totals(denied) != {}
    basis = {(year, province): basis for year, province, _, _, basis, *_ in regions}
    assert {row[:2] for row in changes} == {
        (year, province) for year, province in basis if basis[year, province] != basis.get((year - 1, province))
    }
    assert set(found["tables"]) == MARTS and all(column["comment"] for column in found["columns"])
    assert len(found["all_years"]) > 0 and dict(map(tuple, found["by_state"])).keys() == {"open"}


def test_sqlalchemy_reflects_tables_keys_and_comments_of_a_server(warehouses: Warehouses, server: Postgres) -> None:
    assert publish(warehouses.one, server.url) == (0, "")

    async def reflected() -> Any:
        engine = create_async_engine(server.url.replace("postgresql://", "postgresql+asyncpg://"))
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda sync: look(inspect(sync)))
        await engine.dispose()
        return found

    def look(inspector: Any) -> Any:
        schema = {"schema": "marts"}
        return {
            mart: (
                inspector.get_foreign_keys(mart, **schema),
                inspector.get_table_comment(mart, **schema),
                inspector.get_columns(mart, **schema),
            )
            for mart in inspector.get_table_names(**schema)
        }

    found = asyncio.run(reflected())
    for mart, keys in keys_of_models().items():
        foreign, comment, columns = found[mart]
        assert comment["text"] and all(column["comment"] for column in columns)
        declared = {(key.columns, key.mart, key.mart_columns) for key in keys if key.kind == "foreign_key"}
        named = ("constrained_columns", "referred_table", "referred_columns")
        seen = [[one[name] for name in named] for one in foreign]
        assert {(tuple(own), other, tuple(others)) for own, other, others in seen} == declared


def test_the_queries_of_the_page_run_on_a_server(warehouses: Warehouses, server: Postgres) -> None:
    assert publish(warehouses.one, server.url) == (0, "")
    with duckdb.connect(warehouses.one / "gouji.duckdb", read_only=True) as built:
        for query in SQL:
            in_file = [tuple(map(str, row)) for row in built.execute(query).fetchall()]
            assert [tuple(map(str, row)) for row in server.rows(query)] == in_file
