"""The desk shows the files of the site, and nothing beside them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.desk.server import Running, desk

SECRET = "not for everybody"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("desk")
    site = folder / "warehouse" / "site"
    (site / "data" / "findings").mkdir(parents=True)
    for path in (folder / "warehouse" / "gouji.duckdb", site / ".lock", site / "data" / ".hidden", folder / "outside"):
        path.write_text(SECRET)
    (site / "index.html").write_text("总览")
    (site / "data" / "meta.js").write_text("gouji.put()")
    (site / "data" / "link.js").symlink_to(folder / "outside")
    with desk(folder) as running:
        yield running


def test_pages_and_their_data_are_shown_with_headers_that_confine_them(running: Running) -> None:
    with running.client() as client:
        page, data = client.get("/"), client.get("/data/meta.js")
    assert (page.text, data.text) == ("总览", "gouji.put()")
    for answer in (page, data):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/../gouji.duckdb",
        "/..%2fgouji.duckdb",
        "/%2e%2e/gouji.duckdb",
        "/data/../../gouji.duckdb",
        "/data/..%5c..%5cgouji.duckdb",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/index.html%00.js",
        "/.lock",
        "/data/.hidden",
        "/%2elock",
        "/data/link.js",
        "/data/",
        "/data/findings",
        "/docs",
        "/redoc",
        "/openapi.json",
    ],
)
def test_nothing_else_is(running: Running, path: str) -> None:
    place = urlsplit(running.url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 307 ", b"HTTP/1.1 400 ")), answer[:80]
    assert SECRET.encode() not in answer and b"root:" not in answer and b"meta.js" not in answer


def test_a_site_that_is_not_built_yet_says_how_to_build_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("desk")
    with desk(folder) as running, running.client() as client:
        assert "gouji run" in client.get("/").text
        assert client.get("/data/meta2.js").status_code == 404
        (folder / "warehouse" / "site").mkdir(parents=True)
        (folder / "warehouse" / "site" / "index.html").write_text("总览")
        assert client.get("/").text == "总览"
    assert sorted(path.name for path in folder.iterdir()) == ["desk.log", "warehouse"]
