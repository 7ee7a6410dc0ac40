"""One request and its answer, over a connection of its own; no cookies, no proxies, nothing followed."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import NamedTuple

import httpcore
import httpx

from flows.harvest.bodies import parted
from flows.harvest.bounds import Bounds
from flows.harvest.errors import FetchError, RetryableError
from flows.harvest.network import CheckedBackend, Network, Watch
from flows.landing.refusals import line

FRAMING = 1_000_000
"""Bytes of an answer that may be head and framing, beside those of its body."""


class Received(NamedTuple):
    """An answer: `head` and `sent` are the bytes that came, `content` the latter without their encodings."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    head: bytes
    sent: bytes
    content: bytes
    at: dt.datetime

    def header(self, name: str) -> str | None:
        """The first header of a name, in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class _Transport(httpx.HTTPTransport):
    """httpx over connections that are checked."""

    def __init__(self, context: ssl.SSLContext, backend: httpcore.NetworkBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)


def exchange(
    url: httpx.URL, headers: dict[str, str], network: Network, context: ssl.SSLContext, bounds: Bounds, watch: Watch
) -> Received:
    """Ask for an address and take the whole answer, which the watch bounds.

    Raises RetryableError where the connection fails, FetchError where the answer is not accepted, StoppedError.
    """
    timeout = httpx.Timeout(bounds.idle_seconds, connect=bounds.connect_seconds).as_dict()
    request = httpx.Request("GET", url, headers={**headers, "Connection": "close"}, extensions={"timeout": timeout})
    at = dt.datetime.now(dt.UTC)
    try:
        with _Transport(context, CheckedBackend(network, watch)) as transport:
            response = transport.handle_request(request)
            content = _content(response, bounds.answer_bytes)
    except httpx.TimeoutException as error:
        raise RetryableError(line(str(error)) or "no answer in time") from error
    except (httpx.TransportError, ssl.SSLError, OSError) as error:
        raise RetryableError(f"the connection failed: {line(str(error)) or type(error).__name__}") from error
    head, sent = parted(bytes(watch.received))
    watch.received.clear()
    named = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    if len(head) + len(sent) > bounds.answer_bytes:
        raise FetchError(f"the answer has more than {bounds.answer_bytes} bytes")
    return Received(str(url), response.status_code, named, head, sent, sent if content == sent else content, at)


def _content(response: httpx.Response, most: int) -> bytes:
    """The body without transfer encoding. Raises FetchError where it is larger than allowed, or says that it is."""
    stated = response.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > most:
        raise FetchError(f"the answer has {stated[:18]} bytes, more than {most}")
    content = bytearray()
    assert isinstance(response.stream, httpx.SyncByteStream)
    for piece in response.stream:
        content += piece
        if len(content) > most:
            raise FetchError(f"the answer has more than {most} bytes")
    return bytes(content)
