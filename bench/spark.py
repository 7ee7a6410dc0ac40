"""Prints what the marts of generated reports cost on DuckDB and on Spark, and how many of their rows differ.

`python -m bench.spark --reports 2000 10000` makes records with planted failures (`bench/records.py`), builds with both,
each in processes of its own, with all data tests, and compares every mart. It ends with 1 where any row differs.
With `--folder`, where `bench.warehouse --folder` has left records and what DuckDB made of them, only Spark builds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from pathlib import Path

import duckdb

from bench import records
from bench.cost import HEADS, cost_of
from tests import spark_builds
from tests.equal_marts import compared

_DAY = dt.date(2024, 6, 1)


def on_duckdb(folder: Path) -> None:
    """Build what is in `records`."""
    from flows.warehouse.build import build

    build(folder / "records", folder / "warehouse", day=_DAY)


def on_spark(folder: Path) -> None:
    """Build it again, after `on_duckdb`, whose inputs it takes."""
    spark_builds.build(folder / "spark", folder / "records", folder / "warehouse" / "inputs", few=False, tested=True)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def are_equal(folder: Path) -> bool:
    """Whether all marts of both are equal; prints how many rows of each are not."""
    say(f"\n{'mart':26}{'rows':>12}{'differing':>12}  columns of another type")
    is_equal = True
    for one in compared(folder / "warehouse" / "gouji.duckdb", folder / "spark" / "warehouse" / spark_builds.MARTS):
        say(f"{one.mart:26}{one.rows:12,}{one.differing:12,}  {', '.join(one.other_types)}")
        is_equal &= one.is_equal
    return is_equal


def compare(folder: Path) -> bool:
    """Build `records` with both, but for what DuckDB has made already; returns whether all marts are equal."""
    query = "select count(*) from read_parquet($files)"
    ((reports,),) = duckdb.execute(query, {"files": f"{folder}/records/reports/*/*.parquet"}).fetchall()
    say(f"\n{reports:,} reports\n{'':10}{HEADS}")
    for step in (on_spark,) if (folder / "warehouse").exists() else (on_duckdb, on_spark):
        say(f"{step.__name__[3:]:10}{cost_of(step, folder)}")
    return are_equal(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--reports", type=int, nargs="+", default=[2_000])
    asked.add_argument("--folder", type=Path, help="of records, and a warehouse, that are there already")
    options = parser.parse_args()
    if options.folder:
        if (options.folder / "spark").exists():
            raise SystemExit(f"{options.folder / 'spark'} is there already: a build would be an update of it")
        sys.exit(0 if compare(options.folder.absolute()) else 1)
    is_equal = True
    for reports in options.reports:
        with tempfile.TemporaryDirectory() as name:
            records.write(Path(name) / "records", reports)
            is_equal &= compare(Path(name))
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
