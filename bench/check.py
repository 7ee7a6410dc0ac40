"""How long `gouji check` takes for one report: fresh processes, and where their time goes.

`python -m bench.check [--rounds 20] [FILE…]`. Every figure is the median of the rounds, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

_FILES = [Path(__file__).parents[1] / "raw/documents/hongze_district_2023.html"]
PHASES = ("python", "imports", "reading", "rules", "table")


def main() -> None:
    """Print a line per file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=_FILES, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--phases", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.phases:
        sys.stdout.write(json.dumps(phases(options.files[0])))
        return
    _line("| document | wall | CPU | " + " | ".join(PHASES) + " |\n|---|" + "--:|" * (2 + len(PHASES)))
    for path in options.files:
        figures = (*_of_processes(path, options.rounds), *_of_phases(path, options.rounds))
        _line(f"| {path.name} | " + " | ".join(f"{1000 * seconds:.0f}" for seconds in figures) + " |")


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _of_processes(path: Path, rounds: int) -> tuple[float, float]:
    """Wall clock and processor seconds of the command."""
    walls, processors = [], []
    for _ in range(rounds):
        begin, before = time.perf_counter(), os.times()
        command = [sys.executable, "-m", "flows.cli", "check", str(path)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        walls.append(time.perf_counter() - begin)
        after = os.times()
        processors.append(sum(after[2:4]) - sum(before[2:4]))
    return median(walls), median(processors)


def _of_phases(path: Path, rounds: int) -> list[float]:
    command = [sys.executable, "-m", "bench.check", "--phases", str(path)]
    found = [json.loads(subprocess.check_output(command)) for _ in range(rounds)]
    return [median(round_[phase] for round_ in found) for phase in range(len(PHASES))]


def phases(path: Path) -> list[float]:
    """Processor seconds of each of PHASES in this process, which has to be fresh."""
    from flows.runs.startup import at_once

    marks = [0.0, time.process_time()]
    with at_once():
        from flows.checking.check import check
        from flows.checking.check_table import table_of
        from flows.checking.drafts import read_report

        marks.append(time.process_time())
        read_report(path)
        marks.append(time.process_time())
        # Reads the file again, in a hundredth of the time of the first.
        found = check(path)
        marks.append(time.process_time())
        table_of(found)
        marks.append(time.process_time())
    return [after - before for before, after in pairwise(marks)]


if __name__ == "__main__":
    main()
