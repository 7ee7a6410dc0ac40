"""How steps of a run are called, and what each of them takes: seconds, and memory of the process."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from flows import logs

if sys.platform != "win32":
    import resource

P = ParamSpec("P")
R = TypeVar("R")

_ELSE = "between steps"
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_PEAK = "5"


class Step(Protocol):
    """How a step is called."""

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]: ...


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """A step is a call of its function."""
    return function


class Clock:
    """What steps take, by the names of their functions; one within another counts for itself only."""

    def __init__(self) -> None:
        self._within = [_ELSE]
        self._since = time.perf_counter()
        self._seconds: dict[str, float] = {}
        self._peaks: dict[str, int] = {}
        _forget_peak()

    def timed(self, step: Step) -> Step:
        """Steps that are called as before and noted here."""

        def timed(function: Callable[P, R]) -> Callable[P, R]:
            called = step(function)
            name = function.__name__.replace("_", " ")

            def noted(*arguments: P.args, **named: P.kwargs) -> R:
                with self.at(name):
                    return called(*arguments, **named)

            return noted

        return timed

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Be at this step."""
        self._charge()
        self._within.append(name)
        token = logs.step.set(name)
        started = time.perf_counter()
        logs.tell("step begins")
        try:
            yield
        finally:
            logs.tell("step ends", seconds=round(time.perf_counter() - started, 3))
            logs.step.reset(token)
            self._charge()
            self._within.pop()

    def _charge(self) -> None:
        """Add what has been taken since the last time to the step that it is at."""
        name, now = self._within[-1], time.perf_counter()
        self._seconds[name] = self._seconds.get(name, 0) + now - self._since
        self._peaks[name] = max(self._peaks.get(name, 0), _peak())
        self._since = now
        _forget_peak()

    def taken(self) -> dict[str, dict[str, Any]]:
        """By step: seconds, and the most megabytes of memory that this process held in it, in the order they began."""
        self._charge()
        return {name: {"seconds": round(s, 2), "megabytes": self._peaks[name]} for name, s in self._seconds.items()}


def _peak() -> int:
    """The most megabytes of memory since `_forget_peak`; where the system does not forget, since the process began."""
    with suppress(OSError, ValueError, StopIteration):
        lines = _STATUS.read_text("utf-8").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) // 1000
    if sys.platform == "win32":
        return 0
    # Kilobytes, and bytes where it is Apple that counts.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1_000_000 if sys.platform == "darwin" else 1000)


def _forget_peak() -> None:
    with suppress(OSError):
        _CLEAR.write_text(_FORGET_PEAK, "ascii")
