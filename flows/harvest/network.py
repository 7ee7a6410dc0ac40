"""Connections to public addresses only, each to exactly the address that was checked."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address
from threading import Event
from typing import Any, NamedTuple

import httpcore

from flows.harvest.errors import FetchError, StoppedError

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ranges in which an IPv4 address of any kind may be hidden, and others of which the standard library's opinion differs
# by version.
_NEVER = [
    ipaddress.ip_network(each) for each in ("2002::/16", "2001::/23", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
]
_SLICE = 0.5


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, IPv6Address):
        embedded = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if embedded is not None:
            return is_public(embedded)
        if address.scope_id is not None or address not in _GLOBAL_UNICAST:
            return False
    if any(address.version == never.version and address in never for never in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """The addresses, with the port, that the system knows for a name. Raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(each[4][0]), port) for each in found))


class Network(NamedTuple):
    """How names become addresses, and which of them may be connected to."""

    resolve: Callable[[str, int], Sequence[tuple[str, int]]] = resolve
    allowed: Callable[[Address], bool] = is_public


class Watch:
    """What bounds one answer: its last moment, its bytes, and whether the harvest is to stop.

    `received` are the bytes that came and were not taken away yet, `size` is how many came.
    """

    def __init__(self, seconds: float, most: int, stop: Event) -> None:
        self._end, self._most, self._stop = time.monotonic() + seconds, most, stop
        self.received, self.size = bytearray(), 0

    def left(self) -> float:
        """Seconds that remain. Raises httpcore.ReadTimeout where none do, StoppedError where the harvest stops."""
        if self._stop.is_set():
            raise StoppedError
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the answer takes too long")
        return remaining

    def take(self, data: bytes) -> bytes:
        """Keep what came. Raises FetchError where it is too much."""
        self.received += data
        self.size += len(data)
        if self.size > self._most:
            raise FetchError(f"the answer has more than {self._most} bytes")
        return data


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks every address, connects to one of these, and keeps all that comes."""

    def __init__(self, network: Network, watch: Watch) -> None:
        self._network, self._watch, self._plain = network, watch, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for address, at in self._addresses(host, port):
            try:
                within = min(timeout or self._watch.left(), self._watch.left())
                stream = self._plain.connect_tcp(str(address), at, within, local_address, socket_options)
                return _KeptStream(stream, self._watch)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("the name has no address")

    def _addresses(self, host: str, port: int) -> list[tuple[Address, int]]:
        """Where a host is, all of it checked."""
        try:
            return [(self._checked(ipaddress.ip_address(host)), port)]
        except ValueError:
            pass
        try:
            named = self._network.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        return [(self._checked(ipaddress.ip_address(address)), at) for address, at in named]

    def _checked(self, address: Address) -> Address:
        if not self._network.allowed(address):
            raise FetchError(f"{address} is not an address of the public internet")
        return address


class _KeptStream(httpcore.NetworkStream):
    """A connection whose bytes are kept as they come, and which ends when its time is over."""

    def __init__(self, stream: httpcore.NetworkStream, watch: Watch) -> None:
        self._stream, self._watch = stream, watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        quiet = time.monotonic() + (timeout or self._watch.left())
        while True:
            # In slices, so that a harvest that is to stop does not wait for a silent server.
            within = min(_SLICE, self._watch.left())
            try:
                return self._watch.take(self._stream.read(max_bytes, within))
            except httpcore.ReadTimeout:
                if time.monotonic() > quiet:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, min(timeout or self._watch.left(), self._watch.left()))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> _KeptStream:
        within = min(timeout or self._watch.left(), self._watch.left())
        return _KeptStream(self._stream.start_tls(ssl_context, server_hostname, within), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
