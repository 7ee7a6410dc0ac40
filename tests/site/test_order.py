"""Pages and workbook do not depend on the order in which a build has left the rows of the marts."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from flows.findings.files import write as write_workbook
from flows.site.build import write as write_site
from tests.conftest import FinishedRun

DAY = dt.date(2026, 3, 5)
TABLES = "select table_name from duckdb_tables() where schema_name = 'marts'"


def shuffled(database: Path, other: Path) -> Path:
    """A copy of a database with the rows of every mart in another order."""
    shutil.copyfile(database, other)
    with duckdb.connect(other) as connection:
        for (mart,) in connection.execute(TABLES).fetchall():
            connection.execute(f"create temp table mixed as from marts.{mart} order by hash(rowid + 7)")
            connection.execute(f"delete from marts.{mart}; insert into marts.{mart} from mixed; drop table mixed")
    return other


def pages(folder: Path) -> dict[str, str]:
    """What is in every file but the notes, without the time of writing it."""
    files = (path for path in folder.rglob("*") if path.suffix in (".js", ".html"))
    return {str(p.relative_to(folder)): re.sub('"built":"[^"]*"', "", p.read_text("utf-8")) for p in files}


def cells(file: Path) -> dict[str, list[tuple[object, ...]]]:
    return {sheet.title: list(sheet.values) for sheet in load_workbook(file, read_only=True)}


@pytest.mark.slow
def test_the_order_of_rows_in_the_marts_is_not_seen(finished_run: FinishedRun, tmp_path: Path) -> None:
    database = finished_run.warehouse / "gouji.duckdb"
    other = shuffled(database, tmp_path / "gouji.duckdb")
    for source, name in ((database, "one"), (other, "other")):
        write_site(source, tmp_path / name, DAY)
        write_workbook(source, tmp_path / f"{name} list", day=DAY)
    one, two = pages(tmp_path / "one"), pages(tmp_path / "other")
    assert {name for name in {*one, *two} if one.get(name) != two.get(name)} == set()
    assert cells(tmp_path / "one list/findings.xlsx") == cells(tmp_path / "other list/findings.xlsx")
