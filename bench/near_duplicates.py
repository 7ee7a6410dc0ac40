"""Prints how many copied narratives are found by degree of change, and what the search costs through the SQL.

`python -m bench.near_duplicates 10000 100000`: every count of narratives is a run of its own in a fresh process. They
are of five years; one in ten is a copy of another agency's of the year, changed to one of the degrees.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from random import Random

import duckdb
import pyarrow as pa

from flows.reading.records import Extraction, to_tables
from tests.made_models import Models
from tests.narratives import copied, moved, narrative, report

YEARS = range(2019, 2024)
DEGREES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
_COPIES = 10
_BATCH = 2_000


def reports(count: int) -> Iterator[tuple[Extraction, float | None]]:
    """This many reports, each with the degree to which it is a copy of the one before; None if it is not a copy."""
    choice, last, name = Random(count), [""], ""
    for number in range(count):
        year = YEARS[number // _COPIES % len(YEARS)]
        if number % _COPIES == 1:
            degree = DEGREES[number // _COPIES % len(DEGREES)]
            copy = moved(choice, copied(choice, last, name, f"第{number}局", degree))
            yield report(f"第{number}局", year, copy), degree
            continue
        name = f"第{number}局"
        last = narrative(choice, name)
        yield report(name, year, last), None


def run(count: int) -> dict[str, object]:
    """Search this many narratives; wall clock seconds, processor seconds, memory in MB."""
    tables, planted = _tables(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    with duckdb.connect(config={"threads": "2"}) as connection:
        models = Models(connection, tables)
        for name in ("int_reports", "int_agency_names"):
            models.ref(name)
        clock, cpu = time.perf_counter(), time.process_time()
        candidates = models.ref("int_narrative_pairs")
        alike = f"select report_id, other_report_id from {models.ref('int_narrative_likenesses')}"
        pairs = connection.execute(f"{alike} where rule = 'narrative_shared'").fetchall()
        clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        compared = connection.execute(f"select count(*) from {candidates}").fetchall()[0][0]
    found = {frozenset(pair) for pair in pairs}
    return {
        "clock": clock,
        "cpu": cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - before,
        "compared": compared,
        "recall": [len(found & pairs) / len(pairs) for pairs in planted.values()],
        "precision": len(found & set().union(*planted.values())) / len(found),
    }


def _tables(count: int) -> tuple[dict[str, pa.Table], dict[float, set[frozenset[str]]]]:
    planted: dict[float, set[frozenset[str]]] = {degree: set() for degree in DEGREES}
    parts: list[dict[str, pa.Table]] = []
    batch: list[Extraction] = []
    last = ""
    for one, degree in reports(count):
        if degree is not None:
            planted[degree].add(frozenset((last, one.report_id)))
        last = one.report_id
        batch.append(one)
        if len(batch) == _BATCH:
            parts.append(to_tables(batch))
            batch = []
    parts.append(to_tables(batch))
    return {name: pa.concat_tables(part[name] for part in parts) for name in parts[0]}, planted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--one", type=int, help="this count in this process")
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(run(options.one)) + "\n")
        return
    heads = ("clock s", "CPU s", "more MB", "compared", "precision", *(f"{degree:.0%} changed" for degree in DEGREES))
    sys.stdout.write(f"{'narratives':>10}" + "".join(f"{head:>13}" for head in heads) + "\n")
    for count in options.counts:
        command = [sys.executable, "-m", "bench.near_duplicates", "--one", str(count)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        figures = [f"{found['clock']:.1f}", f"{found['cpu']:.1f}", f"{found['peak']:.0f}", f"{found['compared']:,}"]
        figures += [f"{found['precision']:.3f}", *(f"{share:.3f}" for share in found["recall"])]
        sys.stdout.write(f"{count:>10,}" + "".join(f"{figure:>13}" for figure in figures) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
