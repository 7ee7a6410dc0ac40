"""Feeds mutated documents to the reader, and keeps what makes it crash, hang, raise or take too much memory.

`python -m bench.fuzz --seconds 1800 --format pdf`. Documents are drawn from the corpus and mutated: bits, splices,
cuts, repeated and dropped tokens; inside the parts of ZIP containers as well. A worker reads them under limits of time
and memory; a fault is named by its seed, and `--seed-of NAME --out FILE` writes that document again.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import re
import resource
import signal
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from tests.corpus import sample
from tests.rendering.harm import HARMS
from tests.rendering.printing import FORMATS
from tests.rendering.word_file import packed

SECONDS, MEMORY = 10, 1_500_000_000
_TOKENS = re.compile(rb"<[^<>]{0,2000}>|[^<>|\n]+|[<>|\n]")
_BASES, _LARGEST = 60, 2_000_000
_STRANGE = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"99999999999999999999",
    b'colspan="1000000000"',
    b"<table><tr><td>" * 50,
    b"</td>" * 20,
    b"|" * 300,
    "其他总计".encode() * 20,
    "第二十条第(一)项".encode(),
    b"1e999",
    b"-" * 500,
    b"&#x10ffff;&#0;",
    b"%PDF-1.7",
    b"PK\x03\x04",
)
_context = multiprocessing.get_context("fork")


def mutated(seed: str, format: str) -> bytes:
    """The document of one seed: a drawn report, changed in one place to some hundred."""
    choice = Random(seed)
    data = _base(format, choice.randrange(_BASES))
    if data[:2] == b"PK" and choice.random() < 0.8:
        return _inside(data, choice)
    return _changed(data, choice)


@cache
def _base(format: str, number: int) -> bytes:
    return sample(f"fuzz.{number}", (format,), HARMS).data


def _inside(data: bytes, choice: Random) -> bytes:
    """A ZIP container, one part of it changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        return _changed(data, choice)
    name = choice.choice(sorted(parts))
    content = parts[name]
    parts[name] = _changed(content if isinstance(content, bytes) else content.encode(), choice)
    return packed(parts)


def _changed(data: bytes, choice: Random) -> bytes:
    for _ in range(choice.choice((1, 1, 2, 5, 30))):
        data = choice.choice((_bits, _spliced, _cut, _tokens, _tokens, _inserted))(data, choice)[:_LARGEST]
    return data


def _place(data: bytes, choice: Random) -> int:
    return choice.randrange(len(data) + 1)


def _bits(data: bytes, choice: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(choice.choice((1, 4, 64)) if data else 0):
        changed[choice.randrange(len(changed))] ^= 1 << choice.randrange(8)
    return bytes(changed)


def _spliced(data: bytes, choice: Random) -> bytes:
    """A stretch of the document again somewhere else."""
    start, at = _place(data, choice), _place(data, choice)
    return data[:at] + data[start : start + choice.choice((8, 200, 5_000))] * choice.choice((1, 1, 20)) + data[at:]


def _cut(data: bytes, choice: Random) -> bytes:
    start = _place(data, choice)
    return data[:start] if choice.random() < 0.2 else data[:start] + data[start + choice.choice((1, 30, 3_000)) :]


def _inserted(data: bytes, choice: Random) -> bytes:
    at = _place(data, choice)
    return data[:at] + choice.choice(_STRANGE) + data[at:]


def _tokens(data: bytes, choice: Random) -> bytes:
    """Tags and texts between them dropped, doubled or swapped."""
    tokens = _TOKENS.findall(data)
    for _ in range(choice.choice((1, 5, 40)) if tokens else 0):
        one, other = choice.randrange(len(tokens)), choice.randrange(len(tokens))
        what = choice.randrange(3)
        if what == 0:
            tokens[one] = b""
        elif what == 1:
            tokens[one] *= choice.choice((2, 2, 200)) if len(tokens[one]) < 1_000 else 2
        else:
            tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def _serve(connection: Connection, format: str, started: float, seconds: float, seed: int) -> None:
    """Mutate and read until the time is over; say the seed before each document, and what came of it after."""
    from flows.reading import read
    from tests.rendering.judging import unsound

    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    number = seed
    while time.monotonic() < started + seconds:
        data = mutated(f"{format}.{number}", format)
        connection.send(("at", number))
        signal.alarm(SECONDS)
        connection.send(_outcome(data, read, unsound))
        signal.alarm(0)
        number += 1
    connection.send(("end", number))


def _outcome(
    data: bytes, read: Callable[[bytes, str], object], unsound: Callable[[object], list[str]]
) -> tuple[str, str]:
    try:
        faults = unsound(read(data, "fuzzed"))
    except MemoryError:
        return "memory", ""
    except Exception:
        return "raised", traceback.format_exc().strip().splitlines()[-1] + " " + _where()
    return ("unsound", faults[0]) if faults else ("read", "")


def _where() -> str:
    frame = traceback.extract_tb(sys.exc_info()[2])[-1]
    return f"({Path(frame.filename).name}:{frame.lineno})"


def fuzz(format: str, seconds: float, seed: int) -> tuple[Counter[str], dict[str, list[str]]]:
    """Fuzz one format for so long. Returns counts by outcome and, for each fault, the seeds that show it."""
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
            what = "hung" if process.exitcode == -signal.SIGALRM else f"crashed {process.exitcode}"
            counts[what] += 1
            faults.setdefault(what, []).append(f"{format}.{number}")
            number += 1
    return counts, faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="for each format")
    parser.add_argument("--format", action="append", choices=tuple(FORMATS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seed-of", metavar="NAME", help="write the document of one fault: html.123")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.seed_of:
        options.out.write_bytes(mutated(options.seed_of, options.seed_of.split(".")[0]))
        return
    for format in options.format or FORMATS:
        for number in range(_BASES):
            _base(format, number)
        counts, faults = fuzz(format, options.seconds, options.seed)
        sys.stdout.write(f"{format:9} {sum(counts.values())} documents in {options.seconds:.0f} s: {dict(counts)}\n")
        for fault, seeds in sorted(faults.items(), key=lambda item: -len(item[1])):
            sys.stdout.write(f"    {len(seeds)} x {fault}: {', '.join(seeds[:3])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
