"""What a step costs in a process of its own, together with all processes that work for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import NamedTuple

import psutil

HEADS = f"{'seconds':>10}{'processor':>12}{'MB':>10}"
_EVERY = 0.2


class Cost(NamedTuple):
    """Wall clock seconds, processor seconds, and the most memory that all processes together held, in MB."""

    clock: float
    cpu: float
    memory: float

    def __str__(self) -> str:
        return f"{self.clock:10.1f}{self.cpu:12.1f}{self.memory:10,.0f}"


def cost_of(
    step: Callable[..., object],
    *arguments: object,
    helpers: Callable[[], list[int]] = list,
    meanwhile: Callable[[], object] = bool,
) -> Cost:
    """What a function of a module costs with all that it starts, and with `helpers` that are there before it.

    `meanwhile` is called again and again until it ends. Exits where it fails.
    """
    before = {pid: _look(pid)[1] for pid in helpers()}
    started, memory, seconds = time.monotonic(), 0, dict[int, float]()
    process = get_context("spawn").Process(target=step, args=arguments)
    process.start()
    watched = psutil.Process(process.pid)
    while process.is_alive():
        held = 0
        for pid in {process.pid, *(child.pid for child in watched.children(recursive=True)), *helpers()}:
            bytes_held, used = _look(pid)
            held += bytes_held
            seconds[pid] = max(used - before.get(pid, 0), seconds.get(pid, 0))
        memory = max(memory, held)
        meanwhile()
        process.join(_EVERY)
    if process.exitcode:
        sys.exit(f"{step.__name__} failed")
    return Cost(time.monotonic() - started, sum(seconds.values()), memory / 1e6)


def _look(pid: int | None) -> tuple[int, float]:
    """The bytes that a process holds and the processor seconds it has used; nothing where it has ended."""
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return process.memory_info().rss, times.user + times.system
    except psutil.NoSuchProcess:
        return 0, 0.0
