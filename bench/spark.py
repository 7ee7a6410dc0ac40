"""Prints what the marts of generated reports cost on DuckDB and on Spark, and how many of their rows differ.

`python -m bench.spark --reports 2000 10000` makes records with planted failures (`bench/records.py`), builds with both,
each in processes of its own, with all data tests, and compares every mart. It ends with 1 where any row differs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import psutil

from bench import records
from tests import spark_builds
from tests.equal_marts import compared

_DAY = dt.date(2024, 6, 1)
_EVERY = 0.2


class Cost(NamedTuple):
    """Wall clock seconds, processor seconds, and the most memory that all processes together held, in MB."""

    clock: float
    cpu: float
    memory: float


def _on_duckdb(folder: Path) -> None:
    from flows.warehouse.build import build

    build(folder / "records", folder / "warehouse", day=_DAY)


def _on_spark(folder: Path) -> None:
    spark_builds.build(folder / "spark", folder / "records", folder / "warehouse" / "inputs", quick=False)


def _measured(step: Callable[[Path], None], folder: Path) -> Cost:
    """What a step costs in a process of its own, with all that it starts."""
    started, memory = time.monotonic(), 0.0
    seconds: dict[int, float] = {}
    process = get_context("spawn").Process(target=step, args=(folder,))
    process.start()
    watched = psutil.Process(process.pid)
    while process.is_alive():
        held = 0
        for each in [watched, *watched.children(recursive=True)]:
            try:
                held += each.memory_info().rss
                times = each.cpu_times()
            except psutil.NoSuchProcess:
                continue
            seconds[each.pid] = times.user + times.system
        memory = max(memory, held / 1e6)
        process.join(_EVERY)
    if process.exitcode:
        sys.exit(f"{step.__name__} failed")
    return Cost(time.monotonic() - started, sum(seconds.values()), memory)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _compare(folder: Path) -> bool:
    _say(f"\n{'mart':26}{'rows':>12}{'differing':>12}  columns of another type")
    is_equal = True
    for one in compared(folder / "warehouse" / "gouji.duckdb", folder / "spark" / "warehouse" / spark_builds.MARTS):
        _say(f"{one.mart:26}{one.rows:12,}{one.differing:12,}  {', '.join(one.other_types)}")
        is_equal &= one.is_equal
    return is_equal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[2_000])
    options = parser.parse_args()
    is_equal = True
    for reports in options.reports:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            records.write(folder / "records", reports)
            _say(f"\n{reports:,} reports")
            _say(f"{'':10}{'seconds':>10}{'processor':>12}{'MB':>10}")
            for step in (_on_duckdb, _on_spark):
                cost = _measured(step, folder)
                _say(f"{step.__name__[4:]:10}{cost.clock:10.1f}{cost.cpu:12.1f}{cost.memory:10,.0f}")
            is_equal &= _compare(folder)
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
