"""Whether documents become the same records and marts in every way that gouji has, and what each of these ways costs.

`python -m bench.ways --documents 100000` draws pages of many agencies and years, and lands them
with one process, with one for each processor, and with two workers of a Dask cluster, one of which is killed after half
of them. Then DuckDB and Spark build their marts. It ends with 1 where records differ by a byte, or marts by a row.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import duckdb

from bench.cost import HEADS, Cost, cost_of
from bench.spark import are_equal, on_duckdb, on_spark, say
from tests.corpus import sample
from tests.dask_cluster import DaskCluster, dask_cluster, kill
from tests.runs.test_cluster import landed

_FOLDER = 1_000


def make(folder: Path, documents: int) -> None:
    """Write so many pages."""
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(partial(_write, folder, documents), range(0, documents, _FOLDER)):
            pass


def _write(folder: Path, documents: int, first: int) -> None:
    place = folder / f"{first:07}"
    place.mkdir(parents=True)
    for number in range(first, min(first + _FOLDER, documents)):
        (place / f"{number:07}.html").write_bytes(sample(f"ways.{number}", ("html",), ()).data)


def land_here(raw: Path, processes: int) -> None:
    """Land with so many processes."""
    from flows.landing.land import land

    os.cpu_count = lambda: processes  # type: ignore[assignment]
    land(raw)


def land_on(raw: Path, address: str) -> None:
    """Land on a cluster."""
    from flows.landing.land import land

    land(raw, cluster=address)


class Killing:
    """Kills a worker once half of the documents have been landed, and starts another."""

    def __init__(self, cluster: DaskCluster, raw: Path, documents: int) -> None:
        self._cluster, self._raw, self._half = cluster, raw, documents // 1_000
        self._worker = cluster.worker()
        cluster.worker()
        self.is_done = False

    def __call__(self) -> None:
        # A part has five hundred documents, and a file for each year among these.
        parts = {path.name for path in self._raw.glob(".records/*/reports/*/*.parquet")}
        if not self.is_done and len(parts) >= self._half:
            kill(self._worker)
            self._cluster.worker()
            self.is_done = True


def on_cluster(raw: Path, documents: int) -> Cost:
    """What landing costs on a cluster that loses a worker."""
    with tempfile.TemporaryDirectory() as folder, dask_cluster(Path(folder)) as cluster:
        killing = Killing(cluster, raw, documents)
        cost = cost_of(land_on, raw, cluster.address, helpers=cluster.family.running, meanwhile=killing)
    if not killing.is_done:
        raise SystemExit("it was over before a worker was killed")
    return cost


def lake(folder: Path, name: str) -> Path:
    """A folder `raw` of its own, with the same documents."""
    raw = folder / name / "raw"
    raw.mkdir(parents=True)
    (raw / "documents").symlink_to(folder / "documents")
    return raw


def statuses(raw: Path) -> dict[str, int]:
    """How many documents have which status."""
    query = "select status, count(*) from read_parquet($files) group by status"
    return dict(duckdb.execute(query, {"files": str(raw / "records/documents/*.parquet")}).fetchall())


def are_landed_alike(folder: Path, documents: int) -> bool:
    """Land them in every way; returns whether all records are the same, which are then linked as `records`."""
    say(f"{'':24}{HEADS}{'documents/s':>14}")
    found = {}
    for name, step in {
        "1 process": lambda raw: cost_of(land_here, raw, 1),
        f"{os.cpu_count()} processes": lambda raw: cost_of(land_here, raw, os.cpu_count()),
        "Dask, a worker killed": lambda raw: on_cluster(raw, documents),
    }.items():
        raw = lake(folder, name)
        cost = step(raw)
        say(f"{name:24}{cost}{documents / cost.clock:14,.0f}")
        if (read := statuses(raw)) != {"extracted": documents}:
            raise SystemExit(f"not all pages that were drawn are extracted: {read}")
        found[name] = landed(raw)
    first = next(iter(found))
    (folder / "records").symlink_to(folder / first / "raw" / "records")
    alike = [name for name, files in found.items() if files == found[first]]
    say(f"\n{len(found[first]):,} files of records, the same by {', '.join(alike)}")
    return len(alike) == len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--folder", type=Path, help="where to leave all that is made, else it is removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as name:
        folder = (options.folder or Path(name)).absolute()
        say(f"{options.documents:,} documents\n{'':24}{HEADS}")
        say(f"{'drawn':24}{cost_of(make, folder / 'documents', options.documents)}\n")
        is_equal = are_landed_alike(folder, options.documents)
        say(f"\n{'':24}{HEADS}")
        for step in (on_duckdb, on_spark):
            say(f"{step.__name__[3:]:24}{cost_of(step, folder)}")
        is_equal &= are_equal(folder)
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
