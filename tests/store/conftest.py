"""An S3 server for the tests of a session, and a place of its own in it for each test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from flows.landing.bucket import SETTING, Bucket
from tests.store.s3_server import BUCKET, Server, serving


class Place(NamedTuple):
    """A prefix of the bucket that nothing else uses."""

    server: Server
    prefix: str
    address: str

    def put(self, key: str, content: bytes) -> None:
        self.server.put(f"{self.prefix}/{key}", content)

    def read(self, key: str) -> bytes:
        return self.server.read(f"{self.prefix}/{key}")

    def remove(self, key: str) -> None:
        self.server.remove(f"{self.prefix}/{key}")

    def keys(self, folder: str) -> list[str]:
        found = self.server.keys(f"{self.prefix}/{folder}/")
        return [key.removeprefix(f"{self.prefix}/") for key in found]

    @property
    def bucket(self) -> Bucket:
        return Bucket(self.address)


def place_in(server: Server) -> Place:
    prefix = uuid.uuid4().hex[:12]
    return Place(server, prefix, f"s3://{BUCKET}/{prefix}")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, which takes seconds to start."""
    with serving(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def server(running: Server) -> Iterator[Server]:
    """The server; the variables that say where it is are set for one file of tests, which may share a lake."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def place(server: Server, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place, which GOUJI_STORE names."""
    place = place_in(server)
    monkeypatch.setenv(SETTING, place.address)
    return place
