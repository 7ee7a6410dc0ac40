"""Prints how reading grows with processes and with documents, through the workers that a landing uses.

Every line is a run of its own in a fresh process: `python -m bench.scaling --processes 2 --documents 1000`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.documents import documents
from flows.landing.sources import Source
from flows.landing.workers import read_all
from flows.reading.records import Extraction

_DIFFERENT = 40


class Chunk(NamedTuple):
    """A worker's figures for a chunk: how much it read, its id, its CPU seconds and its peak memory in MB so far."""

    documents: int
    cells: int
    process: int
    seconds: float
    peak: float


def counted(found: Sequence[Extraction]) -> Chunk:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cells = sum(len(one.cells) for one in found)
    return Chunk(len(found), cells, os.getpid(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def sources(count: int) -> Iterator[Source]:
    """`count` pages of sites, no two with the same bytes, generated on demand."""
    pages = documents("clean", _DIFFERENT)
    for number in range(count):
        data = pages[number % len(pages)] + f"<!-- {number} -->".encode()
        yield Source(f"{number}.html", hashlib.sha256(data).hexdigest(), data)


def run(processes: int, count: int) -> dict[str, float]:
    """Read `count` documents in this many processes; wall clock seconds, processor seconds, memory in MB."""
    given = sources(count)
    first = next(given)
    start = time.perf_counter()
    latest: dict[int, Chunk] = {}
    cells = 0
    for chunk in read_all(_again(first, given), counted, processes=processes):
        latest[chunk.process] = chunk
        cells += chunk.cells
    clock = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "clock": clock,
        "cpu": sum(chunk.seconds for chunk in latest.values()) + own.ru_utime + own.ru_stime,
        "cells": cells,
        "peak_worker": max(chunk.peak for chunk in latest.values()),
        "peak_parent": own.ru_maxrss / 1000,
    }


def _again(first: Source, rest: Iterator[Source]) -> Iterator[Source]:
    yield first
    yield from rest


def print_scaling(counts: Sequence[int]) -> None:
    heads = ("processes", "docs/s", "cells/s", "clock s", "CPU s", "worker MB", "parent MB", "x one process")
    sys.stdout.write(f"\n{'documents':>10}" + "".join(f"{head:>14}" for head in heads) + "\n")
    for count in counts:
        alone = 0.0
        for processes in (1, 2):
            found = _in_a_process(processes, count)
            alone = alone or found["clock"]
            figures = (
                f"{processes}",
                f"{count / found['clock']:,.0f}",
                f"{found['cells'] / found['clock']:,.0f}",
                f"{found['clock']:.1f}",
                f"{found['cpu']:.1f}",
                f"{found['peak_worker']:.0f}",
                f"{found['peak_parent']:.0f}",
                f"{alone / found['clock']:.2f}",
            )
            sys.stdout.write(f"{count:>10,}" + "".join(f"{figure:>14}" for figure in figures) + "\n")
            sys.stdout.flush()


def _in_a_process(processes: int, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.scaling", "--processes", str(processes), "--documents", str(count)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(printed)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--documents", type=int, required=True)
    options = parser.parse_args()
    sys.stdout.write(json.dumps(run(options.processes, options.documents)) + "\n")


if __name__ == "__main__":
    main()
