"""Which addresses may be fetched, by their form alone."""

from __future__ import annotations

import ipaddress
import re

import httpx

from flows.documents.origin import LONGEST_ADDRESS
from flows.harvest.errors import FetchError

PORTS = frozenset({80, 443})
_DEFAULT = {"http": 80, "https": 443}
# What a browser, and the system's resolver, take for an IPv4 address: 127.1, 0177.0.0.1, 2130706433, 0x7f000001.
_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)


def checked(url: str, ports: frozenset[int] = frozenset()) -> httpx.URL:
    """An address without its fragment, ready to be fetched. Raises FetchError where it may not be.

    `ports` are those allowed besides 80 and 443.
    """
    _check_length(url)
    try:
        parsed = httpx.URL(url.strip())
        host = parsed.host
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("not a valid address") from error
    if parsed.scheme not in _DEFAULT:
        raise FetchError(f"only http and https are fetched, not {parsed.scheme[:20] or 'an address without a scheme'}")
    if parsed.userinfo:
        raise FetchError("addresses with a user or password are not fetched")
    if not host or not host.strip("."):
        raise FetchError("the address names no host")
    if port_of(parsed) not in PORTS | ports:
        raise FetchError(f"port {port_of(parsed)} is neither 80 nor 443 nor named in the list of sites")
    if _NUMERIC.fullmatch(host.rstrip(".")) and not _is_address(host):
        raise FetchError("the host is an IP address in a disguised form")
    whole = parsed.copy_with(fragment=None)
    # Characters that are not ASCII are up to nine in what is asked for, and stored.
    _check_length(str(whole))
    return whole


def _check_length(url: str) -> None:
    if len(url) > LONGEST_ADDRESS:
        raise FetchError(f"the address has more than {LONGEST_ADDRESS} characters")


def port_of(url: httpx.URL) -> int:
    """The port of an address, also where it is not written."""
    return _DEFAULT.get(url.scheme, 0) if url.port is None else url.port


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port: what one robots.txt is for."""
    return f"{url.scheme}://{_bracketed(url.host)}:{port_of(url)}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
