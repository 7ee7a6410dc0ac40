"""Politeness and bounds: one request at a time to a host, with time between them, and no more than allowed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from flows.harvest.bounds import Bounds
from flows.harvest.errors import BoundError, FetchError, StoppedError

_SLICE = 0.2


@dataclass
class Host:
    """What a host has given in this harvest, and when it may be asked again; why never, if it is left alone."""

    interval: float
    ready_at: float = 0
    first_at: float | None = None
    requests: int = 0
    bytes: int = 0
    failures: int = 0
    left_alone: str = ""
    turn: Lock = field(default_factory=Lock)

    def wait(self, seconds: float) -> None:
        """Leave the host alone for at least so long."""
        self.ready_at = max(self.ready_at, time.monotonic() + seconds)


class Pace:
    """The turns of all hosts, and what has been asked and received of all of them."""

    def __init__(self, bounds: Bounds, stop: Event) -> None:
        self._bounds, self._stop = bounds, stop
        self._hosts: dict[str, Host] = {}
        self._lock = Lock()
        self._end = time.monotonic() + bounds.seconds
        self.requests = self.bytes = 0

    def host(self, name: str) -> Host:
        """The host of a name, also where that ends with a dot."""
        with self._lock:
            return self._hosts.setdefault(name.rstrip(".").lower(), Host(self._bounds.interval))

    @contextmanager
    def turn(self, name: str) -> Iterator[Host]:
        """Wait for the turn to ask a host, and hold it until its answer is there.

        Raises BoundError where a bound is reached, FetchError where the host is left alone, StoppedError.
        """
        host = self.host(name)
        while not host.turn.acquire(timeout=_SLICE):
            self._check(host, name)
        try:
            while (remaining := host.ready_at - time.monotonic()) > 0:
                self._check(host, name)
                self._stop.wait(min(remaining, 1))
            self._check(host, name)
            host.first_at = host.first_at or time.monotonic()
            yield host
        finally:
            host.wait(host.interval)
            host.turn.release()

    def rest(self, seconds: float) -> None:
        """Wait between two attempts. Raises StoppedError."""
        if self._stop.wait(seconds):
            raise StoppedError

    def count(self, host: Host, size: int) -> None:
        """Note a request and the bytes of its answer."""
        host.requests += 1
        host.bytes += size
        with self._lock:
            self.requests += 1
            self.bytes += size

    def _check(self, host: Host, name: str) -> None:
        bounds, now = self._bounds, time.monotonic()
        if self._stop.is_set():
            raise StoppedError
        if host.left_alone:
            raise FetchError(host.left_alone, passing=True)
        reached = {
            f"{bounds.requests} requests": self.requests >= bounds.requests,
            f"{bounds.bytes} bytes": self.bytes >= bounds.bytes,
            f"{bounds.seconds:.0f} seconds": now > self._end,
            f"{bounds.host_requests} requests to {name}": host.requests >= bounds.host_requests,
            f"{bounds.host_bytes} bytes from {name}": host.bytes >= bounds.host_bytes,
            f"{bounds.host_seconds:.0f} seconds at {name}": now > (host.first_at or now) + bounds.host_seconds,
        }
        for bound, is_reached in reached.items():
            if is_reached:
                raise BoundError(f"a harvest ends after {bound}; the next one goes on")
