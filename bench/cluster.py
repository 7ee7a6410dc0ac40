"""Prints how fast documents are read on a Dask cluster on this machine, beside processes: `python -m bench.cluster`.

The documents are the shipped ones, again and again, no two with the same bytes. Scheduler, workers and the process that
runs gouji are processes of their own; a worker has one thread, and so one process that reads. Every line is a fresh
process that runs gouji, on workers that have read before, measured from its first result on. All share the processors
of one machine: what a cluster gains is not measured, what it costs is. Milliseconds are of processor time: of those who
read, of gouji, and of what Dask runs, a part of which it takes as time passes. Memory is the most a process has held.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.extraction import facts
from flows.landing.generations import Batch, pack
from flows.landing.sources import Source
from flows.landing.workers import read_all
from flows.reading.records import Extraction
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.shipped import DOCUMENTS

_HEADS = (
    "reads",
    "documents",
    "docs/s",
    "MB/s",
    "read ms/doc",
    "gouji ms/doc",
    "Dask ms/doc",
    "gouji MB",
    "scheduler MB",
    "worker MB",
)
_WARM = 1_024
_CLOCK = os.sysconf("SC_CLK_TCK")


class Chunk(NamedTuple):
    """What a landing gets of a chunk, the process that read it, and the processor seconds of that so far."""

    batch: Batch
    reader: int
    seconds: float


class Measured(NamedTuple):
    """What reading took, by document: seconds, megabytes, and processor seconds of those who read, and of gouji.

    `peak` is the most megabytes that the process of gouji held, `readers` are the processes that read.
    """

    seconds: float
    megabytes: float
    reading: float
    own: float
    peak: float
    readers: list[int]


def packed(found: Sequence[Extraction]) -> Chunk:
    return Chunk(pack(found), os.getpid(), time.process_time())


def sources(count: int) -> Iterator[Source]:
    """So many documents, made as they are asked for; of every format that is shipped."""
    shipped = [(path.suffix, path.read_bytes()) for path in sorted(DOCUMENTS.iterdir())]
    for number, (suffix, data) in enumerate(islice(cycle(shipped), count)):
        varied = data + f"\n<!-- {number} -->\n".encode()
        yield Source(f"{number}{suffix}", hashlib.sha256(varied).hexdigest(), varied)


def run(count: int, processes: int | None, cluster: str | None) -> Measured:
    """Read documents as a landing does, but for writing the records. Raises SystemExit where one is missing."""
    chunks = read_all(sources(count), packed, processes=processes, cluster=cluster)
    first = next(chunks)
    begun, own, read = time.perf_counter(), time.process_time(), 0
    since, until, by = {first.reader: first.seconds}, {}, 0
    for batch, reader, seconds in chunks:
        read += len(batch.accounts)
        by += len(batch.accounts) if reader in since else 0
        since.setdefault(reader, seconds)
        until[reader] = seconds
    if read + len(first.batch.accounts) != count:
        raise SystemExit(f"{read} of {count} documents were read")
    seconds, own = (time.perf_counter() - begun) / read, (time.process_time() - own) / read
    reading = sum(until[one] - since[one] for one in until) / max(by, 1)
    megabytes = sum(len(source.data) for source in sources(count)) / 1e6 / count
    return Measured(seconds, megabytes, reading, own, _peak("self"), [*since])


def _peak(process: int | str) -> float:
    """The most megabytes of memory that a process has held."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1000


def _cpu(process: int) -> float:
    """The processor seconds that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _CLOCK


def _in_a_process(count: int, *arguments: str) -> Measured:
    # Those who read import what is called, which they could not from `__main__`.
    program = "from bench.cluster import main; main()"
    command = [sys.executable, "-c", program, "--documents", str(count), *arguments]
    return Measured(*json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _line(reads: str, count: int, found: Measured, dask: float = 0, *peaks: float) -> str:
    figures = (
        f"{count:,}",
        f"{1 / found.seconds:,.0f}",
        f"{found.megabytes / found.seconds:.2f}",
        *(f"{seconds * 1000:.2f}" for seconds in (found.reading, found.own)),
        f"{dask * 1000:.2f}" if peaks else "",
        *(f"{megabytes:.0f}" for megabytes in (found.peak, *peaks)),
    )
    return f"{reads:<16}" + "".join(f"{figure:>13}" for figure in figures) + "\n"


def _on_cluster(cluster: DaskCluster, workers: int, count: int) -> str:
    before = {process: _cpu(process) for process in cluster.family.running()}
    found = _in_a_process(count, "--cluster", cluster.address)
    dask = sum(_cpu(process) - before[process] for process in before if process not in found.readers)
    scheduler = cluster.scheduler.pid
    peaks = _peak(scheduler), max(_peak(process) for process in before if process != scheduler)
    return _line(f"Dask, {workers} worker{'s' * (workers > 1)}", count, found, dask / count, *peaks)


def table(few: int, many: int) -> Iterator[str]:
    """The lines of the table, as they are measured."""
    yield f"{_HEADS[0]:<16}" + "".join(f"{head:>13}" for head in _HEADS[1:]) + "\n"
    for processes in (1, 2):
        named = f"{processes} process{'es' * (processes > 1)}"
        yield _line(named, few, _in_a_process(few, "--processes", str(processes)))
    with tempfile.TemporaryDirectory() as folder, dask_cluster(Path(folder)) as cluster:
        for workers in (1, 2):
            cluster.worker()
            _in_a_process(_WARM, "--cluster", cluster.address)
            yield _on_cluster(cluster, workers, few)
        yield _on_cluster(cluster, 2, many)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000, 20_000], help="how many; the table has two")
    parser.add_argument("--processes", type=int, help="print what one reading takes in so many processes, as JSON")
    parser.add_argument("--cluster", help="the same on a cluster")
    options = parser.parse_args()
    if options.processes or options.cluster:
        sys.stdout.write(json.dumps(run(options.documents[0], options.processes, options.cluster)) + "\n")
        return
    sys.stdout.write(facts() + "\n\n")
    for line in table(*options.documents):
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
