"""Which addresses a harvest connects to: none but public ones, however they are written, named or reached."""

from __future__ import annotations

from ipaddress import ip_address
from threading import Event

import pytest

from flows.harvest.addresses import checked
from flows.harvest.client import Client, Errand
from flows.harvest.errors import FetchError
from flows.harvest.network import Network, is_public
from tests.harvest.server import LOCAL, QUICK, Server, here, local, redirect

ONCE = QUICK._replace(attempts=1)


def get(url: str, network: Network, *ports: int) -> bytes:
    answer = Client(None, network, ONCE, Event()).get(url, Errand(frozenset(ports))).answer
    assert answer is not None
    return answer.body


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "169.254.169.254",
        "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2001::1", "2001:db8::1", "100::1",
        "3fff::1",
    ],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_these_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://county.example/", "gopher://county.example/", "data:text/html,x",
        "//county.example/", "/report.html", "javascript:alert(1)", "http://", "http://./", "http://user:pw@county.example/",
        "http://user@county.example/", "http://county.example:22/", "http://county.example:0/",
        "http://county.example:99999/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/", "http://0x7f.1/",
        "http://0x7f000001/", "http://1.2.3.4.5/",
        "http://county.example/a\nb", "http://coun\0ty.example/", "http://１２７。１/", "http://[::1/",
        "http://" + "a" * 5000, "http://a.example/" + "县" * 300,
    ],
)  # fmt: skip
def test_these_are_not_fetched_whoever_is_there(url: str) -> None:
    with pytest.raises(FetchError):
        checked(url)


def test_a_fragment_is_left_out_and_characters_are_encoded() -> None:
    assert str(checked("http://county.example/公开/1.html#top")) == ("http://county.example/%E5%85%AC%E5%BC%80/1.html")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "localhost"]
)
def test_an_address_that_is_not_public_is_not_connected_to(server: Server, host: str) -> None:
    server.pages["/"] = b"secret"
    with pytest.raises(FetchError, match="not an address of the public internet"):
        get(f"http://{host}:{server.server_port}/", Network(), server.server_port)
    assert not server.log


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["223.5.5.5", "10.0.0.1"], ["fe80::1%lo"], ["::ffff:7f00:1"]])
def test_a_name_with_an_address_that_is_not_public_is_not_connected_to(server: Server, answers: list[str]) -> None:
    with pytest.raises(FetchError, match="not an address of the public internet"):
        get(server.url("/"), Network(lambda host, port: [(each, port) for each in answers]), server.server_port)
    assert not server.log


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/", "http://169.254.169.254/latest/", "http://[::1]:{port}/",
        "http://inner.example:{port}/", "file:///etc/passwd", "ftp://county.example/", "http://county.example:23/",
        "http://u:p@county.example/", "http://0x7f.1/",
    ],
)  # fmt: skip
def test_a_redirect_leads_nowhere_else(server: Server, target: str) -> None:
    server.pages["/"] = redirect(target.format(port=server.server_port))
    names = {"county.example": "127.0.0.1", "inner.example": "192.168.0.1"}
    with pytest.raises(FetchError):
        get(server.url("/"), Network(lambda host, port: [(names[host], port)], local), server.server_port)
    assert {request.host for request in server.log} == {"county.example"}


def test_a_name_is_resolved_once_and_the_connection_made_to_what_was_checked(server: Server) -> None:
    server.pages["/"] = b"page"
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[tuple[str, int]]:
        # Allowed at the first look, loopback of another number at the second.
        asked.append(host)
        return [("127.0.0.1" if len(asked) % 2 else "127.0.0.2", port)]

    with pytest.raises(FetchError, match=r"127\.0\.0\.2 is not"):
        get(server.url("/"), Network(rebinding, local), server.server_port)
    # robots.txt was the first connection, the page the second: each looked once.
    assert asked == ["county.example", "county.example"]
    assert [request.path for request in server.log] == ["/robots.txt"]


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.pages["/"] = b"page"
    assert get(server.url("/"), LOCAL, server.server_port) == b"page"


def test_the_second_address_of_a_name_serves_where_the_first_does_not_answer(server: Server) -> None:
    server.pages["/"] = b"page"
    found = ["127.0.0.3", "127.0.0.1"]
    both = Network(lambda host, port: [(each, port) for each in found], lambda address: address.is_loopback)
    assert get(server.url("/"), both, server.server_port) == b"page"


def test_cookies_are_neither_kept_nor_sent(server: Server) -> None:
    server.pages["/"] = lambda handler: handler.give(b"page", Set_Cookie="id=1; Domain=example")
    client = Client(None, Network(here, local), QUICK, Event())
    for host in ("county.example", "county.example", "city.example"):
        client.get(server.url("/", host), Errand(frozenset({server.server_port})))
    assert not any("Cookie" in request.headers for request in server.log)
