"""Fetches what will be opened next while something else is being read, a bounded part of it at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 16
"""How many are fetched at the same time."""

_BYTES = 64_000_000
_LOOK = 1_000


def ahead(
    things: Iterable[T], is_wanted: Callable[[T], bool], fetch: Callable[[T], R], size: Callable[[T], int]
) -> Iterator[tuple[T, Future[R] | None]]:
    """All things in their order, and each that is wanted with what will be fetched of it.

    What is fetched before it is asked for are at most 16 things, which together have 64 MB, or one that has more. An
    error in fetching is raised where its result is asked for, and nowhere if it is not.
    """
    coming: deque[tuple[T, int, Future[R] | None]] = deque()
    number = held = 0
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for thing in things:
            wanted = is_wanted(thing)
            taken = size(thing) if wanted else 0
            while coming and (len(coming) == _LOOK or (wanted and (number == AT_ONCE or held + taken > _BYTES))):
                first, left, future = coming.popleft()
                number, held = number - (future is not None), held - left
                yield first, future
            coming.append((thing, taken, pool.submit(fetch, thing) if wanted else None))
            number, held = number + wanted, held + taken
        while coming:
            first, _, future = coming.popleft()
            yield first, future
    finally:
        pool.shutdown(cancel_futures=True)
