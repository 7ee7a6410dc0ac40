"""When a harvest does not ask, or stops asking: robots.txt, hosts that fail, bounds, being told to stop."""

from __future__ import annotations

import time
from threading import Event, Timer

import pytest

from flows.harvest.bounds import Bounds
from flows.harvest.client import Client, Errand
from flows.harvest.errors import BoundError, FetchError, StoppedError
from tests.harvest.server import LOCAL, QUICK, Server, endless, raw, redirect, status

SMALL = QUICK._replace(answer_bytes=100_000, answer_seconds=0.8, idle_seconds=0.4, attempts=1)

ROBOTS = {
    "forbidden to all": (b"User-agent: *\nDisallow: /", False),
    "forbidden to us": (b"User-agent: Gouji\nDisallow: /secret\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
    "forbidden to others": (b"User-agent: *\nDisallow: /\n\nUser-agent: gouji\nDisallow:", True),
    "a byte order mark": (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", False),
    "nonsense": (bytes(range(256)) * 10, True),
    "a page": (b"<html><h1>Welcome</h1></html>", True),
    "empty": (b"", True),
    "gone": (status(410), True),
    "a login": (status(401), True),
    "down": (status(500), False),
    "busy": (status(429), False),
    "silent": (raw(5.0), False),
    "moved": (redirect("/other.txt"), False),
    "redirecting for ever": (redirect("/robots.txt"), False),
    "endless": (endless, False),
    "wildcards": (b"User-agent: *\nDisallow: " + b"/*a" * 5_000 + b"\nDisallow: /*", False),
    "slower than patience": (b"User-agent: *\nCrawl-delay: 99999", False),
    "absurdly slow": (b"User-agent: *\nRequest-rate: 1/" + b"9" * 400 + b"d", False),
}


@pytest.mark.parametrize("case", ROBOTS)
def test_robots_are_obeyed(server: Server, case: str) -> None:
    server.pages["/"], server.pages["/other.txt"] = b"page", b"User-agent: *\nDisallow: /"
    server.pages["/robots.txt"], allowed = ROBOTS[case]
    try:
        Client(None, LOCAL, SMALL, Event()).get(server.url("/"), Errand(frozenset({server.server_port})))
        was_allowed = True
    except FetchError:
        was_allowed = False
    assert was_allowed == allowed == ("/" in server.asked())


def test_a_host_that_does_not_answer_is_left_alone(server: Server) -> None:
    visitor, errand = Client(None, LOCAL, QUICK, Event()), Errand(frozenset({server.server_port}))
    for number in range(6):
        server.pages[f"/{number}"] = status(503)
        with pytest.raises(FetchError):
            visitor.get(server.url(f"/{number}"), errand)
    assert server.asked() == [path for number in range(3) for path in [f"/{number}"] * 4]


def test_a_host_that_asks_to_wait_for_a_day_is_left_alone(server: Server) -> None:
    visitor, errand = Client(None, LOCAL, QUICK, Event()), Errand(frozenset({server.server_port}))
    server.pages["/0"], server.pages["/1"] = status(503, Retry_After="86400"), b"page"
    for path in ("/0", "/1"):
        with pytest.raises(FetchError, match="asks to wait for 86400 seconds"):
            visitor.get(server.url(path), errand)
    assert server.asked() == ["/0"]


@pytest.mark.parametrize(
    "bound",
    [
        {"host_requests": 3}, {"host_bytes": 500}, {"host_seconds": 0.2},
        {"requests": 3}, {"bytes": 500}, {"seconds": 0.2},
    ],
)  # fmt: skip
def test_a_bound_ends_it(server: Server, bound: dict[str, float]) -> None:
    visitor, errand = Client(None, LOCAL, QUICK._replace(**bound), Event()), Errand(frozenset({server.server_port}))
    with pytest.raises(BoundError, match="the next one goes on"):
        for number in range(100):
            server.pages[f"/{number}"] = lambda handler: (time.sleep(0.01), handler.give(b"page"))[1]
            visitor.get(server.url(f"/{number}"), errand)
    assert 2 <= len(server.log) <= 30


def test_a_harvest_that_is_to_stop_does_not_wait_for_a_silent_server(server: Server) -> None:
    stop = Event()
    visitor = Client(None, LOCAL, Bounds(interval=0), stop)
    server.pages["/"] = raw(60.0)
    Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(StoppedError):
        visitor.get(server.url("/"), Errand(frozenset({server.server_port})))
    assert time.monotonic() - started < 20
