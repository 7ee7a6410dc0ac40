"""Steps are timed however they are called, and each for itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest

from flows.operations.steps import Clock, Step, plainly

P = ParamSpec("P")
R = TypeVar("R")


def read_a_batch() -> int:
    time.sleep(0.05)
    return 2


def land_all(step: Step) -> int:
    time.sleep(0.02)
    return step(read_a_batch)() + step(read_a_batch)()


def fill_memory(megabytes: int) -> None:
    held = bytearray(megabytes * 1_000_000)
    held[::4096] = b"x" * len(held[::4096])


def test_a_step_within_another_counts_for_itself_only() -> None:
    clock = Clock()
    step = clock.timed(plainly)
    assert step(land_all)(step) == 4
    taken = clock.taken()
    assert taken["read a batch"]["seconds"] >= 0.1 > 0.02 <= taken["land all"]["seconds"]
    assert list(taken) == ["between steps", "land all", "read a batch"]


def test_how_a_step_is_called_stays_as_it_was() -> None:
    called = []

    def as_task(function: Callable[P, R]) -> Callable[P, R]:
        def call(*arguments: P.args, **named: P.kwargs) -> R:
            called.append(function)
            return function(*arguments, **named)

        return call

    step = Clock().timed(as_task)
    step(land_all)(step)
    assert called == [land_all, read_a_batch, read_a_batch]


def test_a_step_that_fails_is_timed_and_left() -> None:
    clock = Clock()
    with pytest.raises(ZeroDivisionError), clock.at("fails"):
        time.sleep(0.02)
        raise ZeroDivisionError
    with clock.at("goes well"):
        pass
    assert clock.taken()["fails"]["seconds"] >= 0.02 and clock.taken()["goes well"]["seconds"] < 0.02


def test_memory_is_that_of_the_step() -> None:
    clock = Clock()
    with clock.at("before"):
        pass
    with clock.at("much"):
        fill_memory(200)
    with clock.at("little"):
        pass
    before, much, little = (clock.taken()[name]["megabytes"] for name in ("before", "much", "little"))
    assert much >= before + 190
    # Some systems do not let a process forget how much it has held.
    assert little == much or abs(little - before) < 100
