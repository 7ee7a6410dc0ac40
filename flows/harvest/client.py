"""Fetches an address as a polite visitor: robots.txt, turns, conditional requests, attempts, checked redirects."""

from __future__ import annotations

import datetime as dt
import re
import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache, partial
from importlib.metadata import version
from threading import Event
from typing import NamedTuple

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from flows.harvest.addresses import checked
from flows.harvest.answers import Answer
from flows.harvest.bodies import ENCODINGS, decoded, type_of
from flows.harvest.bounds import Bounds
from flows.harvest.errors import FetchError, RetryableError
from flows.harvest.exchange import FRAMING, Received, exchange
from flows.harvest.network import Network, Watch
from flows.harvest.pace import Pace
from flows.harvest.robots import NAME, Robots

SOFTWARE = f"{NAME}/{version('gouji')}"

_DONE = (200, 203)
_UNCHANGED = 304
_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429, 500, 502, 503, 504)
_ASK_TO_WAIT = (429, 503)
_SENDABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,1000}[\x21-\x7e])?")
_HEADERS = {"Accept": "*/*", "Accept-Language": "zh-CN,zh;q=0.9", "Accept-Encoding": ENCODINGS}


class Validators(NamedTuple):
    """What a server said of an address when it was fetched last: the final address, ETag and Last-Modified."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass
class Errand:
    """What is fetched for one site: the ports allowed besides 80 and 443; requests made and bytes received."""

    ports: frozenset[int] = frozenset()
    requests: int = 0
    bytes: int = 0


class Fetched(NamedTuple):
    """A final answer, also as it came; None instead of it where the server says that nothing has changed."""

    answer: Answer | None
    received: Received


class Client:
    """One visitor to all sites; several threads may use it at once."""

    def __init__(self, contact: str | None, network: Network, bounds: Bounds, stop: Event) -> None:
        agent = f"{SOFTWARE} (+{contact})" if contact else SOFTWARE
        self._headers = {"User-Agent": agent, **_HEADERS}
        self._network, self._bounds, self._stop = network, bounds, stop
        self._pace, self._robots = Pace(bounds, stop), Robots()
        self._context = _tls()

    def get(self, address: str, errand: Errand, known: Validators | None = None) -> Fetched:
        """Fetch an address, through redirects. Raises FetchError, BoundError or StoppedError."""
        url = checked(address, errand.ports)
        for _ in range(self._bounds.redirects + 1):
            self._obey(url, errand)
            conditions = self._conditions(url, known)
            received = self._tried(url, {**self._headers, **conditions}, errand)
            if received.status == _UNCHANGED and conditions:
                return Fetched(None, received)
            if received.status not in _REDIRECTS:
                return Fetched(_answer(received), received)
            url = _target(url, received, errand)
        raise FetchError(f"more than {self._bounds.redirects} redirects")

    def _obey(self, url: httpx.URL, errand: Errand) -> None:
        """Keep to robots.txt, for which redirects are followed, too. Raises FetchError where it forbids the address."""
        delay = self._robots.check(url, partial(self._robots_at, errand=errand))
        if delay > self._bounds.patience:
            raise FetchError(f"robots.txt asks for {delay:.0f} seconds between requests")
        host = self._pace.host(url.host)
        if delay > host.interval:
            host.interval = delay
            host.wait(delay)

    def _robots_at(self, url: httpx.URL, errand: Errand) -> bytes:
        for _ in range(self._bounds.redirects + 1):
            received = self._tried(url, self._headers, errand)
            if received.status not in _REDIRECTS:
                return _answer(received).body
            url = _target(url, received, errand)
        raise FetchError(f"more than {self._bounds.redirects} redirects")

    def _conditions(self, url: httpx.URL, known: Validators | None) -> dict[str, str]:
        """What makes a request conditional, if it is for what was stored."""
        if known is None or known.url != str(url):
            return {}
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        # What a server sends need not be what may be sent.
        return {name: value for name, value in conditions.items() if value and _SENDABLE.fullmatch(value)}

    def _tried(self, url: httpx.URL, headers: dict[str, str], errand: Errand) -> Received:
        """Ask until there is an answer that another attempt would not change."""
        attempts = Retrying(
            stop=stop_after_attempt(self._bounds.attempts),
            wait=wait_random_exponential(multiplier=self._bounds.retry_seconds, max=60),
            retry=retry_if_exception(lambda error: isinstance(error, RetryableError)),
            sleep=self._pace.rest,
            reraise=True,
        )
        host = self._pace.host(url.host)
        try:
            received: Received = attempts(self._once, url, headers, errand)
        except RetryableError:
            host.failures += 1
            if host.failures >= self._bounds.failures_of_host:
                host.left_alone = f"{url.host} failed {host.failures} times in a row and is left alone"
            raise
        host.failures = 0
        return received

    def _once(self, url: httpx.URL, headers: dict[str, str], errand: Errand) -> Received:
        watch = Watch(self._bounds.answer_seconds, self._bounds.answer_bytes + FRAMING, self._stop)
        with self._pace.turn(url.host) as host:
            try:
                received = exchange(url, headers, self._network, self._context, self._bounds, watch)
            finally:
                self._pace.count(host, watch.size)
                errand.requests += 1
                errand.bytes += watch.size
            after = _wait_asked_for(received)
            if after > self._bounds.patience:
                host.left_alone = f"{url.host} asks to wait for {after:.0f} seconds"
                raise FetchError(host.left_alone, passing=True, status=received.status)
            host.wait(after)
        if received.status in _LATER:
            raise RetryableError(f"status {received.status}", status=received.status)
        if received.status not in _DONE:
            return received
        return received._replace(content=decoded(received.content, received.headers, self._bounds.answer_bytes))


@cache
def _tls() -> ssl.SSLContext:
    """What servers have to prove; made once, as the list of authorities takes a while to load."""
    return httpx.create_ssl_context(trust_env=False)


def _answer(received: Received) -> Answer:
    """An answer that gives something. Raises FetchError where it does not."""
    if received.status not in _DONE:
        raise FetchError(f"status {received.status}", passing=received.status >= 500, status=received.status)
    media_type, charset = type_of(received.headers)
    return Answer(received.url, received.status, received.headers, received.content, media_type, charset)


def _target(url: httpx.URL, received: Received, errand: Errand) -> httpx.URL:
    """Where a redirect leads. Raises FetchError where that may not be fetched."""
    location = received.header("location")
    if not location:
        raise FetchError("a redirect that leads nowhere")
    try:
        joined = str(url.join(_as_text(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("a redirect to what is no address") from error
    try:
        return checked(joined, errand.ports)
    except FetchError as error:
        raise FetchError(f"a redirect to {joined}: {error}") from error


def _as_text(location: str) -> str:
    """The characters of an address whose bytes were taken for Latin-1."""
    data = location.encode("latin-1")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _wait_asked_for(received: Received) -> float:
    """The seconds for which a server asks not to be asked again."""
    said = (received.header("retry-after") or "").strip()
    if received.status not in _ASK_TO_WAIT or not said:
        return 0
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0
