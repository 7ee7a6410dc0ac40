"""Kills runs with SIGKILL, and shows that the next one repairs all: `python -m bench.faults --kills 200`.

A small lake is built once. Then, again and again, it is restored and something happens to it; the run that follows is
killed, and a second one goes to its end. Records, marts in both forms, pages, workbook, history and decisions must then
be those of a lake to which the same happened and whose run was left alone; no process and no file may be left over, and
a third run must find nothing new. What runs tell operators is checked as well: the run that was killed reads as killed,
and each document that is gone is listed once.

Half of the kills come just before a change to a file: the state of the disk at the boundary of two steps is that before
the first file that the second one touches, so every boundary is one of these. The others come at random moments, in
processor time. Killed are the run alone, its whole group, or one of the processes that read for it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.accounts import Line, gone, listed_wrongly, runs_since, unbounded
from bench.boundaries import GROUP, PARENT, Boundaries
from bench.children import Child, Ended, answer, gouji, is_tracker, load, place
from bench.lake import Lake, decide
from bench.outcome import Outcome, differences, names, outcome
from flows.operations import records

BEFORE, DAY = "2026-03-02", "2026-03-05"
WORKER = "one worker"
_NOTHING_NEW = "nothing new"
_RECORD = "/raw/history/runs.jsonl"
_EARLY = 0.1
"""The share of its time in which a run killed may not have recorded yet that it has begun."""


class Happening(NamedTuple):
    """What happens to the lake before a run; `decides` whether a supervisor decides as well."""

    name: str
    change: Callable[[Lake], None]
    decides: bool = False


def _all_at_once(lake: Lake) -> None:
    lake.add(5)
    for change in (
        lake.republish,
        lake.rename,
        lake.copy,
        lake.remove,
        lake.list,
        lake.add_broken,
    ):
        change()


HAPPENINGS = (
    Happening("documents are added", lambda lake: lake.add(4)),
    Happening("one is published again", Lake.republish),
    Happening("one is removed", Lake.remove),
    Happening("a decision", lambda lake: None, decides=True),
    Happening("all at once", _all_at_once, decides=True),
)


class Place(NamedTuple):
    """Folders of a trial: the run always finds its lake in the same one."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "lake" / "raw"

    @property
    def warehouse(self) -> Path:
        return self.folder / "lake" / "warehouse"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def restore(self, happening: Happening) -> None:
        """The lake as it was built, and then what happens to it."""
        shutil.rmtree(self.folder / "lake", ignore_errors=True)
        shutil.rmtree(self.temporary, ignore_errors=True)
        shutil.copytree(self.folder / "built", self.folder / "lake", symlinks=True)
        lake = Lake.__new__(Lake)
        lake.raw, lake.choice, lake._made = self.raw, Random(happening.name), 500
        happening.change(lake)
        if happening.decides:
            answer(decide, self.raw, self.warehouse, 1, DAY)

    def start(self, watch: Callable[[], None] = lambda: None, day: str = DAY) -> Child:
        def call() -> int:
            in_small_batches()
            watch()
            return gouji("run", "--raw", self.raw, "--warehouse", self.warehouse, "--today", day)

        return Child(call, self.temporary)


def in_small_batches() -> None:
    """Let a few documents make as many chunks and batches as thousands do, and what was just left count as old."""
    from flows.landing import land, temporary, workers

    land._BATCH, workers._CHUNK, workers._FEW, temporary._YOUNG = 3, 2, 3, 0.0


class Undisturbed(NamedTuple):
    """What comes of a happening where nothing is killed.

    These are the outcome, names of files, lines on what is gone, processor seconds, and boundaries; `recorded` is the
    boundary from which on it is known that the run has begun.
    """

    happening: Happening
    outcome: Outcome
    names: set[str]
    gone: list[Line]
    cpu: float
    boundaries: list[int]
    recorded: int


def undisturbed(place: Place, happening: Happening) -> Undisturbed:
    """A run that is left alone."""
    log = place.folder / "boundaries.log"
    log.unlink(missing_ok=True)
    place.restore(happening)
    ended = place.start(Boundaries(place.folder / "lake", log).watch).wait()
    expect(ended, "undisturbed")
    lines = log.read_text("utf-8").splitlines()
    firsts = [n for n, line in enumerate(lines, start=1) if _kind(line) not in map(_kind, lines[: n - 1])]
    found = answer(outcome, place.raw, place.warehouse)
    recorded = next(n for n, line in enumerate(lines, start=1) if line.endswith(_RECORD)) + 1
    held = names(place.raw, place.warehouse), gone(place.raw)
    return Undisturbed(happening, found, *held, ended.cpu, firsts, recorded)


def _kind(line: str) -> str:
    """Changes of one kind have one boundary: what dbt copies, say, is one."""
    event, _, path = line.partition(" ")
    parts = path.split("/")
    return f"{event} {'/'.join(parts[:4] if '.dbt' in parts or 'site' in parts else parts[:6])}"


def expect(ended: Ended, what: str) -> None:
    """Stop the trial where a run that nothing disturbs fails."""
    if ended.code:
        raise SystemExit(f"{what}: ended with {ended.code}: {ended.printed}")


class Kill(NamedTuple):
    """A kill: of whom, when a run of which happening is at a boundary, or that far in its processor time."""

    of: Undisturbed
    whom: str
    boundary: int = 0
    share: float = 0.0

    def __str__(self) -> str:
        when = f"at boundary {self.boundary}" if self.boundary else f"after {self.share:.0%} of its time"
        return f"{self.of.happening.name}, {self.whom}, {when}"


