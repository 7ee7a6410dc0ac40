"""Prints what rules, ledger, marts, site and workbook cost as reports grow, every step in a process of its own.

`python -m bench.warehouse --reports 10000 100000` makes records with planted failures (`bench/records.py`), builds the
warehouse, validates it and writes site and workbook, and stops where the ledger does not name exactly what was planted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from bench import planted
from bench.planted import Result

_SLOWEST = 10
_SHOWN = 5


class Cost(NamedTuple):
    """Wall clock seconds, processor seconds, peak memory and the most that DuckDB spilled, in MB."""

    clock: float
    cpu: float
    memory: float
    spilled: float


def _make(folder: Path, reports: int) -> None:
    from bench import records

    records.write(folder / "records", reports)


def _build(folder: Path, _: int) -> None:
    from flows.warehouse.build import build
    from flows.warehouse.history import History

    build(folder / "records", folder / "warehouse", History(folder, dt.date(2024, 6, 1)))


def _validate(folder: Path, _: int) -> None:
    (folder / "warehouse" / "checked.json").unlink(missing_ok=True)
    _check(folder, None)


def _validate_one(folder: Path, _: int) -> None:
    reports = f"read_parquet('{folder}/records/reports/**/*.parquet', hive_partitioning = false)"
    touched = folder / "warehouse" / "touched.parquet"
    duckdb.execute(f"copy (select min(report_id) as report_id from {reports}) to '{touched}'")
    _check(folder, touched)


def _check(folder: Path, touched: Path | None) -> None:
    from expectations.checkpoint import check_records, check_results
    from expectations.runner import Runner

    runner = Runner(folder / "warehouse" / "data_docs")
    if defects := check_records(folder / "records", runner, folder / "warehouse" / "checked.json"):
        raise SystemExit(f"the records made here break the landing contract: {defects}")
    # Stops where the records say otherwise than the marts, whose ledger has been compared with what was planted.
    check_results(folder / "warehouse" / "marts", runner, touched)


def _write_site(folder: Path, _: int) -> None:
    from flows.site import build

    build.write(folder / "warehouse" / "gouji.duckdb", folder / "warehouse" / "site", dt.date(2024, 6, 1))


def _write_workbook(folder: Path, _: int) -> None:
    from flows.findings import files

    files.write(folder / "warehouse" / "gouji.duckdb", folder / "warehouse" / "findings")


STEPS: dict[str, Callable[[Path, int], None]] = {
    "make": _make,
    "build": _build,
    "validate": _validate,
    "validate one": _validate_one,
    "site": _write_site,
    "workbook": _write_workbook,
}


def run(step: str, folder: Path, reports: int) -> Cost:
    """Run one step in a fresh process and measure it with all its children."""
    command = [
        sys.executable,
        "-m",
        "bench.warehouse",
        "--step",
        step,
        "--folder",
        str(folder),
        "--reports",
        str(reports),
    ]
    start, spilled = time.perf_counter(), 0
    process = subprocess.Popen(command)
    while (waited := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        building = folder / "warehouse" / ".building"
        spilled = max(spilled, sum(_size(building, aside) for aside in ("*.tmp/*", ".spilled/*")))
        time.sleep(0.1)
    process.returncode, used = os.waitstatus_to_exitcode(waited[1]), waited[2]
    if process.returncode:
        raise SystemExit(f"{step} of {reports} reports ended with {process.returncode}")
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, spilled / 1e6)


def _size(folder: Path, pattern: str = "**/*") -> int:
    """Bytes of files that may vanish while they are counted."""
    found = 0
    for path in folder.glob(pattern):
        try:
            found += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return found


def check_ledger(folder: Path) -> int:
    """Stop where the ledger names failures other than the planted ones; return the number of planted results."""
    with duckdb.connect(str(folder / "warehouse" / "gouji.duckdb"), read_only=True) as connection:
        found = connection.execute(
            """
            select report_id, rule, scope, status from marts.fct_rule_results
            where status = 'fail' or (status = 'not_assessed' and reason = 'missing_terms')"""
        ).fetchall()
    return _same(folder, set(found), {"fail", "not_assessed"})


def _same(folder: Path, found: set[Result], statuses: set[str]) -> int:
    """Stop where results of the rules planted are not exactly the planted ones; return how many these are."""
    got = {result for result in found if result[1] in planted.RULES}
    rows = duckdb.execute(f"select * from read_parquet('{folder}/records/planted.parquet')").fetchall()
    expected = {row for row in rows if row[3] in statuses}
    for text, results in (("not found", expected - got), ("not planted", got - expected)):
        if results:
            raise SystemExit(f"{len(results)} results {text}, such as {sorted(results)[:_SHOWN]}")
    return len(expected)


def slowest(folder: Path) -> list[tuple[str, float]]:
    """The dbt nodes of a build that took longest, with their wall clock seconds."""
    results = json.loads((folder / "warehouse" / ".dbt" / "build" / "run_results.json").read_text("utf-8"))["results"]
    seconds = [(result["unique_id"].split(".", 2)[2], result["execution_time"]) for result in results]
    return sorted(seconds, key=lambda node: -node[1])[:_SLOWEST]


def sizes(folder: Path) -> dict[str, float]:
    """What is on disk afterwards, in MB."""
    warehouse = folder / "warehouse"
    return {
        "records": _size(folder / "records") / 1e6,
        "gouji.duckdb": _size(warehouse, "gouji.duckdb") / 1e6,
        "marts": _size(warehouse / "marts") / 1e6,
        "site": _size(warehouse / "site") / 1e6,
        "findings.xlsx": _size(warehouse / "findings", "*.xlsx") / 1e6,
        "data_docs": _size(warehouse / "data_docs") / 1e6,
    }


def measure(folder: Path, reports: int, first: dict[str, Cost]) -> dict[str, Cost]:
    """Run all steps on this many reports and print them, with the growth since `first`."""
    _print(f"\n{reports:,} reports", ("clock s", "CPU s", "peak MB", "spilled MB", "x first clock", "x first MB"))
    costs: dict[str, Cost] = {}
    for step in STEPS:
        cost = costs[step] = run(step, folder, reports)
        against = first.get(step, cost)
        growth = (f"{cost.clock / against.clock:.1f}", f"{cost.memory / against.memory:.1f}")
        _print(
            f"  {step}",
            (f"{cost.clock:.1f}", f"{cost.cpu:.1f}", f"{cost.memory:,.0f}", f"{cost.spilled:,.0f}", *growth),
        )
        if step == "build":
            _print("  planted results found, and no other", (f"{check_ledger(folder):,}",))
    for name, megabytes in sizes(folder).items():
        _print(f"  {name}", ("", "", f"{megabytes:,.1f}"))
    for name, seconds in slowest(folder):
        _print(f"  {name[:58]}", (f"{seconds:.1f}",))
    return costs


def _print(head: str, figures: Sequence[str]) -> None:
    sys.stdout.write(f"{head:<60}" + "".join(f"{figure:>14}" for figure in figures) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where to leave all that is made, else it is removed")
    parser.add_argument("--step", choices=STEPS, help="run this one step only, on what is in the folder")
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options.folder, options.reports[0])
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    first: dict[str, Cost] = {}
    try:
        for reports in options.reports:
            first = first or {}
            costs = measure(folder / str(reports), reports, first)
            first = first or costs
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
