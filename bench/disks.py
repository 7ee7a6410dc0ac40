"""Runs on a disk that fills up, and on one that may not be written to: `python -m bench.disks --sizes 8`.

The lake of `bench/faults.py` is on a disk of its own, in memory. Again and again it is given a little more room than
before, until there is as much as a run needs, so that every step finds it full once. The run must end with 1 and say
why in one line; after room was made the next one must repair all. First of all, folders are made read-only. Mounting
needs root; without it this says so and does nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.children import Child, Ended, answer, load, place
from bench.faults import BEFORE, HAPPENINGS, Place, Undisturbed, expect, undisturbed
from bench.lake import Lake
from bench.outcome import differences, names, outcome

_MARK = "GOUJI_DISKS"
_LARGE = 1_000_000_000
_NO_LOG = "the run goes on without it"
"""How a line ends that a run has besides the one on its failure, where the log of it finds no room either."""


def _mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def _used(disk: Path) -> int:
    state = os.statvfs(disk)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def _peak(disk: Path, child: Child) -> int:
    """The most that is used of a disk while a command runs."""
    most = 0
    while not child.has_ended():
        most = max(most, _used(disk))
        time.sleep(0.02)
    return most


def full(where: Place, run: Undisturbed, sizes: int) -> list[str]:
    """Run on a disk of several sizes, print what is said, and return what is wrong."""
    disk, wrong = where.folder, list[str]()
    where.restore(run.happening)
    start, child = _used(disk), where.start()
    most = _peak(disk, child)
    expect(child.wait(), "a run on a large disk")
    for number in range(sizes):
        where.restore(run.happening)
        _mount("-o", f"remount,size={start + (most - start) * number // sizes}", disk)
        ended = where.start().wait()
        _mount("-o", f"remount,size={_LARGE}", disk)
        what = f"disk full after {(most - start) * number // sizes / 1e6:.0f} of {(most - start) / 1e6:.0f} MB"
        wrong += [f"{what}: {one}" for one in [*_unclear(ended), *_unrepaired(where, run)]]
        sys.stdout.write(f"{what}: exit {ended.code}, {ended.printed.strip()[:300]}\n")
        sys.stdout.flush()
    return wrong


def read_only(where: Place, run: Undisturbed) -> list[str]:
    """Run where folders may not be written to, print what is said, and return what is wrong."""
    wrong = []
    for what, folder in (("raw", where.raw), ("warehouse", where.warehouse)):
        where.restore(run.happening)
        _mount("--bind", folder, folder)
        _mount("-o", "remount,ro,bind", folder)
        ended = where.start().wait()
        subprocess.run(["umount", str(folder)], check=True)
        unclear = ["it ended well"] if ended.code == 0 else _unclear(ended)
        wrong += [f"{what} read-only: {one}" for one in [*unclear, *_unrepaired(where, run)]]
        sys.stdout.write(f"{what} read-only: exit {ended.code}, {ended.printed.strip()[:300]}\n")
    return wrong


def _unclear(ended: Ended) -> list[str]:
    said = [line for line in ended.printed.splitlines() if line.startswith("gouji: ") and not line.endswith(_NO_LOG)]
    is_plain = "Traceback" not in ended.printed and "Errno" not in ended.printed
    if is_plain and (ended.code == 0 or (ended.code == 1 and len(said) == 1)):
        return []
    return [f"ended with {ended.code}: {ended.printed}"]


def _unrepaired(where: Place, run: Undisturbed) -> list[str]:
    repaired = where.start().wait()
    if repaired.code:
        return [f"the next run ended with {repaired.code}: {repaired.printed}"]
    left = names(where.raw, where.warehouse) - run.names
    return [*differences(run.outcome, answer(outcome, where.raw, where.warehouse)), *(f"left: {n}" for n in left)]


def trial(disk: Path, sizes: int) -> list[str]:
    """Build the lake on a disk of its own, and try both; returns what is wrong."""
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={_LARGE}", "none", disk)
    where = Place(disk)
    Lake(where.raw, 1).add(6)
    expect(where.start(day=BEFORE).wait(), "the first run")
    (disk / "lake").rename(disk / "built")
    run = undisturbed(where, HAPPENINGS[0])
    return [*read_only(where, run), *full(where, run, sizes)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, default=8)
    options = parser.parse_args()
    if not os.environ.get(_MARK):
        unshare = shutil.which("unshare")
        # What is mounted there is seen by nobody else, and goes with the process.
        own = [unshare, "--mount", "--propagation", "private"] if unshare else []
        if not own or subprocess.run([*own, "true"], capture_output=True).returncode:
            sys.stdout.write("not tried: the system does not permit to mount a disk\n")
            return 0
        command = [*own, sys.executable, "-m", "bench.disks", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, _MARK: "1"}).returncode
    with place() as folder:
        load(folder)
        wrong = trial(folder / "disk", options.sizes)
        subprocess.run(["umount", str(folder / "disk")], check=False)
    sys.stdout.writelines(f"WRONG: {line}\n" for line in wrong)
    sys.stdout.write(f"{options.sizes} sizes of a disk and 2 read-only folders, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