def planned(runs: list[Undisturbed], count: int, choice: Random) -> Iterator[Kill]:
    """Kills at boundaries, spread evenly over all there are, and at random moments in turn."""
    boundaries = [(run, boundary) for run in runs for boundary in run.boundaries]
    at = [boundaries[n * len(boundaries) // ((count + 1) // 2)] for n in range((count + 1) // 2)]
    for number in range(count):
        if number % 2 == 0:
            run, boundary = at[number // 2]
            yield Kill(run, (PARENT, GROUP)[number // 2 % 2], boundary=boundary)
        else:
            whom = (PARENT, GROUP, WORKER, WORKER)[number // 2 % 4]
            run = choice.choice(runs if whom != WORKER else [runs[0], runs[-1]])
            yield Kill(run, whom, share=choice.random() * (0.25 if whom == WORKER else 1))


def carry_out(place: Place, kill: Kill, choice: Random) -> tuple[str, list[str]]:
    """Kill a run and let another repair what it left; returns what became of the killed one, and what is wrong."""
    place.restore(kill.of.happening)
    before = records.read(place.raw)
    watch = Boundaries(place.folder / "lake", None, kill.boundary, kill.whom).watch if kill.boundary else lambda: None
    child = place.start(watch)
    if not kill.boundary:
        _kill_during(child, kill, choice)
    ended = child.wait()
    wrong = [] if child.is_alone() else [f"{len(child.members())} processes are left"]
    if ended.code not in (0, 1, -signal.SIGKILL) or "Traceback" in ended.printed:
        wrong.append(f"it ended with {ended.code}: {ended.printed}")
    became = _became(ended)
    if ended.code == -signal.SIGKILL:
        said = [run.outcome for run in runs_since(place.raw, before)]
        became = f"killed, {said[0] if len(said) == 1 else 'not recorded'}"
        wrong += _misread(kill, said)
    return became, [*wrong, *_unrepaired(place, kill)]


def _misread(kill: Kill, said: list[str]) -> list[str]:
    """What is wrong with what the records say of a run that was killed: after its end it is done."""
    is_early = kill.boundary < kill.of.recorded if kill.boundary else kill.share < _EARLY
    if said in ([records.KILLED], [records.DONE]) or (not said and is_early):
        return []
    return [f"a killed run reads as {said or 'nothing'}"]


def _unrepaired(place: Place, kill: Kill) -> list[str]:
    """What the next run does not repair, and a further one still finds to do."""
    repaired = place.start().wait()
    if repaired.code:
        return [f"the next run ended with {repaired.code}: {repaired.printed}"]
    wrong = differences(kill.of.outcome, answer(outcome, place.raw, place.warehouse))
    wrong += [f"left: {name}" for name in sorted(names(place.raw, place.warehouse) - kill.of.names)]
    wrong += listed_wrongly(kill.of.gone, gone(place.raw)) + unbounded(place.raw, place.warehouse)
    # A run with nothing to do touches nothing: the remains go with the next that has.
    if _NOTHING_NEW not in repaired.printed:
        wrong += [f"left: {path.relative_to(place.temporary)}" for path in place.temporary.rglob("*")]
    again = place.start().wait()
    return wrong if _NOTHING_NEW in again.printed else [*wrong, f"not settled: {again.printed}"]


def _became(ended: Ended) -> str:
    return {0: "went on", 1: "said why", -signal.SIGKILL: "killed"}.get(ended.code, "other")


def _kill_during(child: Child, kill: Kill, choice: Random) -> None:
    """Kill once the run has used its share of the time of an undisturbed one, or has ended before."""
    while not child.has_ended():
        others = [pid for pid in child.members() if pid != child.pid and not is_tracker(pid)]
        if child.cpu() >= kill.share * kill.of.cpu and (kill.whom != WORKER or others):
            if kill.whom == WORKER:
                os.kill(choice.choice(others), signal.SIGKILL)
            else:
                (os.killpg if kill.whom == GROUP else os.kill)(child.pid, signal.SIGKILL)
            return
        time.sleep(0.005)


def trial(folder: Path, count: int, seed: int) -> int:
    """Carry out so many kills and print a table; returns how many were not repaired."""
    trial_place, choice = Place(folder), Random(seed)
    lake = Lake(folder / "lake" / "raw", seed)
    lake.add(8)
    lake.add_broken()
    expect(trial_place.start(day=BEFORE).wait(), "the first run")
    (folder / "lake").rename(folder / "built")
    runs = [undisturbed(trial_place, happening) for happening in HAPPENINGS]
    table: Counter[tuple[str, str, str]] = Counter()
    failed = 0
    for number, kill in enumerate(planned(runs, count, choice), start=1):
        became, wrong = carry_out(trial_place, kill, choice)
        table[kill.of.happening.name, kill.whom, became] += 1
        failed += bool(wrong)
        sys.stdout.write(f"{number:4} {kill}: {became}, {'NOT REPAIRED' if wrong else 'repaired'}\n")
        sys.stdout.writelines(f"       {line}\n" for line in wrong[:20])
        sys.stdout.flush()
    _print(runs, table, failed)
    return failed


def _print(runs: list[Undisturbed], table: Counter[tuple[str, str, str]], failed: int) -> None:
    sys.stdout.write(f"\n{'what happens':<26}{'killed':<14}{'then it':<22}{'runs':>5}\n")
    for (happening, whom, became), count in sorted(table.items()):
        sys.stdout.write(f"{happening:<26}{whom:<14}{became:<22}{count:>5}\n")
    boundaries = sum(len(run.boundaries) for run in runs)
    sys.stdout.write(f"{table.total()} kills, {boundaries} boundaries, {failed} not repaired by the next run\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with place() as folder:
        load(folder)
        return 1 if trial(folder, options.kills, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
