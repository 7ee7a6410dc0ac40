"""Lives through many days of a lake: `python -m bench.year --days 400`.

On each, documents may arrive, be published again, renamed or taken away, a supervisor may decide, a list be changed;
that day's run may be killed, files may have been damaged, and gouji may have been upgraded. At the end the lake
must hold what a new one makes of the same documents, decisions and history, and must not have grown beyond that; its
history, which cannot be made again, not beyond what `bench/grown.py` says.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from bench.children import Child, answer, gouji, load, place
from bench.damage import REPAIRED, WAYS, damage
from bench.grown import Lived, history
from bench.lake import Lake, decide
from bench.outcome import differences, names, outcome

START = dt.date(2025, 1, 6)
_QUIET = 0.8
_KILLED, _DAMAGED, _UPGRADED = 0.04, 0.03, 0.01
_RUN_SECONDS = 10.0
LOGS = 70_000_000
"""Bytes that all logs may have together: those of dbt, which turns them over."""


class Office:
    """A lake, its warehouse and the version of gouji, day after day."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.choice = folder, Random(seed)
        self.raw, self.warehouse = folder / "raw", folder / "warehouse"
        self.lake = Lake(self.raw, seed)
        self.version, self.happened = 0, Counter[str]()

    def live(self, day: dt.date) -> None:
        """What happens on a day, and its run."""
        if self.choice.random() > _QUIET:
            self._something(day)
        if self.choice.random() < _UPGRADED:
            self.version += 1
            self.happened["upgraded"] += 1
        if self.choice.random() < _DAMAGED and self.warehouse.exists():
            where = damage(self.folder, self.choice.choice(REPAIRED), self.choice.choice(WAYS), self.choice)
            self.happened["damaged"] += where is not None
        if self.choice.random() < _KILLED:
            self._killed_run(day)
        else:
            self.run(day)

    def run(self, day: dt.date, *options: str) -> None:
        """A run that must succeed."""
        ended = self._start(day, *options).wait()
        if ended.code or "Traceback" in ended.printed:
            raise SystemExit(f"{day}: the run ended with {ended.code}: {ended.printed}")
        self.happened["nothing new" if "nothing new" in ended.printed else "built"] += 1

    def _something(self, day: dt.date) -> None:
        lake, can_decide = self.lake, (self.warehouse / "gouji.duckdb").exists()
        changes: list[Callable[[], object]] = [
            *[partial(lake.add, self.choice.randint(1, 3))] * 5,
            *[lake.republish] * 2,
            lake.rename, lake.remove, lake.copy, lake.add_broken, lake.list,
            *[partial(self._decide, day)] * (2 if can_decide else 0),
        ]  # fmt: skip
        change = self.choice.choice(changes)
        change()
        self.happened[getattr(change, "func", change).__name__.strip("_")] += 1

    def _decide(self, day: dt.date) -> None:
        # A supervisor who finds the warehouse damaged tries again on another day.
        try:
            answer(decide, self.raw, self.warehouse, self.choice.randrange(1000), day.isoformat())
        except RuntimeError:
            self.happened["not decided"] += 1

    def _killed_run(self, day: dt.date) -> None:
        child, share = self._start(day), self.choice.random()
        while not child.has_ended() and child.cpu() < share * _RUN_SECONDS:
            time.sleep(0.005)
        if not child.has_ended():
            self.choice.choice((os.kill, os.killpg))(child.pid, signal.SIGKILL)
            self.happened["killed"] += 1
        child.wait()
        if not child.is_alone():
            raise SystemExit(f"{day}: processes are left: {child.members()}")

    def _start(self, day: dt.date, *options: str) -> Child:
        def call() -> int:
            from flows.landing import current, land

            plain = current.fingerprint
            current.fingerprint = land.fingerprint = lambda places: f"{plain(places)}.{self.version}"
            return gouji("run", "--raw", self.raw, "--warehouse", self.warehouse, "--today", day, *options)

        return Child(call, self.folder / "tmp")

    def from_nothing(self, folder: Path) -> Office:
        """A new lake with these documents, and what cannot be made again."""
        other = Office(folder, 0)
        other.version = self.version
        shutil.rmtree(other.raw)
        for name in ("documents", "history"):
            shutil.copytree(self.raw / name, other.raw / name)
        for name in ("decisions.csv", "agencies.csv"):
            if (self.raw / name).exists():
                shutil.copyfile(self.raw / name, other.raw / name)
        return other

    def size(self, *places: str) -> int:
        """Bytes of all files in these places of the folder, those that are linked twice counted once."""
        found = (path for name in places for path in self.folder.glob(name) if path.is_file() and not path.is_symlink())
        return sum({(path.stat().st_dev, path.stat().st_ino): path.stat().st_size for path in found}.values())


def trial(folder: Path, days: int, seed: int) -> list[str]:
    """Live through so many days; returns what is wrong at the end."""
    office = Office(folder / "lived", seed)
    office.lake.add(3)
    for number in range(days):
        office.live(START + dt.timedelta(days=number))
        if number % 20 == 19:
            sys.stdout.write(f"day {number + 1}: {_used():,.0f} CPU s, {dict(office.happened)}\n")
            sys.stdout.flush()
    last = START + dt.timedelta(days=days)
    office.run(last, "--full-refresh")
    other = office.from_nothing(folder / "new")
    other.run(last)
    wrong = differences(answer(outcome, office.raw, office.warehouse), answer(outcome, other.raw, other.warehouse))
    return [*wrong, *_outgrown(office, other), *_outgrown_history(office, days + 1)]


def _outgrown(office: Office, other: Office) -> list[str]:
    """What is there that a new lake does not have, or larger than it may be."""
    left = names(office.raw, office.warehouse) - names(other.raw, other.warehouse)
    wrong = [f"left: {name}" for name in sorted(left)]
    wrong += [f"left: {path.name}" for path in (office.folder / "tmp").rglob("*")]
    for what, most, places in (
        ("logs", 1, ("warehouse/.dbt/**/*.log*", "warehouse/logs/**/*")),
        # The generation before is kept for those who read it.
        ("records", 3, ("raw/.records/**/*", "raw/rejected/*")),
        ("warehouse", 2, ("warehouse/*", "warehouse/[!.]*/**/*", "warehouse/.kept/*")),
    ):
        mine, theirs = office.size(*places), other.size(*places)
        bound = LOGS if what == "logs" else most * theirs + 100_000
        sys.stdout.write(f"{what:<30}{mine:>12,} of at most {bound:>12,.0f}; of a new lake {theirs:,}\n")
        wrong += [f"{what}: {mine:,} bytes are more than {bound:,.0f}"] if mine > bound else []
    return wrong


def _outgrown_history(office: Office, runs: int) -> list[str]:
    """What is larger in the history than it may be after so many runs."""
    happened, wrong = office.happened, []
    quiet, most_of_archive = happened["nothing new"], 2
    gone = most_of_archive * (happened["remove"] + happened["republish"])
    for size in answer(history, office.raw, Lived(quiet, runs - quiet, gone)):
        sys.stdout.write(f"{size.what:<30}{size.found:>12,} of at most {size.most:>12,}\n")
        wrong += [f"{size.what}: {size.found:,}, more than {size.most:,}"] if size.found > size.most else []
    return wrong


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with place() as folder:
        load(folder)
        wrong = trial(folder, options.days, options.seed)
    sys.stdout.writelines(f"WRONG: {line}\n" for line in wrong)
    sys.stdout.write(f"{options.days} days, {_used() / options.days:.1f} CPU s a day, {len(wrong)} differences\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
