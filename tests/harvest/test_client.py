"""What servers may do: be slow, endless, wrong, cut, packed, redirecting, busy; each answer ends within bounds."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import time
import zlib
from collections.abc import Callable
from email.utils import format_datetime
from threading import Event

import pytest

from flows.harvest.bounds import Bounds
from flows.harvest.client import Client, Errand, Fetched, Validators
from flows.harvest.errors import FetchError
from tests.harvest.server import LOCAL, QUICK, Handler, Page, Server, conditional, endless, raw, redirect, status

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SMALL = QUICK._replace(answer_bytes=100_000, answer_seconds=0.8, idle_seconds=0.4)


def client(bounds: Bounds = QUICK, contact: str | None = None) -> Client:
    return Client(contact, LOCAL, bounds, Event())


def get(server: Server, path: str = "/", bounds: Bounds = QUICK, known: Validators | None = None) -> Fetched:
    return client(bounds).get(server.url(path), Errand(frozenset({server.server_port})), known)


def body(server: Server, page: Page, bounds: Bounds = QUICK) -> bytes:
    server.pages["/"] = page
    answer = get(server, bounds=bounds).answer
    assert answer is not None
    return answer.body


def in_turn(*pages: Page) -> Callable[[Handler], None]:
    """One page after the other, the last one for good."""
    left = list(pages)

    def answer(handler: Handler) -> None:
        page = left.pop(0) if len(left) > 1 else left[0]
        handler.give(page) if isinstance(page, bytes) else page(handler)

    return answer


def dripping(handler: Handler) -> None:
    handler.wfile.write(HEAD + b"\r\n")
    for _ in range(1_000):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def dripping_head(handler: Handler) -> None:
    handler.wfile.write(HEAD)
    for number in range(1_000):
        handler.wfile.write(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


def endless_head(handler: Handler) -> None:
    handler.wfile.write(HEAD)
    for number in itertools.count():
        handler.wfile.write(f"X-{number}: {'y' * 1000}\r\n".encode())


def endless_chunks(handler: Handler) -> None:
    handler.wfile.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"1\r\nx\r\n" * 1_000)


@pytest.mark.parametrize("page", [raw(60.0), raw(HEAD, 60.0), raw(HEAD + b"\r\nab", 60.0), dripping, dripping_head])
def test_an_answer_that_takes_too_long_ends(server: Server, page: Page) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError) as error:
        body(server, page, SMALL._replace(attempts=1))
    assert error.value.passing
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("page", [endless, endless_head, endless_chunks])
def test_an_answer_without_end_ends(server: Server, page: Page) -> None:
    with pytest.raises(FetchError):
        body(server, page, SMALL._replace(attempts=1))
    assert len(server.log) <= 2


@pytest.mark.parametrize(
    "page",
    [
        lambda handler: handler.give(b"x" * 100_001),
        raw(HEAD + b"Content-Length: 99999999999999999999\r\n\r\nab"),
        raw(HEAD + b"Content-Length: -1\r\n\r\nab"),
        lambda handler: handler.give(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
        lambda handler: handler.give(zlib.compress(bytes(50_000_000)), Content_Encoding="deflate"),
        lambda handler: handler.give(gzip.compress(gzip.compress(b"ab")), Content_Encoding="gzip, gzip"),
        lambda handler: handler.give(b"\x0b\x02\x80ab\x03", Content_Encoding="br"),
        raw(b"\x15\x03\x01\x00\x02\x02\x28"),
        raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n\x00\x00: x\r\n\r\n"),
        raw(b"HTTP/1.1 999999 ?\r\n\r\n"),
        raw(b""),
        status(404), status(403), status(206), status(204), status(304), status(500),
        redirect(""), redirect("http://["), redirect("/"), redirect("http://county.example:1/"),
    ],
)  # fmt: skip
def test_what_is_not_accepted_is_told(server: Server, page: Page) -> None:
    with pytest.raises(FetchError):
        body(server, page, SMALL._replace(attempts=1))


def test_a_bomb_within_the_bounds_is_told_too(server: Server) -> None:
    page = gzip.compress(bytes(20_000_000))
    with pytest.raises(FetchError, match="bomb"):
        body(server, lambda handler: handler.give(page, Content_Encoding="gzip"))


@pytest.mark.parametrize(
    "page",
    [
        lambda handler: handler.give(gzip.compress(b"page"), Content_Encoding="gzip"),
        lambda handler: handler.give(zlib.compress(b"page"), Content_Encoding="Deflate"),
        lambda handler: handler.give(zlib.compress(b"page")[2:-4], Content_Encoding="deflate"),
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\npa\r\n2;x=y\r\nge\r\n0\r\n\r\n"),
        raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + HEAD + b"Content-Length: 4\r\n\r\npage and more"),
        raw(b"HTTP/1.0 200 OK\r\n\r\npage"),
        raw(b"HTTP/1.1 200 OK\nContent-Length: 4\n\npage"),
    ],
)
def test_a_body_is_decoded_and_kept_as_it_came(server: Server, page: Page) -> None:
    server.pages["/"] = page
    answer, received = get(server)
    assert answer is not None and answer.body == b"page"
    assert received.head.startswith(b"HTTP/1.") and b" 200 " in received.head.splitlines()[0]
    assert received.content == b"page"
    assert b"and more" not in received.sent


def test_names_of_headers_types_and_charsets_are_as_sent(server: Server) -> None:
    server.pages["/"] = raw(b'HTTP/1.1 200 OK\r\neTaG: "1"\r\nContent-TYPE: Text/HTML; charset="GB2312"\r\n\r\npage')
    answer, received = get(server)
    assert answer is not None
    assert (answer.media_type, answer.charset) == ("text/html", "GB2312")
    assert answer.headers == (("eTaG", '"1"'), ("Content-TYPE", 'Text/HTML; charset="GB2312"'))
    assert received.head == b'HTTP/1.1 200 OK\r\neTaG: "1"\r\nContent-TYPE: Text/HTML; charset="GB2312"'


@pytest.mark.parametrize(
    "first",
    [
        status(500), status(503), status(429), status(408), raw(b""), raw(5.0),
        raw(HEAD + b"Content-Length: 9\r\n\r\npa"),
        raw(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"page")[:-9]),
    ],
)  # fmt: skip
def test_what_may_pass_is_asked_for_again(server: Server, first: Page) -> None:
    assert body(server, in_turn(first, b"page"), SMALL) == b"page"
    assert server.asked() == ["/", "/"]


def test_what_does_not_pass_is_asked_for_four_times(server: Server) -> None:
    with pytest.raises(FetchError, match="status 503"):
        body(server, status(503))
    assert server.asked() == ["/"] * 4


def test_what_another_attempt_does_not_mend_is_asked_for_once(server: Server) -> None:
    with pytest.raises(FetchError, match="status 404"):
        body(server, status(404))
    assert server.asked() == ["/"]


@pytest.mark.parametrize("code", [429, 503])
def test_retry_after_is_waited_for(server: Server, code: int) -> None:
    assert body(server, in_turn(status(code, Retry_After="1"), b"page")) == b"page"
    _, first, second = server.log
    assert second.began - first.began >= 1


def test_retry_after_may_be_a_date(server: Server) -> None:
    until = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=2)
    asked = format_datetime(until, usegmt=True)
    assert body(server, in_turn(status(503, Retry_After=asked), b"page")) == b"page"
    assert dt.datetime.now(dt.UTC) >= until


@pytest.mark.parametrize("asked", ["86400", "Fri, 31 Dec 2199 23:59:59 GMT"])
def test_a_server_that_asks_for_a_day_is_asked_by_the_next_harvest(server: Server, asked: str) -> None:
    with pytest.raises(FetchError, match="asks to wait") as error:
        body(server, status(429, Retry_After=asked))
    assert error.value.passing and server.asked() == ["/"]


def test_redirects_are_followed_five_times(server: Server) -> None:
    for number in range(7):
        server.pages[f"/{number}"] = redirect(f"/{number + 1}")
    server.pages["/6"] = b"page"
    server.pages["/7"] = b"page"
    answer = get(server, "/1").answer
    assert answer is not None and answer.url == server.url("/6")
    with pytest.raises(FetchError, match="more than 5 redirects"):
        get(server, "/0")


def test_a_redirect_may_lead_to_another_host_whose_robots_count(server: Server) -> None:
    server.pages["/"] = redirect(server.url("/there", "city.example"))
    server.pages["/there"] = b"page"
    answer = get(server).answer
    assert answer is not None and answer.url == server.url("/there", "city.example")
    server.pages["city.example/robots.txt"] = b"User-agent: *\nDisallow: /th"
    with pytest.raises(FetchError, match=r"robots\.txt forbids"):
        get(server)


def test_a_request_is_conditional_where_the_address_is_the_one_that_was_stored(server: Server) -> None:
    server.pages["/old"], server.pages["/new"] = redirect("/new"), conditional(b"page")
    known = Validators(server.url("/new"), '"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert get(server, "/old", known=known).answer is None
    _, old, new = server.log
    assert "If-None-Match" not in old.headers
    assert (new.headers["If-None-Match"], new.headers["If-Modified-Since"]) == known[1:]


@pytest.mark.parametrize("etag", ['"\xe9"', '"\x7f"', "x" * 5_000, " ", "\t"])
def test_what_cannot_be_sent_back_makes_no_request_conditional(server: Server, etag: str) -> None:
    server.pages["/"] = b"page"
    assert get(server, known=Validators(server.url("/"), etag, None)).answer is not None
    assert "If-None-Match" not in server.log[-1].headers


def test_servers_are_told_who_asks_and_whom_to_write_to(server: Server) -> None:
    server.pages["/"] = b"page"
    client(contact="someone@office.example").get(server.url("/"), Errand(frozenset({server.server_port})))
    agents = {request.headers["User-Agent"] for request in server.log}
    assert len(agents) == 1 and agents.pop().endswith(" (+someone@office.example)")
