"""What the robots.txt of a site forbids, and how slowly it wants to be asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

import httpx
from protego import Protego

from flows.harvest.addresses import origin_of
from flows.harvest.errors import FetchError

NAME = "gouji"
"""The name under which robots.txt may speak of us."""

_LONGEST = 512_000
_GONE = range(400, 500)
_TOO_MANY = 429


class _Rules(NamedTuple):
    parsed: Protego
    interval: float


class Robots:
    """The robots.txt of each origin, fetched once in a harvest (RFC 9309)."""

    def __init__(self) -> None:
        self._known: dict[str, _Rules | FetchError] = {}
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def check(self, url: httpx.URL, fetch: Callable[[httpx.URL], bytes]) -> float:
        """The seconds that the site wants between two requests. Raises FetchError where it forbids an address.

        `fetch` gives the body at an address, or raises FetchError.
        """
        origin = origin_of(url)
        with self._lock:
            lock = self._locks.setdefault(origin, Lock())
        with lock:
            if origin not in self._known:
                self._known[origin] = _had(url, fetch)
            rules = self._known[origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.parsed.can_fetch(str(url), NAME):
            raise FetchError("robots.txt forbids it")
        return rules.interval


def _had(url: httpx.URL, fetch: Callable[[httpx.URL], bytes]) -> _Rules | FetchError:
    try:
        text = fetch(url.copy_with(raw_path=b"/robots.txt"))[:_LONGEST].decode("utf-8-sig", "replace")
    except FetchError as error:
        # A server that says there is none forbids nothing; one that cannot say it forbids all.
        if error.status in _GONE and error.status != _TOO_MANY:
            return _Rules(Protego.parse(""), 0)
        return FetchError(f"robots.txt cannot be had, which forbids all: {error}", passing=True)
    try:
        rules = Protego.parse(text)
        rate = rules.request_rate(NAME)
        return _Rules(rules, max(rules.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0))
    except Exception as error:
        return FetchError(f"robots.txt cannot be understood, which forbids all: {type(error).__name__}")
