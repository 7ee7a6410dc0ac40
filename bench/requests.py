"""HTTP requests as an attacker sends them, each made from a seed: paths, methods, headers, bodies, forms, framing."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from bench.mutations import mutate

_PATHS = (
    "/", "/index.html", "/findings.html", "/draft.html", "/login", "/login.js", "/data/meta.js", "/static/core.js",
    "/api/session", "/api/login", "/api/check", "/api/decisions", "/api/replies", "/nowhere", "/api/",
)  # fmt: skip
_OUT = (
    "/../raw/secret", "/../../secret", "/%2e%2e/%2e%2e/secret", "/..%2f..%2fsecret", "/..%5c..%5csecret",
    "/%252e%252e/secret", "/static/../../../secret", "/static//..//..//..//secret", "/.hidden", "/./.hidden",
    "/data/..;/..;/secret", "//secret", "/link", "/link/secret", "/index.html%00.js", "/%00", "/%ff%fe",
    "/%c0%ae%c0%ae/secret",
    "/" + "a/" * 2000, "/" + "%41" * 5000, "/~root", "/C:/secret", "/proc/self/environ", "/%2fetc/passwd", "*",
    "http://other.example/", "/\\..\\secret", "/index.html/", "/index.html/x", "/data", "/data/", "/?" + "a=b&" * 3000,
)  # fmt: skip
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "G\x00T", "X" * 300)
_HEADERS = (
    "Range: bytes=0-,0-,0-,0-,0-", "Range: bytes=99999999999999999999-", "If-Modified-Since: yesterday",
    "If-None-Match: " + '"a",' * 500, "Accept-Encoding: gzip, br;q=x", "Expect: 100-continue", "Upgrade: h2c",
    "Connection: keep-alive, Upgrade", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: evil.example",
    "X-Original-URL: /secret", "Cookie: " + "a=b; " * 500, "Cookie: \xff=\xfe; ;;=", "Origin: null",
    "Origin: http://evil.example", "Origin: http://[", "Content-Type: application/json; charset=utf-7",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=" + "b" * 500,
    "Content-Length: -1",
    "Content-Length: 99999999999", "Content-Length: 1, 2", "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding : chunked", " folded: x", "X: " + "x" * 20_000, "\x00: y", "no colon", "X-CSRF-Token: \xe9",
    "Host: evil.example", "Host: [::1", "Host: 127.0.0.1:99999",
)  # fmt: skip
_BODIES = (
    b"", b"{}", b"[]", b"null", b"{" * 5000, b"[" * 50_000, b'{"name": 1e999, "password": {}}', b'{"a": "\\ud800"}',
    b'{"finding_id": "0123456789abcdef", "state": "confirmed", "reason": "\\u0000", "by": "=1+1"}',
    b'{"finding_id": "\'; drop table marts.fct_findings; --", "state": "x", "by": "y", "before": 1}',
    b'{"name": "\\u5f20\\u4e09", "password": "wrong password"}', b"\xff\xfe\x00", b"a" * 70_000,
    "{\"by\": \"\u202e\"}".encode(),
)  # fmt: skip
_SECOND = b"GET /../../secret HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Known(NamedTuple):
    """What the attacker knows of the desk: the port, and cookie and token of somebody who may sign in."""

    port: int
    cookie: str
    token: str


def request(seed: str, known: Known) -> bytes:
    """The bytes of one request; what follows it on the connection, too."""
    choice = Random(seed)
    kind = choice.choice((_plain, _plain, _plain, _plain, _plain, _form, _form, _chunked, _twice))
    made = kind(choice, known)
    return mutate(made, choice)[:300_000] if choice.random() < 0.2 else made


def _plain(choice: Random, known: Known) -> bytes:
    body = choice.choice(_BODIES) if choice.random() < 0.6 else b""
    more = choice.sample(_HEADERS, choice.choice((0, 0, 0, 0, 1, 1, 2, 5)))
    sized = [f"Content-Length: {len(body)}"] if body and choice.random() < 0.9 else []
    return _head(choice, known, *more, *sized) + body


def _form(choice: Random, known: Known) -> bytes:
    """A form with files, well formed or nearly."""
    boundary = choice.choice(("b", "-" * 70, "a b", ""))
    names = choice.choices(("file", "previous", "by", "", "file\x00", "f" * 5000), k=choice.choice((0, 1, 2, 3, 200)))
    parts = []
    for name in names:
        file = choice.choice(
            ('; filename="a.html"', '; filename="../../x.html"', "; filename*=UTF-8''%ff", "; filename=", "")
        )
        content = mutate(b"<table><tr><td>1</td></tr></table>", choice)
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"
        )
    end = choice.choice((f"--{boundary}--\r\n", f"--{boundary}", "")).encode()
    body = b"".join(parts) + end
    size = choice.choice((len(body), len(body), len(body), len(body) + 10, max(len(body) - 10, 0)))
    headers = (f"Content-Type: multipart/form-data; boundary={boundary}", f"Content-Length: {size}")
    return _head(choice, known, *headers, path=choice.choice(("/api/check", "/api/replies"))) + body


def _chunked(choice: Random, known: Known) -> bytes:
    sizes = choice.choices(("5", "0", "-1", "ffffffffffffffff", "5;ext=" + "x" * 5000, "zz", "5 "), k=3)
    body = "".join(f"{size}\r\nhello\r\n" for size in sizes).encode() + choice.choice(
        (b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"")
    )
    more = choice.choice((("Content-Length: 3",), ("Content-Length: 0",), ()))
    return _head(choice, known, "Transfer-Encoding: chunked", *more) + body


def _twice(choice: Random, known: Known) -> bytes:
    """A request whose length is told in two ways, with another one behind or inside of it."""
    sizes = choice.choice((("0",), ("4", "0"), (str(len(_SECOND)),), ("0", str(len(_SECOND)))))
    return _head(choice, known, *(f"Content-Length: {size}" for size in sizes)) + _SECOND


def _head(choice: Random, known: Known, *headers: str, path: str | None = None) -> bytes:
    target = path or choice.choice(choice.choice((_PATHS, _OUT)))
    method = choice.choice(("GET", "GET", "GET", "POST", "POST", choice.choice(_METHODS))) if path is None else "POST"
    version = choice.choice(("HTTP/1.1",) * 30 + ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTQ/1.1", ""))
    lines = [f"{method} {target} {version}", f"Host: 127.0.0.1:{known.port}"]
    if choice.random() < 0.8:
        lines += [f"Cookie: {known.cookie}", f"X-CSRF-Token: {known.token}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1", "replace")
