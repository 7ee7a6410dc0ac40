"""Builds warehouses of provinces apart, and prints what that costs and what they say otherwise than one of all.

`python -m bench.shards --reports 20000 --machines 4` makes records (`bench/records.py`), builds a warehouse of all of
them, then one for each machine of the reports of its provinces, and compares the marts of all machines, taken together,
with those of the one warehouse.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from bench import records
from bench.warehouse import Cost, run
from expectations import sql
from flows.reading.records import SCHEMAS
from flows.warehouse.marts import BY_YEAR

# Provinces are given out by the number of their reports, the largest first, each to the machine that has the fewest.
_REPORTS = """
create table reports as
with provinces as (select name, code from read_csv({divisions}, all_varchar = true) where level = 'province')
select
    reports.report_id,
    substring(coalesce(reports.region_code, min(provinces.code), 'none'), 1, 2) as province
from read_parquet({files}, union_by_name = true, hive_partitioning = false) as reports
left join provinces on starts_with(reports.agency, provinces.name)
group by reports.report_id, reports.region_code"""
_SIZES = "select province, count(*) as reports from reports group by province order by reports desc, province"
_PART = """
copy (
    select records.* from read_parquet({files}, union_by_name = true, hive_partitioning = false) as records
    where report_id in (select report_id from reports where province in (select unnest($provinces)))
) to {target} (format parquet, compression zstd)"""
_ONLY = "select * from read_parquet({one}) except select * from read_parquet({other})"


def split(folder: Path, machines: int) -> list[Path]:
    """The records of whole provinces in a folder for each machine, about as many reports in each."""
    from flows.reading.regions import DIVISIONS

    with duckdb.connect() as connection:
        files = sql.text(folder / "all" / "records" / "reports" / "**" / "*.parquet")
        connection.execute(_REPORTS.format(divisions=sql.text(DIVISIONS), files=files))
        given: list[tuple[int, list[str]]] = [(0, []) for _ in range(machines)]
        for province, reports in connection.execute(_SIZES).fetchall():
            given.sort(key=lambda machine: machine[0])
            given[0] = given[0][0] + reports, [*given[0][1], province]
        parts = [folder / f"machine{number}" for number in range(machines)]
        for part, (_, provinces) in zip(parts, given, strict=True):
            for table in SCHEMAS:
                _write_part(connection, folder / "all" / "records" / table, part / "records" / table, provinces)
    return parts


def _write_part(connection: duckdb.DuckDBPyConnection, table: Path, part: Path, provinces: list[str | None]) -> None:
    for place in {file.parent for file in table.rglob("*.parquet")}:
        target = part / place.relative_to(table) / "part.parquet"
        target.parent.mkdir(parents=True)
        query = _PART.format(files=sql.text(place / "*.parquet"), target=sql.text(target))
        connection.execute(query, {"provinces": provinces})


def compare(folder: Path, parts: list[Path]) -> Iterator[tuple[str, int, int, int]]:
    """For each mart: its name, its rows, those of them that the machines do not have, and those that only they have."""
    with duckdb.connect() as connection:
        for mart in sorted(path.stem for path in (folder / "all" / "warehouse" / "marts").iterdir()):
            whole = _files([folder / "all"], mart)
            lost, other = (
                _count(connection, _ONLY.format(one=one, other=two))
                for one, two in ((whole, _files(parts, mart)), (_files(parts, mart), whole))
            )
            yield mart, _count(connection, f"from read_parquet({whole})"), lost, other


def rules(folder: Path, parts: list[Path]) -> list[tuple[str, int]]:
    """Rules of which the machines have other results, and how many."""
    query = _ONLY.format(one=_files([folder / "all"], "fct_rule_results"), other=_files(parts, "fct_rule_results"))
    return duckdb.execute(f"select rule, count(*) from ({query}) group by rule order by all").fetchall()


def _files(folders: list[Path], mart: str) -> str:
    places = [
        folder / "warehouse" / "marts" / (f"{mart}/*.parquet" if mart in BY_YEAR else f"{mart}.parquet")
        for folder in folders
    ]
    return f"[{', '.join(sql.text(place) for place in places)}]"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(f"select count(*) from ({query})").fetchall()[0][0])


def _print(title: str, cost: Cost) -> None:
    sys.stdout.write(f"{title:<40}{cost.clock:>8.1f} s{cost.cpu:>10.1f} CPU s{cost.memory:>10,.0f} MB\n")
    sys.stdout.flush()


def measure(folder: Path, reports: int, machines: int) -> None:
    """Print the costs of all warehouses, then marts and rules with other rows."""
    records.write(folder / "all" / "records", reports)
    _print(f"{reports:,} reports", run("build", folder / "all", reports))
    parts = split(folder, machines)
    for part in parts:
        _print(part.name, run("build", part, reports))
    sys.stdout.write(f"\n{'mart':<40}{'rows':>12}{'lost':>12}{'other':>12}\n")
    for mart, rows, lost, other in compare(folder, parts):
        if lost or other:
            sys.stdout.write(f"{mart:<40}{rows:>12,}{lost:>12,}{other:>12,}\n")
    for rule, results in rules(folder, parts):
        sys.stdout.write(f"  {rule:<38}{results:>12,}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--machines", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        measure(Path(folder), options.reports, options.machines)


if __name__ == "__main__":
    main()
