"""Prints how fast documents of every format are read, as multiples of the bare parser, measured in one run.

Readers take turns on the same documents, so that other load on the machine affects all of them; a figure is the median
of the rounds. Processor time is measured, not wall clock time. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from bench.documents import KINDS, documents
from bench.floors import FLOORS, RIVALS
from bench.scaling import print_scaling
from flows.landing.garbage import collect_rarely
from flows.landing.sources import Source
from flows.landing.worker import answer
from flows.reading.document import read
from flows.reading.records import Extraction

_HEADS = ("kind", "KB", "docs/s", "CPU ms", "cells/s", "floor ms", "x floor", "rival x", "peak MB", "rejected")
_ROUNDS_OF_RIVAL = 1


class Measured(NamedTuple):
    """CPU seconds for reading all documents of a kind once: ours, the floor's, and the rival's where there is one."""

    ours: float
    floor: float | None
    rival: float | None
    cells: int
    rejected: int
    kilobytes: float
    peak: float


def measure(kind: str, count: int, rounds: int) -> Measured:
    """Read `count` documents of a kind in turns with its floor and its rival."""
    data = documents(kind, count)
    ours: list[float] = []
    floors: list[float] = []
    rivals: list[float] = []
    _warm(kind, data)
    for number in range(rounds):
        if kind in FLOORS:
            floors.append(_seconds(FLOORS[kind][1], data))
        ours.append(_seconds(_read, data))
        if kind in RIVALS and number < _ROUNDS_OF_RIVAL:
            rivals.append(_seconds(RIVALS[kind][1], data))
    found = [_read(one) for one in data]
    return Measured(
        median(ours),
        median(floors) if floors else None,
        median(rivals) if rivals else None,
        sum(len(one.cells) for one in found),
        sum(one.status == "rejected" for one in found),
        sum(map(len, data)) / len(data) / 1000,
        _peak(kind, count),
    )


def _read(data: bytes) -> Extraction:
    """Read as a landing does: an error of the reader rejects one document."""
    return answer(Source("document", "", data), read)


def _warm(kind: str, data: Sequence[bytes]) -> None:
    for parse in (_read, *(readers[kind][1] for readers in (FLOORS, RIVALS) if kind in readers)):
        parse(data[0])
    collect_rarely()


def _seconds(parse: Callable[[bytes], object], data: Sequence[bytes]) -> float:
    start = time.process_time()
    for one in data:
        parse(one)
    return time.process_time() - start


def _peak(kind: str, count: int) -> float:
    """The most memory in MB that a process of its own takes to read the documents."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(peak_of, (kind, count))


def peak_of(kind: str, count: int) -> float:
    for one in documents(kind, count):
        _read(one)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _row(kind: str, count: int, found: Measured) -> str:
    figures = (
        f"{found.kilobytes:.0f}",
        f"{count / found.ours:,.0f}",
        f"{found.ours / count * 1000:.2f}",
        f"{found.cells / found.ours:,.0f}",
        f"{found.floor / count * 1000:.3f}" if found.floor else "",
        f"{found.ours / found.floor:.2f}" if found.floor else "",
        f"{found.rival / found.ours:.1f}" if found.rival else "",
        f"{found.peak:.0f}",
        f"{found.rejected}",
    )
    return (
        f"{kind:8}"
        + "".join(f"{figure:>10}" for figure in figures)
        + f"  {FLOORS[kind][0] if kind in FLOORS else 'none'}\n"
    )


def facts() -> str:
    """What the figures were measured on."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    processor = names[0] if names else platform.machine()
    return f"{processor}, {os.cpu_count()} processors, load {load}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40, help="documents of each kind")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--documents", type=int, nargs="*", default=[1_000, 10_000], help="how many to scale over")
    options = parser.parse_args()
    sys.stdout.write(facts() + "\n\n")
    sys.stdout.write(f"{_HEADS[0]:8}" + "".join(f"{head:>10}" for head in _HEADS[1:]) + "  floor\n")
    for kind in options.kind or KINDS:
        sys.stdout.write(_row(kind, options.count, measure(kind, options.count, options.rounds)))
        sys.stdout.flush()
    if options.documents:
        print_scaling(options.documents)


if __name__ == "__main__":
    main()
