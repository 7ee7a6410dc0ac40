"""How a harvest treats servers, as their log shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from flows.harvest.bounds import Bounds
from tests.harvest.server import QUICK, Handler, Request, Server, conditional, fetch, listing, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.pages["/list"] = listing("/2024.html", "/2025.html")
        running.pages["/2024.html"] = conditional(b"<html>2024")
        running.pages["/2025.html"] = conditional(b"<html>2025")
        yield running


def pauses(log: list[Request]) -> list[float]:
    """The seconds between each request and the next one."""
    ordered = sorted(each.began for each in log)
    return [after - before for before, after in pairwise(ordered)]


def test_a_second_passes_between_requests_unless_told_otherwise() -> None:
    assert Bounds().interval >= 1


def test_requests_to_a_host_come_one_at_a_time_with_time_between_them(server: Server, tmp_path: Path) -> None:
    # Three sites on one host, harvested side by side, where each answer takes a while.
    for path in ("/list", "/2024.html", "/2025.html", "/robots.txt"):
        body = server.pages.get(path, b"")
        answer = body if callable(body) else partial(Handler.give, body=body)
        server.pages[path] = lambda handler, answer=answer: (time.sleep(0.1), answer(handler))[1]
    lines = [f"site{number},,,{server.url('/list')}" for number in range(3)]
    fetch(tmp_path, *lines, bounds=QUICK._replace(interval=0.15))
    assert len(server.log) == 10 and server.asked().count("/list") == 3
    assert [each.path for each in server.log].count("/robots.txt") == 1
    assert min(pauses(server.log)) >= 0.25


def test_a_crawl_delay_is_honoured_from_the_first_page_on(server: Server, tmp_path: Path) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.3\n"
    fetch(tmp_path, f"county,,,{server.url('/list')}")
    assert len(server.log) == 4 and min(pauses(server.log)) >= 0.3


def test_what_has_not_changed_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    fetch(tmp_path, f"county,,,{server.url('/list')}")
    server.log.clear()
    (result,) = fetch(tmp_path, f"county,,,{server.url('/list')}")
    conditions = {each.path: each.headers.get("If-None-Match") for each in server.log}
    assert conditions == {"/robots.txt": None, "/list": None, "/2024.html": '"1"', "/2025.html": '"1"'}
    assert result.documents == {"unchanged": 2} and result.requests == 4
    assert len(list((tmp_path / "raw" / "documents" / "harvest" / "county").iterdir())) == 1
