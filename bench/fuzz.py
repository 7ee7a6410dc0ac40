"""Feeds mutated documents to the reader, and keeps what makes it crash, hang, raise or take too much memory.

`python -m bench.fuzz --seconds 1800 --format pdf`. Documents are drawn from the corpus and mutated: bits, splices,
cuts, repeated and dropped tokens; inside the parts of ZIP containers as well. A worker reads them under limits of time
and memory; a fault is named by its seed, and `--seed-of NAME --out FILE` writes that document again.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from bench.bases import BASES, base
from bench.mutations import mutate
from flows.documents.archives.members import archive_kind, members
from flows.reading.document import read
from flows.reading.records import Extraction
from tests.rendering.judging import unsound

SECONDS, SECONDS_OF_SCANS = 10, 120
"""Longest processor time for a document; a PDF with damaged text is read as a scan, page by page."""

MEMORY = 1_500_000_000
_BASES = 60
_ENDINGS = (signal.SIGPROF, signal.SIGALRM)
_context = multiprocessing.get_context("fork")


def mutated(seed: str, format: str) -> bytes:
    """The document of one seed: a drawn report, changed."""
    choice = Random(seed)
    return mutate(base(format, choice.randrange(_BASES)), choice)


def _serve(connection: Connection, format: str, started: float, seconds: float, seed: int) -> None:
    """Mutate and read until time is up; report the seed before each document, and the outcome after it."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_DFL)
    number = seed
    while time.monotonic() < started + seconds:
        data = mutated(f"{format}.{number}", format)
        connection.send(("at", number))
        _bound(SECONDS_OF_SCANS if format == "pdf" else SECONDS)
        connection.send(_outcome(data))
        _bound(0)
        number += 1
    connection.send(("end", number))


def _bound(seconds: int) -> None:
    """End the process after this much processor time of its own, as wall clock time includes other processes."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(20 * seconds)


def _outcome(data: bytes) -> tuple[str, str]:
    try:
        faults = [fault for found in _read(data) for fault in unsound(found)]
    except MemoryError:
        return "memory", ""
    except Exception:
        return "raised", traceback.format_exc().strip().splitlines()[-1] + " " + _where()
    return ("unsound", faults[0]) if faults else ("read", "")


def _read(data: bytes) -> list[Extraction]:
    """Read a document, or each document of an archive."""
    file = io.BytesIO(data)
    if archive_kind(file) is None:
        return [read(data, "fuzzed")]
    return [read(member.data, member.name) for member in members(file, "fuzzed") if member.refusal is None]


def _where() -> str:
    frame = traceback.extract_tb(sys.exc_info()[2])[-1]
    return f"({Path(frame.filename).name}:{frame.lineno})"


def fuzz(format: str, seconds: float, seed: int) -> tuple[Counter[str], dict[str, list[str]]]:
    """Fuzz one format for this long. Returns counts by outcome and, for each fault, the seeds that show it."""
    counts: Counter[str] = Counter()
    faults: dict[str, list[str]] = {}
    started, number = time.monotonic(), seed
    while time.monotonic() < started + seconds:
        mine, theirs = _context.Pipe(duplex=False)
        process = _context.Process(target=_serve, args=(theirs, format, started, seconds, number), daemon=True)
        process.start()
        theirs.close()
        ended = False
        try:
            while True:
                what, detail = mine.recv()
                if what == "at":
                    number = detail
                elif what == "end":
                    ended = True
                    break
                else:
                    counts[what] += 1
                    if what != "read":
                        faults.setdefault(f"{what} {detail}", []).append(f"{format}.{number}")
        except EOFError:
            pass
        process.join()
        if not ended:
            what = "hung" if -(process.exitcode or 0) in _ENDINGS else f"crashed {process.exitcode}"
            counts[what] += 1
            faults.setdefault(what, []).append(f"{format}.{number}")
            number += 1
    return counts, faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="for each format")
    parser.add_argument("--format", action="append", choices=BASES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seed-of", metavar="NAME", help="write the document of one fault: html.123")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.seed_of:
        options.out.write_bytes(mutated(options.seed_of, options.seed_of.split(".")[0]))
        return
    for format in options.format or BASES:
        for number in range(_BASES):
            base(format, number)
        counts, faults = fuzz(format, options.seconds, options.seed)
        sys.stdout.write(f"{format:9} {sum(counts.values())} documents in {options.seconds:.0f} s: {dict(counts)}\n")
        for fault, seeds in sorted(faults.items(), key=lambda item: -len(item[1])):
            sys.stdout.write(f"    {len(seeds)} x {fault}: {', '.join(seeds[:3])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
