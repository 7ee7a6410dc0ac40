"""What is fetched ahead comes in its order, a bounded part at a time, with its errors where it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.landing import ahead as fetching
from flows.landing.ahead import AT_ONCE, ahead

MANY = 200
THINGS = st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=60)


class Fetch:
    """Notes what was fetched, and how many bytes were fetched and not taken."""

    def __init__(self) -> None:
        self.of: list[tuple[int, int, bool]] = []
        self._lock = threading.Lock()

    def __call__(self, thing: tuple[int, int, bool]) -> str:
        with self._lock:
            self.of.append(thing)
        return f"content of {thing[0]}"

    def untaken(self, taken: int) -> list[tuple[int, int, bool]]:
        return [thing for thing in self.of if thing[0] > taken]


def walk(things: list[tuple[int, int, bool]], fetch: Fetch) -> Iterator[tuple[int, str | None]]:
    for thing, future in ahead(things, lambda thing: thing[2], fetch, lambda thing: thing[1]):
        yield thing[0], future.result() if future else None


@given(THINGS)
def test_all_things_come_in_their_order_and_only_those_wanted_are_fetched_within_bounds(
    found: list[tuple[bool, int]],
) -> None:
    things = [(number, size, wanted) for number, (wanted, size) in enumerate(found)]
    fetch = Fetch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "_BYTES", 100)
        patch.setattr(fetching, "_LOOK", 30)
        came = []
        for number, content in walk(things, fetch):
            came.append((number, content))
            untaken = fetch.untaken(number)
            assert len(untaken) <= AT_ONCE and (sum(size for _, size, _ in untaken) <= 100 or len(untaken) == 1)
    assert came == [(number, f"content of {number}" if wanted else None) for number, _, wanted in things]


def test_so_many_are_fetched_at_the_same_time() -> None:
    meeting = threading.Barrier(AT_ONCE, timeout=10)

    def fetch(number: int) -> int:
        # Nobody gets past it before all have come.
        meeting.wait()
        return number

    found = [future.result() for _, future in ahead(range(AT_ONCE * 3), lambda _: True, fetch, lambda _: 0) if future]
    assert found == [*range(AT_ONCE * 3)]


def test_an_error_is_raised_where_the_thing_is_asked_for_and_only_there() -> None:
    def fetch(number: int) -> int:
        if number in {2, 5}:
            raise OSError(number)
        return number

    walked = []
    for number, future in ahead(range(MANY), lambda _: True, fetch, lambda _: 0):
        assert future is not None
        if number == 2:
            with pytest.raises(OSError, match="2"):
                future.result()
        elif number != 5:
            walked.append(future.result())
    assert walked == [number for number in range(MANY) if number not in {2, 5}]


def test_nothing_is_fetched_after_somebody_has_left() -> None:
    fetched: list[int] = []
    walked = ahead(range(MANY), lambda _: True, fetched.append, lambda _: 0)
    next(walked)
    walked.close()  # type: ignore[attr-defined]
    assert len(fetched) <= AT_ONCE + 1
    assert not [thread for thread in threading.enumerate() if "ThreadPoolExecutor" in thread.name]
