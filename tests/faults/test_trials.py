"""The trials of `bench/`, shorter than they can be: kills, full disks, hostile input and sites, days of a lake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shipped import environment

ROOT = Path(__file__).parents[2]


def trial(name: str, *options: str) -> str:
    """What a trial prints, which must end well; it runs in this checkout."""
    command = [sys.executable, "-m", f"bench.{name}", *options]
    ended = subprocess.run(command, cwd=ROOT, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.heavy
def test_whatever_is_killed_the_next_run_repairs_it() -> None:
    assert ", 0 not repaired by the next run" in trial("faults", "--kills", "40")


@pytest.mark.heavy
def test_a_disk_that_is_full_or_read_only_costs_a_run_and_nothing_else() -> None:
    printed = trial("disks", "--sizes", "6")
    if printed.startswith("not tried"):
        pytest.skip(printed)
    assert "2 read-only folders, 0 wrong" in printed


@pytest.mark.heavy
def test_hostile_input_escapes_nowhere_and_stops_nothing() -> None:
    assert "200 inputs" in trial("hostile", "--count", "200", "--seed", "7")


@pytest.mark.heavy
def test_a_site_of_mutated_answers_is_harvested_and_what_is_stored_can_be_read() -> None:
    assert " sites in 20 s: {'harvested': " in trial("fuzz_harvest", "--seconds", "20", "--seed", "7000")


@pytest.mark.heavy
def test_after_four_hundred_days_a_lake_is_what_a_new_one_would_be() -> None:
    assert "400 days" in trial("year", "--days", "400")
