"""Processes that a test starts: which are still running, found by a mark in their environment."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.shipped import environment

_MARK = "GOUJI_TEST"


class Family:
    """A process, which gets `environment`, and all processes that it and they start."""

    def __init__(self, **more: str) -> None:
        self._mark = uuid.uuid4().hex
        self.environment = environment(**more, **{_MARK: self._mark})

    def running(self) -> list[int]:
        """The ids of those that have not ended."""
        mark, found = f"{_MARK}={self._mark}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                environ = (process / "environ").read_bytes()
            except OSError:
                continue
            if mark in environ:
                found.append(int(process.name))
        return found

    def has_ended(self, within: float = 20) -> bool:
        """Whether all of them end within so many seconds."""
        return happens(lambda: not self.running(), within)


def happens(condition: Callable[[], bool], within: float) -> bool:
    """Wait for a condition; returns whether it came true within so many seconds."""
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def family(**more: str) -> Iterator[Family]:
    """A family with these variables in its environment; what is left of it is killed afterwards."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("without /proc there is no telling which processes are left")
    found = Family(**more)
    try:
        yield found
    finally:
        for process in found.running():
            os.kill(process, signal.SIGKILL)
