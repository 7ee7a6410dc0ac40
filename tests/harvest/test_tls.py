"""Sites over TLS: the name is verified though the connection is made to an address, and silence ends there too."""

from __future__ import annotations

import datetime as dt
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.harvest import client as module
from flows.harvest.client import Client, Errand
from flows.harvest.errors import FetchError
from tests.harvest.server import LOCAL, QUICK, Server, raw, served

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
SHORT = QUICK._replace(attempts=1, answer_seconds=0.9, idle_seconds=0.9)


def certificate(path: Path) -> Path:
    """A file with a key and a certificate of its own for `county.example`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county.example")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("county.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(own + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server over TLS that the client trusts."""
    pem = certificate(tmp_path / "county.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = Server()
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(module, "_tls", lambda: trusting)
    with served(server):
        yield server


def get(server: Server, host: str = "county.example") -> bytes:
    errand = Errand(frozenset({server.server_port}))
    answer = Client(None, LOCAL, SHORT, Event()).get(f"https://{host}:{server.server_port}/", errand).answer
    assert answer is not None
    return answer.body


def test_a_page_is_fetched_from_the_server_that_proves_its_name(secured: Server) -> None:
    secured.pages["/"] = b"page"
    assert get(secured) == b"page"


def test_a_server_that_proves_another_name_is_refused(secured: Server) -> None:
    secured.pages["/"] = b"page"
    with pytest.raises(FetchError, match="Hostname mismatch"):
        get(secured, "city.example")
    assert not secured.log


def test_a_server_that_nobody_vouches_for_is_refused(secured: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(FetchError, match="self-signed"):
        get(secured)


def test_silence_over_tls_ends(secured: Server) -> None:
    secured.pages["/robots.txt"] = b""
    secured.pages["/"] = raw(HEAD, 8.0)
    started = time.monotonic()
    with pytest.raises(FetchError):
        get(secured)
    assert time.monotonic() - started < 7
    secured.pages["/"] = raw(HEAD, b"pa", 0.6, b"ge")
    assert get(secured) == b"page"


def test_a_handshake_without_end_ends() -> None:
    with served(Server()) as plain:
        # A server that waits for a request, while the client waits for its certificate.
        started = time.monotonic()
        with pytest.raises(FetchError):
            get(plain)
        assert time.monotonic() - started < 7
